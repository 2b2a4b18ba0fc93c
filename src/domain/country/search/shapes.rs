//! What can be seen of a text without comparing it: most names are ruled out by it.

/// The length of a text and the letters in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// How many characters.
    pub letters: usize,
    /// Which characters, one bit for all that are equal modulo 64.
    bits: u64,
}

impl Shape {
    pub(crate) fn of(text: &str) -> Self {
        let bits = text.chars().fold(0, |bits, c| bits | 1_u64 << (u32::from(c) % 64));
        Self { letters: text.chars().count(), bits }
    }
}

/// The names of each length: their letters, and where they stand in the index.
#[derive(Debug, Default)]
pub(super) struct Shapes(Vec<Vec<(u64, usize)>>);

impl Shapes {
    /// Adds a name, if it has so many letters at least.
    pub(crate) fn add(&mut self, name: &str, shortest: usize, at: usize) {
        let shape = Shape::of(name);
        if shape.letters < shortest {
            return;
        }
        if self.0.len() <= shape.letters {
            self.0.resize_with(shape.letters + 1, Vec::new);
        }
        if let Some(names) = self.0.get_mut(shape.letters) {
            names.push((shape.bits, at));
        }
    }

    /// The names that so many typos may turn into a text of this shape: a typo changes the length
    /// by at most one, and the set of letters by at most one that goes and one that comes.
    pub(crate) fn near(&self, shape: Shape, typos: usize) -> impl Iterator<Item = usize> {
        let lengths = shape.letters.saturating_sub(typos)..=shape.letters.saturating_add(typos);
        let names = lengths.filter_map(|letters| self.0.get(letters)).flatten();
        let differ = move |bits: u64| usize::try_from((bits ^ shape.bits).count_ones());
        let alike = move |bits: u64| differ(bits).is_ok_and(|differ| differ <= 2 * typos);
        names.filter(move |(bits, _)| alike(*bits)).map(|(_, at)| *at)
    }
}
