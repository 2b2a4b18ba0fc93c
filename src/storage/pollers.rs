//! Which process polls. Where several processes poll with one token, Telegram serves none of them
//! well. A row picks one. Its holder renews it, and another process takes it over when it ran out.

use super::dialect::statements;
use super::{Reader, Stored, Tx};
use crate::domain::time::Stamp;

statements! {
    // $2 is a life from now, $3 is now: twice a life from now is $2 + ($2 - $3).
    TAKE = "insert into pollers (name, owner, held_until) values ('telegram', $1, $2) \
     on conflict (name) do update set owner = excluded.owner, held_until = excluded.held_until \
     where pollers.owner = excluded.owner or pollers.held_until < $3 \
     or pollers.held_until > 2 * cast($2 as bigint) - cast($3 as bigint)";
    LEAVE = "delete from pollers where name = 'telegram' and owner = $1";
    PASS_ON = "update pollers set owner = $2 where name = 'telegram' and owner = $1";
    HOLDER = "select owner from pollers where name = 'telegram'";
    VACATE = "delete from pollers";
}

/// Takes the seat, or renews it; says whether `owner` has it. A seat that would last twice as long
/// as anybody is given one was taken by a clock that was ahead: it is free.
pub async fn take(tx: &mut Tx, owner: &str, now: Stamp, until: Stamp) -> Stored<bool> {
    let values = vec![owner.into(), until.0.into(), now.0.into()];
    Ok(tx.execute(TAKE, values).await? == 1)
}

/// Leaves the seat to others.
pub(crate) async fn leave(tx: &mut Tx, owner: &str) -> Stored<()> {
    tx.execute(LEAVE, vec![owner.into()]).await.map(drop)
}

/// The process that has it goes on under another name.
pub(crate) async fn pass_on(tx: &mut Tx, before: &str, after: &str) -> Stored<()> {
    tx.execute(PASS_ON, vec![before.into(), after.into()]).await.map(drop)
}

/// Who has the seat, or had it when its time ran out.
pub(crate) async fn holder(reader: &mut Reader) -> Stored<Option<String>> {
    reader.first(HOLDER, Vec::new(), "owner").await
}

/// Takes the seat from its holder: in a copy that came back no former holder polls, and the clock
/// by which it was theirs may have been another one.
pub(crate) async fn vacate(tx: &mut Tx) -> Stored<()> {
    tx.execute(VACATE, vec![]).await.map(drop)
}
