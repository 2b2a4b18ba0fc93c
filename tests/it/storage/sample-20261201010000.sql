-- Rows as the version of 2026-12-01 01:00 writes them: an order that waits until its customer opens
-- it, one that was opened, and a case with a day by which it is to be settled.
insert into charges (id, order_id, customer_id, currency, amount, state, taken_at)
values ('charge35', 35, 11, 'XTR', 308, 'kept', 1790000000000),
    ('charge36', 36, 11, 'KZT', 200000, 'kept', 1790000000000);
insert into orders (id, customer_id, state, charge_id, plan_id, plan, place, price, stars,
    asked_currency, asked_amount, lang, mail, invoices, qr_count, mail_count, refund_wished,
    created_at, paid_at, blank_count, replaced, mailed, open_until, opened_at)
values (35, 11, 'paid', 'charge35', 'tr-1',
    '{"id":"tr-1","coverage":"TR","allowance":{"megabytes":1024},"days":7,
    "price":{"minor":200000,"currency":"KZT"}}',
    'TR', 200000, 308, 'XTR', 308, 'kk', 'chat', 1, 0, 0, 0, 1790000000000, 1790000000000, 0, 0, 0,
    1792609200000, null),
    (36, 11, 'paid', 'charge36', 'tr-1',
    '{"id":"tr-1","coverage":"TR","allowance":{"megabytes":1024},"days":7,
    "price":{"minor":200000,"currency":"KZT"}}',
    'TR', 200000, 308, 'KZT', 200000, 'ru', 'chat', 1, 0, 0, 0, 1790000000000, 1790000000000, 0, 0,
    0, null, 1790086400000);
insert into cases (kind, subject, order_id, charge_id, opened_at, due_at)
values ('due', 'charge36', 36, 'charge36', 1790000800000, 1790276400000);
