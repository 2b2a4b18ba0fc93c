-- Why: what an event costs must not depend on what its account did before. Of a customer's orders and charges only
-- those are read that are open or named, and the newest ones where a list shows them; each has an index that finds it
-- without the rest. Which card is pinned is kept with the customer: it was found among all cards.

create index orders_of on orders (customer_id, state, created_at, id);
drop index orders_customer;
create index orders_listed on orders (customer_id, created_at, id) where state <> 'cancelled';
create index orders_unsure on orders (customer_id, unsure_until) where unsure_until is not null;
create index orders_mailed on orders (customer_id, address_id) where address_id is not null;
create index orders_cards on orders (customer_id, card) where card is not null;
create index charges_of on charges (customer_id, state);
drop index charges_customer;

alter table customers add column newest_card bigint;
update customers set newest_card = (select max(o.card) from orders o
    where o.customer_id = customers.id and o.shown_at is not null);
