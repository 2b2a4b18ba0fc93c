-- Why: the sealing key wraps and nothing depends on it. What was derived from it has rows of its own,
-- wrapped like data keys: the key of the keyed hashes, and that of the mark on invoices. A new
-- sealing key wraps all rows again; nothing else about a row ever changes.

create table secrets (
    name text not null,
    number bigint not null,
    wrapped blob not null,
    primary key (name, number)
);
