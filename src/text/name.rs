//! Names as they are told.

use sha2::{Digest as _, Sha256};

use super::hex::hex;

/// Longest name that is told whole, in bytes; an address may have 400 characters.
pub(crate) const LONGEST_NAME: usize = 2048;

/// So much of a longer one is told, in bytes.
const BEGINNING: usize = 200;

/// A name as it is told: of one that nobody could read, its beginning and the SHA-256 that tells it from others.
pub(crate) fn shortened(name: &str) -> String {
    if name.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let end = name.char_indices().map(|(at, _)| at).take_while(|at| *at <= BEGINNING).last();
    format!("{}… SHA-256 {}", &name[..end.unwrap_or_default()], hex(&Sha256::digest(name)))
}
