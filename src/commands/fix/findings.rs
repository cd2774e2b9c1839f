//! Findings in one form, of exports that are judged now or of a report that was saved.

use serde_json::Value;

use crate::pack::catalogue::{Catalogue, Kind, SettingDef, Shape};
use crate::pack::rule::{Rule, Rules};
use crate::text::data::{Line, Str};

/// A finding that is to be mended.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) rule: &'a Rule,
    pub(super) kind: &'a Kind,
    pub(super) setting: Option<&'a SettingDef>,
    /// What names the object.
    pub(super) resource: Option<String>,
    /// The value found, in canonical form.
    pub(super) observed: Value,
    /// The headline.
    pub(super) message: String,
    /// The family of commands for the tool that the export is from.
    pub(super) family: Option<&'static str>,
}

impl Found<'_> {
    /// The value, if the canonical form of it is what the setting's command takes.
    pub(super) fn value(&self) -> &Value {
        let as_it_is = |def: &SettingDef| {
            matches!(def.shape, Shape::Boolean | Shape::Integer | Shape::Text | Shape::Enum(_) | Shape::List { .. })
        };
        if self.setting.is_some_and(as_it_is) { &self.observed } else { &Value::Null }
    }

    /// The commands that mend it: those that name the setting where any does.
    pub(super) fn lines(&self) -> (&str, Vec<&Line>) {
        let names = |line: &Line| self.setting.is_some_and(|def| names_word(&line.en, &def.name));
        let families = &self.rule.remediation;
        let naming = |family: &&(Str, Vec<Line>)| family.1.iter().any(names);
        let own = families.iter().find(|(family, _)| Some(family.as_str()) == self.family);
        let family = own.filter(naming).or_else(|| families.iter().find(naming)).or(own).or(families.first());
        let Some((family, lines)) = family else { return ("", Vec::new()) };
        let any = lines.iter().any(names);
        (family, lines.iter().filter(|line| !any || names(line)).collect())
    }

    /// All lines of all families, those that name the setting alone where any does.
    pub(super) fn all_lines(&self) -> Vec<&str> {
        let (own, first) = self.lines();
        let others = self.rule.remediation.iter().filter(|(family, _)| family.as_str() != own);
        first.into_iter().chain(others.flat_map(|(_, lines)| lines)).map(|line| line.en.as_str()).collect()
    }
}

/// Whether a line has a name in it as a word of its own.
fn names_word(line: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name).any(|(at, _)| {
        let (before, behind) = (line[..at].chars().next_back(), line[at + name.len()..].chars().next());
        !before.is_some_and(part) && !behind.is_some_and(part)
    })
}

/// A finding of a saved report; none if its rule or kind is not known here.
pub(super) fn of_saved<'a>(
    result: crate::report::SavedResult,
    rules: &'a Rules,
    catalogue: &'a Catalogue,
) -> Option<Found<'a>> {
    let rule = rules.named(&result.rule)?;
    let kind = catalogue.named(&result.kind)?;
    let setting = result.setting.as_deref().and_then(|name| kind.setting(name)).map(|id| kind.def(id));
    Some(Found {
        rule,
        kind,
        setting,
        resource: result.resource,
        observed: result.observed,
        message: result.message.unwrap_or_default(),
        family: None,
    })
}
