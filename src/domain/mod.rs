//! The pure core: values, the two money machines, the conversation, and `decide`.
//!
//! Nothing in here is async, reads a clock, draws a random number or touches the outside.
//! Read in this order: the values, then [`order`] and [`charge`], then [`dialogue`], then [`shop`].

pub mod admin;
pub mod alert;
pub mod almaty;
pub mod brake;
pub mod case;
pub mod catalogue;
pub mod charge;
pub mod consent;
pub mod country;
pub mod customer;
pub mod decide;
pub mod decision;
pub mod desk;
pub mod dialogue;
pub mod effect;
pub mod email;
pub mod erasure;
pub mod esim;
pub mod event;
pub mod ids;
pub mod lang;
pub mod money;
pub mod needs;
pub mod order;
pub mod orphan;
pub mod outcome;
pub mod plan;
pub mod press;
pub mod restored;
pub mod rows;
pub mod sale;
pub mod settle;
pub mod snapshot;
pub mod switches;
pub mod talk;
pub mod tell;
pub mod text;
pub mod time;
pub mod undecided;

#[cfg(test)]
pub mod fixtures;
