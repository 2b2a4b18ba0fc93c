-- Why: an accountant takes books whose entries never change. An entry is written in the transaction
-- that decides that a charge is a sale, or that its money is back; a reversal is an entry of its
-- own. Only the ids of a charge may change later: they shrink to a hash when they are not held any
-- longer. What older versions decided is entered here as well as it can be known: a Star is worth
-- what the plan's price in tenge gave for each.

alter table charges add column kept_at bigint;
alter table charges add column named_plan text;
alter table charges add column named_place text;
update charges set kept_at = coalesce(
    (select max(o.paid_at) from orders o where o.charge_id = charges.id), taken_at)
where state = 'kept' or exists (select 1 from orders o where o.charge_id = charges.id);
create index charges_unentered on charges (id) where state = 'kept' and kept_at is null;
create index charges_kept on charges (kept_at) where kept_at is not null;
create index charges_returned on charges (returned_at) where returned_at is not null;

create table entries (
    id integer primary key autoincrement,
    kind text not null,
    at bigint not null,
    taken_at bigint not null,
    charge_id text not null,
    provider_charge text,
    order_id bigint,
    plan_id text,
    place text,
    named bigint not null,
    currency text not null,
    amount bigint not null,
    star_rate bigint,
    esim_id bigint,
    cost text,
    reverses bigint
);

insert into entries (kind, at, taken_at, charge_id, provider_charge, order_id, plan_id, place,
    named, currency, amount, star_rate, esim_id, cost)
select k.kind, k.at, c.taken_at, c.id, c.provider_charge, c.order_id, o.plan_id, o.place, 0,
    c.currency, k.amount,
    case when lower(c.currency) = 'xtr' and o.stars > 0 then o.price * 100 / o.stars end,
    case when k.kind = 'sale' then e.id end, case when k.kind = 'sale' then e.cost end
from (
    select id, 'sale' as kind, kept_at as at, 1 as step, amount from charges
    where kept_at is not null
    union all
    select id, 'received', returned_at, 1, amount from charges
    where kept_at is null and returned_at is not null
    union all
    select id, case when kept_at is null then 'sent_back' else 'return' end, returned_at, 2, -amount
    from charges where returned_at is not null
) k
join charges c on c.id = k.id
left join orders o on o.id = c.order_id
left join esims e on e.id = (
    select min(x.id) from esims x where x.order_id = o.id and x.sold_at is not null)
order by k.at, c.id, k.step;
update entries set reverses = (select f.id from entries f where f.charge_id = entries.charge_id
    and f.kind in ('sale', 'received')) where kind in ('return', 'sent_back');

create unique index entries_once on entries (charge_id, kind) where kind <> 'code';
create unique index entries_code on entries (charge_id, esim_id) where kind = 'code';
create index entries_at on entries (at);

create trigger entries_stand before update of id, kind, at, taken_at, order_id, plan_id, place,
    named, currency, amount, star_rate, esim_id, cost, reverses on entries
begin
    select raise(abort, 'an entry of the books never changes');
end;
