//! Waivers: findings that somebody accepts, for a reason, until a day.
//!
//! `check` finds fault with them, `apply` puts them to findings, `notices` says what came of that.
//! Nothing here touches a file.
//!
//! Every date is a day in UTC, as the day of the evaluation is: a waiver counts up to and including its last day.

pub(crate) mod apply;
pub(crate) mod check;
pub(crate) mod notices;
mod words;

use jiff::civil::Date;
use serde_json::Value as Json;

use crate::model::cloud::same_tenant;
use crate::model::place::{Located, Place};
use crate::text::name::fold;

/// One `[[waiver]]`.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// Its first line.
    pub place: Place,
    /// A rule's id, all rules of a service as `sharepoint/*`, or `*`.
    pub rule: Located<RulePattern>,
    /// Only resources of this kind.
    pub kind: Option<Located<String>>,
    /// Only resources of this name.
    pub resource: Option<Located<Glob>>,
    /// Only this setting.
    pub setting: Option<Located<String>>,
    /// Only what this tenant has, or nobody knows who.
    pub tenant: Option<Located<String>>,
    /// Only what stands in this file: its path, or the end of it.
    pub file: Option<Located<Glob>>,
    /// Only as long as the setting has this value: the canonical one, or as the export writes it.
    pub value: Option<Located<Json>>,
    /// Why the finding is accepted.
    pub reason: String,
    /// Who answers for that.
    pub owner: String,
    /// When it was agreed.
    pub created: Option<Located<Date>>,
    /// The last day on which it counts.
    pub expires: Option<Located<Date>>,
    /// Where it was agreed.
    pub ticket: Option<String>,
}

/// What waivers may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Every waiver names its last day.
    pub require_expires: bool,
    /// The most days from the one it was created on (or today, if it does not say) to the last.
    pub max_days: i32,
    /// From how many days before the last one on it is said that a waiver ends.
    pub warn_days: i32,
    /// A waiver that accepts more findings than this is too broad.
    pub max_findings: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self { require_expires: true, max_days: 366, warn_days: 14, max_findings: 50 }
    }
}

/// The waivers of a run.
#[derive(Debug, Clone, Default)]
pub struct Waivers {
    /// Those that count, in the order of the files and their lines.
    pub in_force: Vec<Waiver>,
    /// What they may be.
    pub policy: Policy,
    /// Those of the working tree, where others are in force.
    pub proposed: Option<Vec<Waiver>>,
    /// Those of the working tree cannot be read.
    pub proposed_unread: bool,
}

impl Waivers {
    /// Whether there is nothing to be said.
    pub fn is_empty(&self) -> bool {
        self.in_force.is_empty() && self.proposed.as_ref().is_none_or(Vec::is_empty) && !self.proposed_unread
    }
}

/// The rules that a waiver is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePattern(pub String);

impl RulePattern {
    /// Whether a rule of that id is meant.
    pub fn matches(&self, id: &str) -> bool {
        match self.0.strip_suffix('*') {
            Some("") => true,
            Some(service) => service.ends_with('/') && id.starts_with(service),
            None => self.0 == id,
        }
    }

    /// The id, if it is one rule.
    pub fn one(&self) -> Option<&str> {
        (!self.0.ends_with('*')).then_some(self.0.as_str())
    }
}

/// A name in which `*` stands for any characters, also none, also `/`. No other character is special: names of
/// resources are URLs and paths, in which `?`, `[` and `\` mean themselves. Upper and lower case are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    /// As it was written.
    pub written: String,
    folded: String,
    /// Where the first star is, and where what follows the last one begins: most names differ before or after.
    stars: Option<(usize, usize)>,
}

impl Glob {
    /// The pattern of that text.
    pub fn new(written: String) -> Self {
        let folded = fold(&written).into_owned();
        let stars = folded.find('*').zip(folded.rfind('*').map(|last| last + 1));
        Self { written, folded, stars }
    }

    /// The pattern of a file that is named by its path or the end of that.
    pub fn of_file(written: &str) -> Self {
        let end = written.replace('\\', "/");
        let end = end.trim_start_matches("./").trim_start_matches('/');
        Self { written: written.to_owned(), ..Self::new(format!("*/{end}")) }
    }

    /// Whether it stands for every name.
    pub fn is_everything(&self) -> bool {
        self.folded.chars().all(|character| character == '*')
    }

    /// Whether it stands for a name.
    pub fn matches(&self, name: &str) -> bool {
        self.matches_folded(&fold(name))
    }

    /// The only name that it stands for, as [`fold`] writes it, if it is only one.
    pub(crate) fn one(&self) -> Option<&str> {
        self.stars.is_none().then_some(self.folded.as_str())
    }

