//! What stands for a name: its sort and a number, in the order in which names appear. It is no hash, which could be
//! guessed.

use std::collections::{HashMap, HashSet};

use crate::model::cloud::{is_id, service_suffix, tenant_key};

/// What a name is a name of, as far as its form tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum PseudonymsSort {
    Tenant,
    File,
    Address,
    Host,
    Id,
    Key,
    Name,
}

impl PseudonymsSort {
    /// What a text looks like.
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim();
        if text.contains("://") || text.contains('@') && !text.contains(' ') {
            Self::Address
        } else if is_id(text) {
            Self::Id
        } else if is_host(text) {
            Self::Host
        } else {
            Self::Name
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::File => "file",
            Self::Address => "address",
            Self::Host => "host",
            Self::Id => "id",
            Self::Key => "key",
            Self::Name => "name",
        }
    }
}

/// How the names of files end that are read or written.
pub(super) const ENDS: [&str; 11] =
    ["json", "jsonl", "ndjson", "csv", "xlsx", "txt", "toml", "xml", "zip", "html", "sarif"];

/// Names with dots between them, or four numbers.
pub(super) fn is_host(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let part = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let last = parts.last().is_some_and(|last| last.chars().count() > 1 && last.chars().all(char::is_alphabetic));
    let numbers = parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok());
    parts.len() > 1 && parts.iter().all(part) && (last || numbers)
}

/// The names that have appeared.
#[derive(Debug, Default)]
pub(super) struct Pseudonyms {
    told: HashMap<String, String>,
    counts: HashMap<PseudonymsSort, usize>,
    given: HashSet<String>,
}

impl Pseudonyms {
    /// What stands for a name, as it did before if it has appeared.
    pub(super) fn of(&mut self, sort: PseudonymsSort, name: &str) -> String {
        match sort {
            PseudonymsSort::Host if tenant_key(name).is_some() => self.tenant(name),
            _ => self.numbered(sort, name.trim().to_lowercase(), ""),
        }
    }

    /// What stands for the path of a file; how its name ends stays, if that is nothing special.
    pub(super) fn file(&mut self, path: &str) -> String {
        let end = path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
        let end = end.filter(|end| ENDS.contains(&end.as_str())).map(|end| format!(".{end}"));
        self.numbered(PseudonymsSort::File, format!("file/{path}"), &end.unwrap_or_default())
    }

    /// Whether a text stands for a name.
    pub(super) fn is_given(&self, text: &str) -> bool {
        self.given.contains(text)
    }

    /// What stands for a tenant, whichever of its domains and addresses names it. In which cloud it is stays.
    pub(super) fn tenant(&mut self, name: &str) -> String {
        match (tenant_key(name), service_suffix(name)) {
            (Some(key), Some(suffix)) => {
                self.numbered(PseudonymsSort::Tenant, format!("tenant/{key}"), &format!(".{suffix}"))
            }
            _ => self.numbered(
                if is_id(name) { PseudonymsSort::Id } else { PseudonymsSort::Tenant },
                name.trim().to_lowercase(),
                "",
            ),
        }
    }

    fn numbered(&mut self, sort: PseudonymsSort, key: String, end: &str) -> String {
        if let Some(told) = self.told.get(&key) {
            return told.clone();
        }
        let count = self.counts.entry(sort).or_default();
        *count += 1;
        let told = format!("{}-{count}{end}", sort.word());
        self.given.insert(told.clone());
        self.told.insert(key, told.clone());
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbered_in_the_order_in_which_they_appear() {
        let mut names = Pseudonyms::default();
        let mut of = |text: &str| names.of(PseudonymsSort::of(text), text);
        assert_eq!(of("Li Wei"), "name-1");
        assert_eq!(of("https://a.example/x"), "address-1");
        assert_eq!(of("ex01.corp.example"), "host-1");
        assert_eq!(of("chen@corp.example"), "address-2");
        assert_eq!(of("10.20.0.7"), "host-2");
        assert_eq!(of("e3a7d5c2-41b9-4f60-9d2e-6c8b0a1f5e73"), "id-1");
        assert_eq!(of("li wei"), "name-1");
        let tenant = names.tenant("contosocn.partner.onmschina.cn");
        assert_eq!(tenant, "tenant-1.partner.onmschina.cn");
        assert_eq!(names.tenant("https://contosocn-admin.sharepoint.cn"), tenant);
        assert_eq!(names.file("a/lanhai.JSON"), "file-1.json");
        assert_eq!(names.file("a/lanhai"), "file-2");
        assert!(names.is_given("file-1.json") && !names.is_given("file-1"));
        assert_eq!(names.tenant("beiguo.partner.onmschina.cn"), "tenant-2.partner.onmschina.cn");
    }
}
