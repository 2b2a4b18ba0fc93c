//! Which of the eight masks a symbol wears: the one that is easiest to read. It must not know what
//! the symbol says.
//!
//! The same choice as
//! [`QrCode::with_error_correction_level`](qrcode::QrCode::with_error_correction_level) makes,
//! module for module, in a seventh of its time: a line of modules is the bits of one number here,
//! so that a rule looks at all of them at once. It was most of the work of a picture
//! (docs/benchmarks.md).

use qrcode::Color;
use qrcode::canvas::{Canvas, MaskPattern};

const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// A row or a column: bit `n` is set where module `n` is dark.
type Line = u128;

/// The widest symbol whose lines fit: 125 modules (version 27), 1,125 letters at level M.
pub(super) const WIDEST: usize = 125;

/// The modules of the symbol, row by row, under the mask with the lowest penalty; the first of
/// equals. `side` is the number of modules of a side, at most [`WIDEST`].
pub(super) fn best(canvas: &Canvas, side: usize) -> Vec<Color> {
    MASKS
        .iter()
        .map(|mask| {
            let mut masked = canvas.clone();
            masked.apply_mask(*mask);
            masked.into_colors()
        })
        .min_by_key(|modules| penalty(modules, side))
        .unwrap_or_default()
}

/// How hard a symbol is to read (ISO/IEC 18004 7.8.3.1).
fn penalty(modules: &[Color], side: usize) -> u32 {
    let mut rows = vec![0; side];
    let mut columns = vec![0; side];
    for (y, (line, row)) in modules.chunks(side).zip(&mut rows).enumerate() {
        for (x, (module, column)) in line.iter().zip(&mut columns).enumerate() {
            let dark = Line::from(*module == Color::Dark);
            *row |= dark << x;
            *column |= dark << y;
        }
    }
    let lines: u32 = rows.iter().chain(&columns).map(|l| runs(*l, side) + finders(*l)).sum();
    let blocks: u32 = rows.iter().zip(rows.iter().skip(1)).map(|(a, b)| blocks(*a, *b, side)).sum();
    let dark = rows.iter().map(|row| u64::from(row.count_ones())).sum();
    lines + blocks + imbalance(dark, modules.len())
}

/// Where a module is as dark as its next.
const fn pairs(line: Line, side: usize) -> Line {
    !(line ^ (line >> 1)) & ((1 << (side - 1)) - 1)
}

/// Each run of five or more of one colour: its length less two.
const fn runs(line: Line, side: usize) -> u32 {
    let pairs = pairs(line, side);
    let fives = pairs & (pairs >> 1) & (pairs >> 2) & (pairs >> 3);
    fives.count_ones() + 2 * (fives & !(fives << 1)).count_ones()
}

/// Each square of two by two of one colour: three.
const fn blocks(above: Line, below: Line, side: usize) -> u32 {
    3 * (pairs(above, side) & pairs(below, side) & !(above ^ below)).count_ones()
}

/// Each thing that looks like a finder, dark one, light one, dark three, light one, dark one, with
/// four light ones before or behind: forty. What is outside is light.
const fn finders(line: Line) -> u32 {
    let dark = line & (line >> 2) & (line >> 3) & (line >> 4) & (line >> 6);
    let body = dark & !(line >> 1) & !(line >> 5);
    let before = (line << 1) | (line << 2) | (line << 3) | (line << 4);
    let behind = (line >> 7) | (line >> 8) | (line >> 9) | (line >> 10);
    40 * (body & !(before & behind)).count_ones()
}

/// How far from half of the modules are dark, in half per cents.
fn imbalance(dark: u64, of: usize) -> u32 {
    let share = u64::try_from(of).ok().and_then(|of| (dark * 200).checked_div(of)).unwrap_or(0);
    u32::try_from(share.abs_diff(100)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use qrcode::{EcLevel, QrCode};

    use super::super::{Symbol, symbol};

    proptest! {
        #[test]
        fn the_mask_is_the_librarys(text in "LPA:1\\$[a-z.]{1,40}\\$[A-Za-z0-9-]{0,200}") {
            let theirs = QrCode::with_error_correction_level(&text, EcLevel::M).unwrap();
            let Symbol { modules, side } = symbol(&text).unwrap();
            prop_assert_eq!(side, theirs.width());
            prop_assert!(modules == theirs.to_colors());
        }
    }
}
