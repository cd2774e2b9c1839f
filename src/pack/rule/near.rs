//! The name that was likely meant where there is none of that name.

use super::{Rule, Rules, words};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::near::{closest, did_you_mean};

impl Rules {
    /// That no rule is called so, nor is there one that a pattern means.
    pub(crate) fn unknown(&self, pattern: &str) -> Diagnostic {
        let near = self.nearest(pattern).map_or_else(words::all_rules, |near| did_you_mean(&near));
        words::unknown_rule(pattern).help(near)
    }

    /// The id, or the pattern of a service, that was likely meant: what
    /// is called so in a service, what alone begins so, or what is most like it.
    pub(crate) fn nearest(&self, pattern: &str) -> Option<String> {
        let service = |rule: &Rule| Some(format!("{}/*", rule.id.split('/').next()?));
        let services: Vec<String> = self.all().filter_map(|(_, rule)| service(rule)).collect();
        if pattern.ends_with("/*") {
            return closest(pattern, services.iter().map(String::as_str)).map(str::to_owned);
        }
        let whole = format!("{pattern}/*");
        if services.contains(&whole) {
            return Some(whole);
        }
        let ids = || self.all().map(|(_, rule)| rule.id.as_str());
        let name = |id: &'_ str| id.split_once('/').map_or(id.len(), |(service, _)| service.len() + 1);
        let named = ids().find(|id| id[name(id)..] == *pattern);
        let begun = || {
            let begins =
                |id: &&str| !pattern.is_empty() && (id.starts_with(pattern) || id[name(id)..].starts_with(pattern));
            let mut begun = ids().filter(begins);
            begun.next().filter(|_| begun.next().is_none())
        };
        let near = named.or_else(begun).or_else(|| closest(pattern, ids()));
        // Or the service was forgotten, and the name mistyped.
        let mistyped = || closest(pattern, ids().map(|id| &id[name(id)..]));
        let near = near.or_else(|| mistyped().and_then(|near| ids().find(|id| id[name(id)..] == *near)));
        near.map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::catalogue::Catalogue;

    #[test]
    fn what_was_meant_is_found() {
        let rules = Rules::builtin(&Catalogue::builtin());
        let near = |name: &str| rules.nearest(name);
        for meant in
            ["external-sharing", "sharepoint/externl-sharing", "SharePoint/External-Sharing", "externl-sharing"]
        {
            assert_eq!(near(meant).as_deref(), Some("sharepoint/external-sharing"), "{meant}");
        }
        assert_eq!(near("sharepoint/external").as_deref(), Some("sharepoint/external-sharing"));
        assert_eq!(near("sharepoint").as_deref(), Some("sharepoint/*"));
        assert_eq!(near("sharepont/*").as_deref(), Some("sharepoint/*"));
        assert_eq!(near("translation").as_deref(), Some("office/translation"));
        for none in ["", "s", "quite another thing"] {
            assert_eq!(near(none), None, "{none:?}");
        }
    }
}
