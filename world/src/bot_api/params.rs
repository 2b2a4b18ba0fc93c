//! What a call asks for: the fields of a request in any of the three encodings.
//!
//! The official server turns everything into strings and parses them when needed, so a number may
//! come as a string and an object as JSON text, whatever the encoding. A field that Telegram does
//! not have is a warning in the record of the call, or an error where the world is strict: a typing
//! mistake must not pass silently. It must not know any method. Next: `methods.rs`.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::{ApiError, api};

/// The largest request, bytes (Bot API, "Sending files": 50 MB), with room for what is around it.
const LARGEST: usize = 51 * 1024 * 1024;

/// A file that came along.
#[derive(Clone)]
pub(crate) struct Upload {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// The fields of one call.
#[derive(Default)]
pub(crate) struct Params {
    fields: BTreeMap<String, Value>,
    files: BTreeMap<String, Upload>,
    strict: bool,
    warnings: Mutex<Vec<String>>,
}

/// Reads the query string and the body. Where the world is strict, what Telegram does not have is
/// refused.
pub(crate) async fn read(request: Request, strict: bool) -> Result<Params, ApiError> {
    let mut params = Params { strict, ..Params::default() };
    params.read_form(request.uri().query().unwrap_or_default());
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_lowercase();
    let (head, body) = request.into_parts();
    // To the very end, also of a multipart: a connection with bytes left unread would be closed.
    let body = axum::body::to_bytes(body, LARGEST)
        .await
        .map_err(|_| ApiError::new(413, "Request Entity Too Large"))?;
    if kind.starts_with("multipart/") {
        params.read_multipart(Request::from_parts(head, Body::from(body))).await?;
        return Ok(params);
    }
    if body.is_empty() {
        return Ok(params);
    }
    if kind.starts_with("application/x-www-form-urlencoded") {
        params.read_form(&String::from_utf8_lossy(&body));
        return Ok(params);
    }
    match serde_json::from_slice(&body) {
        Ok(Value::Object(fields)) => params.take_object(fields),
        Ok(Value::Null) => {}
        Ok(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            return Err(ApiError::bad("can't parse request: Expected an Object"));
        }
        Err(error) => {
            return Err(ApiError::bad(format_args!("can't parse request: {error}")));
        }
    }
    Ok(params)
}

impl Params {
    fn take_object(&mut self, fields: Map<String, Value>) {
        // Some libraries write the fields they do not use as null.
        self.fields.extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
    }

    fn read_form(&mut self, text: &str) {
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decode = |text: &str| {
                percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
            };
            self.fields.insert(decode(key), Value::String(decode(value)));
        }
    }

    async fn read_multipart(&mut self, request: Request) -> Result<(), ApiError> {
        let broken = |error: &dyn std::fmt::Display| {
            ApiError::bad(format_args!("can't parse multipart request: {error}"))
        };
        let mut parts =
            Multipart::from_request(request, &()).await.map_err(|error| broken(&error))?;
        while let Some(part) = parts.next_field().await.map_err(|error| broken(&error))? {
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let mime = part.content_type().map(str::to_owned);
            let bytes = part.bytes().await.map_err(|error| broken(&error))?;
            if let Some(file) = file {
                let mime = mime.unwrap_or_else(|| "application/octet-stream".to_owned());
                self.files.insert(name, Upload { name: file, mime, bytes });
            } else {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                self.fields.insert(name, Value::String(text));
            }
        }
        Ok(())
    }

    /// Looks for fields that the method does not have, and for files that no field names.
    pub(crate) fn check(&self, method: &str) -> Result<(), ApiError> {
        for name in self.fields.keys().filter(|name| !api::has(method, name)) {
            self.object_to(format!("field `{name}` is not known to method `{method}`"))?;
        }
        for name in self.files.keys().filter(|name| !api::has(method, name)) {
            let attached = format!("attach://{name}");
            if !self.fields.values().any(|value| value.to_string().contains(&attached)) {
                self.object_to(format!("file `{name}` is not known to method `{method}`"))?;
            }
        }
        Ok(())
    }

