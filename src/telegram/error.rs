//! What a refusal or a failed call means: one table from Telegram's status and words, and from
//! the HTTP client's errors, to a [`Fault`].
//!
//! It must not know which call it was, with one exception that its caller handles: an edit that
//! changes nothing has succeeded. Next: [`super::call`], which asks here.

use crate::domain::outcome::{Fault, Reason};
use crate::domain::time::Millis;

/// A refusal in Telegram's own form (Bot API, "Making requests": `ok` is false).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Refusal {
    /// `error_code`, or the HTTP status where the body has none.
    pub code: u16,
    /// `description`; may quote what was sent, so it is never logged as it is.
    pub description: String,
    /// `parameters.retry_after`, seconds.
    pub retry_after: Option<i64>,
}

/// Words of Telegram (lower case, anywhere in the description), and what they mean. Telegram
/// changes status and prefix of a refusal more readily than these words.
const WORDS: &[(&str, Reason)] = &[
    ("bot was blocked by the user", Reason::BotBlocked),
    ("user is deactivated", Reason::BotBlocked),
    ("input_user_deactivated", Reason::BotBlocked),
    ("user_is_blocked", Reason::BotBlocked),
    ("bot can't initiate conversation", Reason::BotBlocked),
    ("bot can't send messages to", Reason::BotBlocked),
    ("bot was kicked", Reason::BotBlocked),
    ("chat not found", Reason::ChatNotFound),
    ("chat_id is empty", Reason::ChatNotFound),
    ("peer_id_invalid", Reason::ChatNotFound),
    ("upgraded to a supergroup", Reason::ChatNotFound),
    ("message to edit not found", Reason::MessageGone),
    ("message can't be edited", Reason::MessageGone),
    ("there is no text in the message to edit", Reason::MessageGone),
    ("there is no media in the message to edit", Reason::MessageGone),
    ("there is no caption in the message to edit", Reason::MessageGone),
    ("message to delete not found", Reason::MessageGone),
    ("message can't be deleted", Reason::MessageGone),
    ("message to copy not found", Reason::MessageGone),
    ("message can't be copied", Reason::MessageGone),
    ("message identifier is not specified", Reason::MessageGone),
    ("message_id_invalid", Reason::MessageGone),
    ("message_delete_forbidden", Reason::MessageGone),
    ("message_edit_time_expired", Reason::MessageGone),
    ("voice_messages_forbidden", Reason::Unwelcome),
    ("chat_send_", Reason::Unwelcome),
    ("query is too old", Reason::QueryTooOld),
    ("query id is invalid", Reason::QueryTooOld),
    ("query_id_invalid", Reason::QueryTooOld),
    ("charge_already_refunded", Reason::AlreadyRefunded),
    ("payment_provider_invalid", Reason::Configuration),
    ("provider_account_invalid", Reason::Configuration),
];

/// The words of an edit that changes nothing (`MESSAGE_NOT_MODIFIED`).
const NOT_MODIFIED: [&str; 2] = ["message is not modified", "message_not_modified"];

impl Refusal {
    /// Whether an edit was refused because the message looks like that already.
    pub(crate) fn is_not_modified(&self) -> bool {
        let words = self.description.to_lowercase();
        NOT_MODIFIED.iter().any(|known| words.contains(known))
    }

    /// What it means.
    ///
    /// A refusal that Telegram put into words was surely not done, even if the words are new to us.
    /// A status of 5xx says that something failed on the way, after or before it was done.
    pub(crate) fn fault(&self) -> Fault {
        let words = self.description.to_lowercase();
        if self.code == 429 || self.code == 420 || words.contains("too many requests") {
            return Fault::Retry {
                after: self.retry_after.or_else(|| number_in(&words)).map(wait),
            };
        }
        if self.code >= 500 {
            return Fault::Unknown;
        }
        let known = WORDS.iter().find(|(known, _)| words.contains(known));
        let reason = match (known, self.code) {
            (Some((_, reason)), _) => *reason,
            // 401: the token was revoked; 404: it never was one, or the address is no Bot API.
            (None, 401 | 404) => Reason::Configuration,
            (None, 403) => Reason::BotBlocked,
            (None, 400..500) => Reason::Refused,
            (None, _) => return Fault::Unknown,
        };
        Fault::Reject { reason }
    }

    /// A word that may be logged: one of the table, or an error name of Telegram's in capitals, but
    /// never a piece of what was sent.
    pub(crate) fn sign(&self) -> &str {
        let words = self.description.to_lowercase();
        if let Some((known, _)) = WORDS.iter().find(|(known, _)| words.contains(known)) {
            return known;
        }
        let is_name = |word: &&str| {
            word.len() >= 6
                && word.contains('_')
                && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        };
        self.description.split([' ', ':', '"', ',']).find(is_name).unwrap_or("not in the table")
    }
}

/// Seconds that Telegram asked for, as a wait of at least one second.
fn wait(seconds: i64) -> Millis {
    Millis::seconds(seconds.clamp(1, 86_400))
}

/// `… retry after 35` and `FLOOD_WAIT_35`.
fn number_in(words: &str) -> Option<i64> {
    words
        .rsplit(|letter: char| !letter.is_ascii_digit())
        .find(|part| !part.is_empty())?
        .parse()
        .ok()
}

