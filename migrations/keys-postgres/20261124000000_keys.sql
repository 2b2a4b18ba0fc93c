-- Why: wrapped data keys live apart from what they seal, so that destroying a row here is erasure
-- there, in the database and in its backups. Rows are inserted or deleted, never changed.

create table keys (
    id bigint primary key,
    wrapped bytea not null
);
