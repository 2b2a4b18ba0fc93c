-- Why: an index is written with every row that it lists. What is settled is looked for by nobody but the
-- sweeper, and a session ends with the consent, so that the indexes for what is open list only that.

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
