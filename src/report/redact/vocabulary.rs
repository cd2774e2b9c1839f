//! What may be told as it is: what this program knew before it read anything.

use std::collections::HashSet;

use crate::pack::catalogue::Catalogue;
use crate::pack::rule::Rules;

use super::pseudonyms::is_host;

/// The texts that are ours, in lower case.
#[derive(Debug)]
pub(super) struct Vocabulary(HashSet<String>);

/// Words of JSON, and of the files that say what is accepted.
const WORDS: [&str; 28] = [
    "true",
    "false",
    "null",
    "none",
    "all",
    "default",
    "value",
    "waiver",
    "rule",
    "rules",
    "resource",
    "setting",
    "kind",
    "reason",
    "owner",
    "created",
    "expires",
    "ticket",
    "tenant",
    "file",
    "answers",
    "declaration",
    "tenantlint",
    "format_version",
    "by",
    "on",
    "url",
    "evidence",
];

impl Vocabulary {
    pub(super) fn of(catalogue: &Catalogue, rules: &Rules) -> Self {
        let mut texts: HashSet<String> = WORDS.map(str::to_owned).into();
        let mut add = |text: &str| _ = texts.insert(text.to_lowercase());
        for kind in catalogue.kinds() {
            add(&kind.name);
            for (dialect, signs) in &kind.recognised_by {
                add(dialect.id());
                signs.sections.iter().for_each(|section| add(section));
            }
            for def in &kind.settings {
                add(&def.name);
                def.spellings.iter().flat_map(|(_, spelling, _)| spelling.split('/')).for_each(&mut add);
                def.shape.members().iter().for_each(|member| add(&member.name));
            }
        }
        for (_, rule) in rules.all() {
            add(&rule.id);
            for condition in rule.checks.iter().flat_map(|check| check.when.iter().chain(&check.expect)) {
                condition.test.accepted().iter().filter_map(serde_json::Value::as_str).for_each(&mut add);
            }
        }
        Self(texts)
    }

    /// Whether a text is ours, or none but a number or a day.
    pub(super) fn holds(&self, text: &str) -> bool {
        let text = text.trim();
        text.is_empty() || is_number(text) || self.0.contains(&text.to_lowercase())
    }
}

/// A number that counts something, a version, or a day; no number that somebody has.
fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b".-+eE%".contains(&byte));
    let day = text.get(..10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok());
    let dated = day && text.bytes().all(|byte| byte.is_ascii_digit() || b"-:.TZ+".contains(&byte));
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    dated || begins && plain && (1..=9).contains(&digits) && !is_host(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_nobodys_name() {
        for text in ["2", "-1.5", "100%", "15.0.847.64", "2026-06-01", "2026-06-01T08:00:00Z"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["10.20.0.7", "13800138000", "e3", "05000001号", "2026-06-01x", "", "-"] {
            assert!(!is_number(text), "{text}");
        }
    }
}
