-- Rows as the version of 2026-11-27 05:00 writes them: a case that an admin settled and one that
-- waits.

insert into cases (kind, subject, order_id, charge_id, opened_at, closed_at, closed_by, action)
    values
    ('unreachable', '31', 31, null, 1790000500000, 1790000600000, 'person1', 'outside'),
    ('parked', 'print-of-an-update', null, null, 1790000700000, null, null, null);
