//! Findings in one form, of exports that are judged now or of a report that was saved, and those that are left alone.

use serde_json::Value as Json;

use super::words::FixWhy;
use crate::model::value::Value;
use crate::pack::catalogue::{Catalogue, Kind, SettingDef, SettingId, Shape};
use crate::pack::rule::{Rule, Rules};
use crate::pipeline::judge::{BaselineState, Judged};
use crate::report::{self, Context, SavedResult};
use crate::text::data::{Line, Str};

/// A finding that is to be mended.
#[derive(Debug)]
pub(super) struct FixFound<'a> {
    pub(super) rule: &'a Rule,
    pub(super) kind: &'a Kind,
    pub(super) setting: Option<SettingId>,
    /// What names the object.
    pub(super) resource: Option<String>,
    /// The value found, in canonical form.
    pub(super) observed: Json,
    /// The headline.
    pub(super) message: String,
    /// The family of commands for the tool that the export is from.
    pub(super) family: Option<&'static str>,
    /// The shell that wrote the export, where a manifest says so.
    pub(super) shell: Option<String>,
}

/// A finding that nothing is done about.
#[derive(Debug)]
pub(super) struct LeftAlone {
    pub(super) rule: String,
    pub(super) message: String,
    pub(super) why: FixWhy,
}

/// A finding, and what becomes of it.
#[derive(Debug)]
pub(super) enum OpenFinding<'a> {
    Open(FixFound<'a>),
    Left(LeftAlone),
}

impl FixFound<'_> {
    pub(super) fn def(&self) -> Option<&SettingDef> {
        self.setting.map(|id| self.kind.def(id))
    }

    /// The value, if the canonical form of it is what the setting's command takes.
    pub(super) fn value(&self) -> &Json {
        let as_it_is = |def: &SettingDef| {
            matches!(def.shape, Shape::Boolean | Shape::Integer | Shape::Text | Shape::Enum(_) | Shape::List { .. })
        };
        if self.def().is_some_and(as_it_is) { &self.observed } else { &Json::Null }
    }

    /// Whether the rule allows an entry of the setting, which is a list.
    pub(super) fn allows(&self, entry: &str) -> bool {
        let (Some(id), Some(def)) = (self.setting, self.def()) else { return false };
        let checks = self.rule.checks.iter().filter(|check| check.kind == self.kind.id);
        let mut of = checks.flat_map(|check| &check.expect).filter(|condition| condition.setting == id);
        of.all(|condition| condition.test.holds(def, &Value::List(vec![entry.to_owned().into()])))
    }

    /// The commands that mend it: those that name the setting where any does.
    pub(super) fn lines(&self) -> (&str, Vec<&Line>) {
        let names = |line: &Line| self.def().is_some_and(|def| names_word(&line.en, &def.name));
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

/// A finding of exports; `accepted`: what is accepted is mended too.
pub(super) fn of_judged<'a>(
    judged: &Judged,
    (rules, catalogue): (&'a Rules, &'a Catalogue),
    context: Context<'_>,
    shell: Option<String>,
    accepted: bool,
) -> OpenFinding<'a> {
    let verdict = &judged.verdict;
    let (rule, kind) = (rules.get(verdict.rule), catalogue.kind(verdict.kind));
    let message = report::message(judged, context);
    let left = |why| OpenFinding::Left(LeftAlone { rule: rule.id.to_string(), message: message.clone(), why });
    match &judged.waived {
        Some(waived) if !accepted => {
            return left(FixWhy::waived(&waived.reason, waived.expires.map(|day| day.to_string())));
        }
        None if !accepted && judged.baseline == Some(BaselineState::Unchanged) => return left(FixWhy::Baseline),
        _ => {}
    }
    OpenFinding::Open(FixFound {
        rule,
        kind,
        setting: verdict.setting,
        resource: verdict.resource.clone(),
        observed: verdict.observed.clone().unwrap_or_default(),
        message,
        family: verdict.dialect.map(crate::model::dialect::Dialect::id),
        shell,
    })
}

/// A finding of a saved report.
pub(super) fn of_saved<'a>(
    result: SavedResult,
    rules: &'a Rules,
    catalogue: &'a Catalogue,
    accepted: bool,
) -> OpenFinding<'a> {
    let message = result.message.clone().unwrap_or_default();
    let why = match (rules.named(&result.rule), catalogue.named(&result.kind)) {
        _ if !accepted && !result.waiver.is_null() => {
            let text = |name: &str| result.waiver[name].as_str().map(str::to_owned);
            FixWhy::waived(&text("reason").unwrap_or_default(), text("expires"))
        }
        _ if !accepted && result.is_accepted() => FixWhy::Baseline,
        (Some(rule), Some(kind)) => {
            return OpenFinding::Open(FixFound {
                rule,
                kind,
                setting: result.setting.as_deref().and_then(|name| kind.setting(name)),
                resource: result.resource,
                observed: result.observed,
                message,
                family: None,
                shell: None,
            });
        }
        (Some(_), None) => FixWhy::UnknownKind(result.kind.clone()),
        (None, _) if rules.left_out().contains(&result.rule) => FixWhy::Off,
        (None, _) => FixWhy::UnknownRule,
    };
    OpenFinding::Left(LeftAlone { rule: result.rule, message, why })
}
