-- Rows as the version of 2026-11-27 09:00 writes them: a charge that is undecided.

insert into charges (id, currency, amount, state, taken_at)
values ('stxUndecided', 'KZT', 200000, 'taken', 1790000800000);
