//! The SHA-256 by which a report names an input: taken once, when it is first asked for.

use std::sync::OnceLock;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::text::hex::hex;

/// The SHA-256 of an input.
#[derive(Debug)]
pub(crate) struct Digest {
    bytes: Bytes,
    hex: OnceLock<String>,
}

impl Digest {
    /// Of these bytes.
    pub(super) fn of(bytes: Bytes) -> Self {
        Self { bytes, hex: OnceLock::new() }
    }

    /// One that has been taken already.
    pub(super) fn known(hex: String) -> Self {
        Self { bytes: Bytes::new(), hex: hex.into() }
    }

    /// In hexadecimal.
    pub(super) fn hex(&self) -> &str {
        self.hex.get_or_init(|| hex(&Sha256::digest(&self.bytes)))
    }
}
