//! What a path is called where people read it.

use std::fmt::Write as _;
use std::path::Path;

use crate::text::path::told;

/// The name of a path for people.
pub(crate) fn name_of(path: &Path) -> String {
    let name = path.to_str().map_or_else(|| told_name(path.as_os_str().as_encoded_bytes()), told);
    // What reads reports compares names with those of a repository, which have none of this in front.
    name.strip_prefix("./").map(str::to_owned).unwrap_or(name)
}

/// The bytes of a name as it is told.
fn told_name(bytes: &[u8]) -> String {
    let mut name = String::new();
    for chunk in bytes.utf8_chunks() {
        name += &chunk.valid().replace('\\', "/");
        // Names that are no text are told apart by their bytes.
        for byte in chunk.invalid() {
            let _ = write!(name, "\\x{byte:02X}");
        }
    }
    name
}
