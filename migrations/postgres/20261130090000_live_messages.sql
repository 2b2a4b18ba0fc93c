-- Why: after an erasure no button of the conversation may stay. The shop remembers which of its messages
-- have buttons for as long as Telegram lets a bot delete them: 48 hours.

create table live_messages (
    customer_id bigint not null,
    message bigint not null,
    sent_at bigint not null,
    primary key (customer_id, message)
);
create index live_messages_sent on live_messages (sent_at);
