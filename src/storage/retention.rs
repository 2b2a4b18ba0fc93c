//! What is past its term by law: the pseudonymous ledger after five full calendar years, consents
//! of those who left after three years. Rows of customers who are still here stay with them.

use super::dialect::statements;
use super::{Stored, Tx};
use crate::domain::order::INVOICE_LIFE;
use crate::domain::time::Stamp;

statements! {
    CONSENTS = "delete from consents where at < $1 and not exists \
     (select 1 from customers c where c.id = consents.customer_id)";
    ORDERS = "delete from orders where created_at < $1 and customer_id is null \
     and state in ('fulfilled', 'returned', 'expired', 'cancelled', 'draft', 'invoiced')";
    CHARGES = "delete from charges where taken_at < $1 and customer_id is null \
     and state in ('kept', 'refunded', 'settled')";
    // With their charges, so that nothing is entered a second time.
    ENTRIES = "delete from entries where at < $1 and not exists (select 1 from charges c where \
     c.id = entries.charge_id)";
    APPROVALS = "delete from approvals where at < $1";
    // An approval may have taken money, and tenge have no other trace.
    UNPAID = "delete from orders where state in ('draft', 'expired', 'cancelled') and \
     coalesce(invoice_until - $2, created_at) < $1 and not exists \
     (select 1 from approvals a where a.order_id = orders.id) and not exists \
     (select 1 from charges c where c.order_id = orders.id) and not exists \
     (select 1 from cases k where k.order_id = orders.id and k.closed_at is null)";
    AUDIT = "delete from audit where at < $1";
    DESTROYED = "delete from destroyed where at < $1";
}

/// Deletes orders that nobody paid: the last invoice of each was made before `before`, and none of
/// its pre-checkouts was ever approved.
pub(crate) async fn purge_unpaid(tx: &mut Tx, before: Stamp) -> Stored<()> {
    tx.execute(UNPAID, vec![before.0.into(), INVOICE_LIFE.0.into()]).await.map(drop)
}

/// Deletes what is past its term: the ledger from before `ledger`, consents and the audit from
/// before `proof`.
pub(crate) async fn purge(tx: &mut Tx, ledger: Stamp, proof: Stamp) -> Stored<()> {
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
        tx.execute(statement, vec![before.0.into()]).await?;
    }
    Ok(())
}
