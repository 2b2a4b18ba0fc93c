//! The page and the `/world/…` contract of `docs/contract.md`: everything a phone does, as HTTP.
//!
//! Only this machine may drive the world: a request whose `Host` is not loopback, or which a page
//! of another origin sent, is refused, so that no web page elsewhere can reach in. Next:
//! `world.rs`.

mod people;

use std::time::Duration;

use axum::extract::{Path, Query, Request, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::clock::real_pause;
use crate::faults::FaultSpec;
use crate::world::World;
use crate::world::people::Impossible;

/// What a page may load: nothing from outside, and the styles that mails bring along.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/// The longest wait of `/world/state`, seconds.
const LONGEST_WAIT: u64 = 60;

/// The routes of the page and the world.
pub(crate) fn router(world: World) -> Router {
    Router::new()
        .route(
            "/",
            get(async || page("text/html; charset=utf-8", include_str!("../page/index.html"))),
        )
        .route(
            "/page.css",
            get(async || page("text/css; charset=utf-8", include_str!("../page/page.css"))),
        )
        .route(
            "/page.js",
            get(async || page("text/javascript; charset=utf-8", include_str!("../page/page.js"))),
        )
        .route("/world/state", get(state))
        .route("/world/ledger", get(ledger))
        .route("/world/people", post(people::add_person))
        .route("/world/people/{id}", get(phone))
        .route("/world/people/{id}/{action}", post(people::act))
        .route("/world/chats", post(people::add_chat))
        .route("/world/chats/{id}/members", post(people::set_member))
        .route("/world/faults", post(add_fault).delete(clear_faults))
        .route("/world/faults/{id}", delete(remove_fault))
        .route("/world/offers/{name}", post(take_offer))
        .route("/world/updates", post(inject))
        .route("/world/clock", post(advance))
        .route("/world/files/{id}", get(file))
        .route("/world/mail/{id}/raw", get(raw_mail))
        .route("/world/mail/{id}/parts/{n}", get(mail_part))
        .fallback(|| async { Refused(StatusCode::NOT_FOUND, "there is nothing here".into()) })
        .layer(from_fn(only_from_here))
        .with_state(world)
}

/// An error of the contract: `{"error": "…"}`.
struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

impl From<Impossible> for Refused {
    fn from(Impossible(why): Impossible) -> Self {
        Self(StatusCode::CONFLICT, why)
    }
}

fn bad(why: impl std::fmt::Display) -> Refused {
    Refused(StatusCode::BAD_REQUEST, why.to_string())
}

fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let same_origin = text(header::ORIGIN).is_none_or(|origin| origin == format!("http://{host}"));
    ["127.0.0.1", "localhost", "[::1]"].contains(&name) && same_origin
}

async fn only_from_here(request: Request, next: Next) -> Response {
    if !is_from_here(request.headers()) {
        let why = "only pages of this machine may ask".to_owned();
        return Refused(StatusCode::FORBIDDEN, why).into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    response
}

fn page(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind)], text)
}

#[derive(Deserialize)]
struct Since {
    after: Option<u64>,
    wait: Option<u64>,
}

async fn state(Shared(world): Shared<World>, Query(since): Query<Since>) -> Json<Value> {
    let mut changes = world.changes();
    let after = since.after.unwrap_or(0);
    let wait = Duration::from_secs(since.wait.unwrap_or(0).min(LONGEST_WAIT));
    tokio::select! {
        // The sender lives in `world`.
        _ = changes.wait_for(|version| *version > after) => {}
        () = real_pause(wait) => {}
        () = world.ended() => {}
    }
    Json(world.view())
}

async fn take_offer(
    Shared(world): Shared<World>,
    Path(name): Path<String>,
) -> Result<Json<Value>, Refused> {
    match world.take_offer(&name).await {
        Some(Ok(())) => Ok(Json(json!({}))),
        Some(Err(why)) => Err(Refused(StatusCode::CONFLICT, why)),
        None => Err(Refused(StatusCode::NOT_FOUND, format!("nobody offers `{name}`"))),
    }
}

#[derive(Deserialize)]
struct PhoneSince {
    after: Option<u64>,
    wait: Option<u64>,
    last: Option<usize>,
}

