//! The table of methods: what each is called, which fields it knows, who does it.
//!
//! A method or a field that is not here is an error that names it. Fields of the Bot API that
//! change nothing in this world (a quiet notification, an effect) are known and have no effect.

use serde_json::{Value, json};

use super::params::Params;
use super::{ApiError, edit, files, payments, profile, queries, send, webhook};
use crate::world::state::State;
use crate::world::wire;

/// A method of the Bot API.
pub struct Method {
    /// Its canonical name; any case is understood.
    pub name: &'static str,
    /// The fields it knows.
    pub fields: &'static [&'static str],
    /// Does it.
    pub call: fn(&mut State, &Params) -> Result<Value, ApiError>,
}

/// A method by its name in any case.
pub fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name.eq_ignore_ascii_case(name))
}

const METHODS: &[Method] = &[
    Method { name: "getMe", fields: &[], call: |state, _| Ok(wire::me(state)) },
    Method {
        name: "getUpdates",
        fields: &["offset", "limit", "timeout", "allowed_updates"],
        // The long poll is done by `polling.rs`, which may wait.
        call: |_, _| Ok(json!([])),
    },
    Method {
        name: "deleteWebhook",
        fields: &["drop_pending_updates"],
        call: |state, params| Ok(webhook::delete(state, params)),
    },
    Method { name: "getWebhookInfo", fields: &[], call: |state, _| Ok(webhook::info(state)) },
    Method {
        name: "setWebhook",
        fields: &[
            "url",
            "max_connections",
            "allowed_updates",
            "drop_pending_updates",
            "secret_token",
        ],
        call: webhook::set,
    },
    Method { name: "getChat", fields: &["chat_id"], call: queries::get_chat },
    Method { name: "leaveChat", fields: &["chat_id"], call: queries::leave_chat },
    Method {
        name: "sendChatAction",
        fields: &["chat_id", "action", "message_thread_id"],
        call: queries::chat_action,
    },
    Method {
        name: "answerCallbackQuery",
        fields: &["callback_query_id", "text", "show_alert", "url", "cache_time"],
        call: queries::answer_callback,
    },
    Method {
        name: "sendMessage",
        fields: &[
            "chat_id",
            "text",
            "parse_mode",
            "entities",
            "link_preview_options",
            "disable_web_page_preview",
            "disable_notification",
            "protect_content",
            "allow_paid_broadcast",
            "message_effect_id",
            "reply_parameters",
            "reply_to_message_id",
            "allow_sending_without_reply",
            "reply_markup",
        ],
        call: send::message,
    },
    Method {
        name: "sendPhoto",
        fields: &[
            "chat_id",
            "photo",
            "caption",
            "parse_mode",
            "caption_entities",
            "show_caption_above_media",
            "has_spoiler",
            "disable_notification",
            "protect_content",
            "allow_paid_broadcast",
            "message_effect_id",
            "reply_parameters",
            "reply_to_message_id",
            "allow_sending_without_reply",
            "reply_markup",
        ],
        call: send::photo,
    },
    Method {
        name: "sendDocument",
        fields: &[
            "chat_id",
            "document",
            "thumbnail",
            "caption",
            "parse_mode",
            "caption_entities",
            "disable_content_type_detection",
            "disable_notification",
            "protect_content",
            "allow_paid_broadcast",
            "message_effect_id",
            "reply_parameters",
            "reply_to_message_id",
            "allow_sending_without_reply",
            "reply_markup",
        ],
        call: send::document,
    },
    Method {
        name: "copyMessage",
        fields: &[
            "chat_id",
            "from_chat_id",
            "message_id",
            "caption",
            "parse_mode",
            "caption_entities",
            "show_caption_above_media",
            "disable_notification",
            "protect_content",
            "allow_paid_broadcast",
            "reply_parameters",
            "reply_to_message_id",
            "allow_sending_without_reply",
            "reply_markup",
        ],
        call: send::copy,
    },
    Method {
        name: "forwardMessage",
        fields: &[
            "chat_id",
            "from_chat_id",
            "message_id",
            "disable_notification",
            "protect_content",
        ],
        call: send::forward,
    },
    Method {
        name: "editMessageText",
        fields: &[
            "chat_id",
            "message_id",
            "text",
            "parse_mode",
            "entities",
            "link_preview_options",
            "disable_web_page_preview",
            "reply_markup",
        ],
        call: edit::text,
    },
    Method {
        name: "editMessageCaption",
        fields: &[
            "chat_id",
            "message_id",
            "caption",
            "parse_mode",
            "caption_entities",
            "show_caption_above_media",
            "reply_markup",
        ],
        call: edit::caption,
    },
    Method {
        name: "editMessageMedia",
        fields: &["chat_id", "message_id", "media", "reply_markup"],
        call: edit::media,
    },
    Method {
        name: "editMessageReplyMarkup",
        fields: &["chat_id", "message_id", "reply_markup"],
        call: edit::reply_markup,
    },
    Method { name: "deleteMessage", fields: &["chat_id", "message_id"], call: edit::delete },
    Method { name: "getFile", fields: &["file_id"], call: files::get_file },
    Method {
        name: "sendInvoice",
        fields: &[
            "chat_id",
            "title",
            "description",
            "payload",
            "provider_token",
            "currency",
            "prices",
            "max_tip_amount",
            "suggested_tip_amounts",
            "start_parameter",
            "provider_data",
            "photo_url",
            "photo_size",
            "photo_width",
            "photo_height",
            "need_name",
            "need_phone_number",
            "need_email",
            "need_shipping_address",
            "send_phone_number_to_provider",
            "send_email_to_provider",
            "is_flexible",
            "disable_notification",
            "protect_content",
            "allow_paid_broadcast",
            "message_effect_id",
            "reply_parameters",
            "reply_to_message_id",
            "allow_sending_without_reply",
            "reply_markup",
        ],
        call: payments::send_invoice,
    },
    Method {
        name: "answerPreCheckoutQuery",
        fields: &["pre_checkout_query_id", "ok", "error_message"],
        call: payments::answer_pre_checkout,
    },
    Method {
        name: "refundStarPayment",
        fields: &["user_id", "telegram_payment_charge_id"],
        call: payments::refund,
    },
    Method {
        name: "getStarTransactions",
        fields: &["offset", "limit"],
        call: payments::transactions,
    },
    Method {
        name: "getMyStarBalance",
        fields: &[],
        call: |state, _| Ok(json!({ "amount": state.money.bot_stars })),
    },
    Method {
        name: "setMyCommands",
        fields: &["commands", "scope", "language_code"],
        call: profile::set_commands,
    },
    Method {
        name: "getMyCommands",
        fields: &["scope", "language_code"],
        call: profile::get_commands,
    },
    Method {
        name: "deleteMyCommands",
        fields: &["scope", "language_code"],
        call: profile::delete_commands,
    },
    Method { name: "setMyName", fields: &["name", "language_code"], call: profile::set_name },
    Method { name: "getMyName", fields: &["language_code"], call: profile::get_name },
    Method {
        name: "setMyDescription",
        fields: &["description", "language_code"],
        call: profile::set_description,
    },
    Method { name: "getMyDescription", fields: &["language_code"], call: profile::get_description },
    Method {
        name: "setMyShortDescription",
        fields: &["short_description", "language_code"],
        call: profile::set_short_description,
    },
    Method {
        name: "getMyShortDescription",
        fields: &["language_code"],
        call: profile::get_short_description,
    },
    Method {
        name: "setChatMenuButton",
        fields: &["chat_id", "menu_button"],
        call: profile::set_menu_button,
    },
    Method { name: "getChatMenuButton", fields: &["chat_id"], call: profile::get_menu_button },
];
