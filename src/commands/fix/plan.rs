//! Findings sorted: changes in the cloud and on servers, what is to be done by hand, and what is left alone.

use serde_json::Value;

use super::change::{self, FixChange, change};
use super::findings::{FixFound, LeftAlone, OpenFinding};
use crate::lang::{Lang, fill_in};
use crate::order::Order as _;
use crate::pack::catalogue::{Kind, Origin, SettingDef, Shape};
use crate::pack::services::Service;
use crate::text::powershell::literal;
use crate::text::printable::printable;

/// What the scripts are to do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The tenant, if it is known.
    pub(super) tenant: Option<String>,
    pub(super) items: Vec<PlanItem>,
    /// Those of one rule follow each other.
    pub(super) by_hand: Vec<ByHand>,
    pub(super) left: Vec<LeftAlone>,
}

/// One change, and the findings that it mends.
#[derive(Debug)]
pub(super) struct PlanItem {
    pub(super) rules: Vec<String>,
    pub(super) messages: Vec<String>,
    pub(super) why: String,
    /// Values are equal only if their letters are.
    pub(super) exact: bool,
    /// What the value found may be called in an answer, and the value wanted; nothing: only as it is written.
    pub(super) called: [Vec<String>; 2],
    pub(super) change: FixChange,
}

/// Findings of a rule that no change mends.
#[derive(Debug)]
pub(super) struct ByHand {
    pub(super) rule: String,
    pub(super) fix: String,
    pub(super) findings: Vec<Manual>,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Manual {
    pub(super) message: String,
    pub(super) lines: Vec<String>,
    /// Among the lines is one that destroys something.
    pub(super) irreversible: bool,
}

impl Plan {
    /// How many findings are to be mended by hand.
    pub(super) fn manual(&self) -> usize {
        self.by_hand.iter().map(|of_rule| of_rule.findings.len()).sum()
    }

    /// How many findings it answers for.
    fn findings(&self) -> usize {
        let mended: usize = self.items.iter().map(|item| item.messages.len()).sum();
        mended + self.manual() + self.left.len()
    }

    /// The changes on the organization's own servers, or those in the cloud.
    pub(super) fn items_on<'p>(&'p self, services: &'p [Service], on_premises: bool) -> Vec<&'p PlanItem> {
        self.items.iter().filter(|item| services[item.change.service].on_premises == on_premises).collect()
    }
}

/// Sorts findings; `servers`: objects of the organization's own servers are among what was read.
pub(super) fn plan(found: Vec<OpenFinding<'_>>, servers: bool, services: &[Service], lang: Lang) -> Plan {
    let mut plan = Plan::default();
    let all = found.len();
    for finding in found {
        match finding {
            OpenFinding::Left(left) => plan.left.push(left),
            OpenFinding::Open(found) => plan.add(found, servers, services, lang),
        }
    }
    debug_assert_eq!(plan.findings(), all, "each finding stands in one place");
    // An object of a limit's is changed before the limit: what is above it is given back first.
    plan.items.order_by_key(|item| item.change.target.is_none());
    plan
}

impl Plan {
    fn add(&mut self, found: FixFound<'_>, servers: bool, services: &[Service], lang: Lang) {
        let setting = found.def().map_or("", |def| def.name.as_str());
        let allows = |entry: &str| found.allows(entry);
        let finding = change::FixFinding {
            setting,
            resource: found.resource.as_deref(),
            observed: found.value(),
            shell: found.shell.as_deref(),
            servers,
            allows: &allows,
        };
        let declared = found.kind.origin == Origin::Declared;
        let lines = if declared { Vec::new() } else { found.all_lines() };
        let Some(change) = lines.into_iter().find_map(|line| change(line, &finding, services)) else {
            return self.add_by_hand(&found, lang);
        };
        // Two rules about one setting, or two settings of one switch, are one change.
        if let Some(item) = self.items.iter_mut().find(|item| item.change.is_about_the_same(&change)) {
            if item.change.set != change.set && !item.change.edit_too(&allows) {
                return self.add_by_hand(&found, lang);
            }
            if !item.rules.iter().any(|id| *id == *found.rule.id) {
                item.rules.push(found.rule.id.to_string());
            }
            item.messages.push(found.message);
            return;
        }
        let def = found.kind.setting(change.setting()).map(|id| found.kind.def(id));
        let exact = def.is_some_and(|def| matches!(def.shape, Shape::Text | Shape::Date | Shape::Version));
        self.items.push(PlanItem {
            rules: vec![found.rule.id.to_string()],
            why: found.rule.why.get(lang).to_owned(),
            exact,
            called: [&change.found, &change.wanted].map(|value| def.map_or_else(Vec::new, |def| names(def, value))),
            messages: vec![found.message],
            change,
        });
    }

    fn add_by_hand(&mut self, found: &FixFound<'_>, lang: Lang) {
        let (family, lines) = found.lines();
        let manual = Manual {
            irreversible: lines.iter().any(|line| line.en.contains("Remove-")),
            lines: lines
                .into_iter()
                .map(|line| put_identity(&line.get(lang), found.resource.as_deref(), family, lang))
                .collect(),
            message: found.message.clone(),
        };
        let rule = found.rule;
        match self.by_hand.iter_mut().find(|of_rule| *of_rule.rule == *rule.id) {
            Some(of_rule) => of_rule.findings.push(manual),
            None => self.by_hand.push(ByHand {
                rule: rule.id.to_string(),
                fix: rule.fix.get(lang).to_owned(),
                findings: vec![manual],
            }),
        }
    }
}

/// All that a value may be called in an answer: its name, its number, a truth in each of its spellings.
fn names(def: &SettingDef, value: &Value) -> Vec<String> {
    let mut names: Vec<String> = match (&def.shape, value) {
        (Shape::Boolean, Value::Bool(value)) => {
            let all = if *value { ["True", "1", "Yes"] } else { ["False", "0", "No"] };
            all.map(str::to_owned).to_vec()
        }
        (Shape::Enum(members), Value::String(_) | Value::Number(_)) => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let is = |name: &str, number: Option<i64>| {
                name.eq_ignore_ascii_case(&text) || number.is_some_and(|number| number.to_string() == text)
            };
            let member = members.iter().find(|member| is(&member.name, member.number));
            let named = member.into_iter().flat_map(|member| {
                [Some(member.name.to_string()), member.number.map(|number| number.to_string())].into_iter().flatten()
            });
            let mut spellings: Vec<_> = named.collect();
            if spellings.is_empty() {
                spellings.push(text);
            }
            spellings
        }
        _ => return Vec::new(),
    };
    if def.null_means.as_ref().is_some_and(|null| def.json(null) == *value) {
        names.push(String::new());
    }
    names
}

/// A command with the object's name in it as one literal; what cannot be filled in stays a placeholder.
fn put_identity(line: &str, identity: Option<&str>, family: &str, lang: Lang) -> String {
    let open = fill_in("<name>", lang);
    let Some(name) = identity else { return line.replace("{identity}", &open) };
    if family == "portal" {
        return line.replace("{identity}", &printable(name));
    }
    line.replace("\"{identity}\"", &literal(name)).replace("{identity}", &open)
}

/// Whether all commands that export a kind are those of servers.
pub(super) fn is_of_servers(kind: &Kind, services: &[Service]) -> bool {
    let on = |tool: &str| services.iter().any(|service| service.on_premises && service.tool == tool);
    kind.origin == Origin::Export && !kind.exports.is_empty() && kind.exports.iter().all(|way| on(&way.tool))
}
