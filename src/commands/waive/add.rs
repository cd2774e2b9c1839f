//! One waiver as TOML text, to be put at the end of a file; refused if it would not do what its writer means.

use jiff::civil::Date;
use serde_json::Value as Json;

use super::words;
use crate::config::waivers::{Others, WaiverFile, parse};
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::Text;
use crate::model::place::{Located, Place, SourceId};
use crate::order::Order as _;
use crate::pack::catalogue::{SettingDef, Shape};
use crate::pack::rule::Rule;
use crate::pipeline::accept::Pack;
use crate::pipeline::accept::waiver::check::{check, days_between, last_day};
use crate::pipeline::accept::waiver::{Glob, Policy, RulePattern, Waiver};
use crate::pipeline::expect::TenantNames;
use crate::text::safe_toml;
use crate::text::safe_toml::quoted;

/// How long a waiver lasts if nobody says.
const DAYS: i32 = 90;

/// What is to be waived.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The rule.
    pub rule: String,
    /// Only resources of this kind.
    pub kind: Option<String>,
    /// Only resources of this name.
    pub resource: Option<String>,
    /// Only this setting.
    pub setting: Option<String>,
    /// Only what this tenant has.
    pub tenant: Option<TenantNames>,
    /// Only what stands in this file.
    pub file: Option<String>,
    /// Only as long as it has this value; several for a list.
    pub value: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day.
    pub expires: Option<Date>,
    /// The number of days from today to the last.
    pub days: Option<i32>,
    /// Where it was agreed.
    pub ticket: Option<String>,
}

/// What goes to the end of a file's `text` for a waiver, or why the file or what was asked for does not let it.
pub(super) fn addition(
    text: &str,
    source: SourceId,
    request: &Request,
    pack: Pack<'_>,
) -> Result<String, Vec<Diagnostic>> {
    let refused = |why: Text| vec![Diagnostic::new(Code::WaiverRefused, why)];
    let (file, told) = parse(text, source, Others::Left);
    if !told.is_empty() {
        return Err(told);
    }
    let policy = file.policy.as_ref().map_or_else(Policy::default, |policy| policy.value);
    let waiver = waiver(request, policy, pack).map_err(refused)?;
    if let Some(wrong) = check(std::slice::from_ref(&waiver), policy, pack).first() {
        return Err(refused(wrong.line()));
    }
    if let Some(same) = file.waivers.iter().find(|other| other.is_for_the_same(&waiver)) {
        return Err(vec![words::repeated(same.place)]);
    }
    let block = toml(&waiver);
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = match text {
        "" => "",
        text if !text.ends_with('\n') => "\n\n",
        text if text.ends_with("\n\n") || text.ends_with("\n\r\n") => "",
        _ => "\n",
    };
    let added = (gap.to_owned() + &block).replace('\n', newline);
    // A file that writes its waivers as one array cannot be added to at the end.
    let count = |file: &WaiverFile| file.waivers.len();
    let (after, told) = parse(&(text.to_owned() + &added), source, Others::Left);
    if told.is_empty() && count(&after) == count(&file) + 1 { Ok(added) } else { Err(refused(words::one_array())) }
}

fn waiver(request: &Request, policy: Policy, pack: Pack<'_>) -> Result<Waiver, Text> {
    let place = Place { source: SourceId(0), span: crate::model::place::Span::default() };
    let rule = RulePattern(request.rule.clone());
    for (name, text) in [("--reason", &request.reason), ("--owner", &request.owner)] {
        if text.trim().is_empty() {
            return Err(words::empty(name));
        }
    }
    match rule.one() {
        Some(id) => match pack.rules.named(id) {
            None => return Err(pack.rules.unknown(id).line()),
            Some(one) if !one.waivable => return Err(words::barred(id)),
            Some(_) => {}
        },
        None if request.resource.as_ref().is_none_or(|name| Glob::new(name.clone()).is_everything()) => {
            return Err(words::too_broad(&rule.0));
        }
        None => {}
    }
    let expires = match (request.expires, request.days) {
        (Some(day), _) => day,
        (None, Some(days)) => last_day(pack.today, days),
        (None, None) => last_day(pack.today, DAYS.min(policy.max_days)),
    };
    if days_between(pack.today, expires) < 0 {
        return Err(words::over(expires, pack.today));
    }
    let at = |text: &String| Located { value: text.trim().to_owned(), place };
    let value = match request.value.as_slice() {
        [] => None,
        values => Some(Located { value: value(values, request, &rule, pack)?, place }),
    };
    Ok(Waiver {
        place,
        rule: Located { value: rule, place },
        kind: request.kind.as_ref().map(at),
        resource: request.resource.as_ref().map(|name| Located { value: Glob::new(name.trim().to_owned()), place }),
        setting: request.setting.as_ref().map(at),
        tenant: request.tenant.as_ref().and_then(|names| names.shown.first()).map(at),
        file: request.file.as_ref().map(|name| Located { value: Glob::of_file(name.trim()), place }),
        value,
        reason: request.reason.trim().to_owned(),
        owner: request.owner.trim().to_owned(),
        created: Some(Located { value: pack.today, place }),
        expires: Some(Located { value: expires, place }),
        ticket: request.ticket.as_ref().map(|ticket| ticket.trim().to_owned()),
    })
}

