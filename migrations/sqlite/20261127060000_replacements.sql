-- Why: a code that nobody saw and that is of no use can be replaced before anything was shown. A faulty
-- code stays sold, to nobody, so that no version sells it again; which order it was taken from is kept
-- for the talk with the supplier. An order counts the attempts that surely showed nothing: those from
-- before are not among them, so none of them is replaced on a guess.

alter table esims add column faulty_at bigint;
alter table esims add column faulty_order bigint;
create index esims_faulty on esims (faulty_at);

alter table orders add column blank_count bigint not null default 0;
alter table orders add column replaced bigint not null default 0;