async fn phone(
    Shared(world): Shared<World>,
    Path(person): Path<i64>,
    Query(since): Query<PhoneSince>,
) -> Result<Json<Value>, Refused> {
    let mut changes = world.changes();
    let wait = Duration::from_secs(since.wait.unwrap_or(0).min(LONGEST_WAIT));
    let news = async {
        loop {
            changes.borrow_and_update();
            let news = world.person(person).map(|person| person.news);
            if news.is_none_or(|news| since.after.is_none_or(|after| news > after)) {
                return;
            }
            // The sender lives in `world`.
            let _ = changes.changed().await;
        }
    };
    tokio::select! {
        () = news => {}
        () = real_pause(wait) => {}
        () = world.ended() => {}
    }
    world.phone(person, since.last.unwrap_or(usize::MAX)).map(Json).ok_or_else(nothing)
}

async fn ledger(Shared(world): Shared<World>) -> Json<Value> {
    Json(world.quietly(|state| state.view_ledger()))
}

/// A body as JSON, whatever its content type says, so that `curl -d` works; the check of `Origin`
/// is what keeps other pages out.
fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refused> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    serde_json::from_slice(bytes).map_err(bad)
}

async fn add_fault(
    Shared(world): Shared<World>,
    bytes: axum::body::Bytes,
) -> Result<Json<Value>, Refused> {
    let spec: FaultSpec = body(&bytes)?;
    Ok(Json(json!({ "id": world.add_fault(spec) })))
}

async fn clear_faults(Shared(world): Shared<World>) -> Json<Value> {
    world.clear_faults();
    Json(json!({}))
}

async fn remove_fault(
    Shared(world): Shared<World>,
    Path(id): Path<u64>,
) -> Result<Json<Value>, Refused> {
    if world.remove_fault(id) {
        Ok(Json(json!({})))
    } else {
        Err(Refused(StatusCode::NOT_FOUND, "there is no such fault".into()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUpdate {
    raw: String,
    #[serde(default)]
    verbatim: bool,
}

async fn inject(
    Shared(world): Shared<World>,
    bytes: axum::body::Bytes,
) -> Result<Json<Value>, Refused> {
    let update: RawUpdate = body(&bytes)?;
    Ok(Json(json!({ "update_id": world.inject(&update.raw, update.verbatim)? })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_ms: i64,
}

async fn advance(
    Shared(world): Shared<World>,
    bytes: axum::body::Bytes,
) -> Result<Json<Value>, Refused> {
    let by: Advance = body(&bytes)?;
    match world.advance(by.advance_ms) {
        Some(now) => Ok(Json(json!({ "now": now }))),
        None => Err(Refused(StatusCode::CONFLICT, "this world runs on the wall clock".into())),
    }
}

fn nothing() -> Refused {
    Refused(StatusCode::NOT_FOUND, "there is nothing here".into())
}

/// Bytes that came from outside: shown as what they are if that is harmless, otherwise kept.
fn bytes_as(kind: &str, name: Option<&str>, bytes: Vec<u8>) -> Response {
    let harmless = ["image/png", "image/jpeg", "image/webp", "image/gif"].contains(&kind);
    let kind = if harmless { kind } else { "application/octet-stream" };
    let mut response = bytes.into_response();
    let headers: &mut HeaderMap = response.headers_mut();
    if let Ok(kind) = header::HeaderValue::from_str(kind) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    let good = |ch: char| ch.is_ascii_alphanumeric() || ['.', '-', '_'].contains(&ch);
    let name: String = name.unwrap_or("file").chars().filter(|ch| good(*ch)).collect();
    let how = if harmless { "inline" } else { "attachment" };
    if let Ok(how) = header::HeaderValue::from_str(&format!("{how}; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, how);
    }
    response
}

async fn file(Shared(world): Shared<World>, Path(id): Path<String>) -> Result<Response, Refused> {
    let file = world.quietly(|state| state.files.get(&id).cloned()).ok_or_else(nothing)?;
    Ok(bytes_as(&file.mime, file.name.as_deref(), file.bytes.to_vec()))
}

async fn raw_mail(Shared(world): Shared<World>, Path(id): Path<u64>) -> Result<Response, Refused> {
    let mail = world.mails().into_iter().find(|mail| mail.id == id).ok_or_else(nothing)?;
    Ok(bytes_as("message/rfc822", Some(&format!("{id}.eml")), mail.raw.to_vec()))
}

async fn mail_part(
    Shared(world): Shared<World>,
    Path((id, n)): Path<(u64, usize)>,
) -> Result<Response, Refused> {
    let mail = world.mails().into_iter().find(|mail| mail.id == id).ok_or_else(nothing)?;
    let part = mail.read().parts.into_iter().nth(n).ok_or_else(nothing)?;
    Ok(bytes_as(&part.media_type, Some(&part.name), part.bytes))
}