/// A pinned value in canonical form, or in words what it may be.
fn value(values: &[String], request: &Request, rule: &RulePattern, pack: Pack<'_>) -> Result<Json, Text> {
    let matching = pack.rules.all().map(|(_, one)| one).filter(|one| rule.matches(&one.id));
    let defs: Vec<&SettingDef> = matching.flat_map(|one| judged(one, request, pack)).collect();
    // A setting or a kind that is wrong is told by `check`.
    let Some(def) = defs.first() else { return Ok(Json::from(values[0].as_str())) };
    if defs.iter().any(|other| other.name != def.name) {
        let mut names: Vec<_> = defs.iter().map(|def| def.name.as_str()).collect();
        names.order_by(Ord::cmp);
        names.dedup();
        return Err(words::value_of_what(&names));
    }
    if let Shape::List { separator, .. } = def.shape {
        let items = values.iter().flat_map(|text| match separator {
            Some(separator) => text.split(separator).filter(|item| !item.is_empty()).collect(),
            None => vec![text.as_str()],
        });
        return Ok(items.collect());
    }
    let [text] = values else { return Err(words::several(&def.name)) };
    let text = text.trim();
    let member = |member: &&crate::pack::catalogue::Member| {
        member.name.eq_ignore_ascii_case(text) || member.number.is_some_and(|number| text.parse() == Ok(number))
    };
    let parsed = match &def.shape {
        Shape::Boolean => text.to_ascii_lowercase().parse::<bool>().ok().map(Json::from),
        Shape::Integer => text.parse::<i64>().ok().map(Json::from),
        Shape::Enum(members) | Shape::CloudOfHost(members) => {
            members.iter().find(member).map(|member| Json::from(member.name.as_str()))
        }
        Shape::Text | Shape::Date | Shape::Version | Shape::List { .. } => Some(Json::from(text)),
    };
    parsed.ok_or_else(|| {
        let members = def.shape.members();
        let names: Vec<_> = match &def.shape {
            Shape::Boolean => vec!["true", "false"],
            _ => members.iter().map(|member| member.name.as_str()).collect(),
        };
        words::no_value(&def.name, text, &names)
    })
}

/// The settings that a rule judges and a request may mean.
fn judged<'p>(rule: &'p Rule, request: &Request, pack: Pack<'p>) -> Vec<&'p SettingDef> {
    let checks = rule.checks.iter().map(|check| (pack.catalogue.kind(check.kind), check));
    let checks = checks.filter(|(kind, _)| request.kind.as_ref().is_none_or(|wanted| *wanted == kind.name));
    checks
        .flat_map(|(kind, check)| check.expect.iter().map(|one| kind.def(one.setting)))
        .filter(|def| request.setting.as_ref().is_none_or(|wanted| *wanted == def.name))
        .collect()
}

/// A waiver as a table.
fn toml(waiver: &Waiver) -> String {
    let mut lines = vec!["[[waiver]]".to_owned(), format!("rule = {}", quoted(&waiver.rule.value.0))];
    let mut text = |key: &str, value: Option<&str>| {
        lines.extend(value.map(|value| format!("{key} = {}", quoted(value))));
    };
    text("kind", waiver.kind.as_ref().map(|kind| kind.value.as_str()));
    text("resource", waiver.resource.as_ref().map(|resource| resource.value.written.as_str()));
    text("setting", waiver.setting.as_ref().map(|setting| setting.value.as_str()));
    text("tenant", waiver.tenant.as_ref().map(|tenant| tenant.value.as_str()));
    text("file", waiver.file.as_ref().map(|file| file.value.written.as_str()));
    if let Some(value) = &waiver.value {
        lines.push(format!("value = {}", safe_toml::value(&value.value)));
    }
    let mut text = |key: &str, value: Option<&str>| {
        lines.extend(value.map(|value| format!("{key} = {}", quoted(value))));
    };
    text("reason", Some(&waiver.reason));
    text("owner", Some(&waiver.owner));
    for (key, day) in [("created", &waiver.created), ("expires", &waiver.expires)] {
        lines.extend(day.as_ref().map(|day| format!("{key} = {}", day.value)));
    }
    lines.extend(waiver.ticket.as_ref().map(|ticket| format!("ticket = {}", quoted(ticket))));
    lines.push(String::new());
    lines.join("\n")
}
