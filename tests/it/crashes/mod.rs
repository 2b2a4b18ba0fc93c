//! Proofs by breaking: the shop dies at every point its own code names, its world breaks every call
//! it makes, and what comes in comes twice, late, or mangled. Each time the shop starts again on
//! the same files, the world lives on, and at rest the audit holds.
//!
//! [`life`] is a shop that can die, [`scripts`] are people who do not know that it does; then
//! [`points`], [`twice`], [`calls`], [`updates`] and, with [`buyers`] in a crowd and a process of
//! its own ([`fleet`]), [`killed`]. [`parts`]: one of the shop's own tasks ends. No seam is left
//! out: `seams`. Several processes on one server: `server`.

pub mod buyers;
mod calls;
#[allow(dead_code, reason = "what replicas have beyond one process is used on a server alone")]
pub mod fleet;
mod killed;
mod life;
mod parts;
pub mod points;
mod scripts;
pub mod twice;
mod updates;
