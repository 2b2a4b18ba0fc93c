-- Rows as the version of 2026-11-30 06:00 writes them: a customer who talks with support.

insert into customers (id, person, key_id, telegram_sealed, dialogue_sealed, lang, guess,
    processing, processing_at, created_at, seen_at, spoke_at)
values (13, 'person13', 113, x'08', x'09', 'ru', 'ru', null, null, 1790000000000, 1790000000000,
    1790000000000);
