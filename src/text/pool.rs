//! All texts of the packed files, one after the other. What is packed says where in them a text stands, so that a start
//! looks at none that nobody asks for. The build script has a module of this name too, which gathers them.

/// Written by `build.rs`.
static TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/texts"));

/// The text at a place, if that is one.
pub(super) fn text(start: u32, length: u32) -> Option<&'static str> {
    let start = usize::try_from(start).ok()?;
    TEXTS.get(start..start.checked_add(usize::try_from(length).ok()?)?)
}

/// Where a text stands: nothing is packed by the program.
pub(super) fn place(_: &str) -> Option<(u32, u32)> {
    None
}
