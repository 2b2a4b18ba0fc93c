//! What touches money and goods: invoices, pre-checkout answers, eSIMs, the mail, refunds. The
//! repeat law of each stands beside its call. The QR: [`card`](super::card).

use super::super::letter::{self, BotLink};
use super::card::{draw, unusable};
use super::{End, Performer, gone, later, over};
use crate::app::work::backoff;
use crate::domain::charge::Charge;
use crate::domain::effect::{Body, To, Verdict};
use crate::domain::email::Email;
use crate::domain::event::{Ended, Event};
use crate::domain::ids::{AddressId, ChargeId, MessageId, OrderId, QueryId, TelegramId};
use crate::domain::lang::Lang;
use crate::domain::money::Currency;
use crate::domain::order::{Opening, Order, OrderState};
use crate::domain::outcome::{Fault, Outcome, Reason};
use crate::domain::sale::below_invoice;
use crate::domain::text::Text;
use crate::i18n::Fill;
use crate::mail::{Letter, LetterId, LetterWords, QrFile};
use crate::storage::effects::Leased;
use crate::storage::esims::Esim;
use crate::storage::seam::Point;
use crate::storage::{StorageError, Stored, charges, consents, esims, orders, settings};
use crate::supplier::{EsimSupplier as _, OrderIntent};
use crate::telegram::InvoiceSpec;

impl Performer {
    pub(super) async fn order(&self, order: OrderId) -> Stored<Option<Order>> {
        let mut reader = self.store.look().await?;
        let found = orders::load(&mut reader, &[order]).await?;
        Ok(found.into_iter().next())
    }

    /// `SendInvoice`: a second one is refused at the pre-checkout once the first is paid.
    pub(super) async fn invoice(
        &self,
        id: OrderId,
        n: i64,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let Some(order) = self.order(id).await? else { return Ok(Err(gone())) };
        let (Some(asked), Some(until), Some(at), Some(customer)) =
            (order.asked, order.invoice_until, order.invoiced_at(), order.customer)
        else {
            return Ok(Err(gone()));
        };
        // Paid, given up or replaced while it waited: it must not be shown any more.
        if !matches!(order.state(), OrderState::Invoiced { .. }) || order.invoices != n {
            return Ok(Err(gone()));
        }
        let Some(chat) = self.chat(&To::Customer(customer)).await? else { return Ok(Err(gone())) };
        let lang = order.lang;
        let now = self.clock.moment(&mut self.store.look().await?).await?.now;
        // A part of a second more is no minute more.
        let minutes = ((until.since(now).0 + 59_000) / 60_000).max(1);
        let end = until.into();
        let below = below_invoice(&order, asked, self.provider_token.is_some());
        let plain = |text: &Text| self.words.plain(text, lang, &Fill::default());
        let place = order.plan.coverage_name();
        let days = i64::from(order.plan.days);
        let spec = InvoiceSpec {
            title: plain(&Text::InvoiceTitle { allowance: order.plan.allowance, days }),
            description: plain(&if order.opening == Opening::AtOnce {
                Text::InvoiceDescription { place, order: id, minutes, until: end }
            } else {
                Text::InvoiceLater { place, order: id, minutes, until: end }
            }),
            // When it was decided, by the clock that all processes share: ours may be wrong.
            payload: self.store.secrets.invoice_payload(id, at),
            price: asked,
            label: plain(&Text::InvoiceLine { order: id }),
            provider_token: match asked.currency {
                Currency::Xtr => None,
                Currency::Kzt => self.provider_token.clone(),
            },
            start_parameter: "shop".to_owned(),
            pay_label: plain(&Text::BtnPay { price: asked }),
            provider_data: match asked.currency {
                Currency::Xtr => None,
                Currency::Kzt => Some(serde_json::json!({ "order": id.to_string() }).to_string()),
            },
            below: self.markup(&below, lang, &Fill::default()),
        };
        Ok(self.bot.send_invoice(chat, &spec).await.map(Some))
    }

    /// `AnswerPreCheckout`: a repeat is refused by Telegram as too old.
    pub(super) async fn pre_checkout(
        &self,
        effect: &Leased,
        body: &Body,
        query: &QueryId,
        order: Option<OrderId>,
        verdict: &Verdict,
    ) -> End {
        let approved = matches!(verdict, Verdict::Approve);
        // Refused as late before the decision was committed: nothing else is said. An approval is
        // then over as one that Telegram calls too old, and frees what it holds.
        let late = self.watch.has_refused(query);
        let done = match verdict {
            Verdict::Approve if late => Err(Fault::Reject { reason: Reason::QueryTooOld }),
            Verdict::Refuse(..) if late => Ok(()),
            Verdict::Approve => self.bot.answer_pre_checkout(query, Ok(())).await,
            Verdict::Refuse(text, lang) => {
                let words = self.words.plain(text, *lang, &Fill::default());
                self.bot.answer_pre_checkout(query, Err(&words)).await
            }
        };
        self.end(effect, body, done.map(|()| None), |outcome| {
            // Telegram says "too old" of what it was told before, too: an answer that was tried
            // before may have got through, and its charge be on its way.
            if !approved || effect.attempts > 1 || outcome.is_done() {
                return None;
            }
            let query = query.clone();
            order.map(|order| Event::Ended(Ended::PreCheckout { order, query, approved, outcome }))
        })
    }

