//! What people do over HTTP: `POST /world/people/…` and `/world/chats/…`.

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refused, bad, body, nothing};
use crate::world::World;
use crate::world::money::{Invoice, PayTarget};
use crate::world::people::{Role, Sending};
use crate::world::state::Membership;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPerson {
    first_name: String,
    language_code: Option<String>,
    #[serde(default)]
    role: Role,
}

pub(super) async fn add_person(
    Shared(world): Shared<World>,
    bytes: axum::body::Bytes,
) -> Result<Json<Value>, Refused> {
    let new: NewPerson = body(&bytes)?;
    let id = world.add_person(&new.first_name, new.language_code.as_deref(), new.role);
    Ok(Json(json!({ "id": id })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    message_id: i64,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Press {
    message_id: i64,
    row: Option<usize>,
    column: Option<usize>,
    data: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pay {
    message_id: Option<i64>,
    invoice_id: Option<i64>,
    link: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    language_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    blocked: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Voice {
    refused: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopUp {
    #[serde(default)]
    stars: i64,
    #[serde(default)]
    tenge_minor: i64,
}

pub(super) async fn act(
    Shared(world): Shared<World>,
    Path((person, action)): Path<(i64, String)>,
    bytes: axum::body::Bytes,
) -> Result<Json<Value>, Refused> {
    let bytes = bytes.as_ref();
    let answer = match action.as_str() {
        "send" => {
            let sending: Sending = body(bytes)?;
            json!({ "message_id": world.send(person, &sending)? })
        }
        "edit" => {
            let edit: Edit = body(bytes)?;
            world.edit(person, edit.message_id, &edit.text)?;
            json!({})
        }
        "press" => {
            let press: Press = body(bytes)?;
            let id = match press {
                Press { message_id, data: Some(data), row: None, column: None } => {
                    world.press_data(person, message_id, &data)?
                }
                Press { message_id, data: None, row: Some(row), column: Some(column) } => {
                    world.press(person, message_id, row, column)?
                }
                Press { .. } => return Err(bad("a press names either row and column or data")),
            };
            json!({ "callback_id": id })
        }
        "pay" => {
            let target = match body(bytes)? {
                Pay { message_id: Some(id), invoice_id: None, link: None } => {
                    PayTarget::Message(id)
                }
                Pay { message_id: None, invoice_id: Some(id), link: None } => {
                    PayTarget::Invoice(id)
                }
                Pay { message_id: None, invoice_id: None, link: Some(link) } => {
                    let linked = |invoice: &Invoice| invoice.link.as_ref() == Some(&link);
                    let found = world.invoices().into_iter().find(linked);
                    PayTarget::Invoice(found.ok_or_else(nothing)?.id)
                }
                Pay { .. } => {
                    return Err(bad("one of message_id, invoice_id and link is paid"));
                }
            };
            json!(world.pay(person, target).await)
        }
        "language" => {
            let language: Language = body(bytes)?;
            world.set_language(person, language.language_code.as_deref())?;
            json!({})
        }
        "block" => {
            let block: Block = body(bytes)?;
            world.block(person, block.blocked)?;
            json!({})
        }
        "voice" => {
            let voice: Voice = body(bytes)?;
            world.change(|state| state.person_refuses_voice(person, voice.refused))?;
            json!({})
        }
        "top_up" => {
            let top_up: TopUp = body(bytes)?;
            world.top_up(person, top_up.stars, top_up.tenge_minor)?;
            json!({})
        }
        _ => {
            let why = format!("people do not know how to `{action}`");
            return Err(Refused(StatusCode::NOT_FOUND, why));
        }
    };
    Ok(Json(answer))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewChat {
    kind: String,
    title: String,
    username: Option<String>,
}

pub(super) async fn add_chat(
    Shared(world): Shared<World>,
    bytes: axum::body::Bytes,
) -> Result<Json<Value>, Refused> {
    let new: NewChat = body(&bytes)?;
    if !["group", "supergroup", "channel"].contains(&new.kind.as_str()) {
        return Err(bad("a chat is a group, a supergroup or a channel"));
    }
    Ok(Json(json!({ "id": world.add_group(&new.kind, &new.title, new.username.as_deref()) })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    person: i64,
    status: Membership,
}

pub(super) async fn set_member(
    Shared(world): Shared<World>,
    Path(chat): Path<i64>,
    bytes: axum::body::Bytes,
) -> Result<Json<Value>, Refused> {
    let member: Member = body(&bytes)?;
    world.set_member(chat, member.person, member.status)?;
    Ok(Json(json!({})))
}
