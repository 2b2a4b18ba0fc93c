-- Rows as the version of 2026-11-27 06:00 writes them: a code that was found faulty, the one that
-- took its place, and the order that was given both.
insert into esims (id, plan_id, key_id, code_sealed, code_print, order_id, sold_at, created_at,
    faulty_at,
    faulty_order)
values (45, 'tr-1', 145, x'09', 'print45', null, 1790000100000, 1790000000000, 1790000200000, 32),
    (46, 'tr-1', 146, x'0a', 'print46', 32, 1790000200000, 1790000000000, null, null);
insert into charges (id, order_id, customer_id, currency, amount, state, taken_at)
values ('charge32', 32, 11, 'XTR', 308, 'kept', 1790000100000);
insert into orders (id, customer_id, state, charge_id, esim_id, plan_id, plan, place, price, stars,
    asked_currency, asked_amount, lang, mail, invoices, invoice_until, card, shown_at, qr_count,
    mail_count,
    refund_wished, created_at, paid_at, fulfilled_at, blank_count, replaced)
values (32, 11, 'fulfilled', 'charge32', 46, 'tr-1',
    '{"id":"tr-1","coverage":"TR","allowance":{"megabytes":1024},"days":7,
    "price":{"minor":200000,"currency":"KZT"}}',
    'TR', 200000, 308, 'XTR', 308, 'kk', 'chat', 1, 1790001800000, 502, 1790000200000, 2, 0, 0,
    1790000000000, 1790000100000, 1790000300000, 1, 1);
insert into audit (at, admin, action, order_id, subject)
values (1790000200000, 'admin', 'case_replace', 32, 'case:2');
