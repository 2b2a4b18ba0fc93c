//! How long a search takes: every query of the search's proof, one after another.
//!
//! `cargo run --release --example search`. It prints and judges nothing.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "measures real time, decides nothing")]

use std::time::Instant;

use qazaq_esim_bot::domain::country::search::read;

const QUERIES: &str = include_str!("../tests/search/queries.tsv");
/// The quickest of so many: the machine has other work too.
const ROUNDS: usize = 3;

fn main() {
    let begun = Instant::now();
    std::hint::black_box(read("Turkey"));
    println!("first search, which builds the index: {} ms", begun.elapsed().as_millis());
    let mut times: Vec<(u128, &str)> = QUERIES
        .lines()
        .filter_map(|line| line.rsplit('\t').next())
        .map(|text| (quickest(text), text))
        .collect();
    times.sort_unstable();
    let sum: u128 = times.iter().map(|(time, _)| time).sum();
    let count = u128::try_from(times.len()).unwrap_or(1).max(1);
    let at = |share: usize| times.get(times.len() * share / 1000).map_or(0, |(time, _)| *time);
    println!("{count} queries, mean {} µs", sum / count);
    println!("half within {} µs, 99 % within {} µs", at(500), at(990));
    for (time, text) in times.iter().rev().take(3) {
        println!("slowest: {time} µs, {text}");
    }
}

fn quickest(text: &str) -> u128 {
    let measured = (0..ROUNDS).map(|_| {
        let begun = Instant::now();
        std::hint::black_box(read(text));
        begun.elapsed().as_micros()
    });
    measured.min().unwrap_or(0)
}
