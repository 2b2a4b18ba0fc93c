insert into pollers (name, owner, held_until) values ('telegram', '00000000000000aa',
    1790000000000);
