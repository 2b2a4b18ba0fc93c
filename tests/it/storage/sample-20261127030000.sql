-- Rows as this version writes them: a case, an approval that says what it approved, an audit row
-- about one.
insert into cases (kind, subject, order_id, charge_id, opened_at)
values ('approval', 'query77', 31, null, 1790000000000);
insert into approvals (query, order_id, at, currency, amount)
values ('query77', 31, 1790000000000, 'KZT', 200000);
insert into audit (at, admin, action, order_id, subject)
values (1790000000000, 'admin', 'refund', 31, 'case:1');