/// What an error of the HTTP client means. The error itself is never logged or kept: its address
/// holds the token.
///
/// Before a connection stands nothing was sent. After that we cannot know.
pub(crate) fn of_transport(error: &reqwest::Error) -> Fault {
    if error.is_builder() {
        Fault::Reject { reason: Reason::Configuration }
    } else if error.is_connect() {
        Fault::Retry { after: None }
    } else {
        Fault::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(code: u16, description: &str) -> Refusal {
        Refusal { code, description: description.to_owned(), retry_after: None }
    }

    #[test]
    fn every_row_of_the_table() {
        use Reason::{
            AlreadyRefunded, BotBlocked, ChatNotFound, Configuration, MessageGone, QueryTooOld,
            Refused,
        };
        for (code, words, reason) in [
            (403, "Forbidden: bot was blocked by the user", BotBlocked),
            (403, "Forbidden: user is deactivated", BotBlocked),
            (400, "Bad Request: INPUT_USER_DEACTIVATED", BotBlocked),
            (403, "Forbidden: bot can't initiate conversation with a user", BotBlocked),
            (403, "Forbidden: bot was kicked from the group chat", BotBlocked),
            (403, "Forbidden: something new", BotBlocked),
            (400, "Bad Request: chat not found", ChatNotFound),
            (400, "Bad Request: PEER_ID_INVALID", ChatNotFound),
            (400, "Bad Request: group chat was upgraded to a supergroup chat", ChatNotFound),
            (400, "Bad Request: message to edit not found", MessageGone),
            (400, "Bad Request: message can't be edited", MessageGone),
            (400, "Bad Request: there is no text in the message to edit", MessageGone),
            (400, "Bad Request: there is no caption in the message to edit", MessageGone),
            (400, "Bad Request: message to delete not found", MessageGone),
            (400, "Bad Request: message can't be deleted for everyone", MessageGone),
            (400, "Bad Request: message to copy not found", MessageGone),
            (400, "Bad Request: MESSAGE_ID_INVALID", MessageGone),
            (
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                QueryTooOld,
            ),
            (400, "Bad Request: QUERY_ID_INVALID", QueryTooOld),
            (400, "Bad Request: CHARGE_ALREADY_REFUNDED", AlreadyRefunded),
            (400, "Bad Request: CHARGE_ID_EMPTY", Refused),
            (400, "Bad Request: USER_ID_INVALID", Refused),
            (400, "Bad Request: BALANCE_TOO_LOW", Refused),
            (400, "Bad Request: PAYMENT_PROVIDER_INVALID", Configuration),
            (400, "Bad Request: can't parse entities: unclosed tag", Refused),
            (400, "Bad Request: BUTTON_DATA_INVALID", Refused),
            (401, "Unauthorized", Configuration),
            (404, "Not Found", Configuration),
            (409, "Conflict: terminated by other getUpdates request", Refused),
            (413, "Request Entity Too Large", Refused),
        ] {
            assert_eq!(said(code, words).fault(), Fault::Reject { reason }, "{code} {words}");
        }
    }

    #[test]
    fn a_flood_says_how_long_to_wait() {
        let after = |seconds| Fault::Retry { after: Some(Millis::seconds(seconds)) };
        let asked =
            Refusal { retry_after: Some(7), ..said(429, "Too Many Requests: retry after 9") };
        assert_eq!(asked.fault(), after(7));
        assert_eq!(said(429, "Too Many Requests: retry after 9").fault(), after(9));
        assert_eq!(said(420, "FLOOD_WAIT_35").fault(), after(35));
        assert_eq!(Refusal { retry_after: Some(0), ..said(429, "") }.fault(), after(1));
        assert_eq!(Refusal { retry_after: Some(i64::MAX), ..said(429, "") }.fault(), after(86_400));
        assert_eq!(said(429, "Too Many Requests").fault(), Fault::Retry { after: None });
    }

    #[test]
    fn trouble_on_the_way_is_unknown() {
        for (code, words) in [
            (500, "Internal Server Error"),
            (502, "Bad Gateway"),
            (504, "chat not found"),
            (200, "ok was false"),
            (302, ""),
        ] {
            assert_eq!(said(code, words).fault(), Fault::Unknown, "{code}");
        }
    }

    #[test]
    fn an_edit_that_changes_nothing_is_recognised() {
        let words = "Bad Request: message is not modified: specified new message content and reply \
                     markup are exactly the same as a current content and reply markup of the \
                     message";
        assert!(said(400, words).is_not_modified());
        assert!(said(400, "Bad Request: MESSAGE_NOT_MODIFIED").is_not_modified());
        assert!(!said(400, "Bad Request: message to edit not found").is_not_modified());
    }

    #[test]
    fn a_sign_quotes_nothing_that_was_sent() {
        let quoting = "Bad Request: can't parse entities: Unsupported start tag \"a@b.kz\" at 7";
        assert_eq!(said(400, quoting).sign(), "not in the table");
        assert_eq!(said(400, "Bad Request: BALANCE_TOO_LOW").sign(), "BALANCE_TOO_LOW");
        assert_eq!(said(400, "Bad Request: chat not found").sign(), "chat not found");
        assert_eq!(said(400, "Bad Request: LPA:1$X ICCID8998").sign(), "not in the table");
    }
}
