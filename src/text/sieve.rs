//! A filter over names: most names that are asked for are not there, and it says so in a few instructions. ASCII case is
//! ignored.

/// Bits, as words.
const WORDS: usize = 32;

/// A filter over names: each stands for two bits, so that of a hundred names that are not there it lets one through
/// where a hundred are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sieve([u64; WORDS]);

impl Sieve {
    pub(crate) fn add(&mut self, name: &str) {
        for (word, bit) in places(name) {
            self.0[word] |= bit;
        }
    }

    /// Whether a name may be there; if not, it is not.
    pub(crate) fn may(&self, name: &str) -> bool {
        places(name).into_iter().all(|(word, bit)| self.0[word] & bit != 0)
    }
}

/// Where a name stands. Names that differ in ASCII case stand at the same places.
fn places(name: &str) -> [(usize, u64); 2] {
    let bytes = name.as_bytes();
    let at = |index: usize| u64::from(bytes.get(index).map_or(0, |byte| byte | 0x20));
    let (length, last) = (bytes.len(), bytes.len().saturating_sub(1));
    // Names differ where words begin and end, and numbered ones at their end.
    let some = at(0) | at(length / 2) << 8 | at(last) << 16 | at(last / 3) << 24 | at(last.saturating_sub(1)) << 32;
    let hash = (some | (length as u64) << 40).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    [hash >> 53, hash >> 42].map(|bit| ((bit / 64) as usize % WORDS, 1 << (bit % 64)))
}
