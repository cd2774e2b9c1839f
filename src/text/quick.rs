//! A hash of few instructions, for where nobody gains by keys that collide.

use std::hash::Hasher;

/// The hash of what has been written.
#[derive(Debug, Default)]
pub(crate) struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517C_C1B7_2722_0A95);
        }
    }

    fn finish(&self) -> u64 {
        // The table takes its place from the low bits and a tag from the high ones; a product has good high bits alone.
        self.0 ^ (self.0 >> 32)
    }
}
