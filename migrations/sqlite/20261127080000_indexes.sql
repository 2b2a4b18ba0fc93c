-- Why: an index is written with every row that it lists. What is settled is looked for by nobody but the
-- sweeper, and a session ends with the consent, so that the indexes for what is open list only that. Marks
-- and counters are found by their keys alone and need no second place.

update effects set customer_id = null, lane = null, body = '' where settled_at is not null;
drop index effects_waiting;
drop index effects_lane;
drop index effects_customer;
create index effects_open on effects (due_at) where settled_at is null;
create index effects_open_lane on effects (lane, id) where settled_at is null;
create index effects_open_of on effects (customer_id) where settled_at is null;
create index effects_settled on effects (settled_at) where settled_at is not null;

drop index customers_sessions;
create index customers_in_session on customers (seen_at) where processing is null;

drop index esims_free;
create index esims_unsold on esims (plan_id, id) where order_id is null and sold_at is null;

create table marks (
    update_id bigint not null,
    print text not null,
    handled_at bigint not null,
    primary key (update_id, print)
) without rowid;
insert into marks (update_id, print, handled_at) select update_id, print, handled_at from updates;
drop table updates;
alter table marks rename to updates;

create table tally (
    day bigint not null,
    name text not null,
    n bigint not null,
    primary key (day, name)
) without rowid;
insert into tally (day, name, n) select day, name, n from counters;
drop table counters;
alter table tally rename to counters;
