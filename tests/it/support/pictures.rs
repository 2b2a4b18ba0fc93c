//! Pictures as phones see them: what a QR says, also after Telegram's recompression.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat};

/// What the only QR of a picture says, by an independent reader.
pub fn scan(picture: &[u8]) -> Option<String> {
    scan_image(&image::load_from_memory(picture).unwrap())
}

/// The same after what Telegram does to a photo: at most 1,280 pixels, JPEG of quality 80.
pub fn scan_as_photo(picture: &[u8]) -> Option<String> {
    let picture = image::load_from_memory(picture).unwrap();
    let fitted = picture.resize(1280, 1280, FilterType::Triangle).to_rgb8();
    let mut jpeg = Cursor::new(Vec::new());
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 80);
    fitted.write_with_encoder(encoder).unwrap();
    let again = image::load_from_memory_with_format(jpeg.get_ref(), ImageFormat::Jpeg).unwrap();
    scan_image(&again)
}

fn scan_image(picture: &DynamicImage) -> Option<String> {
    let mut prepared = rqrr::PreparedImage::prepare(picture.to_luma8());
    let grids = prepared.detect_grids();
    let (_, text) = grids.first()?.decode().ok()?;
    Some(text)
}
