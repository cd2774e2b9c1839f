//! The SHA-256 by which a report names an input: taken once, when it is first asked for.

use std::sync::OnceLock;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::text::hex::hex;

/// The SHA-256 of an input.
#[derive(Debug)]
pub(crate) struct Digest {
    /// What has been taken of it.
    state: Sha256,
    /// What is left to take.
    bytes: Bytes,
    hex: OnceLock<String>,
}

impl Digest {
    /// Of these bytes.
    pub(super) fn of(bytes: Bytes) -> Self {
        Self::after(Sha256::new(), bytes)
    }

    /// Of bytes of which the first have been taken already, and these follow.
    pub(super) fn after(state: Sha256, bytes: Bytes) -> Self {
        Self { state, bytes, hex: OnceLock::new() }
    }

    /// In hexadecimal.
    pub(super) fn hex(&self) -> &str {
        self.hex.get_or_init(|| hex(&self.state.clone().chain_update(&self.bytes).finalize()))
    }
}
