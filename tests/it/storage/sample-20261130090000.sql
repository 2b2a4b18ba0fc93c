-- Rows as the version of 2026-11-30 09:00 writes them: a message with buttons.
insert into live_messages (customer_id, message, sent_at) values (11, 504, 1790000400000);
