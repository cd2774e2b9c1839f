//! A filter over names: most names that are asked for are not there, and it says so in a few instructions. ASCII case is
//! ignored.

/// Bits, as words.
const WORDS: usize = 16;

/// A filter over names.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sieve([u64; WORDS]);

impl Sieve {
    pub(crate) fn add(&mut self, name: &str) {
        let (word, bit) = place(name);
        self.0[word] |= bit;
    }

    /// Whether a name may be there; if not, it is not.
    pub(crate) fn may(&self, name: &str) -> bool {
        let (word, bit) = place(name);
        self.0[word] & bit != 0
    }
}

/// Where a name stands. Names that differ in ASCII case stand at one place.
fn place(name: &str) -> (usize, u64) {
    let bytes = name.as_bytes();
    let at = |index: usize| usize::from(bytes.get(index).map_or(0, |byte| byte | 0x20));
    let last = bytes.len().saturating_sub(1);
    let sum = at(0) + 37 * at(bytes.len() / 2) + 101 * at(last) + 7 * bytes.len() + 389 * at(last / 3);
    (sum / 64 % WORDS, 1 << (sum % 64))
}
