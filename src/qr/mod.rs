//! The QR of an activation code, as a PNG that survives Telegram's recompression and a second
//! screen.
//!
//! Drawn here and never by a third party: the picture is the code. It must not know where it is
//! sent; see `app/perform.rs` for the chat and `mail/letter.rs` for the mail. Pure arithmetic of a
//! tenth of a millisecond, to be called off the async threads.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use qrcode::canvas::Canvas;
use qrcode::{Color, EcLevel, bits, ec};

use crate::domain::esim::ActivationCode;

mod mask;

/// Empty modules around the symbol, on each side (ISO/IEC 18004 6.3.8).
const QUIET_ZONE: usize = 4;

/// The least width in pixels: about ten per module, so that halving it still leaves sharp edges.
const LEAST_WIDTH: usize = 600;

/// Why no picture came out. Never quotes the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum QrError {
    /// The text does not fit a QR symbol; no valid activation code is that long.
    #[error("the text does not fit a QR symbol")]
    TooLong,
    #[error("the picture could not be encoded")]
    Encoding,
}

/// Draws the whole code, `LPA:1$…`, black on white: recovery level M, an integer number of pixels
/// per module, at least 600 pixels wide, 8-bit grey PNG of a few kilobytes. The same code gives the
/// same bytes.
///
/// # Errors
/// See [`QrError`]; neither happens with a code that was parsed.
pub(crate) fn png(code: &ActivationCode) -> Result<Vec<u8>, QrError> {
    let Symbol { modules, side } = symbol(code.expose())?;
    let scale = LEAST_WIDTH.div_ceil(side + 2 * QUIET_ZONE);
    let width = scale * (side + 2 * QUIET_ZONE);
    let margin = QUIET_ZONE * scale;

    let mut pixels = Vec::with_capacity(width * width);
    pixels.resize(margin * width, u8::MAX);
    let mut row = Vec::with_capacity(width);
    for line in modules.chunks(side) {
        row.clear();
        row.resize(margin, u8::MAX);
        for module in line {
            let shade = if *module == Color::Dark { 0 } else { u8::MAX };
            row.resize(row.len() + scale, shade);
        }
        row.resize(width, u8::MAX);
        for _ in 0..scale {
            pixels.extend_from_slice(&row);
        }
    }
    pixels.resize(width * width, u8::MAX);

    let side = u32::try_from(width).map_err(|_| QrError::Encoding)?;
    let mut out = Vec::with_capacity(8 * 1024);
    // Most rows repeat the one above, which this filter turns into zeroes.
    PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Up)
        .write_image(&pixels, side, side, ExtendedColorType::L8)
        .map_err(|_| QrError::Encoding)?;
    Ok(out)
}

/// The modules of a symbol, row by row, and how many a side has.
struct Symbol {
    modules: Vec<Color>,
    side: usize,
}

/// The smallest symbol of recovery level M that holds the text, under its best mask.
fn symbol(text: &str) -> Result<Symbol, QrError> {
    let bits = bits::encode_auto(text.as_bytes(), EcLevel::M).map_err(|_| QrError::TooLong)?;
    let version = bits.version();
    let side = usize::try_from(version.width()).unwrap_or(usize::MAX);
    if side > mask::WIDEST {
        return Err(QrError::TooLong);
    }
    let (data, correction) = ec::construct_codewords(&bits.into_bytes(), version, EcLevel::M)
        .map_err(|_| QrError::TooLong)?;
    let mut canvas = Canvas::new(version, EcLevel::M);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    Ok(Symbol { modules: mask::best(&canvas, side), side })
}

/// An empty picture of the same size: what a card shows after an erasure.
pub(crate) fn blank() -> Result<Vec<u8>, QrError> {
    let side = u32::try_from(LEAST_WIDTH).map_err(|_| QrError::Encoding)?;
    let pixels = vec![0xe6; LEAST_WIDTH * LEAST_WIDTH];
    let mut out = Vec::new();
    PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Up)
        .write_image(&pixels, side, side, ExtendedColorType::L8)
        .map_err(|_| QrError::Encoding)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;
    use image::imageops::FilterType;
    use image::{DynamicImage, GrayImage, ImageFormat};

    use super::*;

    fn codes() -> Vec<ActivationCode> {
        let longest = format!("1$smdp.example.com${}", "aB3-".repeat(58));
        [
            "1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815",
            "1$rsp-eu.example.com$K2-1ABCDE-2FGHIJ",
            "1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$$1",
            "1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1",
            "1$smdp.example.com$",
            &longest[..251],
        ]
        .map(|raw| ActivationCode::parse(raw).unwrap())
        .into()
    }

    fn read_png(png: &[u8]) -> GrayImage {
        image::load_from_memory_with_format(png, ImageFormat::Png).unwrap().into_luma8()
    }

    /// Resized and recompressed like a photo of a chat.
    fn as_photo(picture: &GrayImage, side: u32) -> GrayImage {
        let picture = DynamicImage::ImageLuma8(picture.clone());
        let picture = picture.resize_exact(side, side, FilterType::Lanczos3);
        let mut jpeg = Vec::new();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 80)).unwrap();
        image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg).unwrap().into_luma8()
    }

    /// An independent reader's view.
    fn scan(picture: GrayImage) -> String {
        let mut prepared = rqrr::PreparedImage::prepare(picture);
        let grids = prepared.detect_grids();
        assert_eq!(grids.len(), 1, "one symbol in the picture");
        let (meta, text) = grids[0].decode().unwrap();
        assert_eq!(meta.ecc_level, 0, "level M");
        text
    }

    #[test]
    fn every_shape_of_code_scans() {
        for code in codes() {
            let picture = read_png(&png(&code).unwrap());
            assert_eq!(scan(picture), code.expose());
        }
    }

    #[test]
    fn a_recompressed_photo_scans_exactly() {
        let scans = |code: &ActivationCode, side| {
            let picture = read_png(&png(code).unwrap());
            assert_eq!(scan(as_photo(&picture, side)), code.expose(), "{side} px");
        };
        let codes = codes();
        for code in &codes {
            scans(code, 320);
        }
        // Plain, with every field, and the longest: the big pictures take most of a second each.
        for code in [&codes[1], &codes[3], &codes[5]] {
            scans(code, 1280);
        }
    }

    #[test]
    fn the_quiet_zone_is_white_and_the_scale_is_whole() {
        for code in codes() {
            let picture = read_png(&png(&code).unwrap());
            let side = picture.width();
            assert_eq!(side, picture.height());
            assert!(side >= 600, "{side}");
            assert!(picture.pixels().all(|pixel| [0, 255].contains(&pixel.0[0])));
            let diagonal = (0..side).find(|at| picture.get_pixel(*at, *at).0[0] == 0).unwrap();
            assert_eq!(diagonal % 4, 0, "four modules of quiet zone");
            let scale = diagonal / 4;
            assert_eq!(side % scale, 0, "a whole number of pixels per module");
            let quiet = |at: u32| at < diagonal || at >= side - diagonal;
            let white = picture
                .enumerate_pixels()
                .filter(|(x, y, _)| quiet(*x) || quiet(*y))
                .all(|(_, _, pixel)| pixel.0[0] == 255);
            assert!(white);
        }
    }

    #[test]
    fn the_file_is_small_and_repeatable() {
        for code in codes() {
            let picture = png(&code).unwrap();
            assert!(picture.len() < 16_000, "{} bytes", picture.len());
            assert_eq!(picture, png(&code).unwrap());
        }
    }
}
