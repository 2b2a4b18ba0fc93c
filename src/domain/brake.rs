//! The brake on automatic refunds. A wrong, empty or restored database finds many charges that it
//! does not know. It must not give the shop's history back.

use super::time::{Millis, Stamp};

/// As many unknown charges within [`SPAN`] are bad luck; one more stops automatic refunds.
pub(crate) const MOST: usize = 3;

/// How long an unknown charge is remembered for that.
pub(crate) const SPAN: Millis = Millis::hours(1);

/// Whether unknown charges may still go back by themselves, and when the last ones were seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brake {
    /// Since when they do not, until an admin lets go.
    pub stopped_at: Option<Stamp>,
    /// When unknown charges were seen, the newest last.
    pub seen: Vec<Stamp>,
}

impl Brake {
    /// The brake after one more unknown charge.
    #[must_use]
    pub(crate) fn after(&self, now: Stamp) -> Self {
        // A clock that jumped back leaves times ahead: they count until it has passed them.
        let recent = |seen: &&Stamp| now.since(**seen).0 < SPAN.0;
        let mut seen: Vec<Stamp> = self.seen.iter().filter(recent).copied().collect();
        seen.push(now);
        let stops = seen.len() > MOST;
        // What is not needed for the next answer is not kept.
        seen.drain(..seen.len().saturating_sub(MOST + 1));
        Self { stopped_at: self.stopped_at.or(stops.then_some(now)), seen }
    }

    pub const fn is_on(&self) -> bool {
        self.stopped_at.is_some()
    }

    /// One line of text, as it is stored.
    pub(crate) fn write(&self) -> String {
        let mut words = vec![self.stopped_at.map_or_else(|| "-".to_owned(), |at| at.0.to_string())];
        words.extend(self.seen.iter().map(|at| at.0.to_string()));
        words.join(" ")
    }

    pub(crate) fn read(line: &str) -> Self {
        let mut words = line.split_whitespace();
        let stopped_at = match words.next() {
            None | Some("-") => None,
            Some(at) => Some(Stamp(at.parse().unwrap_or_default())),
        };
        Self { stopped_at, seen: words.filter_map(|at| at.parse().ok().map(Stamp)).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(times: &[i64]) -> Brake {
        let minutes = |n: &i64| Stamp(0) + Millis::minutes(*n);
        times.iter().map(minutes).fold(Brake::default(), |brake, now| brake.after(now))
    }

    #[test]
    fn the_fourth_within_an_hour_stops_and_only_a_person_lets_go() {
        assert!(!after(&[0, 1, 2]).is_on());
        assert!(after(&[0, 1, 2, 59]).is_on());
        assert!(!after(&[0, 1, 2, 60]).is_on());
        assert!(!after(&[0, 25, 50, 75, 100, 125]).is_on());
        assert!(after(&[0, 1, 2, 3, 500, 900]).is_on());
    }

    #[test]
    fn a_brake_survives_its_row() {
        for brake in [Brake::default(), after(&[5]), after(&[0, 1, 2, 3])] {
            assert_eq!(Brake::read(&brake.write()), brake);
        }
        assert!(Brake::read("rubbish 1 2").is_on());
        assert_eq!(Brake::read(""), Brake::default());
    }
}
