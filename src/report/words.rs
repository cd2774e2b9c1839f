//! The words of reports that belong to no rule.

use crate::lang::{Lang, words};

/// Above the further places of a finding in one file.
pub(super) fn also(lang: Lang) -> &'static str {
    words(lang, "it also rests on this", "判断依据还包括")
}
