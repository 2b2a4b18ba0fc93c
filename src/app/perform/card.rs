//! The card with the QR: the picture, what stands below it, and its buttons. All of it repeats
//! freely. It must not know how an order comes to its eSIM.

use super::super::letter;
use super::{Performer, gone, gone_is_done};
use crate::domain::effect::{Side, To};
use crate::domain::esim::ActivationCode;
use crate::domain::ids::{MessageId, OrderId, TelegramId};
use crate::domain::lang::Lang;
use crate::domain::order::{Order, OrderState};
use crate::domain::outcome::{Fault, Reason};
use crate::domain::press::Press;
use crate::domain::text::Text;
use crate::i18n::Fill;
use crate::qr;
use crate::storage::Stored;
use crate::storage::esims::Esim;
use crate::telegram::callback_data::encode;
use crate::telegram::{Markup, MarkupAction, MarkupButton};

impl Performer {
    /// `ShowQr`: edited into the card, which repeats freely.
    pub(super) async fn show_qr(
        &self,
        id: OrderId,
        card: Option<MessageId>,
        lang: Lang,
        attempts: i64,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let Some((order, chat)) = self.to_show(id).await? else { return Ok(Err(gone())) };
        let Some(esim) = self.esim_of(&order).await? else {
            return Ok(Err(unusable(&order, attempts)));
        };
        let png = match draw(esim.code.clone()).await {
            Ok(Some(png)) => png,
            Ok(None) => return Ok(Err(unusable(&order, attempts))),
            Err(fault) => return Ok(Err(fault)),
        };
        let (caption, markup) = self.below(&order, &esim, Side::Front, lang);
        Ok(match card {
            Some(card) => {
                let shown = self.bot.edit_photo(chat, card, png, &caption, &markup).await;
                shown.map(|()| None)
            }
            None => self.bot.send_photo(chat, png, &caption, &markup).await.map(Some),
        })
    }

    /// `TurnCard`: only where the QR arrived, so that nothing is shown that was not.
    pub(super) async fn turn_card(
        &self,
        id: OrderId,
        card: MessageId,
        side: Side,
        lang: Lang,
    ) -> Stored<Result<Option<MessageId>, Fault>> {
        let Some((order, chat)) = self.to_show(id).await? else { return Ok(Err(gone())) };
        if !matches!(order.state(), OrderState::Fulfilled { .. }) {
            return Ok(Err(gone()));
        }
        let Some(esim) = self.esim_of(&order).await? else { return Ok(Err(gone())) };
        let (caption, markup) = self.below(&order, &esim, side, lang);
        Ok(gone_is_done(self.bot.edit_caption(chat, card, &caption, &markup).await))
    }

    /// An order that has an eSIM, with its customer's chat.
    async fn to_show(&self, id: OrderId) -> Stored<Option<(Order, TelegramId)>> {
        let Some(order) = self.order(id).await? else { return Ok(None) };
        let (Some(customer), Some(_)) = (order.customer, order.to_show()) else {
            return Ok(None);
        };
        let chat = self.chat(&To::Customer(customer)).await?;
        Ok(chat.map(|chat| (order, chat)))
    }

    /// The caption of a card and its buttons. They hold the code, so they are made where they are
    /// sent.
    fn below(&self, order: &Order, esim: &Esim, side: Side, lang: Lang) -> (String, Markup) {
        let fill = Fill {
            code: Some(esim.code.clone()),
            confirmation: esim.confirmation.clone(),
            ..Fill::default()
        };
        let caption = self.words.render(&letter::caption(order, esim, side), lang, &fill);
        let button = |text: &Text, act: MarkupAction| {
            let label = self.words.plain(text, lang, &Fill::default());
            MarkupButton { label, act }
        };
        let press =
            |text: &Text, press: Press| button(text, MarkupAction::Callback(encode(&press)));
        let link = |text: &Text, to: &str| button(text, MarkupAction::Url(to.to_owned()));
        let copy = |text: &Text, what: &str| button(text, MarkupAction::Copy(what.to_owned()));
        let (id, code) = (order.id, &esim.code);
        let rows = match side {
            Side::Front => vec![
                vec![
                    link(&Text::BtnInstallIphone, code.apple_link().expose()),
                    link(&Text::BtnInstallAndroid, code.android_link().expose()),
                ],
                vec![
                    press(&Text::BtnInstall, Press::Install(id)),
                    press(&Text::BtnTrouble, Press::StepsTrouble(id)),
                ],
                vec![
                    press(&Text::BtnByHand, Press::ByHand(id)),
                    press(&Text::BtnReceipt, Press::Receipt(id)),
                ],
            ],
            Side::Codes => {
                let mut rows = vec![
                    vec![
                        copy(&Text::BtnCopySmdp, code.expose_smdp()),
                        copy(&Text::BtnCopyPart, code.expose_matching_id()),
                    ],
                    vec![copy(&Text::BtnCopyCode, code.expose())],
                ];
                rows.extend(esim.confirmation.as_ref().map(|confirmation| {
                    vec![copy(&Text::BtnCopyConfirmation, confirmation.expose())]
                }));
                rows.push(vec![press(&Text::BtnBack, Press::Front(id))]);
                rows
            }
        };
        (caption, Markup(rows))
    }
}

/// The code cannot be opened or drawn. Only a first attempt knows that nothing of it ever left: an
/// earlier one may have got through before the code was spoilt. Of one that was delivered nothing
/// is asked.
pub(super) const fn unusable(order: &Order, attempts: i64) -> Fault {
    let delivered = matches!(order.state(), OrderState::Fulfilled { .. });
    let reason = if attempts == 1 || delivered { Reason::Unusable } else { Reason::Refused };
    Fault::Reject { reason }
}

/// Draws a QR off the async threads: drawing there would hold up pre-checkouts. `None` is a code
/// that cannot be drawn.
pub(super) async fn draw(code: ActivationCode) -> Result<Option<Vec<u8>>, Fault> {
    match tokio::task::spawn_blocking(move || qr::png(&code)).await {
        Ok(Ok(png)) => Ok(Some(png)),
        Ok(Err(_)) => {
            tracing::warn!("a QR cannot be drawn");
            Ok(None)
        }
        // The process is ending, or had a bad moment: that says nothing of the code.
        Err(_) => Err(Fault::RETRY),
    }
}