    /// `Provision`: the stock knows our reference, so asking again gives the same eSIM.
    pub(super) async fn provision(&self, effect: &Leased, body: &Body, id: OrderId) -> Stored<End> {
        let Some(order) = self.order(id).await? else { return Ok(over(Outcome::Done(None), None)) };
        let (plan, opening) = (order.plan.id.clone(), order.opening);
        let intent = OrderIntent { order: id, plan, opening };
        let ended = |esim, outcome| {
            let ended = Ended::Provision { order: id, esim, outcome };
            Ok(over(outcome, Some(Event::Ended(ended))))
        };
        // A wish to have the money back is settled with the supplier first, and so is a deadline:
        // from then on nothing is bought any more. Found it is shown, or given back if the customer
        // asked.
        let asked = if self.is_given_up(&order).await? {
            self.supplier.find_order(&intent).await
        } else {
            self.supplier.place_order(&intent).await.map(Some)
        };
        match asked {
            Ok(Some(esim)) => ended(Some(esim), Outcome::Done(None)),
            Ok(None) => ended(None, Outcome::Failed(Fault::Reject { reason: Reason::OutOfStock })),
            Err(fault) => match self.judge(effect, body, fault) {
                Ok(_) => {
                    // The stock is looked at again at its own pace, not with growing pauses.
                    let after = match fault {
                        Fault::Retry { after: Some(after) } => after,
                        Fault::Retry { after: None } | Fault::Reject { .. } | Fault::Unknown => {
                            backoff(effect.attempts)
                        }
                    };
                    Ok(later(after))
                }
                Err(fault) => ended(None, Outcome::Failed(fault)),
            },
        }
    }

    /// Whether an order is given up by the clock that all processes share, which decides it too.
    /// Without that the stock is asked on.
    async fn is_given_up(&self, order: &Order) -> Stored<bool> {
        let mut tx = self.store.look().await?;
        let now = self.clock.moment(&mut tx).await?.now;
        let history = settings::load(&mut tx).await?.history;
        Ok(history.give_up(order, self.supplier.promise(), now))
    }

    /// The order's code; `None` where it cannot be opened, or its key is gone.
    pub(super) async fn esim_of(&self, order: &Order) -> Stored<Option<Esim>> {
        let Some(esim) = order.to_show() else { return Ok(None) };
        let mut reader = self.store.look().await?;
        match esims::load(&self.store, &mut reader, esim).await {
            // Rows of codes do not change: what cannot be opened now never can.
            Err(
                error
                @ (StorageError::Seal("esims") | StorageError::Corrupt { table: "esims", .. }),
            ) => {
                tracing::warn!(%error, "a code cannot be opened");
                Ok(None)
            }
            found => found,
        }
    }

    /// `SendMail`: a repeat is a copy under the same Message-ID.
    pub(super) async fn letter(
        &self,
        effect: &Leased,
        body: &Body,
        (order, n): (OrderId, i64),
        (address, lang): (AddressId, Lang),
        asks: bool,
    ) -> Stored<End> {
        let done = if asks {
            self.ask_mailbox((order, n), address, lang).await?
        } else {
            self.mail(order, n, address, lang, effect.attempts).await?
        };
        Ok(self.end(effect, body, done, |outcome| {
            Some(Event::Ended(if asks {
                Ended::Asked { order, n, outcome }
            } else {
                Ended::Mail { order, n, outcome }
            }))
        }))
    }

    /// The letter with the code.
    async fn mail(
        &self,
        id: OrderId,
        n: i64,
        address: AddressId,
        lang: Lang,
        attempts: i64,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let Some(order) = self.order(id).await? else { return Ok(Err(gone())) };
        let (Some(_), Some(_)) = (order.customer, order.to_show()) else {
            return Ok(Err(gone()));
        };
        let Some(esim) = self.esim_of(&order).await? else {
            return Ok(Err(unusable(&order, attempts)));
        };
        let Some(to) = self.address(address).await? else { return Ok(Err(gone())) };
        let png = match draw(esim.code.clone()).await {
            Ok(Some(png)) => png,
            Ok(None) => return Ok(Err(unusable(&order, attempts))),
            Err(fault) => return Ok(Err(fault)),
        };
        let words = letter::words(&self.words, &order, &esim, lang, &self.bot_link(id, n));
        let subject = letter::subject(&self.words, &order, lang);
        let qr = Some(QrFile { png, name: format!("eSIM-{id}.png") });
        Ok(self.post((&order, n), (to, lang), (subject, words), qr).await)
    }

