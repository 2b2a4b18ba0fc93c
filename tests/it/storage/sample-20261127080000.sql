-- Rows as the version of 2026-11-27 08:00 writes them: an effect that waits and one that is
-- settled, a mark and a count.

insert into effects (effect_key, kind, customer_id, lane, priority, due_at, attempts, body,
    settled_at)
values ('effect-open', 'say', 11, 'chat:11', 2, 1790000800000, 0, '{}', null),
    ('effect-settled', 'say', 11, 'chat:11', 2, 1790000700000, 1, '{}', 1790000700000);
insert into updates (update_id, print, handled_at) values (9001, 'print9001', 1790000800000);
insert into counters (day, name, n) values (20717, 'visits', 3);
