-- Rows as the version of 2026-12-01 10:00 writes them: an order that a restore closed, one whose
-- way on it lost, and one that was delivered with a code that nobody here knows.
insert into charges (id, order_id, customer_id, currency, amount, state, why, taken_at)
values ('lost37', 137, 11, 'XTR', 308, 'case', 'before_restore', 1790000000000),
    ('lost38', 138, 11, 'KZT', 200000, 'kept', null, 1790000000000),
    ('lost39', 139, 11, 'XTR', 308, 'kept', null, 1790000000000);
insert into orders (id, customer_id, state, charge_id, plan_id, plan, place, price, stars,
    asked_currency, asked_amount, lang, mail, invoices, qr_count, mail_count, refund_wished,
    created_at, paid_at, blank_count, replaced, mailed, lost_since)
values (137, 11, 'cancelled', null, 'tr-1',
    '{"id":"tr-1","coverage":"TR","allowance":{"megabytes":1024},"days":7,
    "price":{"minor":200000,"currency":"KZT"}}',
    'TR', 200000, 308, 'XTR', 308, 'kk', 'chat', 1, 0, 0, 0, 1790000000000, null, 0, 0, 0,
    1790000100000),
    (138, 11, 'paid', 'lost38', 'tr-1',
    '{"id":"tr-1","coverage":"TR","allowance":{"megabytes":1024},"days":7,
    "price":{"minor":200000,"currency":"KZT"}}',
    'TR', 200000, 308, 'KZT', 200000, 'ru', 'chat', 1, 0, 0, 0, 1790000000000, 1790000000000, 0, 0,
    0, 1790000100000),
    (139, 11, 'fulfilled', 'lost39', 'tr-1',
    '{"id":"tr-1","coverage":"TR","allowance":{"megabytes":1024},"days":7,
    "price":{"minor":200000,"currency":"KZT"}}',
    'TR', 200000, 308, 'XTR', 308, 'ru', 'chat', 1, 0, 0, 0, 1790000000000, 1790000000000, 0, 0, 0,
    null);
