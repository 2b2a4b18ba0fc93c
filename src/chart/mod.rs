//! The picture of `/stats`: an SVG of our own, drawn with an embedded font, readable on a phone.
//!
//! It must not know a language, a currency or a database: it gets translated words and numbers
//! (`i18n/`, `storage/stats.rs`). Drawing takes some tens of milliseconds of pure computing, so it
//! is called off the async threads. The pieces of the page are in `chart/svg.rs`.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Options, Tree};

mod svg;
use svg::{ACCENT, Canvas, Face, GOLD, INK, MUTED};

/// The width in pixels: three per point of a common phone.
const WIDTH: i64 = 1080;
/// The white space at the edges and between cards.
const GAP: i64 = 24;
/// The space between a card's edge and its content.
const PAD: i64 = 30;
/// A card over the whole width.
const FULL: i64 = WIDTH - 2 * GAP;
/// A card of half the width.
const HALF: i64 = (FULL - GAP) / 2;

/// Everything the picture says, translated and formatted. Emoji are left out: the font has none.
#[derive(Debug, Clone, Default)]
pub struct StatsPicture {
    /// The headline, such as the shop's name and the word for statistics.
    pub title: String,
    /// The period, such as `1–30 November`.
    pub subtitle: String,
    /// The headline numbers, at most six, three in a row.
    pub tiles: Vec<Tile>,
    pub orders_heading: String,
    /// The days, oldest first; at most 31 are drawn, the latest.
    pub days: Vec<DayBar>,
    pub funnel_heading: String,
    /// The steps of the funnel, widest first; at most six.
    pub funnel: Vec<Bar>,
    pub countries_heading: String,
    /// The countries, most sold first; at most six.
    pub countries: Vec<Bar>,
    /// What stands in place of bars when there are none, such as `no sales yet`.
    pub nothing: String,
}

#[derive(Debug, Clone, Default)]
pub struct Tile {
    /// What is counted.
    pub label: String,
    /// The number as it is written in the language, with its unit.
    pub value: String,
}

#[derive(Debug, Clone, Default)]
pub struct DayBar {
    /// The day as it is written under the bar, such as `24.11`.
    pub label: String,
    pub orders: u32,
}

/// A row of the funnel or a country.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    pub label: String,
    pub count: u32,
    /// The number as it is written, such as `1 234 · 62 %`.
    pub value: String,
}

/// Why no picture came out. Never quotes a word of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChartError {
    /// The page could not be laid out: a defect of this module.
    #[error("the picture could not be laid out")]
    Layout,
    /// The PNG encoder refused, or memory was short.
    #[error("the picture could not be encoded")]
    Encoding,
}

/// Draws the picture: PNG, 1080 pixels wide and about as tall as a phone screen, well below
/// Telegram's 10 MB for photos (Bot API `sendPhoto`).
pub fn stats_png(picture: &StatsPicture) -> Result<Vec<u8>, ChartError> {
    let (page, height) = page(picture)?;
    let tree = Tree::from_str(&page, &options()).map_err(|_| ChartError::Layout)?;
    let width = u32::try_from(WIDTH).map_err(|_| ChartError::Layout)?;
    let height = u32::try_from(height).map_err(|_| ChartError::Layout)?;
    let mut pixels = Pixmap::new(width, height).ok_or(ChartError::Encoding)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|_| ChartError::Encoding)
}

/// The two faces of the picture, loaded once; no font of the machine is ever looked at.
fn options() -> Options<'static> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let mut fonts = Database::new();
        fonts.load_font_source(Source::Binary(Arc::new(dejavu::sans::regular())));
        fonts.load_font_source(Source::Binary(Arc::new(dejavu::sans::bold())));
        Arc::new(fonts)
    });
    Options {
        font_family: "DejaVu Sans".to_owned(),
        fontdb: Arc::clone(fonts),
        ..Options::default()
    }
}

/// The page as SVG, and its height.
fn page(picture: &StatsPicture) -> Result<(String, i64), ChartError> {
    let mut canvas = Canvas::new(options());
    let mut y = GAP + 50;
    canvas.text(&picture.title, GAP + 8, y, FULL - 16, Face::bold(50, INK))?;
    y += 46;
    canvas.text(&picture.subtitle, GAP + 8, y, FULL - 16, Face::plain(31, MUTED))?;
    y += 28;

    y = tiles(&mut canvas, picture, y)?;
    y = days(&mut canvas, picture, y)?;

    let rows = picture.funnel.len().max(picture.countries.len()).clamp(1, 6);
    let tall = 88 + 66 * i64::try_from(rows).map_err(|_| ChartError::Layout)?;
    let right = GAP + HALF + GAP;
    let funnel = (picture.funnel_heading.as_str(), picture.funnel.as_slice());
    bars(&mut canvas, funnel, &picture.nothing, (GAP, y, tall), ACCENT)?;
    let countries = (picture.countries_heading.as_str(), picture.countries.as_slice());
    bars(&mut canvas, countries, &picture.nothing, (right, y, tall), GOLD)?;

    let height = y + tall + GAP;
    Ok((canvas.finish(WIDTH, height), height))
}

