-- Why: each of the consents before a purchase is asked for again only in a new edition, so it is kept which
-- edition of each stands, and since when; those to the processing have columns already. An order keeps until
-- when a charge may still be told of an approval that ended without one: it is not replaced before.

alter table customers add column offer bigint;
alter table customers add column offer_at bigint;
alter table customers add column transfer bigint;
alter table customers add column transfer_at bigint;
alter table orders add column unsure_until bigint;
