//! A list without what a rule does not allow: of an entry such as `contoso.cn: A, B` first what is allowed of it stays.

/// The entries that are left, each as it was or without some of what stands behind its colon; none if all are gone.
pub(super) fn allowed(entries: &[String], holds: impl Fn(&str) -> bool) -> Option<Vec<String>> {
    let kept: Vec<_> = entries.iter().filter_map(|entry| part(entry, &holds)).collect();
    (!kept.is_empty()).then_some(kept)
}

/// What is allowed of an entry.
fn part(entry: &str, holds: &impl Fn(&str) -> bool) -> Option<String> {
    if holds(entry) {
        return Some(entry.to_owned());
    }
    let (of, what) = entry.split_once(':')?;
    let alone = |one: &str| holds(&format!("{of}: {one}"));
    let left: Vec<_> = what.split(',').map(str::trim).filter(|one| !one.is_empty() && alone(one)).collect();
    let left = format!("{of}: {}", left.join(", "));
    (!left.ends_with(": ") && holds(&left)).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_allowed_goes() {
        let holds = |entry: &str| !entry.contains("Contacts");
        let of = |entries: &[&str]| allowed(&entries.iter().map(|&entry| entry.to_owned()).collect::<Vec<_>>(), holds);
        assert_eq!(of(&["*: Contacts,Calendar", "a.cn: Mail"]).unwrap(), ["*: Calendar", "a.cn: Mail"]);
        assert_eq!(of(&["*:Contacts", "a.cn:Mail"]).unwrap(), ["a.cn:Mail"]);
        assert_eq!(of(&["*: Contacts"]), None);
        assert_eq!(of(&["Contacts"]), None);
    }
}
