//! A database in which many bought before: rows of the same number and size as their purchases
//! would have left, written at once. Nobody of them comes again, so that nothing sealed in these
//! rows is ever opened.

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};

/// What is written, each for the numbers 1 to $N: one purchase each, spread over the last week. Ids
/// and keys are made as the shop makes its own. An effect is finished. Its update is marked where
/// the sweeper keeps the mark: else the shop would begin by deleting what no shop has.
const MAIN: &[&str] = &[
    "insert into customers (id, person, key_id, telegram_sealed, dialogue_sealed, lang, guess, \
     processing, processing_at, created_at, seen_at) select random() & 4611686018427387903, \
     lower(hex(randomblob(32))), i << 40, randomblob(64), randomblob(90), 'ru', 'ru', 1, \
     at, at, at from people",
    "insert into consents (customer_id, order_id, purpose, act, edition, lang, text_hash, at) \
     select id, (random() & 1099511627775), purpose, 'granted', 1, 'ru', \
     lower(hex(randomblob(32))), created_at from customers, \
     (select 'offer' as purpose union all select 'processing') \
     where key_id & 1099511627775 = 0 order by created_at",
    "insert into orders (id, customer_id, state, charge_id, esim_id, plan_id, plan, place, price, \
     stars, asked_currency, asked_amount, lang, mail, invoices, card, shown_at, qr_count, \
     mail_count, refund_wished, created_at, paid_at, fulfilled_at) \
     select (random() & 1099511627775), id, 'fulfilled', \
     'stx' || lower(hex(randomblob(12))), random() >> 2, 'tr-1gb-7d', (select plan from plans \
     where id = 'tr-1gb-7d'), 'TR', 200000, 308, 'XTR', 308, 'ru', 'chat', 1, 9, created_at, \
     1, 0, 0, created_at, created_at, created_at from customers \
     where key_id & 1099511627775 = 0 order by created_at",
    "insert into charges (id, order_id, customer_id, currency, amount, state, taken_at) \
     select charge_id, id, customer_id, 'XTR', 308, 'kept', paid_at from orders order by paid_at",
    "insert into approvals (query, order_id, at, currency, amount) select \
     lower(hex(randomblob(9))), id, paid_at, 'XTR', 308 from orders order by paid_at",
    "insert into esims (id, plan_id, key_id, code_sealed, code_print, iccid_print, order_id, \
     sold_at, created_at) select o.esim_id, o.plan_id, c.key_id, randomblob(110), \
     lower(hex(randomblob(32))), null, o.id, o.paid_at, o.paid_at \
     from orders o join customers c on c.id = o.customer_id order by o.paid_at",
    "insert into effects (effect_key, kind, priority, due_at, attempts, body, settled_at) \
     select case step when 1 then 'provision:' || id || ':1' when 2 then 'qr:' || id || ':1' \
     when 3 then 'timer:late:' || id when 4 then 'precheckout:' || lower(hex(randomblob(9))) \
     else 'say:' || printf('%x-', at) || lower(hex(randomblob(8))) || ':1' end, 'say', 2, at, 1, \
     '', at from \
     (select id, created_at + n.step * 1000 as at, n.step from orders, steps n) order by at",
    "insert into updates (update_id, print, handled_at) select rowid, lower(hex(randomblob(16))), \
     settled_at from effects where rowid % 16 < 9 and \
     settled_at > unixepoch() * 1000 - 250000000",
];

const KEYS: &[&str] = &[
    "insert into keys (id, wrapped) select i << 40, randomblob(72) from people \
     where not exists (select 1 from keys k where k.id = i << 40)",
    "insert into keys (id, wrapped) select random() >> 2, randomblob(72) from people",
];

/// Fills the database and the key store of a shop that does not run.
pub async fn fill(main: &str, keys: &str, customers: u32) -> anyhow::Result<()> {
    sqlx::any::install_default_drivers();
    for (url, statements) in [(main, MAIN), (keys, KEYS)] {
        let mut connection = AnyConnection::connect(url).await?;
        // Nothing of it has to outlive a power cut.
        (&mut connection).execute("pragma synchronous = off; pragma cache_size = -200000").await?;
        for statement in statements {
            // A week of them, an hour ago the last.
            let text = format!(
                "with recursive people (i, at) as \
                 (select 1, unixepoch() * 1000 - 604800000 union all \
                 select i + 1, at + 600000000 / {customers} from people \
                 where i < {customers}), \
                 steps (step) as (select 1 union all select step + 1 from steps where step < 16) \
                 {statement}"
            );
            (&mut connection).execute(AssertSqlSafe(text)).await?;
        }
        connection.close().await?;
    }
    Ok(())
}
