insert into rates (name, spent_until, held_until) values ('sends', 1790000000000000, 0);
