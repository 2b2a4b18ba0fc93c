-- Rows as the version of 2026-11-30 07:00 writes them: a talk that may be kept, a word on its way,
-- and what is left of a talk that ended.

insert into customers (id, person, key_id, telegram_sealed, dialogue_sealed, lang, guess,
    processing, processing_at, created_at, seen_at, spoke_at, keeps_talk)
values (14, 'person14', 114, x'0a', x'0b', 'kk', 'kk', null, null, 1790000000000, 1790000000000,
    1790000000000, 1);
insert into parcels (id, customer_id, inside_sealed, created_at)
values (51, 14, x'0c', 1790000000000);
insert into ended (admin, message, days, at)
values ('admin1', 9001, 1, 1790000000000);