    /// Looks for fields that an object inside of a field does not have.
    pub(crate) fn only(&self, object: &Value, name: &str) -> Result<(), ApiError> {
        for (key, value) in object.as_object().into_iter().flatten() {
            if !value.is_null() && !api::has(name, key) {
                self.object_to(format!("field `{key}` is not known to `{name}`"))?;
            }
        }
        Ok(())
    }

    /// Refuses what Telegram would let pass, where the world is strict; otherwise the call's record
    /// tells it.
    fn object_to(&self, what: String) -> Result<(), ApiError> {
        if self.strict {
            return Err(ApiError::bad(what));
        }
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(what);
        Ok(())
    }

    /// What Telegram lets pass and hardly was meant, so far.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The fields, for the call log.
    pub(crate) fn for_the_record(&self) -> Value {
        self.fields.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// A file by the name of its part.
    pub(crate) fn file(&self, name: &str) -> Option<&Upload> {
        self.files.get(name)
    }

    /// A text; numbers and truth values as they are written.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.fields.get(name).map(|value| match value {
            Value::String(text) => text.clone(),
            other @ (Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_)) => other.to_string(),
        })
    }

    /// A text that is not empty.
    pub(crate) fn filled(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// A whole number, which may be written as a string.
    pub(crate) fn int(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.filled(name) else { return Ok(None) };
        match text.trim().parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => {
                Err(ApiError::bad(format_args!("can't parse {name}: it must be a whole number")))
            }
        }
    }

    /// A truth value, which may be written as a string.
    pub(crate) fn flag(&self, name: &str) -> bool {
        let text = self.text(name).unwrap_or_default().to_lowercase();
        ["true", "1", "yes"].contains(&text.as_str())
    }

    /// An object or a list, which may be JSON text.
    pub(crate) fn json(&self, name: &str) -> Result<Option<Value>, ApiError> {
        match self.fields.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| ApiError::bad(format_args!("can't parse {name} JSON object"))),
            Some(value) => Ok(Some(value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_as(kind: &str, body: &str) -> Result<Params, ApiError> {
        let request = Request::post("/?limit=5").header(header::CONTENT_TYPE, kind);
        read(request.body(Body::from(body.to_owned())).unwrap(), true).await
    }

    #[tokio::test]
    async fn three_encodings_say_the_same() {
        let multipart = "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n\
                         7000000001\r\n--x\r\nContent-Disposition: form-data; name=\"ok\"\r\n\r\n\
                         True\r\n--x\r\nContent-Disposition: form-data; name=\"m\"\r\n\r\n\
                         {\"a\":[1]}\r\n--x--\r\n";
        for (kind, body) in [
            ("application/json", r#"{"chat_id":7000000001,"ok":true,"m":{"a":[1]},"n":null}"#),
            ("application/json", r#"{"chat_id":"7000000001","ok":"true","m":"{\"a\":[1]}"}"#),
            ("application/x-www-form-urlencoded", "chat_id=7000000001&ok=true&m=%7B%22a%22:[1]%7D"),
            ("multipart/form-data; boundary=x", multipart),
        ] {
            let params = read_as(kind, body).await.unwrap();
            assert_eq!(params.int("chat_id").unwrap(), Some(7_000_000_001), "{body}");
            assert_eq!(params.int("limit").unwrap(), Some(5));
            assert!(params.flag("ok"));
            assert_eq!(params.json("m").unwrap(), Some(serde_json::json!({"a": [1]})));
            let refused = params.check("getUpdates").unwrap_err();
            assert!(refused.description.contains("is not known to method `getUpdates`"));
        }
    }

    #[tokio::test]
    async fn what_is_no_object_is_refused() {
        assert_eq!(read_as("application/json", "[1]").await.err().unwrap().code, 400);
        assert_eq!(read_as("application/json", "{").await.err().unwrap().code, 400);
        assert!(read_as("application/json", "").await.is_ok());
    }
}
