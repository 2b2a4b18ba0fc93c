-- Why: several processes may serve one database on a server. Where they poll, a row picks the one that
-- does, until it ends or its time runs out. On SQLite one process serves, and the table stays empty.

create table pollers (
    name text primary key,
    owner text not null,
    held_until bigint not null
);
