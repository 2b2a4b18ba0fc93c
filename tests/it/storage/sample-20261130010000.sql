-- Rows as the version of 2026-11-30 01:00 writes them: an order whose newest letter did not arrive.
insert into esims (id, plan_id, key_id, code_sealed, code_print, order_id, sold_at, created_at)
values (47, 'tr-1', 147, x'0b', 'print47', 33, 1790000100000, 1790000000000);
insert into charges (id, order_id, customer_id, currency, amount, state, taken_at)
values ('charge33', 33, 11, 'XTR', 308, 'kept', 1790000100000);
insert into orders (id, customer_id, state, charge_id, esim_id, plan_id, plan, place, price, stars,
    asked_currency, asked_amount, lang, mail, invoices, invoice_until, card, shown_at, qr_count,
    mail_count,
    refund_wished, created_at, paid_at, fulfilled_at, blank_count, replaced, mailed)
values (33, 11, 'fulfilled', 'charge33', 47, 'tr-1',
    '{"id":"tr-1","coverage":"TR","allowance":{"megabytes":1024},"days":7,
    "price":{"minor":200000,"currency":"KZT"}}',
    'TR', 200000, 308, 'XTR', 308, 'kk', 'withdrawn', 1, 1790001800000, 503, 1790000200000, 1, 2,
    0, 1790000000000, 1790000100000, 1790000300000, -1, 0, 1);
