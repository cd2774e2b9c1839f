//! Versions of four numbers, as `15.0.847.32`, in the forms in which tools write them.

use crate::json::NodeRef;
use crate::model::value::Reason;

/// The four numbers of `Version 15.0 (Build 847.32)` or `15.00.0847.032`, whatever words follow them.
pub(super) fn of_text(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = match text.get(..7) {
        Some(word) if word.eq_ignore_ascii_case("version") => text[7..].trim_start(),
        _ => text,
    };
    let (major, rest) = number(rest)?;
    let (minor, rest) = number(rest.strip_prefix('.')?)?;
    let (build, rest) = number(rest.strip_prefix('.').or_else(|| in_brackets(rest))?)?;
    let (revision, rest) = number(rest.strip_prefix('.')?)?;
    // The directory writes a build with a 3 before its four digits: 15.1 (Build 32507.6) for 15.1.2507.6.
    let build = if (30_000..40_000).contains(&build) { build - 30_000 } else { build };
    // A fifth number, or a letter in a number, is no such version.
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '.');
    ends.then(|| join([major, minor, build, revision]))
}

/// What follows in ` (Build …`.
fn in_brackets(text: &str) -> Option<&str> {
    let inside = text.trim_start().strip_prefix('(')?;
    inside.get(..5).filter(|word| word.eq_ignore_ascii_case("build"))?;
    Some(inside[5..].trim_start())
}

/// The same of `{"Major": 15, "Minor": 0, "Build": 847, "Revision": 32}`.
pub(super) fn of_object(node: NodeRef<'_>) -> Result<String, Reason> {
    let parts = ["Major", "Minor", "Build", "Revision"].map(|name| node.get(name));
    if parts.iter().all(Option::is_none) {
        return Err(Reason::WrongType);
    }
    let mut numbers = [0; 4];
    for (number, part) in numbers.iter_mut().zip(parts) {
        *number = part.and_then(|part| part.raw().parse().ok()).ok_or(Reason::UnknownValue)?;
    }
    Ok(join(numbers))
}

fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    Some((text[..digits].parse().ok()?, &text[digits..]))
}

fn join(numbers: [u32; 4]) -> String {
    numbers.map(|number| number.to_string()).join(".")
}
