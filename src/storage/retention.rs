//! What is past its term by law: the pseudonymous ledger after five full calendar years, consents
//! of those who left after three years. Rows of customers who are still here stay with them.

use super::dialect::statements;
use super::{AT_ONCE, Stored, Tx};
use crate::domain::order::INVOICE_LIFE;
use crate::domain::time::{Millis, Stamp};

/// An order that a restore closed is kept longer: a payment of it may be found late.
const LOST: Millis = Millis::days(30);

statements! {
    CONSENTS = "delete from consents where id in (select k.id from consents k where k.at < $1 \
     and not exists (select 1 from customers c where c.id = k.customer_id) limit $2)";
    ORDERS = "delete from orders where id in (select id from orders where created_at < $1 \
     and customer_id is null and state in ('fulfilled', 'returned', 'expired', 'cancelled', \
     'draft', 'invoiced') limit $2)";
    CHARGES = "delete from charges where id in (select id from charges where taken_at < $1 \
     and customer_id is null and state in ('kept', 'refunded', 'settled') limit $2)";
    // With their charges, so that nothing is entered a second time.
    ENTRIES = "delete from entries where id in (select e.id from entries e where e.at < $1 and \
     not exists (select 1 from charges c where c.id = e.charge_id) limit $2)";
    APPROVALS = "delete from approvals where query in (select query from approvals where at < $1 \
     limit $2)";
    // An approval may have taken money, and tenge have no other trace.
    UNPAID = "delete from orders where id in (select o.id from orders o where \
     o.state in ('draft', 'expired', 'cancelled') and \
     coalesce(o.lost_since, 0) < $4 and \
     coalesce(o.invoice_until - $2, o.created_at) < $1 and not exists \
     (select 1 from approvals a where a.order_id = o.id) and not exists \
     (select 1 from charges c where c.order_id = o.id) and not exists \
     (select 1 from cases k where k.order_id = o.id and k.closed_at is null) limit $3)";
    AUDIT = "delete from audit where id in (select id from audit where at < $1 limit $2)";
    DESTROYED = "delete from destroyed where key_id in (select key_id from destroyed \
     where at < $1 limit $2)";
}

/// Deletes orders that nobody paid: the last invoice of each was made before `before`, and none of
/// its pre-checkouts was ever approved; [`AT_ONCE`] at most.
pub(crate) async fn purge_unpaid(tx: &mut Tx, before: Stamp) -> Stored<u64> {
    let lost = (before - LOST).0.into();
    tx.execute(UNPAID, vec![before.0.into(), INVOICE_LIFE.0.into(), AT_ONCE.into(), lost]).await
}

/// Deletes what is past its term: the ledger from before `ledger`, consents and the audit from
/// before `proof`; of each [`AT_ONCE`] rows at most. Says how many rows of one kind went at most.
pub(crate) async fn purge(tx: &mut Tx, ledger: Stamp, proof: Stamp) -> Stored<u64> {
    let mut most = 0;
    for (statement, before) in [
        (CONSENTS, proof),
        (AUDIT, proof),
        // Copies of the key store are kept for days, not years: nothing can bring these back.
        (DESTROYED, proof),
        (ORDERS, ledger),
        (CHARGES, ledger),
        (ENTRIES, ledger),
        (APPROVALS, ledger),
    ] {
        most = most.max(tx.execute(statement, vec![before.0.into(), AT_ONCE.into()]).await?);
    }
    Ok(most)
}
