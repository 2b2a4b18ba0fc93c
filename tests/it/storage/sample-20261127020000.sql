-- Rows as this version writes them: a code that is held after a restore, and a key that was
-- destroyed.
insert into esims (id, plan_id, key_id, code_sealed, code_print, created_at, held_at)
values (43, 'tr-1', 143, x'09', 'print43', 1790000000000, 1790000000000);
insert into destroyed (key_id, at) values (198, 1790000000000);
