-- Why: a process that died on a server is known at once by the lock and the sessions that it held,
-- and what it left is free in seconds instead of minutes. A row names each process that serves: its
-- name in leases and in the seat, which is its lock's number too, and the word at the end of its
-- sessions' names. On SQLite one process serves, and the table stays empty.

create table processes (
    name text primary key,
    session text not null
);
