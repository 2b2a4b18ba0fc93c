//! What an event is decided on of its person's own orders and charges, beside those that are open:
//! brought when it is wanted, so that nothing is read because an account is old.

use super::Writes;
use crate::domain::ids::{ChargeId, CustomerId};
use crate::domain::order::{Order, OrderState};
use crate::domain::rows::Rows;
use crate::domain::wants::{LONGEST_LIST, List, Listed, ORDERS_PER_PAGE, Wants};
use crate::storage::{Stored, Tx, charges, history, orders};

/// Brings what is wanted into the rows, and says which page of the list was asked for. What this
/// batch decided already stays as it is.
pub(super) async fn bring(
    tx: &mut Tx,
    rows: &mut Rows,
    writes: &Writes,
    wants: &Wants,
    restored_of_late: bool,
) -> Stored<Listed> {
    let owner = rows.customer.id;
    let mut named = wants.orders.clone();
    for charge in &wants.charges {
        bring_charges(tx, rows, writes, vec![charge.clone()]).await?;
        let known = rows.charges.iter().find(|known| known.id == *charge);
        named.extend(known.and_then(|charge| charge.order));
    }
    named.retain(|id| rows.orders.iter().all(|known| known.id != *id));
    let mut brought = orders::load(tx, &named).await?;
    let listed = match wants.list {
        Some(List::Page(page)) => page_of(tx, owner, page, &mut brought).await?,
        Some(List::Of(id)) => {
            let known = rows.orders.iter().chain(&brought).find(|known| known.id == id);
            match known.filter(|known| !known.is_new() && known.customer == Some(owner)) {
                Some(order) => {
                    let newer = history::newer(tx, owner, order, i64::from(LONGEST_LIST)).await?;
                    Listed { page: whole_pages(newer), ..Listed::default() }
                }
                None => Listed::default(),
            }
        }
        None => Listed::default(),
    };
    let paid = brought.iter().filter_map(|order| order.state().charge().cloned()).collect();
    if wants.mailed {
        brought.extend(history::mailed(tx, owner).await?);
    }
    if let Some(card) = wants.card {
        brought.extend(history::with_card(tx, owner, card).await?);
    }
    if wants.shown {
        brought.extend(history::shown(tx, owner).await?);
    }
    if wants.closed && restored_of_late {
        brought.extend(history::closed(tx, owner).await?);
    }
    rows.lay(brought, []);
    bring_charges(tx, rows, writes, paid).await?;
    Ok(listed)
}

/// A page of the list, the last one for a number past the end.
async fn page_of(
    tx: &mut Tx,
    owner: CustomerId,
    page: u16,
    brought: &mut Vec<Order>,
) -> Stored<Listed> {
    let per = i64::from(ORDERS_PER_PAGE);
    let all = history::how_many(tx, owner, i64::from(LONGEST_LIST)).await?;
    let pages = whole_pages(all + per - 1);
    let page = page.min(pages.saturating_sub(1));
    if pages == 0 {
        return Ok(Listed::default());
    }
    let found = history::listed(tx, owner, (per, i64::from(page) * per)).await?;
    let delivered = |order: &Order| matches!(order.state(), OrderState::Fulfilled { .. });
    if page == 0 && all > per && !found.iter().any(delivered) {
        brought.extend(history::last_delivered(tx, owner).await?);
    }
    let orders = found.iter().map(|order| order.id).collect();
    brought.extend(found);
    Ok(Listed { page, pages, orders })
}

/// How many pages so many orders fill.
fn whole_pages(orders: i64) -> u16 {
    u16::try_from(orders / i64::from(ORDERS_PER_PAGE)).unwrap_or(u16::MAX)
}

async fn bring_charges(
    tx: &mut Tx,
    rows: &mut Rows,
    writes: &Writes,
    mut wanted: Vec<ChargeId>,
) -> Stored<()> {
    wanted.retain(|id| rows.charges.iter().all(|known| known.id != *id));
    for charge in &wanted {
        writes.stands_alone(charge)?;
    }
    let loaded = charges::load(tx, &wanted).await?;
    rows.lay([], loaded);
    Ok(())
}
