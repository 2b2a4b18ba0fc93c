-- Why: whatever the shop cannot settle by itself is one visible case before a person, opened in the
-- transaction of what caused it and told once. An approval keeps what it approved, because for tenge
-- it may be the only trace of a payment.

create table cases (
    id integer primary key autoincrement,
    kind text not null,
    subject text not null,
    order_id bigint,
    charge_id text,
    opened_at bigint not null,
    closed_at bigint,
    closed_by text,
    action text
);
create unique index cases_open on cases (kind, subject) where closed_at is null;
create index cases_subject on cases (kind, subject);
create index cases_closed on cases (closed_at);

alter table approvals add column currency text;
alter table approvals add column amount bigint;
create index approvals_at on approvals (currency, at);

alter table audit add column subject text;

-- What waited for a person before is a case too.
insert into cases (kind, subject, order_id, charge_id, opened_at)
select 'charge', id, order_id, id, taken_at from charges where state = 'case';
insert into cases (kind, subject, order_id, charge_id, opened_at)
select 'due', id, order_id, id, taken_at from charges where state = 'due_at_provider';
