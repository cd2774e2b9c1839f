//! `{name}` in a rule's message: filled with what the finding knows.

use std::fmt::Write as _;

/// Replaces each `{name}` by what `value` says of it; a name that it does not know stays as it is.
///
/// ```
/// # use tenantlint::pack::rule::fill;
/// let words = fill("{identity} is {observed}", |name| (name == "identity").then(|| "Site".into()));
/// assert_eq!(words, "Site is {observed}");
/// ```
pub fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut words = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        words.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            words.push('{');
            rest = after;
            continue;
        };
        match value(name) {
            Some(text) => words.push_str(&text),
            None => _ = write!(words, "{{{name}}}"),
        }
        rest = behind;
    }
    words.push_str(rest);
    words
}

/// The names that a template uses.
pub(super) fn names(template: &str) -> impl Iterator<Item = &str> {
    // Most templates have none, and all of them are looked at when the program starts.
    memchr::memchr_iter(b'{', template.as_bytes()).filter_map(|at| {
        let (name, _) = template[at + 1..].split_once('}')?;
        (!name.contains('{')).then_some(name)
    })
}

/// Names that are no settings.
pub(super) const OWN: [&str; 5] = ["identity", "setting", "observed", "expected", "problem"];
