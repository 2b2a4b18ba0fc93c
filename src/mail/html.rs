//! The HTML part: a calm page that reads well on a phone, in the dark, and with images off.
//!
//! It must not know a language: it is given translated words, escapes every one, and adds none. No
//! remote picture, font, script or counting pixel; the one picture travels inside the letter.
//! Tables and inline styles, for mail programs know little else; the style sheet only adds the
//! dark.

use std::fmt::Write as _;

use super::letter::QR_CID;
use crate::domain::lang::Lang;

/// The words of a letter, translated. They hold an activation code: no `Debug`.
pub(crate) struct LetterWords {
    pub lang: Lang,
    /// What inboxes show after the subject; no secret.
    pub preview: String,
    pub title: String,
    /// The first paragraphs.
    pub intro: Vec<String>,
    /// Rows such as plan, country, order number: name and value.
    pub facts: Vec<(String, String)>,
    /// What stands in place of the QR when pictures are off: what it is, and that the code below
    /// does the same. Without it there is no picture.
    pub qr_alt: String,
    pub qr_caption: String,
    /// The one-tap links.
    pub buttons: Vec<LinkButton>,
    pub codes_intro: String,
    /// What is typed or copied by hand.
    pub codes: Vec<CodeBlock>,
    pub notes: Vec<String>,
    /// Steps and advice.
    pub blocks: Vec<Block>,
    pub footer: Vec<String>,
}

pub(crate) struct LinkButton {
    pub label: String,
    /// Where it leads; anything but `https:` and `mailto:` is shown as words only.
    pub url: String,
}

/// A text to copy, with its name.
pub(crate) struct CodeBlock {
    /// What it is called on the phone.
    pub label: String,
    /// The text, selected whole by one tap where the program can.
    pub value: String,
}

/// A headed part of the letter.
pub(crate) struct Block {
    pub heading: String,
    /// Numbered, when there are several.
    pub steps: Vec<String>,
}

const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif";

/// Classes and colours of the dark; the light is inline.
const STYLE: &str = "\
:root{color-scheme:light dark;supported-color-schemes:light dark}\
body{margin:0;padding:0;-webkit-text-size-adjust:100%}\
@media (max-width:600px){.card{padding:24px 18px!important}.edge{padding:0!important}}\
@media (prefers-color-scheme:dark){\
.paper{background:#0c1721!important}.card{background:#14232f!important}\
.ink{color:#eaf3f9!important}.muted{color:#9db2c2!important}\
.code{background:#0c1721!important;color:#eaf3f9!important;border-color:#30475a!important}\
.line{border-color:#30475a!important}}";

/// The page. Every word is escaped.
pub(crate) fn page(words: &LetterWords) -> String {
    let mut out = String::with_capacity(12 * 1024);
    let (lang, title) = (words.lang.code(), escape(&words.title));
    put(
        &mut out,
        format_args!(
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"supported-color-schemes\" content=\"light dark\">\n\
             <meta name=\"format-detection\" \
             content=\"telephone=no, date=no, address=no, email=no, url=no\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
             <body class=\"paper\" style=\"margin:0;padding:0;background:#eaf1f7\">\n\
             <div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\">{}</div>\n\
             <table role=\"presentation\" class=\"paper\" width=\"100%\" cellpadding=\"0\" \
             cellspacing=\"0\" border=\"0\" style=\"background:#eaf1f7\"><tr>\
             <td class=\"edge\" align=\"center\" style=\"padding:24px 12px\">\n\
             <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" \
             border=\"0\" style=\"max-width:600px\"><tr>\
             <td class=\"card\" align=\"left\" style=\"background:#ffffff;border-radius:16px;\
             padding:32px;{FONT}\">\n\
             <h1 class=\"ink\" style=\"margin:0 0 16px;font-size:24px;line-height:1.25;\
             color:#10293b\">{}</h1>\n",
            escape(&words.preview),
            unbroken(&words.title)
        ),
    );
    for paragraph in &words.intro {
        put(&mut out, format_args!("{}\n", paragraph_of(paragraph)));
    }
    facts(&mut out, &words.facts);
    if !words.qr_alt.is_empty() {
        picture(&mut out, words);
    }
    for button in &words.buttons {
        link(&mut out, button);
    }
    if !words.codes.is_empty() && !words.codes_intro.is_empty() {
        put(&mut out, format_args!("{}\n", paragraph_of(&words.codes_intro)));
    }
    for code in &words.codes {
        code_block(&mut out, code);
    }
    for note in &words.notes {
        put(&mut out, format_args!("{}\n", paragraph_of(note)));
    }
    for block in &words.blocks {
        steps(&mut out, block);
    }
    put(
        &mut out,
        format_args!(
            "<div class=\"line\" style=\"border-top:1px solid #d5e1ea;margin:28px 0 16px;\
             font-size:0;line-height:0\">&nbsp;</div>\n"
        ),
    );
    for line in &words.footer {
        put(
            &mut out,
            format_args!(
                "<p class=\"muted\" style=\"margin:0 0 6px;font-size:13px;line-height:1.5;\
                 color:#587083\">{}</p>\n",
                escape(line)
            ),
        );
    }
    out.push_str("</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n");
    out
}