    /// The letter that asks for a sign of life.
    async fn ask_mailbox(
        &self,
        (id, n): (OrderId, i64),
        address: AddressId,
        lang: Lang,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let order = self.order(id).await?.filter(|order| order.customer.is_some());
        let (Some(order), Some(to)) = (order, self.address(address).await?) else {
            return Ok(Err(gone()));
        };
        let words = letter::question(&self.words, lang, &self.bot_link(id, n));
        Ok(self.post((&order, n), (to, lang), (words.title.clone(), words), None).await)
    }

    /// Sends the letter of this number that an order has.
    async fn post(
        &self,
        (order, n): (&Order, i64),
        (to, language): (Email, Lang),
        (subject, words): (String, LetterWords),
        qr: Option<QrFile>,
    ) -> Result<Option<MessageId>, Fault> {
        let number = u32::try_from(n).unwrap_or(u32::MAX);
        let letter = Letter {
            id: LetterId::new(&self.store.secrets.letter_word(order.id), number),
            to,
            subject,
            text: crate::mail::text(&words),
            html: crate::mail::page(&words),
            qr,
            reply_to: Email::parse(&self.words.seller().support_email).ok(),
            language,
            date: order.bought_at(),
        };
        self.mailer.send(&letter).await.map(|()| None)
    }

    /// An address, if it still stands. No connection is held while the mail server is spoken to:
    /// few of them serve everybody.
    async fn address(&self, id: AddressId) -> Stored<Option<Email>> {
        let mut reader = self.store.look().await?;
        let found = consents::load_addresses(&self.store, &mut reader, &[id]).await?;
        Ok(found.into_iter().next().map(|(_, email)| email))
    }

    fn bot_link(&self, order: OrderId, n: i64) -> BotLink {
        BotLink::new(&self.bot_name, &self.store.secrets.letter_link(order, n))
    }

    /// `Refund`: "already refunded" counts as done, and only Telegram's ledger proves either.
    pub(super) async fn refund(&self, id: &ChargeId) -> Stored<Result<Option<MessageId>, Fault>> {
        let mut reader = self.store.look().await?;
        let charge: Option<Charge> =
            charges::load(&mut reader, std::slice::from_ref(id)).await?.into_iter().next();
        drop(reader);
        let owner = charge.and_then(|charge| charge.customer);
        let known = match owner {
            Some(owner) => self.chat(&To::Customer(owner)).await?,
            None => None,
        };
        let person = match known {
            Some(person) => person,
            // Erased meanwhile: Telegram's own ledger still knows whose it was.
            None => match self.look_up(id, true).await {
                Ok(Some(person)) => person,
                Ok(None) => return Ok(Err(Fault::Reject { reason: Reason::Refused })),
                Err(fault) => return Ok(Err(fault)),
            },
        };
        match self.bot.refund_star_payment(person, id).await {
            Ok(()) | Err(Fault::Reject { reason: Reason::AlreadyRefunded }) => {}
            Err(fault) => return Ok(Err(fault)),
        }
        self.store.seam.pass("accepted", Point::Effect("refund")).await;
        Ok(match self.look_up(id, false).await {
            Ok(Some(_)) => Ok(None),
            // Not in the ledger yet: ask again.
            Ok(None) => Err(Fault::Retry { after: None }),
            Err(fault) => Err(fault),
        })
    }

    /// Finds a charge (`incoming`) or its refund in Telegram's ledger; from where it was last read
    /// to its end, then from the beginning.
    pub(super) async fn look_up(
        &self,
        id: &ChargeId,
        incoming: bool,
    ) -> Result<Option<TelegramId>, Fault> {
        let hint = {
            let read = self.ledger_read.lock();
            read.saturating_sub(2 * crate::telegram::ledger::MOST_ROWS)
        };
        for (from, to) in [(hint, usize::MAX), (0, hint)] {
            let mut offset = from;
            while offset < to {
                let page =
                    self.bot.star_transactions(offset, crate::telegram::ledger::MOST_ROWS).await?;
                let row = page.rows.iter().find(|row| row.id == *id && row.incoming == incoming);
                if let Some(row) = row {
                    return Ok(Some(row.person.unwrap_or(TelegramId::new(0))));
                }
                offset += page.seen;
                let mut read = self.ledger_read.lock();
                *read = (*read).max(offset);
                if page.seen < crate::telegram::ledger::MOST_ROWS {
                    break;
                }
            }
        }
        Ok(None)
    }
}
