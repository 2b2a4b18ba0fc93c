//! The message, read back by a parser that is not ours.

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use super::*;

fn bytes(letter: &Letter) -> Vec<u8> {
    letter.message(&MailFrom::parse(FROM).unwrap()).unwrap().formatted()
}

fn read(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}

/// The structure, as `mixed( text )`.
fn shape(message: &Message<'_>, part: u32) -> String {
    let part = message.part(part).unwrap();
    let kind = part.content_type().map_or_else(String::new, |kind| kind.subtype().unwrap().into());
    let PartType::Multipart(parts) = &part.body else { return kind };
    let inner: Vec<_> = parts.iter().map(|part| shape(message, *part)).collect();
    format!("{kind}({})", inner.join(" "))
}

#[test]
fn the_parts_are_where_mail_programs_look_for_them() {
    let letter = letter();
    let bytes = bytes(&letter);
    let message = read(&bytes);
    assert_eq!(shape(&message, 0), "mixed(alternative(plain related(html png)) png)");
    assert_eq!(message.body_text(0).unwrap().replace("\r\n", "\n"), letter.text);
    assert_eq!(message.body_html(0).unwrap().replace("\r\n", "\n"), letter.html);
    let pictures: Vec<_> = message
        .parts
        .iter()
        .filter(|part| part.content_type().and_then(|kind| kind.subtype()) == Some("png"))
        .collect();
    let [inline, attached] = pictures.as_slice() else { panic!("two pictures") };
    assert_eq!(inline.content_id(), Some(QR_CID));
    assert!(letter.html.contains(&format!("src=\"cid:{QR_CID}\"")));
    assert_eq!(inline.content_disposition().unwrap().ctype(), "inline");
    assert_eq!(attached.content_disposition().unwrap().ctype(), "attachment");
    assert_eq!(attached.attachment_name(), Some("eSIM-Түркия.png"));
    for picture in pictures {
        assert_eq!(Some(picture.contents()), letter.qr.as_ref().map(|qr| qr.png.as_slice()));
    }
}

#[test]
fn the_headers_say_what_they_should() {
    let letter = letter();
    let bytes = bytes(&letter);
    let message = read(&bytes);
    assert_eq!(message.subject(), Some(letter.subject.as_str()));
    assert_eq!(message.message_id(), Some("KZ-7F3A.1@shop.example"));
    let raw = |name: &'static str| message.header_raw(name).map(str::trim);
    assert_eq!(raw("Auto-Submitted"), Some("auto-generated"));
    assert_eq!(raw("Content-Language"), Some("kk"));
    assert_eq!(message.date().unwrap().to_timestamp(), 1_795_000_000);
    let one = |list: Option<&mail_parser::Address<'_>>| {
        let first = list.unwrap().first().unwrap().clone().into_owned();
        (first.name.map(String::from), first.address.map(String::from).unwrap())
    };
    assert_eq!(one(message.from()), (Some("Qazaq eSIM".into()), "orders@shop.example".into()));
    assert_eq!(one(message.to()), (None, "Aigerim.Test@example.com".into()));
    assert_eq!(one(message.reply_to()), (None, "help@shop.example".into()));
    let headers = String::from_utf8(bytes.clone()).unwrap();
    let headers = headers.split("\r\n\r\n").next().unwrap();
    assert!(!headers.contains("smdp") && !headers.contains("K2-1"), "no secret in the headers");
}

#[test]
fn every_line_is_short_and_ends_right() {
    let bytes = bytes(&letter());
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.is_ascii(), "eight bits are encoded");
    for line in text.split("\r\n") {
        assert!(line.len() <= 78 && !line.contains(['\r', '\n']), "{line:?}");
    }
}

#[test]
fn a_repeat_is_the_same_bytes() {
    assert_eq!(bytes(&letter()), bytes(&letter()));
    let again = Letter { id: LetterId::new("KZ-7F3A", 2), ..letter() };
    assert_ne!(bytes(&letter()), bytes(&again));
}

#[test]
fn the_picture_fits_a_narrow_screen_and_a_number_is_never_broken() {
    let mut words = words();
    words.title = "eSIM, тапсырыс QE-7F3A-22MX".into();
    let page = page(&words);
    assert!(page.contains("box-sizing:border-box;width:280px"));
    assert!(page.contains("<span style=\"white-space:nowrap\">QE-7F3A-22MX</span></h1>"));
}

