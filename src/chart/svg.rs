//! The pen of the picture: cards, bars and measured text, written as SVG.
//!
//! It must not know what the numbers mean; the layout is in [`super`]. Every word is escaped here
//! and nowhere else.

use std::collections::HashMap;
use std::fmt::Write as _;

use resvg::usvg::{Options, Tree};

use super::ChartError;

const PAPER: &str = "#eaf1f7";
const CARD: &str = "#ffffff";
/// The shadow under a card.
const SHADE: &str = "#d9e4ee";
pub(super) const INK: &str = "#10293b";
/// Text that explains.
pub(super) const MUTED: &str = "#587083";
/// The sky of the flag: orders and visitors.
pub(super) const ACCENT: &str = "#00a3c7";
/// Its sun: money and countries.
pub(super) const GOLD: &str = "#f5b700";
/// The ground of a bar.
pub(super) const TRACK: &str = "#e3ebf2";

/// The least part of its size that a text shrinks to before it is cut short.
const LEAST_PERCENT: i64 = 72;

/// The size at which letters are measured: big enough that rounding to a pixel does not matter.
const MEASURED: i64 = 200;

/// Size in pixels, weight and colour of a text.
#[derive(Clone, Copy)]
pub(super) struct Face {
    size: i64,
    bold: bool,
    colour: &'static str,
}

impl Face {
    pub(super) const fn bold(size: i64, colour: &'static str) -> Self {
        Self { size, bold: true, colour }
    }

    pub(super) const fn plain(size: i64, colour: &'static str) -> Self {
        Self { size, bold: false, colour }
    }

    fn style(self) -> String {
        let weight = if self.bold { "bold" } else { "normal" };
        let (size, colour) = (self.size, self.colour);
        format!(
            "font-family=\"DejaVu Sans\" font-size=\"{size}\" font-weight=\"{weight}\" \
             fill=\"{colour}\""
        )
    }
}

/// A page being written, from the top down.
pub(super) struct Canvas {
    body: String,
    options: Options<'static>,
    measured: HashMap<(char, bool), i64>,
}

impl Canvas {
    pub(super) fn new(options: Options<'static>) -> Self {
        Self { body: String::with_capacity(16 * 1024), options, measured: HashMap::new() }
    }

