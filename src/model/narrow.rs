//! Numbers of this program's own making, in fewer bits. These are the only casts that could cut something off, and why they
//! do not.

/// How far into a source something is, or how many of something are in it: a source of more than 4 GiB is refused when it
/// is read, and nothing in it is more than its bytes.
#[expect(clippy::cast_possible_truncation, reason = "see above")]
pub(crate) fn offset(at: usize) -> u32 {
    debug_assert!(u32::try_from(at).is_ok(), "{at}");
    at as u32
}

/// Which of the kinds, the settings of a kind, the values of a setting or the rules: more than these bits tell apart are
/// refused when the catalogue and the rules are loaded.
#[expect(clippy::cast_possible_truncation, reason = "see above")]
pub(crate) fn index(at: usize) -> u16 {
    debug_assert!(u16::try_from(at).is_ok(), "{at}");
    at as u16
}
