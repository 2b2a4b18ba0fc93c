-- Why: a customer may buy before the trip and open the eSIM later. An order keeps within how many days that was
-- agreed to, once it is paid the end of the last day, and once it was opened, when. Orders of before, and those whose
-- code is shown at once, have none of the three. A case that must be settled by a day keeps its end.

alter table orders add column open_within bigint;
alter table orders add column open_until bigint;
alter table orders add column opened_at bigint;
alter table cases add column due_at bigint;
