-- Why: Telegram counts what a bot sends, however many processes send it. Where several serve one database
-- on a server they draw their turns from one row. On SQLite one process serves, and the table stays empty.
-- Both moments are microseconds.

create table rates (
    name text primary key,
    spent_until bigint not null,
    held_until bigint not null
);
