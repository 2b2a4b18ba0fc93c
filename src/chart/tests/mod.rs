//! Tests of [`super`]: the picture is drawn, fits, and has every letter we need.

use std::collections::HashSet;

use image::{ImageFormat, RgbaImage};

mod samples;

use samples::{bar, kazakh, russian_week, tile};

use super::*;

fn drawn(picture: &StatsPicture) -> RgbaImage {
    let png = stats_png(picture).unwrap();
    assert!(png.len() < 1_000_000, "{} bytes", png.len());
    image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap().into_rgba8()
}

/// How many pixels have exactly this colour.
fn area(picture: &RgbaImage, colour: &str) -> usize {
    let channel = |at: usize| u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
    let wanted = [channel(1), channel(3), channel(5), 255];
    picture.pixels().filter(|pixel| pixel.0 == wanted).count()
}

#[test]
fn a_full_picture_fits_a_phone() {
    for picture in [kazakh(), russian_week()] {
        let image = drawn(&picture);
        assert_eq!(image.width(), 1080);
        assert!((1000..=1380).contains(&image.height()), "{} high", image.height());
        assert!(area(&image, INK) > 5_000, "text is there");
        assert!(area(&image, ACCENT) > 20_000, "orders and funnel are there");
        let countries = area(&image, GOLD);
        let sold = !picture.countries.is_empty();
        assert_eq!(countries > 2_000, sold, "where countries are, they are seen: {countries}");
    }
}

#[test]
fn a_longer_bar_is_a_bigger_area() {
    let with = |paid| StatsPicture {
        funnel: vec![bar("a", 100, "100"), bar("b", paid, "x")],
        ..StatsPicture::default()
    };
    let area_of = |paid| area(&drawn(&with(paid)), ACCENT);
    let (none, half, whole) = (area_of(0), area_of(50), area_of(100));
    let gained = (half - none, whole - half);
    assert!(gained.0 > 2_000 && gained.0.abs_diff(gained.1) < 200, "{gained:?}");
}

#[test]
fn nothing_to_show_is_still_a_picture() {
    let empty = drawn(&StatsPicture::default());
    assert_eq!((area(&empty, ACCENT), area(&empty, GOLD)), (0, 0));
    let zeroes = StatsPicture { days: vec![DayBar::default(); 7], ..kazakh() };
    assert!(area(&drawn(&zeroes), svg::TRACK) > 1_000);
}

#[test]
fn hostile_words_stay_words() {
    let nasty = "</text><image href=\"x\"/>&lt;\u{0}\u{202e}\u{fffe}🇰🇿";
    let picture = StatsPicture {
        title: nasty.repeat(40),
        tiles: vec![tile(nasty, nasty); 9],
        countries: vec![bar(nasty, u32::MAX, nasty); 9],
        days: vec![DayBar { label: nasty.into(), orders: u32::MAX }; 40],
        ..kazakh()
    };
    assert_eq!(drawn(&picture).width(), 1080);
    assert!(!page(&picture).unwrap().0.contains("<image"));
}

#[test]
fn the_font_has_the_letters_of_the_three_languages() {
    // A letter the font lacks is drawn as the same empty box as any other such letter.
    let outline = |c: char| {
        let page = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"60\">\
             <text x=\"9\" y=\"48\" font-family=\"DejaVu Sans\" font-size=\"40\">{c}</text></svg>"
        );
        let tree = Tree::from_str(&page, &options()).unwrap();
        let mut pixels = Pixmap::new(60, 60).unwrap();
        resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
        pixels.data().to_vec()
    };
    let blank = outline(' ');
    let missing = outline('\u{10ffff}');
    let mut shapes = HashSet::new();
    for c in "ӘәҒғҚқҢңӨөҰұҮүІіЁёЙйЩщ₸★·–…%".chars() {
        let shape = outline(c);
        assert!(shape != blank && shape != missing, "{c}");
        assert!(shapes.insert(shape), "{c} looks like another letter");
    }
}

#[test]
fn long_words_are_cut_to_their_room() {
    let mut canvas = Canvas::new(options());
    let face = Face::plain(28, INK);
    let short = canvas.width("Түркия", face).unwrap();
    let long = canvas.width("Түркия Түркия", face).unwrap();
    assert!(short > 60 && long > 2 * short, "{short} {long}");
    canvas.text(&"Біріккен Араб Әмірліктері ".repeat(9), 0, 0, 300, face).unwrap();
    let page = canvas.finish(9, 9);
    assert!(page.contains('…') && page.len() < 500, "{page}");
}
