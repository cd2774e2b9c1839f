//! Where something can be read, and a text that leads there.

/// Where a reference can be read: a web address, or a file of a public repository as `owner/name:path`.
pub(crate) fn address(reference: &str) -> Option<String> {
    if reference.starts_with("https://") {
        return Some(reference.to_owned());
    }
    let (name, path) = reference.split_once(':').filter(|(name, _)| name.matches('/').count() == 1)?;
    Some(format!("https://github.com/{name}/blob/HEAD/{path}"))
}

/// A text that leads to a web address, where links are followed. Nothing but plain characters may reach the sequence
/// that the terminal reads.
pub(crate) fn hyperlink(shown: &str, address: &str, links: bool) -> String {
    let followed = links && address.starts_with("https://") && address.bytes().all(|byte| byte.is_ascii_graphic());
    if followed { format!("\u{1b}]8;;{address}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\") } else { shown.to_owned() }
}
