-- Rows as the version of 2026-12-01 16:00 writes them: a letter that was taken and whose link was
-- pressed, and one that failed, whose customer left meanwhile.

insert into letters (link, mailbox, person, order_id, asks, queued_at, taken_at, failed_at,
    pressed_at, customer_id, address_id)
values ('link1', 'mailbox1', 'sender1', 31, 0, 1790000000000, 1790000001000, null, 1790000002000,
    14, 61);
insert into letters (link, mailbox, person, order_id, asks, queued_at, failed_at)
values ('link2', 'mailbox2', 'sender2', 32, 1, 1790000000000, 1790000001000);
