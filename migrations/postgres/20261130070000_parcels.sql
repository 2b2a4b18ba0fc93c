-- Why: a word between a customer and support is kept, sealed, until Telegram took it, so that "sent"
-- is true when it is said. A stranger says whether such a talk may be kept, and of a talk that
-- ended it is remembered after how many days, so that a late answer is told from a stray one.

create table parcels (
    id bigint primary key,
    customer_id bigint not null,
    inside_sealed bytea not null,
    created_at bigint not null
);
create index parcels_customer on parcels (customer_id);
create index parcels_created on parcels (created_at);

alter table customers add column keeps_talk bigint;
create index customers_spoke on customers (spoke_at);

-- Messages in admins' chats whose talk ended, and after how many days.
create table ended (
    admin text not null,
    message bigint not null,
    days bigint not null,
    at bigint not null,
    primary key (admin, message)
);
create index ended_at on ended (at);