    pub(super) fn finish(self, width: i64, height: i64) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{PAPER}\"/>{}</svg>",
            self.body
        )
    }

    /// A white card with round corners on a soft shadow.
    pub(super) fn card(&mut self, x: i64, y: i64, wide: i64, tall: i64) {
        self.rect((x, y + 4, wide, tall), SHADE, 24);
        self.rect((x, y, wide, tall), CARD, 24);
    }

    /// A filled rectangle; nothing for an empty one.
    pub(super) fn rect(
        &mut self,
        (x, y, wide, tall): (i64, i64, i64, i64),
        colour: &'static str,
        radius: i64,
    ) {
        if wide > 0 && tall > 0 {
            self.put(format_args!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{tall}\" rx=\"{radius}\" \
                 fill=\"{colour}\"/>"
            ));
        }
    }

    /// Text from `x` on the base line `y`, shrunk and then cut to `room` pixels.
    pub(super) fn text(
        &mut self,
        words: &str,
        x: i64,
        y: i64,
        room: i64,
        face: Face,
    ) -> Result<(), ChartError> {
        let (words, face) = self.fitted(words, room, face)?;
        self.write(&words, x, y, "start", face);
        Ok(())
    }

    pub(super) fn text_end(&mut self, words: &str, x: i64, y: i64, face: Face) {
        self.write(&clean(words), x, y, "end", face);
    }

    /// Text around `x`, moved so that it stays inside `left` and `wide`.
    pub(super) fn text_middle(
        &mut self,
        words: &str,
        x: i64,
        y: i64,
        (left, wide): (i64, i64),
        face: Face,
    ) -> Result<(), ChartError> {
        let (words, face) = self.fitted(words, wide, face)?;
        let half = self.width(&words, face)? / 2;
        let x = x.min(left + wide - half).max(left + half);
        self.write(&words, x, y, "middle", face);
        Ok(())
    }

    /// The width of a text in pixels, rounded up: the sum of its letters as the font draws them.
    /// Kerning only makes it narrower.
    pub(super) fn width(&mut self, words: &str, face: Face) -> Result<i64, ChartError> {
        let mut sum = 0;
        for letter in clean(words).chars() {
            sum += self.letter(letter, face)?;
        }
        Ok((sum * face.size + MEASURED - 1) / MEASURED)
    }

    /// The width of one letter at [`MEASURED`] pixels.
    fn letter(&mut self, letter: char, face: Face) -> Result<i64, ChartError> {
        if let Some(known) = self.measured.get(&(letter, face.bold)) {
            return Ok(*known);
        }
        let style = Face { size: MEASURED, ..face }.style();
        // A space has no outline; a mark on each side makes it count.
        let page = |middle: &str| {
            format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">\
                 <text {style}>|{middle}|</text></svg>"
            )
        };
        let whole = self.extent(&page(&escape(&letter.to_string())))?;
        let marks = self.extent(&page(""))?;
        let wide = (whole - marks).max(0);
        self.measured.insert((letter, face.bold), wide);
        Ok(wide)
    }

    /// The width of what a page draws, in whole pixels.
    fn extent(&self, page: &str) -> Result<i64, ChartError> {
        let tree = Tree::from_str(page, &self.options).map_err(|_| ChartError::Layout)?;
        let width = tree.root().abs_bounding_box().width().ceil();
        format!("{width:.0}").parse().map_err(|_| ChartError::Layout)
    }

    /// The text and face that fit `room`: smaller first, then cut with an ellipsis.
    fn fitted(&mut self, words: &str, room: i64, face: Face) -> Result<(String, Face), ChartError> {
        let mut words = clean(words);
        let wide = self.width(&words, face)?;
        if wide <= room {
            return Ok((words, face));
        }
        let smallest = face.size * LEAST_PERCENT / 100;
        let face = Face { size: (face.size * room / wide.max(1)).max(smallest), ..face };
        while self.width(&words, face)? > room {
            let kept = words.trim_end_matches('…').trim_end();
            let Some((last, _)) = kept.char_indices().next_back() else { break };
            words = format!("{}…", kept.get(..last).unwrap_or_default().trim_end());
            if last == 0 {
                break;
            }
        }
        Ok((words, face))
    }

    fn write(&mut self, words: &str, x: i64, y: i64, anchor: &str, face: Face) {
        let (style, words) = (face.style(), escape(words));
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" {style}>{words}</text>"
        ));
    }

    fn put(&mut self, piece: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.body.write_fmt(piece);
    }
}

/// What the font can draw: no control characters (XML forbids them), no emoji, no joiners; white
/// space of any kind is one no-break space, so that it is neither folded nor lost.
fn clean(words: &str) -> String {
    let shown = words.chars().filter(|c| {
        let emoji = matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{e0000}'..='\u{e0fff}');
        let joiner = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
        let outside = matches!(c, '\u{fffe}' | '\u{ffff}');
        !(emoji || joiner || outside || c.is_control() && !c.is_whitespace())
    });
    let spaced: String = shown.map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    // The star of Telegram Stars has a plain sister in the font.
    let spaced = spaced.replace('⭐', "★");
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("\u{a0}")
}

fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_and_cleaned() {
        assert_eq!(escape("<b>&\"'"), "&lt;b&gt;&amp;&quot;&#39;");
        assert_eq!(
            clean(" 🇰🇿 Қазақстан\u{200d}\n\u{0}12\u{202f}000 ⭐ "),
            "Қазақстан\u{a0}12\u{a0}000\u{a0}★"
        );
    }
}
