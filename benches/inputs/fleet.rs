//! A fleet: tenants of thirty-six small exports each, of the kinds that [`crate::small`] mixes: the same bytes every time.

use std::io::{self, Write};

use crate::small;

/// Exports of a tenant.
pub(crate) const FILES: usize = 36;

/// The tenant that the small exports name.
const NAMED: &[u8] = b"lanhai";

/// Writes an export of a tenant.
pub(crate) fn write(tenant: usize, number: usize, out: &mut impl Write) -> io::Result<()> {
    let mut text = Vec::new();
    small::write(tenant * FILES + number, &mut text)?;
    let name = format!("tenant{tenant:05}");
    let mut rest = text.as_slice();
    while let Some(at) = rest.windows(NAMED.len()).position(|part| part == NAMED) {
        out.write_all(&rest[..at])?;
        out.write_all(name.as_bytes())?;
        rest = &rest[at + NAMED.len()..];
    }
    out.write_all(rest)
}