#[test]
fn ids_are_safe_and_never_shared() {
    let ids: Vec<_> =
        [("A-1", 1), ("A-11", 1), ("A-1", 11), ("A_2d1", 1), ("../A\r\n1", 1), ("Ә", 1)]
            .into_iter()
            .map(|(order, n)| LetterId::new(order, n))
            .collect();
    for (place, id) in ids.iter().enumerate() {
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        assert!(id.as_str().bytes().all(safe), "{id:?}");
        assert!(!ids[..place].contains(id), "{id:?}");
    }
    assert_eq!(ids[4].as_str(), "_2e_2e_2fA_0d_0a1.1");
}

#[test]
fn no_word_becomes_a_header() {
    let nasty = "Hello\r\nBcc: victim@example.com\r\n\r\nbody";
    let hostile = Letter {
        subject: nasty.into(),
        qr: letter().qr.map(|qr| QrFile { name: format!("../{nasty}\".png"), ..qr }),
        text: format!("{nasty}\r\n.\r\nQUIT\r\n"),
        ..letter()
    };
    let bytes = bytes(&hostile);
    let message = read(&bytes);
    assert!(message.bcc().is_none());
    assert_eq!(message.subject(), Some("Hello  Bcc: victim@example.com    body"));
    assert_eq!(shape(&message, 0), "mixed(alternative(plain related(html png)) png)");
    let name = message.parts.iter().filter_map(MimeHeaders::attachment_name).next_back().unwrap();
    assert!(!name.contains(['/', '"', '\r', '\n', ':']), "{name:?}");
    for from in ["", "Shop", "a@b", "Shop <a@example.com>\r\nBcc: b@example.com", "<script>@x.kz"] {
        assert_eq!(MailFrom::parse(from).unwrap_err(), MailProblem::From, "{from:?}");
    }
}

#[test]
fn an_international_domain_travels_in_ascii() {
    let to = Letter { to: Email::parse("info@қазақ.example").unwrap(), ..letter() };
    let bytes = bytes(&to);
    let address = read(&bytes).to().unwrap().first().unwrap().address().unwrap().to_owned();
    assert!(address.starts_with("info@xn--") && address.ends_with(".example"), "{address}");
    let sender = MailFrom::parse("\"Қазақ eSIM\" <orders@қазақ.example>").unwrap();
    assert!(sender.domain().starts_with("xn--"));
    let bytes = letter().message(&sender).unwrap().formatted();
    assert_eq!(read(&bytes).from().unwrap().first().unwrap().name(), Some("Қазақ eSIM"));
}

#[test]
fn the_page_escapes_every_word() {
    let evil = || "<b>\"'&\u{0}".to_owned();
    let block = Block { heading: evil(), steps: vec![evil(), evil()] };
    let hostile = LetterWords {
        preview: evil(),
        title: evil(),
        intro: vec![evil()],
        facts: vec![(evil(), evil())],
        qr_alt: evil(),
        qr_caption: evil(),
        buttons: vec![
            LinkButton { label: evil(), url: format!("https://example.com/{}", evil()) },
            LinkButton { label: evil(), url: "javascript:alert(1)".into() },
        ],
        codes_intro: "By hand:".to_owned(),
        notes: vec!["Install at home.".to_owned()],
        codes: vec![CodeBlock { label: evil(), value: evil() }],
        blocks: vec![block],
        footer: vec![evil()],
        ..words()
    };
    let page = page(&hostile);
    assert!(!page.contains("<b>") && !page.contains("\"'&") && !page.contains('\0'));
    assert!(!page.contains("javascript:"));
    assert_eq!(
        page.matches("&lt;b&gt;&quot;&#39;&amp;").count(),
        17,
        "every word, the title twice"
    );
    assert!(!text(&hostile).contains('\0'));
}

#[test]
fn the_page_needs_nothing_from_outside() {
    let page = page(&words());
    assert_eq!(page.matches("<img").count(), 1);
    assert!(!page.contains("src=\"http") && !page.contains("<script") && !page.contains("url("));
    let links: Vec<_> = page.match_indices("href=\"").collect();
    assert_eq!(links.len(), 2, "one-tap links only");
    assert!(page.contains("<html lang=\"kk\">") && page.contains("prefers-color-scheme:dark"));
}

#[test]
fn both_parts_hold_the_whole_code() {
    let plain = text(&words());
    assert!(plain.lines().any(|line| line == CODE), "alone on its line");
    assert!(page(&words()).contains(&format!(">{CODE}</div>")));
    for words in ["1. Параметрлерді ашыңыз.", "Тапсырыс: KZ-7F3A", "\n-- \nQazaq eSIM\n"]
    {
        assert!(plain.contains(words), "{words} in {plain}");
    }
}

#[test]
fn debug_tells_nothing() {
    let shown = format!("{:?}", letter());
    assert_eq!(shown, "Letter { id: \"KZ-7F3A.1\", .. }");
}
