-- Why: a restore goes back in time. What was sold after the backup looks unsold in it, so every code
-- is held until the owner says that it may be sold again. And the ids of destroyed data keys are kept
-- (they identify nobody), so that a copy of the key store that still holds them never brings them back.

alter table esims add column held_at bigint;

create table destroyed (
    key_id bigint primary key,
    at bigint not null
);
