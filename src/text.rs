//! Texts, whatever they are about: harmless for whoever reads them, cut to a length, in hexadecimal, or as data files hold them.

pub mod data;
pub(crate) mod hex;
pub(crate) mod mask;
pub(crate) mod name;
pub(crate) mod path;
mod pool;
pub mod powershell;
pub(crate) mod printable;
pub(crate) mod quick;
pub(crate) mod safe_json;
pub(crate) mod safe_toml;
pub(crate) mod secret;
pub(crate) mod sieve;
pub(crate) mod spreadsheet;
