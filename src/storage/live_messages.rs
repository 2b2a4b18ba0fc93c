//! Messages of the shop that have buttons, for as long as a bot may delete them. It must not know
//! what they say.

use super::dialect::{many_rows, statements};
use super::{AT_ONCE, Reader, Stored, Tx, Value, get};
use crate::domain::ids::{CustomerId, MessageId};
use crate::domain::time::{Millis, Stamp};

/// How long a bot may delete what it said (Bot API, `deleteMessage`).
const DELETABLE: Millis = Millis::hours(48);

statements! {
    OF = "select message from live_messages where customer_id = $1 and sent_at > $2 \
     order by message";
    PURGE = "delete from live_messages where (customer_id, message) in (select customer_id, \
     message from live_messages where sent_at <= $1 limit $2)";
}

many_rows! {
    ADD = values "insert into live_messages (customer_id, message, sent_at) values (..) on \
     conflict (customer_id, message) do nothing returning message";
}

/// Remembers messages that were just sent.
pub(crate) async fn add(tx: &mut Tx, sent: Vec<(CustomerId, MessageId)>, now: Stamp) -> Stored<()> {
    let rows = sent
        .into_iter()
        .map(|(customer, message)| vec![Value::Int(customer.0), message.0.into(), now.0.into()]);
    tx.insert_returning(&ADD, rows.collect()).await.map(drop)
}

/// The messages in a customer's chat that can be deleted now.
pub(crate) async fn of(
    reader: &mut Reader,
    customer: CustomerId,
    now: Stamp,
) -> Stored<Vec<MessageId>> {
    let since = now - DELETABLE;
    let rows = reader.fetch_all(OF, vec![customer.0.into(), since.0.into()]).await?;
    rows.iter().map(|row| Ok(MessageId(get(row, "message")?))).collect()
}

/// Forgets those that can not be deleted any more.
pub(crate) async fn purge(tx: &mut Tx, now: Stamp) -> Stored<u64> {
    let before = now - DELETABLE;
    tx.execute(PURGE, vec![before.0.into(), AT_ONCE.into()]).await
}
