-- Why: every letter beside the first one of a paid order needs a mailbox that showed life, and has
-- its limits, across customers, corrections and erasures. A letter is remembered by keyed hashes: of
-- the word in its link, of its mailbox and of its person. Whose it is leads back to the customer
-- whose letters follow when the link is pressed, and goes with the erasure.

create table letters (
    link text primary key,
    mailbox text not null,
    person text not null,
    order_id bigint not null,
    asks bigint not null,
    queued_at bigint not null,
    taken_at bigint,
    failed_at bigint,
    pressed_at bigint,
    customer_id bigint,
    address_id bigint
);
create index letters_mailbox on letters (mailbox, queued_at);
create index letters_person on letters (person, queued_at);
create index letters_queued on letters (queued_at);
create index letters_customer on letters (customer_id);
