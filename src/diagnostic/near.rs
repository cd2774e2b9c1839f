//! "Did you mean": of the names that there are, the one that is most like a name that there is not.

use crate::lang::{Text, text};

/// The longest name that is compared with those that there are, in bytes: nobody mistypes a longer one, and it takes time.
const LONGEST: usize = 256;

/// The most similar of several names, if it is similar.
pub(crate) fn closest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    if name.len() > LONGEST {
        return None;
    }
    let name = name.to_lowercase();
    let (distance, near) = names.map(|other| (strsim::levenshtein(&name, &other.to_lowercase()), other)).min()?;
    (distance <= name.len() / 3 + 1).then_some(near)
}

/// The question whether that was meant.
pub(crate) fn did_you_mean(near: &str) -> Text {
    text!("did you mean {near}?", "是否应为 {near}？")
}

/// The question whether one of the names was meant, or else some other advice.
pub(crate) fn advice<'n>(name: &str, names: impl Iterator<Item = &'n str>, other: impl FnOnce() -> Text) -> Text {
    closest(name, names).map_or_else(other, did_you_mean)
}
