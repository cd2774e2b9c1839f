//! Which program and which rules made a report: the head that every JSON report shares.

use serde::Serialize;

use crate::pack::packed;

/// The program.
#[derive(Serialize)]
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    pub(crate) const THIS: Self = Self { name: "tenantlint", version: env!("CARGO_PKG_VERSION") };
}

/// The rules and the catalogue that it was built with.
#[derive(Serialize)]
pub(crate) struct RulePack {
    version: &'static str,
    sha256: &'static str,
}

impl RulePack {
    pub(crate) fn built_in() -> Self {
        Self { version: env!("CARGO_PKG_VERSION"), sha256: packed::SHA256 }
    }
}