fn tiles(canvas: &mut Canvas, picture: &StatsPicture, mut y: i64) -> Result<i64, ChartError> {
    let wide = (FULL - 2 * GAP) / 3;
    let tall = 124;
    for row in picture.tiles.chunks(3).take(2) {
        let mut x = GAP;
        for tile in row {
            canvas.card(x, y, wide, tall);
            canvas.text(&tile.value, x + 24, y + 60, wide - 48, Face::bold(46, INK))?;
            canvas.text(&tile.label, x + 24, y + 100, wide - 48, Face::plain(28, MUTED))?;
            x += wide + GAP;
        }
        y += tall + GAP;
    }
    Ok(y)
}

/// Orders per day: a row of bars over a line of dates.
fn days(canvas: &mut Canvas, picture: &StatsPicture, y: i64) -> Result<i64, ChartError> {
    let latest = picture.days.len().saturating_sub(31);
    let days = picture.days.get(latest..).unwrap_or_default();
    if days.is_empty() {
        return Ok(y);
    }
    let tall = 280;
    canvas.card(GAP, y, FULL, tall);
    let left = GAP + PAD;
    let wide = FULL - 2 * PAD;

    canvas.text(&picture.orders_heading, left, y + 50, wide, Face::bold(32, INK))?;
    columns(canvas, days, (left, y + 222, wide, 114))?;
    dates(canvas, days, (left, y + 258, wide))?;
    Ok(y + tall + GAP)
}

/// Columns standing on `base`, the highest with its number, the others too where there is room.
fn columns(
    canvas: &mut Canvas,
    days: &[DayBar],
    (left, base, wide, tall): (i64, i64, i64, i64),
) -> Result<(), ChartError> {
    let count = i64::try_from(days.len()).map_err(|_| ChartError::Layout)?.max(1);
    let highest = days.iter().map(|day| day.orders).max().unwrap_or_default().max(1);
    let slot = wide / count;
    let thick = (slot * 7 / 10).clamp(4, 84);
    let face = Face::bold(26, INK);
    let mut room = true;
    for day in days.iter().filter(|day| day.orders > 0) {
        room = room && canvas.width(&day.orders.to_string(), face)? + 8 <= slot;
    }
    canvas.rect((left, base, wide, 2), svg::TRACK, 0);
    let mut highest_is_told = false;
    for (place, day) in (0..).zip(days) {
        let middle = left + slot * place + slot / 2;
        let height = scaled(i64::from(day.orders), i64::from(highest), tall);
        canvas.rect((middle - thick / 2, base - height, thick, height), ACCENT, 5.min(thick / 3));
        let is_highest = day.orders == highest && !highest_is_told;
        if day.orders > 0 && (room || is_highest) {
            highest_is_told = highest_is_told || is_highest;
            canvas.text_middle(
                &day.orders.to_string(),
                middle,
                base - height - 10,
                (left, wide),
                face,
            )?;
        }
    }
    Ok(())
}

/// The line of dates: the latest always, the others as far as they do not touch.
fn dates(
    canvas: &mut Canvas,
    days: &[DayBar],
    (left, y, wide): (i64, i64, i64),
) -> Result<(), ChartError> {
    let count = i64::try_from(days.len()).map_err(|_| ChartError::Layout)?.max(1);
    let slot = wide / count;
    let face = Face::plain(26, MUTED);
    let mut widest = 1;
    for day in days {
        widest = widest.max(canvas.width(&day.label, face)? + 22);
    }
    let step = (widest + slot - 1) / slot.max(1);
    for (place, day) in (0..).zip(days) {
        if (count - 1 - place) % step.max(1) == 0 {
            let middle = left + slot * place + slot / 2;
            canvas.text_middle(&day.label, middle, y, (left, wide), face)?;
        }
    }
    Ok(())
}

/// A card of half the width with lying bars: name and number above, the bar on its track below.
fn bars(
    canvas: &mut Canvas,
    (heading, rows): (&str, &[Bar]),
    nothing: &str,
    (x, y, tall): (i64, i64, i64),
    colour: &'static str,
) -> Result<(), ChartError> {
    canvas.card(x, y, HALF, tall);
    let left = x + PAD;
    let wide = HALF - 2 * PAD;
    canvas.text(heading, left, y + 50, wide, Face::bold(32, INK))?;
    if rows.is_empty() {
        return canvas.text(nothing, left, y + 100, wide, Face::plain(28, MUTED));
    }
    let longest = rows.iter().map(|row| row.count).max().unwrap_or_default().max(1);
    let mut line = y + 96;
    for row in rows.iter().take(6) {
        let number = Face::bold(28, INK);
        let taken = canvas.width(&row.value, number)?;
        canvas.text_end(&row.value, left + wide, line, number);
        canvas.text(&row.label, left, line, wide - taken - 18, Face::plain(28, INK))?;
        canvas.rect((left, line + 12, wide, 12), svg::TRACK, 6);
        let length = scaled(i64::from(row.count), i64::from(longest), wide);
        canvas.rect((left, line + 12, length, 12), colour, 6.min(length / 2));
        line += 66;
    }
    Ok(())
}

/// `amount` of `most`, as pixels of `full`: nothing stays nothing, and something is seen.
fn scaled(amount: i64, most: i64, full: i64) -> i64 {
    if amount <= 0 {
        return 0;
    }
    let exact = i128::from(amount) * i128::from(full) / i128::from(most.max(1));
    i64::try_from(exact).unwrap_or(full).clamp(4, full)
}

#[cfg(test)]
mod tests;
