insert into processes (name, session) values ('00000000000000aa', '00000000000000bb');