fn paragraph_of(words: &str) -> String {
    format!(
        "<p class=\"ink\" style=\"margin:0 0 14px;font-size:16px;line-height:1.55;\
         color:#10293b\">{}</p>",
        unbroken(words)
    )
}

/// Escaped words, in which a number such as `QE-7F3A-22MX` is never broken at its hyphens.
fn unbroken(words: &str) -> String {
    let is_number = |word: &str| {
        let letter = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        word.contains('-') && word.bytes().all(|byte| letter(byte) || b"-.,:".contains(&byte))
    };
    let words = words.split(' ').map(|word| match escape(word) {
        number if is_number(word) => format!("<span style=\"white-space:nowrap\">{number}</span>"),
        word => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn facts(out: &mut String, rows: &[(String, String)]) {
    if rows.is_empty() {
        return;
    }
    out.push_str(
        "<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
         style=\"margin:4px 0 20px\">\n",
    );
    for (name, value) in rows {
        put(
            out,
            format_args!(
                "<tr><th class=\"muted line\" scope=\"row\" align=\"left\" style=\"padding:8px \
                 12px 8px 0;border-bottom:1px solid #e3ebf2;font-size:14px;font-weight:normal;\
                 color:#587083;vertical-align:top\">{}</th><td class=\"ink line\" align=\"right\" \
                 style=\"padding:8px 0;border-bottom:1px solid #e3ebf2;font-size:15px;\
                 font-weight:bold;color:#10293b;vertical-align:top\">{}</td></tr>\n",
                escape(name),
                unbroken(value)
            ),
        );
    }
    out.push_str("</table>\n");
}

/// The QR on white in any light: a camera needs the quiet zone.
fn picture(out: &mut String, words: &LetterWords) {
    put(
        out,
        format_args!(
            "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" \
             border=\"0\"><tr><td align=\"center\" style=\"padding:4px 0 8px\">\
             <img src=\"cid:{QR_CID}\" width=\"280\" height=\"280\" alt=\"{}\" \
             style=\"display:block;box-sizing:border-box;width:280px;height:280px;max-width:100%;\
             margin:0 auto;background:#ffffff;color:#10293b;border:8px solid #ffffff;\
             border-radius:12px;font-size:16px;line-height:1.4\"></td></tr></table>\n\
             <p class=\"muted\" style=\"margin:0 0 20px;font-size:14px;line-height:1.5;\
             color:#587083;text-align:center\">{}</p>\n",
            escape(&words.qr_alt),
            escape(&words.qr_caption)
        ),
    );
}

fn link(out: &mut String, button: &LinkButton) {
    let label = escape(&button.label);
    if !is_link(&button.url) {
        put(out, format_args!("{}\n", paragraph_of(&button.label)));
        return;
    }
    put(
        out,
        format_args!(
            "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" \
             border=\"0\" style=\"margin:0 0 12px\"><tr><td align=\"center\" \
             bgcolor=\"#00778f\" style=\"border-radius:12px;background:#00778f\">\
             <a href=\"{}\" style=\"display:block;padding:14px 16px;{FONT};font-size:16px;\
             font-weight:bold;line-height:1.3;color:#ffffff;text-decoration:none;\
             border-radius:12px\">{label}</a></td></tr></table>\n",
            escape(&button.url)
        ),
    );
}

fn code_block(out: &mut String, code: &CodeBlock) {
    put(
        out,
        format_args!(
            "<p class=\"muted\" style=\"margin:16px 0 4px;font-size:14px;color:#587083\">{}</p>\n\
             <div class=\"code\" style=\"padding:12px 14px;background:#f2f6fa;border:1px solid \
             #d5e1ea;border-radius:10px;color:#10293b;font-family:Menlo,Consolas,'DejaVu Sans \
             Mono',monospace;font-size:15px;line-height:1.45;word-break:break-all;\
             -webkit-user-select:all;user-select:all;margin:0 0 16px\">{}</div>\n",
            escape(&code.label),
            escape(&code.value)
        ),
    );
}

fn steps(out: &mut String, block: &Block) {
    put(
        out,
        format_args!(
            "<h2 class=\"ink\" style=\"margin:28px 0 10px;font-size:18px;line-height:1.3;\
             color:#10293b\">{}</h2>\n",
            escape(&block.heading)
        ),
    );
    if let [only] = block.steps.as_slice() {
        put(out, format_args!("{}\n", paragraph_of(only)));
        return;
    }
    out.push_str("<ol class=\"ink\" style=\"margin:0;padding:0 0 0 22px;color:#10293b\">\n");
    for step in &block.steps {
        put(
            out,
            format_args!(
                "<li style=\"margin:0 0 8px;font-size:16px;line-height:1.5\">{}</li>\n",
                escape(step)
            ),
        );
    }
    out.push_str("</ol>\n");
}

/// Whether a link may be followed from a letter.
pub(super) fn is_link(url: &str) -> bool {
    ["https://", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
}

fn put(out: &mut String, piece: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(piece);
}

/// Text as HTML content or a quoted attribute. Control characters mean nothing and are left out.
fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 16);
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            c if c.is_control() => {}
            _ => out.push(c),
        }
    }
    out
}
