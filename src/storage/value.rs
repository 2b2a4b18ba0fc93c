//! What stands for a placeholder. It must not know any statement.

use sqlx::any::AnyArguments;
use sqlx::{Any, SqlSafeStr};

/// A value for a placeholder.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Int(i64),
    /// `bigint`, perhaps null
    MaybeInt(Option<i64>),
    Text(String),
    /// `text`, perhaps null
    MaybeText(Option<String>),
    Bytes(Vec<u8>),
    /// bytes, perhaps null
    MaybeBytes(Option<Vec<u8>>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::MaybeInt(value)
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::MaybeText(value)
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}
impl From<Option<Vec<u8>>> for Value {
    fn from(value: Option<Vec<u8>>) -> Self {
        Self::MaybeBytes(value)
    }
}

/// A query of either engine.
pub(super) type Query<'q> = sqlx::query::Query<'q, Any, AnyArguments>;

/// The query that a text and its values are.
pub(super) fn bound(text: impl SqlSafeStr, values: Vec<Value>) -> Query<'static> {
    let mut query = sqlx::query(text);
    for value in values {
        query = match value {
            Value::Int(value) => query.bind(value),
            Value::MaybeInt(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::MaybeText(value) => query.bind(value),
            Value::Bytes(value) => query.bind(value),
            Value::MaybeBytes(value) => query.bind(value),
        };
    }
    query
}
