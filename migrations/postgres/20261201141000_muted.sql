-- Why: an admin can shut support to one person who jams it. Since when, and whether the person was told how the
-- seller is reached otherwise, stands with the customer and goes with the row.

alter table customers add column muted_at bigint;
alter table customers add column mute_told bigint;