    /// Whether it stands for a name that [`fold`] has written.
    pub(crate) fn matches_folded(&self, name: &str) -> bool {
        let Some((first, last)) = self.stars else { return name == self.folded };
        let (start, end) = (&self.folded[..first], &self.folded[last..]);
        if !name.ends_with(end) {
            return false;
        }
        let Some(mut rest) = name.strip_prefix(start) else { return false };
        // Between the first star and the last; nothing if they are one.
        for piece in self.folded[first..last].split('*') {
            // The leftmost hit leaves most to the pieces after it.
            let Some(at) = rest.find(piece) else { return false };
            rest = &rest[at + piece.len()..];
        }
        rest.ends_with(end)
    }
}

/// What a waiver may be about; the names of the resource and the file are as [`fold`] writes them.
#[derive(Clone, Copy)]
struct Candidate<'f> {
    kind: &'f str,
    resource: &'f str,
    setting: Option<&'f str>,
    tenant: Option<&'f str>,
    file: &'f str,
}

impl Waiver {
    /// Whether a finding of one of its rules, about this, is meant; its value is another question.
    fn is_about(&self, finding: Candidate<'_>) -> bool {
        self.kind.as_ref().is_none_or(|wanted| wanted.value == finding.kind)
            && self.setting.as_ref().is_none_or(|wanted| finding.setting == Some(wanted.value.as_str()))
            && self.tenant.as_ref().is_none_or(|wanted| same_tenant(Some(&wanted.value), finding.tenant) != Some(false))
            && self.resource.as_ref().is_none_or(|glob| glob.value.matches_folded(finding.resource))
            && self.file.as_ref().is_none_or(|glob| glob.value.matches_folded(finding.file))
    }

    /// Whether both say that the same findings are accepted.
    pub(crate) fn is_for_the_same(&self, other: &Self) -> bool {
        self.rule.value == other.rule.value
            && Located::get(self.kind.as_ref()) == Located::get(other.kind.as_ref())
            && Located::get(self.setting.as_ref()) == Located::get(other.setting.as_ref())
            && Located::get(self.value.as_ref()) == Located::get(other.value.as_ref())
            && Located::get(self.resource.as_ref()).map(|glob| &glob.folded)
                == Located::get(other.resource.as_ref()).map(|glob| &glob.folded)
            && Located::get(self.tenant.as_ref()) == Located::get(other.tenant.as_ref())
            && Located::get(self.file.as_ref()).map(|glob| &glob.folded)
                == Located::get(other.file.as_ref()).map(|glob| &glob.folded)
    }

    /// All that it says, wherever it stands.
    fn said(&self) -> impl Ord {
        (
            self.rule.value.0.as_str(),
            Located::get(self.kind.as_ref()),
            Located::get(self.setting.as_ref()),
            Located::get(self.value.as_ref()).map(Json::to_string),
            Located::get(self.resource.as_ref()).map(|glob| &glob.folded),
            (Located::get(self.tenant.as_ref()), Located::get(self.file.as_ref()).map(|glob| &glob.folded)),
            (Located::get(self.created.as_ref()), Located::get(self.expires.as_ref())),
            (&self.reason, &self.owner, &self.ticket),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_the_only_special_character() {
        for (pattern, name, matches) in [
            ("https://contoso.sharepoint.cn/sites/a", "https://contoso.sharepoint.cn/sites/a", true),
            ("https://contoso.sharepoint.cn/sites/A", "HTTPS://contoso.sharepoint.cn/sites/a", true),
            ("https://contoso.sharepoint.cn/sites/a", "https://contoso.sharepoint.cn/sites/ab", false),
            ("https://contoso.sharepoint.cn/sites/a*", "https://contoso.sharepoint.cn/sites/ab/c", true),
            ("*/sites/b", "https://contoso.sharepoint.cn/sites/b", true),
            ("*/sites/b", "https://contoso.sharepoint.cn/sites/bb", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "ac", false),
            ("a*b*b*c", "a-b-c", false),
            ("a*b*b*c", "a-b-b-c", true),
            ("ab*ba", "aba", false),
            ("a?c", "abc", false),
            ("a?c", "a?c", true),
            ("[ab]", "a", false),
            ("EX01\\owa (Default Web Site)", "ex01\\OWA (Default Web Site)", true),
            ("合同*", "合同管理", true),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(Glob::new(pattern.to_owned()).matches(name), matches, "{pattern} {name}");
        }
    }

    #[test]
    fn rules_are_meant_by_id_by_service_or_all() {
        let matches = |pattern: &str, id: &str| RulePattern(pattern.to_owned()).matches(id);
        assert!(matches("sharepoint/*", "sharepoint/translation") && matches("*", "tenant/cloud"));
        assert!(!matches("share*", "sharepoint/translation") && !matches("sharepoint/*", "sharepoint2/x"));
        assert!(matches("tenant/cloud", "tenant/cloud") && !matches("tenant/cloud", "tenant/clouds"));
    }
}
