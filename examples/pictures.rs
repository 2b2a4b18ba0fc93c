//! Draws the statistics of `/stats` with made-up figures, for a person to look at:
//! `cargo run --example pictures`, then `target/pictures`. What customers see is left by
//! `cargo run -- demo --buy`.

#![expect(clippy::print_stdout, reason = "it says where the pictures are")]

use qazaq_esim_bot::chart::{Bar, DayBar, StatsPicture, Tile, stats_png};

#[path = "../src/chart/tests/samples.rs"]
mod samples;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::path::Path::new("target/pictures");
    std::fs::create_dir_all(folder)?;
    for (name, picture) in [("kk.png", samples::kazakh()), ("ru.png", samples::russian_week())] {
        std::fs::write(folder.join(name), stats_png(&picture)?)?;
        println!("{}", folder.join(name).display());
    }
    Ok(())
}
