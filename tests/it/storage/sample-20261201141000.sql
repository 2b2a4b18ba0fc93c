-- Rows as the version of 2026-12-01 14:10 writes them: a customer to whom support is shut.
insert into customers (id, person, key_id, telegram_sealed, dialogue_sealed, lang, guess,
    processing, processing_at, created_at, seen_at, muted_at, mute_told)
values (19, 'person19', 114, x'08', x'09', 'kk', 'ru', 3, 1790000000000, 1790000000000,
    1790000000000, 1790000000000, 1);
