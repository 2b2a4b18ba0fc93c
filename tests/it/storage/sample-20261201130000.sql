-- Rows as the version of 2026-12-01 13:00 writes them: a charge whose plan a person named, with its
-- entry in the books.
insert into charges (id, currency, amount, state, taken_at, kept_at, named_plan, named_place)
values ('charge37', 'XTR', 308, 'kept', 1790000000000, 1790000900000, 'tr-1', 'TR');
insert into entries (kind, at, taken_at, charge_id, plan_id, place, named, currency, amount,
    star_rate)
values ('sale', 1790000900000, 1790000000000, 'charge37', 'tr-1', 'TR', 1, 'XTR', 308, 65000);
