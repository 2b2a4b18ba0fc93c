-- Why: the shop's whole memory. Times are unix milliseconds, money is minor units, columns named
-- "sealed" hold values that open only with a data key from the key store. Portable subset: bigint,
-- text, and the bytes type, which is the only word that differs on PostgreSQL.

create table customers (
    id bigint primary key,
    person text not null unique,
    key_id bigint not null,
    telegram_sealed blob not null,
    dialogue_sealed blob not null,
    lang text,
    guess text not null,
    processing bigint,
    processing_at bigint,
    address_id bigint,
    blocked_at bigint,
    unreachable_at bigint,
    created_at bigint not null,
    seen_at bigint not null
);
create index customers_sessions on customers (processing, seen_at);

create table addresses (
    id bigint primary key,
    customer_id bigint not null,
    email_sealed blob not null,
    created_at bigint not null
);
create index addresses_customer on addresses (customer_id);

-- The ledger of consents only grows. It keeps no contact data; after an erasure nothing leads from
-- customer_id to a person.
create table consents (
    id integer primary key autoincrement,
    customer_id bigint not null,
    order_id bigint,
    purpose text not null,
    act text not null,
    edition bigint not null,
    lang text not null,
    text_hash text not null,
    at bigint not null
);
create index consents_customer on consents (customer_id);

create table plans (
    id text primary key,
    position bigint not null,
    plan text not null,
    withdrawn_at bigint
);

-- One row an activation code. code_print and iccid_print are keyed fingerprints, kept for ever.
create table esims (
    id bigint primary key,
    plan_id text not null,
    key_id bigint not null,
    code_sealed blob,
    iccid_sealed blob,
    confirmation_sealed blob,
    code_print text not null unique,
    iccid_print text unique,
    cost text,
    note text,
    expires_at bigint,
    order_id bigint,
    sold_at bigint,
    erased_at bigint,
    created_at bigint not null
);
create index esims_free on esims (plan_id, order_id, id);
create index esims_order on esims (order_id);

create table orders (
    id bigint primary key,
    customer_id bigint,
    state text not null,
    query text,
    state_until bigint,
    charge_id text,
    esim_id bigint,
    plan_id text not null,
    plan text not null,
    place text not null,
    price bigint not null,
    stars bigint,
    asked_currency text,
    asked_amount bigint,
    lang text not null,
    mail text not null,
    address_id bigint,
    invoices bigint not null,
    invoice_until bigint,
    invoice_message bigint,
    card bigint,
    reserved bigint,
    shown_at bigint,
    qr_count bigint not null,
    mail_count bigint not null,
    refund_wished bigint not null,
    created_at bigint not null,
    paid_at bigint,
    fulfilled_at bigint,
    old_cards text
);
create index orders_customer on orders (customer_id);
create index orders_state on orders (state, created_at);
create index orders_created on orders (created_at);

-- Every approved pre-checkout, for ever: for tenge it may be the only trace of a payment.
create table approvals (
    query text primary key,
    order_id bigint not null,
    at bigint not null
);
create index approvals_order on approvals (order_id);

-- The money ledger. A charge id is unique for ever and rows are never deleted.
create table charges (
    id text primary key,
    order_id bigint,
    customer_id bigint,
    currency text not null,
    amount bigint not null,
    provider_charge text,
    state text not null,
    why text,
    taken_at bigint not null,
    refund_asked_at bigint,
    returned_at bigint
);
create index charges_customer on charges (customer_id);
create index charges_order on charges (order_id);
create index charges_taken on charges (taken_at);

-- The outbox.
create table effects (
    id integer primary key autoincrement,
    effect_key text not null unique,
    kind text not null,
    customer_id bigint,
    lane text,
    priority bigint not null,
    due_at bigint not null,
    attempts bigint not null,
    leased_until bigint,
    lease_owner text,
    body text not null,
    settled_at bigint,
    end_word text
);
create index effects_waiting on effects (settled_at, due_at);
create index effects_lane on effects (lane, settled_at, id);
create index effects_customer on effects (customer_id, settled_at);

-- Updates that were handled, kept 72 hours. Update ids restart, so the print goes with the id.
create table updates (
    update_id bigint not null,
    print text not null,
    handled_at bigint not null,
    primary key (update_id, print)
);
create index updates_handled on updates (handled_at);

-- Updates that failed: counted, and after a few attempts parked for a person, sealed.
create table parked (
    update_id bigint not null,
    print text not null,
    person text,
    attempts bigint not null,
    key_id bigint not null,
    raw_sealed blob not null,
    failed_at bigint not null,
    parked_at bigint,
    primary key (update_id, print)
);

create index parked_person on parked (person);

create table settings (
    name text primary key,
    value text not null
);

-- Anonymous counters of a day (Almaty); no ids.
create table counters (
    day bigint not null,
    name text not null,
    n bigint not null,
    primary key (day, name)
);

create table audit (
    id integer primary key autoincrement,
    at bigint not null,
    admin text not null,
    action text not null,
    order_id bigint
);

-- Which customer a copied support message in an admin's chat came from.
create table threads (
    admin text not null,
    message bigint not null,
    customer_id bigint not null,
    at bigint not null,
    primary key (admin, message)
);
create index threads_customer on threads (customer_id);

-- Data keys that must be destroyed in the key store. A row goes when its key is gone.
create table doomed (
    key_id bigint primary key,
    at bigint not null
);
