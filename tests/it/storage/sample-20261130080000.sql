-- Rows as the version of 2026-11-30 08:00 writes them: an order whose approval ended without a
-- charge.
update customers set offer = 2, offer_at = 1790000000000, transfer = 2, transfer_at = 1790000000000
where id = 11;
insert into orders (id, customer_id, state, plan_id, plan, place, price, stars, asked_currency,
    asked_amount, lang, mail, invoices, invoice_until, qr_count, mail_count, refund_wished,
    created_at, blank_count, replaced, mailed, unsure_until)
values (34, 11, 'expired', 'tr-1',
    '{"id":"tr-1","coverage":"TR","allowance":{"megabytes":1024},"days":7,
    "price":{"minor":200000,"currency":"KZT"}}',
    'TR', 200000, 308, 'KZT', 200000, 'kk', 'chat', 1, 1790001800000, 0, 0, 0, 1790000000000, 0, 0,
    0, 1790003000000);
