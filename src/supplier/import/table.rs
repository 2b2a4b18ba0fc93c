//! A CSV file as rows with named fields: separator, header and encoding, the same for both files.
//!
//! UTF-8 with or without a byte order mark; `,` or `;`, whichever the header has more of; columns
//! by name, in any order and case. It must not know what the columns mean: that is [`super::plans`]
//! and [`super::csv`].

use super::problem::{LineProblem, Problem};

/// The columns of a kind of file.
pub(super) struct Columns {
    /// What one line is, for messages.
    pub thing: &'static str,
    /// Those that must be there.
    pub needed: &'static [&'static str],
    /// Those that may be there.
    pub optional: &'static [&'static str],
}

/// One line below the header, and the problems found in it so far.
pub(super) struct Row<'a> {
    /// The line in the file, from 1.
    pub line: u64,
    header: &'a [Option<&'static str>],
    fields: &'a ::csv::StringRecord,
    problems: &'a mut Vec<LineProblem>,
}

/// The longest text a field may have where nothing else says so.
const LONGEST_FIELD: usize = 1_000;

impl Row<'_> {
    /// The text of a column, if the column exists and the field is not empty. A field with control
    /// characters or far too long is a problem and counts as absent.
    pub(crate) fn text(&mut self, column: &'static str) -> Option<String> {
        let at = self.header.iter().position(|known| *known == Some(column))?;
        let text = self.fields.get(at).filter(|text| !text.is_empty())?;
        let found = text.chars().count();
        let problem = if text.chars().any(char::is_control) {
            Problem::Control
        } else if found > LONGEST_FIELD {
            Problem::TooLong { most: LONGEST_FIELD, found }
        } else {
            return Some(text.to_owned());
        };
        self.problem(column, problem);
        None
    }

    /// A text that fits the chat.
    pub(crate) fn short(&mut self, column: &'static str, most: usize) -> Option<String> {
        let text = self.text(column)?;
        let found = text.chars().count();
        if found > most {
            self.problem(column, Problem::TooLong { most, found });
            return None;
        }
        Some(text)
    }

    /// A field read by `parse`; empty is `None`, unreadable is a problem and `None`.
    pub(crate) fn read<T>(
        &mut self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let text = self.text(column)?;
        parse(&text).map_err(|problem| self.problem(column, problem)).ok()
    }

    /// A field that must be there.
    pub(crate) fn need<T>(
        &mut self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        if !self.has(column) {
            self.problem(column, Problem::Missing);
        }
        self.read(column, parse)
    }

    /// Whether a field is there and not empty.
    pub(crate) fn has(&self, column: &'static str) -> bool {
        let at = self.header.iter().position(|known| *known == Some(column));
        at.and_then(|at| self.fields.get(at)).is_some_and(|text| !text.is_empty())
    }

    /// Adds a problem of this line.
    pub(crate) fn problem(&mut self, column: &'static str, what: Problem) {
        self.problems.push(LineProblem { line: self.line, column: Some(column.to_owned()), what });
    }
}

/// Reads a file: `check` looks at the header's columns, `each` at every line that is not blank.
/// Returns all problems; what was read is with the callers.
pub(super) fn read_table(
    bytes: &[u8],
    columns: &Columns,
    check: impl Fn(&[&'static str]) -> Option<Problem>,
    mut each: impl FnMut(&mut Row<'_>),
) -> Vec<LineProblem> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return vec![LineProblem { line: 1, column: None, what: Problem::Utf16 }];
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(::csv::Trim::All)
        .delimiter(separator(bytes))
        .from_reader(bytes);
    let mut lines = Lines { bytes, at: 0, line: 1 };
    let mut header: Option<Vec<Option<&'static str>>> = None;
    let mut problems = Vec::new();
    let mut rows = 0_u64;
    let mut record = ::csv::ByteRecord::new();
    // Reading from memory has no other error than none: flexible, and the text is checked below.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let offset = record.position().map_or(0, ::csv::Position::byte);
        let line = lines.line_of(offset);
        if record.iter().all(<[u8]>::is_empty) {
            continue;
        }
        let fields = match ::csv::StringRecord::from_byte_record(record.clone()) {
            Ok(fields) => fields,
            Err(broken) => {
                let at = broken.utf8_error().field();
                let column = header.as_ref().and_then(|known| known.get(at).copied().flatten());
                let column = column.map(str::to_owned);
                problems.push(LineProblem { line, column, what: Problem::NotUtf8 });
                rows += 1;
                if header.is_none() {
                    return problems;
                }
                continue;
            }
        };
        let Some(known) = &header else {
            let found = read_header(&fields, line, columns, &mut problems);
            let present: Vec<_> = found.iter().copied().flatten().collect();
            if let Some(what) = check(&present) {
                problems.push(LineProblem { line, column: None, what });
            }
            // Without its header no line can be understood.
            if !problems.is_empty() {
                return problems;
            }
            header = Some(found);
            continue;
        };
        rows += 1;
        if fields.len() != known.len() {
            let what = Problem::Ragged { expected: known.len(), found: fields.len() };
            problems.push(LineProblem { line, column: None, what });
            continue;
        }
        each(&mut Row { line, header: known, fields: &fields, problems: &mut problems });
    }
    if rows == 0 {
        let what = Problem::Empty(columns.thing);
        problems.push(LineProblem { line: lines.line, column: None, what });
    }
    problems
}

fn read_header(
    fields: &::csv::StringRecord,
    line: u64,
    columns: &Columns,
    problems: &mut Vec<LineProblem>,
) -> Vec<Option<&'static str>> {
    let all: Vec<&'static str> = columns.needed.iter().chain(columns.optional).copied().collect();
    // A file without a header has codes where names should be: what is no header is not repeated.
    let is_header = fields.iter().any(|field| all.contains(&field.to_lowercase().as_str()));
    let mut header: Vec<Option<&'static str>> = Vec::new();
    for field in fields {
        let name = field.to_lowercase();
        let known = all.iter().copied().find(|known| *known == name);
        let what = match known {
            None => Some(Problem::UnknownColumn(all.join(", "))),
            Some(_) if header.contains(&known) => Some(Problem::RepeatedColumn),
            Some(_) => None,
        };
        if let Some(what) = what {
            let nameable = is_header
                && name.len() <= 32
                && name.chars().all(|c| c.is_alphabetic() || c == '_' || c == ' ');
            let column = nameable.then_some(name);
            problems.push(LineProblem { line, column, what });
        }
        header.push(known);
    }
    for needed in columns.needed {
        if !header.contains(&Some(*needed)) {
            let column = Some((*needed).to_owned());
            problems.push(LineProblem { line, column, what: Problem::MissingColumn });
        }
    }
    header
}

/// `;` or `,`: whichever the first line that says anything has more of.
fn separator(bytes: &[u8]) -> u8 {
    let mut lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r'));
    let first = lines.find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let count = |sign: u8| first.split(|byte| *byte == sign).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}

/// Line numbers by offset, asked for in rising order. The reader's own count stands before the
/// blank lines it skips, and an editor's does not.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn line_of(&mut self, offset: u64) -> u64 {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        while let Some(byte) = self.bytes.get(self.at).copied() {
            let blank = matches!(byte, b'\n' | b'\r');
            if self.at >= offset && !blank {
                break;
            }
            let next = self.bytes.get(self.at + 1).copied();
            if byte == b'\n' || (byte == b'\r' && next != Some(b'\n')) {
                self.line += 1;
            }
            self.at += 1;
        }
        self.line
    }
}
