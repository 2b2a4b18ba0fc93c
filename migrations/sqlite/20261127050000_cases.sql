-- Why: what needed a person before cases had rows of their own gets one, so that it can be settled by a
-- button too. An order that was paid a moment ago closes by itself when its QR is shown.

insert into cases (kind, subject, order_id, charge_id, opened_at)
select 'charge', c.id, c.order_id, c.id, c.taken_at from charges c
where c.state = 'case' and not exists (select 1 from cases k where k.charge_id = c.id);

insert into cases (kind, subject, order_id, charge_id, opened_at)
select 'due', c.id, c.order_id, c.id, c.taken_at from charges c
where c.state = 'due_at_provider' and not exists (select 1 from cases k where k.charge_id = c.id);

insert into cases (kind, subject, opened_at)
select 'parked', p.print, p.parked_at from parked p
where p.parked_at is not null
and not exists (select 1 from cases k where k.kind = 'parked' and k.subject = p.print);

insert into cases (kind, subject, order_id, opened_at)
select 'stuck', cast(o.id as text), o.id, o.paid_at from orders o
where o.state in ('paid', 'provisioned') and o.shown_at is null and o.paid_at is not null;
