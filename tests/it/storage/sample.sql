-- Rows as the first version wrote them, one at least in every table; each later migration runs over
-- them. The sealed values are stand-ins: no migration may open a seal.
insert into customers (id, person, key_id, telegram_sealed, dialogue_sealed, lang, guess,
    processing,
    processing_at, address_id, created_at, seen_at)
values (11, 'person11', 111, x'01', x'02', 'kk', 'kk', 1, 1790000000000, 21, 1790000000000,
    1790000000000),
    (12, 'person12', 112, x'03', x'04', null, 'ru', null, null, null, 1790000000000, 1790000000000);
insert into addresses (id, customer_id, email_sealed, created_at) values (21, 11, x'05',
    1790000000000);
insert into consents (customer_id, order_id, purpose, act, edition, lang, text_hash, at)
values (11, 31, 'processing', 'granted', 1, 'kk', 'ab', 1790000000000);
insert into plans (id, position, plan)
values ('tr-1', 0, '{"id":"tr-1","coverage":"TR","allowance":{"megabytes":1024},"days":7,
    "price":{"minor":200000,"currency":"KZT"}}');
insert into esims (id, plan_id, key_id, code_sealed, code_print, order_id, sold_at, created_at)
values (41, 'tr-1', 141, x'06', 'print41', 31, 1790000000000, 1790000000000),
    (42, 'tr-1', 142, x'07', 'print42', null, null, 1790000000000);
insert into orders (id, customer_id, state, charge_id, esim_id, plan_id, plan, place, price, stars,
    asked_currency, asked_amount, lang, mail, address_id, invoices, invoice_until, card, shown_at,
    qr_count, mail_count, refund_wished, created_at, paid_at, fulfilled_at)
values (31, 11, 'fulfilled', 'charge31', 41, 'tr-1',
    '{"id":"tr-1","coverage":"TR","allowance":{"megabytes":1024},"days":7,
    "price":{"minor":200000,"currency":"KZT"}}',
    'TR', 200000, 308, 'XTR', 308, 'kk', 'to', 21, 1, 1790001800000, 501, 1790000000000, 1, 1, 0,
    1790000000000, 1790000000000, 1790000000000);
insert into approvals (query, order_id, at) values ('query31', 31, 1790000000000);
insert into charges (id, order_id, customer_id, currency, amount, state, taken_at)
values ('charge31', 31, 11, 'XTR', 308, 'kept', 1790000000000),
    ('charge99', null, 11, 'XTR', 99, 'case', 1790000000000);
update charges set why = 'unsigned' where id = 'charge99';
insert into effects (effect_key, kind, customer_id, lane, priority, due_at, attempts, body,
    settled_at)
values ('say:1:1', 'say', 11, 'chat:11', 1, 1790000000000, 1, '{"of":"another version"}',
    1790000000000),
    ('timer:late:1', 'timer', 11, null, 0, 1990000000000, 0, '{"of":"another version"}', null);
insert into updates (update_id, print, handled_at) values (500000000, 'print', 1790000000000);
insert into parked (update_id, print, attempts, key_id, raw_sealed, failed_at)
values (500000001, 'print', 1, 151, x'08', 1790000000000);
insert into settings (name, value) values ('paused', '1');
insert into counters (day, name, n) values (20717, 'visitor', 2);
insert into audit (at, admin, action, order_id) values (1790000000000, 'admin', 'refund', 31);
insert into threads (admin, message, customer_id, at) values ('admin', 601, 11, 1790000000000);
insert into doomed (key_id, at) values (199, 1790000000000);
