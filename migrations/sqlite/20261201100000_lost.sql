-- Why: a restore loses what became of orders after the backup. An order that could still be paid is closed by it, and
-- one that is owed and was shown to nobody waits for a person: such an order keeps the moment of the backup, until
-- somebody finds out what became of it.

alter table orders add column lost_since bigint;
