//! Small conversations over `decide`: what is shown, what is kept.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for one kind among many")]

mod after;
mod agreeing;
mod around;
mod carrying;
mod laws;
mod letters;
mod opening;
mod owning;
mod shopping;
mod support;
