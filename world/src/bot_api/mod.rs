//! The Bot API face of the pretend world: strict where Telegram is strict, in Telegram's words.
//!
//! `/bot<token>/<method>` with JSON, urlencoded or multipart bodies, and `/file/bot<token>/<path>`.
//! Faults strike here, before and after the call. It must not know the shop. Next:
//! `bot_api/methods.rs` for the table of methods, `bot_api/polling.rs` for `getUpdates`.

mod api;
mod edit;
mod files;
mod groups;
mod markup;
mod methods;
mod params;
mod payments;
mod pins;
mod polling;
mod profile;
mod queries;
mod send;
mod texts;
mod webhook;

use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{DefaultBodyLimit, Request, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::Response;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::faults::{Fault, FaultKind};
use crate::socket::Cut;
use crate::world::World;
use crate::world::state::{CallRecord, State};
use params::Params;

/// Why a call was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// HTTP status and `error_code`.
    pub code: u16,
    /// `description`
    pub description: String,
    /// `parameters.retry_after`, seconds.
    pub retry_after: Option<u32>,
}

impl ApiError {
    fn new(code: u16, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), retry_after: None }
    }

    /// 400 with "Bad Request: " before the words.
    pub fn bad(words: impl std::fmt::Display) -> Self {
        Self::new(400, format!("Bad Request: {words}"))
    }

    /// 403 with "Forbidden: " before the words.
    pub fn forbidden(words: &str) -> Self {
        Self::new(403, format!("Forbidden: {words}"))
    }

    fn to_json(&self) -> Value {
        let mut out =
            json!({"ok": false, "error_code": self.code, "description": self.description});
        if let (Some(after), Some(fields)) = (self.retry_after, out.as_object_mut()) {
            fields.insert("parameters".to_owned(), json!({ "retry_after": after }));
        }
        out
    }
}

/// The routes of the Bot API.
pub fn router(world: World) -> Router {
    Router::new().fallback(serve).layer(DefaultBodyLimit::disable()).with_state(world)
}

async fn serve(
    Shared(world): Shared<World>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
) -> Response {
    let path = percent_decode_str(request.uri().path()).decode_utf8_lossy().into_owned();
    let token = world.quietly(|state| state.bot.token.clone());
    if let Some(rest) = path.strip_prefix("/file/bot") {
        let file = rest.strip_prefix(&format!("{token}/"));
        return file.map_or_else(not_found, |file| download(&world, file));
    }
    let Some((given, method)) = path.strip_prefix("/bot").and_then(|rest| rest.split_once('/'))
    else {
        return not_found();
    };
    if given != token {
        return refusal(&ApiError::new(401, "Unauthorized"));
    }
    let fault = world.quietly(|state| {
        let fault = state.faults.take_for_call(method);
        if let Some(fault) = &fault
            && fault.spec.kind != FaultKind::CutAfter
        {
            let name = methods::find(method).map_or(method, |method| method.name);
            let kind = serde_json::to_value(fault.spec.kind).ok();
            let error = kind.and_then(|kind| kind.as_str().map(str::to_owned));
            state.record(CallRecord { error, ..CallRecord::of(name) });
        }
        fault
    });
    let cut_after = match fault {
        None => false,
        Some(fault) if fault.spec.kind == FaultKind::CutAfter => true,
        Some(fault) => {
            // The page shows faults counting down.
            world.change(|_| ());
            // The body is read so that the client is through with writing.
            let _ = params::read(request, false).await;
            return act_out(&world, &fault, &cut).await;
        }
    };
    let answer = call(&world, method, request, !cut_after).await;
    let latency = world.quietly(|state| state.latency);
    if !latency.is_zero() {
        crate::clock::real_pause(latency).await;
    }
    if cut_after {
        // Accepted, and the caller will never know.
        return cut.now();
    }
    answer
}

/// Reads, performs and records one call.
async fn call(world: &World, method: &str, request: Request, heard: bool) -> Response {
    let canonical = methods::find(method).map_or(method, |method| method.name);
    let strict = world.quietly(|state| state.strict);
    let mut call = CallRecord { heard, ..CallRecord::of(canonical) };
    let result = match params::read(request, strict).await {
        Err(error) => Err(error),
        Ok(params) => {
            let result = perform(world, method, &params).await;
            (call.params, call.warnings) = (params.for_the_record(), params.warnings());
            result
        }
    };
    call.error = result.as_ref().err().map(|error| error.description.clone());
    let note = |state: &mut State| state.record(call);
    if canonical == "getUpdates" {
        world.quietly(note);
    } else {
        world.change(note);
    }
    match result {
        Ok(result) => respond(
            StatusCode::OK,
            "application/json",
            format!("{{\"ok\":true,\"result\":{result}}}"),
        ),
        Err(error) => refusal(&error),
    }
}

/// The result as JSON text: an update may be no JSON at all, on purpose.
async fn perform(world: &World, method: &str, params: &Params) -> Result<String, ApiError> {
    let known = methods::find(method).ok_or_else(|| match api::find(method) {
        Some(known) => ApiError::bad(format_args!("method `{}` is not pretended here", known.name)),
        None => ApiError::new(404, "Not Found: method not found"),
    })?;
    params.check(known.name)?;
    if known.name == "getUpdates" {
        return polling::get_updates(world, params).await;
    }
    world.change(|state| (known.call)(state, params)).map(|value| value.to_string())
}

async fn act_out(world: &World, fault: &Fault, cut: &Cut) -> Response {
    let parameter = &fault.spec.parameter;
    let number = parameter.as_u64().or_else(|| parameter.as_str()?.parse().ok());
    match fault.spec.kind {
        FaultKind::TooManyRequests => {
            let after = number.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
            let words = format!("Too Many Requests: retry after {after}");
            refusal(&ApiError { retry_after: Some(after), ..ApiError::new(429, words) })
        }
        FaultKind::ServerError => {
            let code = number.and_then(|n| u16::try_from(n).ok()).unwrap_or(500);
            let reason = StatusCode::from_u16(code).ok().and_then(|code| code.canonical_reason());
            refusal(&ApiError::new(code, reason.unwrap_or("Internal Server Error")))
        }
        FaultKind::HtmlBody => {
            let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
                        <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";
            respond(StatusCode::BAD_GATEWAY, "text/html", page.to_owned())
        }
        FaultKind::Hang => {
            world.ended().await;
            cut.now()
        }
        FaultKind::Refuse
        | FaultKind::CutBefore
        | FaultKind::CutAfter
        | FaultKind::DuplicateUpdates
        | FaultKind::ReorderUpdates
        | FaultKind::JumpUpdateIds
        | FaultKind::PatchUpdate
        | FaultKind::DropUpdate
        | FaultKind::CutDelivery
        | FaultKind::SmtpRefuse
        | FaultKind::SmtpTemporary
        | FaultKind::SmtpHang
        | FaultKind::SmtpCutAfterData => cut.now(),
    }
}

fn download(world: &World, path: &str) -> Response {
    let id = path.rsplit('/').next().unwrap_or_default();
    let file = world.quietly(|state| state.files.get(id).filter(|f| f.path() == path).cloned());
    file.map_or_else(not_found, |file| respond(StatusCode::OK, &file.mime, file.bytes))
}

fn not_found() -> Response {
    refusal(&ApiError::new(404, "Not Found"))
}

fn refusal(error: &ApiError) -> Response {
    let status = StatusCode::from_u16(error.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    respond(status, "application/json", error.to_json().to_string())
}

fn respond(status: StatusCode, kind: &str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    if let Ok(kind) = header::HeaderValue::from_str(kind) {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}
