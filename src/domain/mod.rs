//! The pure core: values, the two money machines, the conversation, and `decide`.
//!
//! Nothing in here is async, reads a clock, draws a random number or touches the outside.
//! Read in this order: the values, then [`order`] and [`charge`], then [`dialogue`], then [`shop`].

pub(crate) mod admin;
pub(crate) mod alert;
pub(crate) mod almaty;
pub mod brake;
pub mod case;
pub mod catalogue;
pub mod charge;
pub mod consent;
pub mod country;
pub mod customer;
pub mod decide;
pub mod decision;
pub(crate) mod desk;
pub mod dialogue;
pub mod effect;
pub(crate) mod email;
pub mod entry;
pub(crate) mod erasure;
pub(crate) mod esim;
pub mod event;
pub mod ids;
pub mod lang;
pub mod mailbox;
pub mod missive;
pub mod money;
pub(crate) mod mute;
pub(crate) mod needs;
pub mod order;
pub mod orphan;
pub mod outcome;
pub mod parcel;
pub mod plan;
pub mod press;
pub mod restored;
pub mod rows;
pub(crate) mod sale;
pub mod settle;
pub mod snapshot;
pub(crate) mod support;
pub mod switches;
pub mod talk;
pub mod tell;
pub mod text;
pub mod time;
pub mod undecided;
pub mod wants;

#[cfg(test)]
pub(crate) mod fixtures;
