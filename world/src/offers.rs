//! What the program around a world offers on its page: a button, and what a press does outside.
//!
//! The world knows nothing of the bot. Whoever starts both can let the page change what the bot
//! sells, or stop it.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::world::World;

type Doing = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// One button of the page.
#[derive(Clone)]
pub struct Offer {
    /// Its name in the contract: `POST /world/offers/{name}`.
    pub name: &'static str,
    /// Its words by language; the page takes English where it has none.
    pub label: BTreeMap<&'static str, &'static str>,
    act: Arc<dyn Fn() -> Doing + Send + Sync>,
}

impl fmt::Debug for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Offer").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Offer {
    /// A button that does this; an error is shown on the page.
    pub fn new<Act, Done>(
        name: &'static str,
        label: impl IntoIterator<Item = (&'static str, &'static str)>,
        act: Act,
    ) -> Self
    where
        Act: Fn() -> Done + Send + Sync + 'static,
        Done: Future<Output = Result<(), String>> + Send + 'static,
    {
        let act = Arc::new(move || -> Doing { Box::pin(act()) });
        Self { name, label: label.into_iter().collect(), act }
    }
}

impl World {
    /// Puts a button on the page that does something outside of the world.
    pub fn offer(&self, offer: Offer) {
        self.change(|state| state.offers.push(offer));
    }

    /// Presses it; `None` if nothing of this name is offered.
    pub(crate) async fn take_offer(&self, name: &str) -> Option<Result<(), String>> {
        let offer =
            self.quietly(|state| state.offers.iter().find(|offer| offer.name == name).cloned())?;
        Some((offer.act)().await)
    }
}
