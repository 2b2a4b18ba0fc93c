//! The table of methods that this world performs, and who does each.
//!
//! Which methods and fields Telegram has is `api.rs`. A field that changes nothing in this world (a
//! quiet notification, an effect) is taken and has no effect.

use serde_json::{Value, json};

use super::params::Params;
use super::{ApiError, edit, files, groups, payments, pins, profile, queries, send, webhook};
use crate::world::state::State;
use crate::world::wire;

/// A method of the Bot API.
pub(crate) struct Method {
    /// Its canonical name; any case is understood.
    pub name: &'static str,
    /// Does it.
    pub call: fn(&mut State, &Params) -> Result<Value, ApiError>,
}

/// A method by its name in any case.
pub(crate) fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name.eq_ignore_ascii_case(name))
}

const METHODS: &[Method] = &[
    Method { name: "getMe", call: |state, _| Ok(wire::me(state)) },
    Method {
        name: "getUpdates",
        // The long poll is done by `polling.rs`, which may wait.
        call: |_, _| Ok(json!([])),
    },
    Method { name: "deleteWebhook", call: |state, params| Ok(webhook::delete(state, params)) },
    Method { name: "getWebhookInfo", call: |state, _| Ok(webhook::info(state)) },
    Method { name: "setWebhook", call: webhook::set },
    Method { name: "getChat", call: queries::get_chat },
    Method { name: "leaveChat", call: queries::leave_chat },
    Method { name: "sendChatAction", call: queries::chat_action },
    Method { name: "answerCallbackQuery", call: queries::answer_callback },
    Method { name: "sendMessage", call: send::message },
    Method { name: "sendPhoto", call: send::photo },
    Method { name: "sendDocument", call: send::document },
    Method { name: "copyMessage", call: send::copy },
    Method { name: "forwardMessage", call: send::forward },
    Method { name: "editMessageText", call: edit::text },
    Method { name: "editMessageCaption", call: edit::caption },
    Method { name: "editMessageMedia", call: edit::media },
    Method { name: "editMessageReplyMarkup", call: edit::reply_markup },
    Method { name: "deleteMessage", call: edit::delete },
    Method { name: "deleteMessages", call: edit::delete_many },
    Method { name: "copyMessages", call: send::copy_many },
    Method { name: "forwardMessages", call: send::forward_many },
    Method { name: "pinChatMessage", call: pins::pin },
    Method { name: "unpinChatMessage", call: pins::unpin },
    Method { name: "unpinAllChatMessages", call: pins::unpin_all },
    Method { name: "setMessageReaction", call: pins::react },
    Method { name: "getChatMember", call: groups::get_member },
    Method { name: "getChatAdministrators", call: groups::get_administrators },
    Method { name: "getChatMemberCount", call: groups::count_members },
    Method { name: "getUserProfilePhotos", call: queries::profile_photos },
    Method { name: "createInvoiceLink", call: payments::create_link },
    Method { name: "getFile", call: files::get_file },
    Method { name: "sendInvoice", call: payments::send_invoice },
    Method { name: "answerPreCheckoutQuery", call: payments::answer_pre_checkout },
    Method { name: "refundStarPayment", call: payments::refund },
    Method { name: "getStarTransactions", call: payments::transactions },
    Method {
        name: "getMyStarBalance",
        call: |state, _| Ok(json!({ "amount": state.money.bot_stars })),
    },
    Method { name: "setMyCommands", call: profile::set_commands },
    Method { name: "getMyCommands", call: profile::get_commands },
    Method { name: "deleteMyCommands", call: profile::delete_commands },
    Method { name: "setMyName", call: profile::set_name },
    Method { name: "getMyName", call: profile::get_name },
    Method { name: "setMyDescription", call: profile::set_description },
    Method { name: "getMyDescription", call: profile::get_description },
    Method { name: "setMyShortDescription", call: profile::set_short_description },
    Method { name: "getMyShortDescription", call: profile::get_short_description },
    Method { name: "setChatMenuButton", call: profile::set_menu_button },
    Method { name: "getChatMenuButton", call: profile::get_menu_button },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot_api::api;

    #[test]
    fn the_readme_lists_every_method_and_each_is_telegrams() {
        let readme = include_str!("../../README.md");
        let list = readme.split_once("It does these methods:").unwrap().1;
        let list = list.split_once("Any other method").unwrap().0;
        let listed: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
        let known: Vec<&str> = METHODS.iter().map(|method| method.name).collect();
        assert_eq!(listed, known);
        for name in known {
            assert_eq!(api::find(name).map(|known| known.name), Some(name));
        }
    }
}
