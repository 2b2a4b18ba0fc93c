//! Letters, as far as the law of letters asks for them: by keyed hashes of link, mailbox and
//! person. Whose a letter is goes with the erasure, the rest when it does not count any more. It
//! must not know the law; see [`domain::mailbox`](crate::domain::mailbox).

use sqlx::any::AnyRow;

use super::dialect::statements;
use super::{Reader, Store, Stored, Tx, Value, consents, get, settings};
use crate::domain::customer::Customer;
use crate::domain::email::Email;
use crate::domain::ids::{AddressId, CustomerId, OrderId};
use crate::domain::mailbox::{COUNTED, LINK_LIFE, LetterLink, LinkOf, Mailbox, MailboxOf};
use crate::domain::time::Stamp;

statements! {
    ADD = "insert into letters (link, mailbox, person, order_id, asks, queued_at, customer_id, \
     address_id) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (link) do nothing";
    LIFE = "select min(taken_at) as taken, min(queued_at) as queued, max(pressed_at) as pressed \
     from letters where mailbox in ($1, $2) and failed_at is null";
    TO = "select queued_at from letters where mailbox in ($1, $2) and queued_at > $3 \
     order by queued_at";
    OF = "select order_id, asks, queued_at from letters where person in ($1, $2) and \
     queued_at > $3 order by queued_at";
    NEWEST = "select queued_at from letters where queued_at > $1 order by queued_at desc limit 1 \
     offset $2";
    FIND = "select customer_id, address_id from letters where link = $1 and queued_at > $2";
    PRESS = "update letters set pressed_at = $1 where link = $2";
    TAKEN = "update letters set taken_at = $1 where link = $2";
    FAILED = "update letters set failed_at = $1 where link = $2";
    // While an address stands, so does what is known of its mailbox.
    OLD = "delete from letters where queued_at < $1 and not exists (select 1 from addresses a \
     where a.id = letters.address_id)";
}

/// A letter that is queued.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewLetter {
    pub order: OrderId,
    pub n: i64,
    pub address: AddressId,
    /// Whether it asks for a sign of life.
    pub asks: bool,
}

impl Store {
    fn link(&self, order: OrderId, n: i64) -> Value {
        self.linked(&self.secrets.letter_link(order, n))
    }

    fn linked(&self, link: &LetterLink) -> Value {
        self.secrets.fingerprint("link", link.expose()).into()
    }

    /// A mailbox's own hash. Rows of letters hold it under a lookup key alone.
    pub(super) fn mailbox_print(&self, email: &Email) -> String {
        self.secrets.fingerprint("mailbox", &email.mailbox())
    }

    /// Both by which it may be found, also where it is one.
    fn both(&self, print: &str) -> [Value; 2] {
        let asked = self.secrets.asked(print);
        [0, asked.len().saturating_sub(1)].map(|at| asked.get(at).cloned().into())
    }
}

/// The address behind a number; `None` where it was forgotten.
async fn address_of(
    store: &Store,
    reader: &mut Reader,
    id: AddressId,
    new: Option<Email>,
) -> Stored<Option<Email>> {
    if new.is_some() {
        return Ok(new);
    }
    let found = consents::load_addresses(store, reader, &[id]).await?;
    Ok(found.into_iter().next().map(|(_, email)| email))
}

/// Counts a letter; `new` is its address where that has no row yet.
pub(crate) async fn add(
    store: &Store,
    tx: &mut Tx,
    customer: &Customer,
    letter: NewLetter,
    new: Option<Email>,
    now: Stamp,
) -> Stored<()> {
    let Some(email) = address_of(store, tx, letter.address, new).await? else { return Ok(()) };
    let values = vec![
        store.link(letter.order, letter.n),
        store.secrets.row_print(&store.mailbox_print(&email)).into(),
        store.secrets.row_key(&customer.person).into(),
        letter.order.number().into(),
        i64::from(letter.asks).into(),
        now.0.into(),
        customer.id.0.into(),
        letter.address.0.into(),
    ];
    tx.execute(ADD, values).await.map(drop)
}

/// What is remembered of a mailbox, with the letters of this customer and of all. Who asks waits
/// for others who do; `most` further letters go in the time in which they are counted.
pub(crate) async fn mailbox(
    store: &Store,
    tx: &mut Tx,
    customer: &Customer,
    (of, new): (MailboxOf, Option<Email>),
    most: i64,
    now: Stamp,
) -> Stored<Option<Mailbox>> {
    let email = match of {
        MailboxOf::Typed(email) => Some(email),
        MailboxOf::Known(id) => address_of(store, tx, id, new).await?,
    };
    let Some(email) = email else { return Ok(None) };
    settings::lock_letters(tx).await?;
    let counts = now - COUNTED;
    let mut found = Mailbox::default();
    let stamp = |row: &AnyRow, column| Ok(get::<Option<i64>>(row, column)?.map(Stamp));
    let mailbox = store.both(&store.mailbox_print(&email));
    let with = |of: &[Value; 2]| [of.as_slice(), &[counts.0.into()]].concat();
    if let Some(row) = tx.fetch_optional(LIFE, mailbox.to_vec()).await? {
        let pressed: Stored<_> = stamp(&row, "pressed");
        found.pressed = pressed?.is_some();
        (found.taken, found.queued) = (stamp(&row, "taken")?, stamp(&row, "queued")?);
    }
    for row in tx.fetch_all(TO, with(&mailbox)).await? {
        found.counted.push(Stamp(get(&row, "queued_at")?));
    }
    for row in tx.fetch_all(OF, with(&store.both(&customer.person.0))).await? {
        let queued = Stamp(get(&row, "queued_at")?);
        found.of_orders.push((OrderId::from_number(get(&row, "order_id")?), queued));
        found.asked.extend((get::<i64>(&row, "asks")? != 0).then_some(queued));
    }
    let last = most.saturating_sub(1).max(0);
    let newest = tx.first::<i64>(NEWEST, vec![counts.0.into(), last.into()], "queued_at").await?;
    found.shop_waits_until = newest.map(|queued| Stamp(queued) + COUNTED);
    Ok(Some(found))
}

