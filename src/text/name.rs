//! Names as they are told.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use super::hex::hex;

/// Longest name that is told whole, in bytes; an address may have 400 characters.
pub(crate) const LONGEST_NAME: usize = 2048;

/// So much of a longer one is told, in bytes.
const BEGINNING: usize = 200;

/// A name as it is compared: without case, and an address without the slash at its end.
pub(crate) fn fold(name: &str) -> Cow<'_, str> {
    let name = name.trim_end_matches('/');
    if name.chars().any(|c| if c.is_ascii() { c.is_ascii_uppercase() } else { c.is_uppercase() }) {
        name.to_lowercase().into()
    } else {
        name.into()
    }
}

/// A name as it is told: of one that nobody could read, its beginning and the SHA-256 that tells it from others.
pub(crate) fn shortened(name: &str) -> String {
    if name.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let end = name.char_indices().map(|(at, _)| at).take_while(|at| *at <= BEGINNING).last();
    format!("{}… SHA-256 {}", &name[..end.unwrap_or_default()], hex(&Sha256::digest(name)))
}
