//! The plain part: the same words without a picture, for programs, watches and people who want it
//! so.
//!
//! It says no less than the HTML part; both are made of the same [`LetterWords`]. See `html.rs`.

use super::html::{LetterWords, is_link};

/// The letter as plain text, lines ended by `\n`.
pub(crate) fn text(words: &LetterWords) -> String {
    let mut parts = vec![line(&words.title)];
    parts.extend(words.intro.iter().map(|paragraph| lines(paragraph)));
    let facts = words.facts.iter().map(|(name, value)| format!("{}: {}", line(name), line(value)));
    parts.push(facts.collect::<Vec<_>>().join("\n"));
    if !words.codes.is_empty() {
        parts.push(lines(&words.codes_intro));
    }
    // A code stands on a line of its own, so that it can be selected whole.
    parts.extend(
        words.codes.iter().map(|code| format!("{}:\n{}", line(&code.label), line(&code.value))),
    );
    for button in &words.buttons {
        let label = line(&button.label);
        let target = is_link(&button.url).then(|| format!(":\n{}", line(&button.url)));
        parts.push(format!("{label}{}", target.unwrap_or_default()));
    }
    parts.extend(words.notes.iter().map(|note| lines(note)));
    for block in &words.blocks {
        let mut rows = vec![line(&block.heading)];
        match block.steps.as_slice() {
            [only] => rows.push(lines(only)),
            steps => rows.extend(
                (1..)
                    .zip(steps)
                    .map(|(number, step): (u32, _)| format!("{number}. {}", line(step))),
            ),
        }
        parts.push(rows.join("\n"));
    }
    let footer: Vec<String> = words.footer.iter().map(|row| lines(row)).collect();
    // The sign that mail programs know the end of a letter by (RFC 3676 4.3).
    parts.push(format!("-- \n{}", footer.join("\n")));
    parts.retain(|part| !part.is_empty());
    let mut whole = parts.join("\n\n");
    whole.push('\n');
    whole
}

/// Control characters mean nothing here, but for a line break.
fn lines(words: &str) -> String {
    words.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

fn line(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
