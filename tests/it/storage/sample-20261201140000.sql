-- Rows as the version of 2026-12-01 14:00 writes them: a customer whose newest card is known.
insert into customers (id, person, key_id, telegram_sealed, dialogue_sealed, lang, guess,
    processing, processing_at, created_at, seen_at, newest_card)
values (18, 'person18', 114, x'08', x'09', 'kk', 'ru', 3, 1790000000000, 1790000000000,
    1790000000000, 77);