/// Whose letter a link stands in, while it can be pressed.
pub(crate) async fn find(
    store: &Store,
    reader: &mut Reader,
    link: &LetterLink,
    now: Stamp,
) -> Stored<Option<LinkOf>> {
    let values = vec![store.linked(link), (now - LINK_LIFE).0.into()];
    let Some(row) = reader.fetch_optional(FIND, values).await? else { return Ok(None) };
    Ok(Some(LinkOf {
        customer: get::<Option<i64>>(&row, "customer_id")?.map(CustomerId),
        address: get::<Option<i64>>(&row, "address_id")?.map(AddressId),
    }))
}

/// Somebody pressed the link of a letter.
pub(crate) async fn press(store: &Store, tx: &mut Tx, link: &LetterLink, now: Stamp) -> Stored<()> {
    tx.execute(PRESS, vec![now.0.into(), store.linked(link)]).await.map(drop)
}

/// The mail server took a letter, or it failed for good.
pub(crate) async fn end(
    store: &Store,
    tx: &mut Tx,
    (order, n, taken): (OrderId, i64, bool),
    now: Stamp,
) -> Stored<()> {
    let ended = if taken { TAKEN } else { FAILED };
    tx.execute(ended, vec![now.0.into(), store.link(order, n)]).await.map(drop)
}

/// Forgets letters that do not count any more, and whose address is gone.
pub(crate) async fn forget(tx: &mut Tx, now: Stamp) -> Stored<()> {
    tx.execute(OLD, vec![(now - COUNTED).0.into()]).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::Scene;
    use crate::domain::lang::Lang;
    use crate::domain::mailbox::Ruling;
    use crate::domain::time::Millis;
    use crate::storage::erase;
    use crate::storage::seal::SealingKey;

    fn email(text: &str) -> Email {
        Email::parse(text).unwrap()
    }

    /// Letters to one mailbox count together, whoever asks, however it is spelled, and whoever left
    /// meanwhile; a day later nothing of them is there.
    #[tokio::test]
    async fn letters_count_across_customers_spellings_and_erasures() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| format!("sqlite:{}?mode=rwc", folder.path().join(name).display());
        let store = Store::open(&at("shop.db"), &at("keys.db"), SealingKey::new(&[7; 32])).await;
        let store = store.unwrap();
        let mut tx = store.begin().await.unwrap();
        let first = Scene::customer(Lang::En).snap.rows.customer;
        let mut second = first.clone();
        (second.id, second.person.0) = (CustomerId(8), "another".to_owned());
        let now = Stamp(1_790_000_000_000);
        for (n, spelled) in (1..).zip(["Some.Body@gmail.com", "somebody+1@gmail.com"]) {
            let letter =
                NewLetter { order: OrderId::from_number(5), n, address: AddressId(n), asks: false };
            let new = Some(email(spelled));
            add(&store, &mut tx, &first, letter, new, now).await.unwrap();
            end(&store, &mut tx, (letter.order, n, true), now).await.unwrap();
        }
        erase::erase(&mut tx, first.id, now).await.unwrap();
        let asked = async |tx: &mut Tx, most, at| {
            let of = (MailboxOf::Typed(email("s.omebody@googlemail.com")), None);
            mailbox(&store, tx, &second, of, most, at).await.unwrap().unwrap()
        };
        let found = asked(&mut tx, 3, now + Millis(1)).await;
        assert_eq!((found.counted.len(), found.of_orders.len()), (2, 0));
        assert_eq!((found.taken, found.shop_waits_until), (Some(now), None));
        let full = asked(&mut tx, 2, now + Millis(1)).await;
        assert_eq!(full.shop_waits_until, Some(now + COUNTED), "of all letters");
        let link = store.secrets.letter_link(OrderId::from_number(5), 1);
        let of = find(&store, &mut tx, &link, now).await.unwrap();
        assert_eq!(of, Some(LinkOf { customer: None, address: None }), "nobody's any more");
        press(&store, &mut tx, &link, now).await.unwrap();
        let found = asked(&mut tx, 3, now + Millis(1)).await;
        assert_eq!(found.rule(OrderId::from_number(9), now + Millis(1)), Ruling::Send);
        forget(&mut tx, now + COUNTED + Millis(1)).await.unwrap();
        assert_eq!(asked(&mut tx, 3, now + COUNTED + Millis(2)).await, Mailbox::default());
        tx.rollback().await.unwrap();
        store.close().await;
    }
}
