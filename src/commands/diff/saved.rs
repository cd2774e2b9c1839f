//! A report that `tenantlint check --format json` wrote, read as one side of a comparison.
//!
//! It holds what rules looked at and nothing else: findings can be compared, settings only where a result tells them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

use super::side::{At, Said, Side, SideInput, tenant_form};
use super::table::{DiffTable, is_joined};
use crate::model::narrow::{index, offset};
use crate::model::severity::Severity;
use crate::model::value::{Reading, Reason, Value};
use crate::order::Gather as _;
use crate::pack::catalogue::{Catalogue, KindId, SettingDef, SettingId, Shape};
use crate::pipeline::check::Outcome;
use crate::pipeline::source::Source;
use crate::text::name::fold;

/// What every report of ours says of itself.
const SCHEMA: &str = "report-v1.schema.json";

#[derive(Deserialize)]
struct SavedHead {
    schema: String,
}

#[derive(Deserialize)]
struct SavedReport {
    format_version: u32,
    #[serde(default)]
    tenants: Vec<String>,
    inputs: Vec<ReportInput>,
    rules: Vec<SavedRule>,
    results: Vec<ReportResult>,
}

#[derive(Deserialize)]
struct ReportInput {
    file: String,
    resources: BTreeMap<String, u64>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct SavedRule {
    id: String,
    version: u32,
    verdicts: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct ReportResult {
    rule: String,
    verdict: SavedVerdict,
    reason: Option<String>,
    severity: Severity,
    kind: String,
    resource: Option<String>,
    file: Option<String>,
    pointer: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    setting: Option<String>,
    #[serde(default)]
    tenant: Option<String>,
    observed: Json,
    expected: Json,
    message: Option<String>,
    /// None where names were redacted, so that there is nothing to compare.
    fingerprint: Option<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum SavedVerdict {
    Pass,
    Fail,
    NotApplicable,
    NotEvaluated,
    Manual,
    Attested,
}

/// Reads a source as a saved report; none if it is something else.
pub(super) fn read(source: &Source, catalogue: &Catalogue) -> Option<Result<Side<'static>, String>> {
    let text = &source.text;
    // An export is not worth a second parse.
    if !text.trim_ascii_start().starts_with('{') || memchr::memmem::find(text.as_bytes(), SCHEMA.as_bytes()).is_none() {
        return None;
    }
    let head: SavedHead = serde_json::from_str(text).ok()?;
    if head.schema != SCHEMA {
        return None;
    }
    Some(match serde_json::from_str::<SavedReport>(text) {
        Ok(saved) if saved.format_version != 1 => Err(format!("format_version {}", saved.format_version)),
        Ok(saved) if saved.results.iter().any(|result| result.fingerprint.is_none()) => Err("--redact".to_owned()),
        Ok(saved) => Ok(side(saved, source, catalogue)),
        Err(error) => Err(error.to_string()),
    })
}

fn side(saved: SavedReport, source: &Source, catalogue: &Catalogue) -> Side<'static> {
    let mut side = Side { tenants: saved.tenants, ..Side::default() };
    let listed = saved.results.iter().filter(|result| result.verdict == SavedVerdict::Pass).count() as u64;
    let passed: u64 = saved.rules.iter().filter_map(|rule| rule.verdicts.get("pass")).sum();
    side.saved = Some(listed >= passed);
    side.rules = saved.rules.into_iter().map(|rule| (rule.id.into(), rule.version)).into_map();
    let mut unread = None;
    let mut kinds_of = BTreeMap::new();
    for input in saved.inputs {
        let kinds = input.resources.keys().filter_map(|name| Some(catalogue.named(name)?.id)).collect::<Vec<_>>();
        side.exported.extend(&kinds);
        unread = unread.or(input.error.map(|error| format!("{}: {error}", input.file)));
        kinds_of.insert(input.file, kinds);
    }
    let mut resources: BTreeMap<Option<String>, Resources> = BTreeMap::new();
    for result in saved.results {
        let at = offset(side.spots.len());
        let placed = result.file.is_some();
        if let (Some(file), Some(line), Some(column)) = (result.file, result.line, result.column) {
            side.spots.push((file, line, column));
        }
        let outcome = outcome(result.verdict, result.reason.as_deref());
        let tenant = result.tenant.as_deref().map(tenant_form);
        if let Some(kind) = catalogue.named(&result.kind) {
            let gap = match outcome {
                Outcome::NotEvaluated(reason) if result.resource.is_none() && result.setting.is_none() => Some(reason),
                _ => None,
            };
            if let (Some(reason), true) = (gap, placed) {
                side.gaps.entry(kind.id).or_insert(reason);
            } else if placed && (kind.identity.is_empty() || result.resource.is_some()) {
                side.exported.insert(kind.id);
                if is_joined(kind) {
                    let name = result.resource.as_deref().unwrap_or_default();
                    side.joined.insert((kind.id, fold(name).into_owned()));
                } else {
                    let index = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
                    let of_tenant = resources.entry(tenant.clone()).or_default();
                    let found = of_tenant.entry((kind.id, result.resource.clone())).or_default();
                    found.at.get_or_insert(at);
                    found.listed |= result.pointer.as_deref().is_some_and(|pointer| pointer.split('/').any(index));
                    let setting = result.setting.as_deref().and_then(|name| kind.setting(name));
                    if let Some(id) = setting.filter(|id| !kind.identity.contains(id)) {
                        found.add(id, reading(&result.observed, kind.def(id), outcome), at);
                    }
                }
            } else if placed {
                side.exported.insert(kind.id);
                side.gaps.entry(kind.id).or_insert(Reason::SettingAbsent);
            }
        }
        side.said.push(Said {
            rule: result.rule.into(),
            kind: result.kind.into(),
            resource: result.resource,
            setting: result.setting.map(Into::into),
            tenant,
            outcome,
            severity: result.severity,
            message: result.message,
            fingerprint: result.fingerprint.unwrap_or_default(),
            at: if placed { At::Saved(at) } else { At::Nowhere },
            expected: !result.expected.is_null(),
        });
    }
    for (tenant, resources) in resources {
        let mut table = DiffTable::default();
        table.tenant = tenant;
        for ((kind, name), found) in resources {
            table.start(kind, name, found.listed, found.at.unwrap_or_default());
            for (setting, (reading, at)) in found.settings {
                table.add(setting, &reading, at);
            }
            table.end();
        }
        table.close();
        side.tables.push(table);
    }
    side.kinds_of = kinds_of;
    side.inputs.push(SideInput {
        file: source.name.clone(),
        sha256: source.sha256().map(str::to_owned),
        error: None,
        unread,
    });
    side.finish();
    side
}

/// What is told of a tenant's resources, by kind and name.
type Resources = BTreeMap<(KindId, Option<String>), SavedFound>;

/// What is told of one resource.
#[derive(Default)]
struct SavedFound {
    at: Option<u32>,
    listed: bool,
    settings: BTreeMap<SettingId, (Reading<'static>, u32)>,
}

impl SavedFound {
    /// Several rules may tell one setting, and several files one resource.
    fn add(&mut self, setting: SettingId, reading: Reading<'static>, at: u32) {
        match (self.settings.get_mut(&setting), reading) {
            (None, reading) => _ = self.settings.insert(setting, (reading, at)),
            (Some((Ok(_), _)), Err(_)) => {}
            (Some(known @ (Err(_), _)), Ok(value)) => *known = (Ok(value), at),
            (Some((known, _)), new) if *known == new => {}
            (Some((known @ Ok(_), _)), Ok(_)) => *known = Err(Reason::ConflictingValues),
            (Some((Err(_), _)), Err(_)) => {}
        }
    }
}

fn outcome(verdict: SavedVerdict, reason: Option<&str>) -> Outcome {
    match verdict {
        SavedVerdict::Pass => Outcome::Pass,
        SavedVerdict::Fail => Outcome::Fail,
        SavedVerdict::NotApplicable => Outcome::NotApplicable,
        SavedVerdict::Manual => Outcome::Manual,
        SavedVerdict::Attested => Outcome::Attested,
        SavedVerdict::NotEvaluated => {
            let known = Reason::ALL.into_iter().find(|known| Some(known.id()) == reason);
            // A later version may know more reasons; that nothing is known is what counts.
            Outcome::NotEvaluated(known.unwrap_or(Reason::UnknownValue))
        }
    }
}

/// The value that a rule saw, in canonical form.
fn reading(observed: &Json, def: &SettingDef, outcome: Outcome) -> Reading<'static> {
    let unknown = match outcome {
        Outcome::NotEvaluated(reason) => reason,
        _ if observed.is_null() => Reason::SettingAbsent,
        _ => Reason::UnknownValue,
    };
    let value = match (&def.shape, observed) {
        (Shape::Boolean, Json::Bool(value)) => Some(Value::Bool(*value)),
        (Shape::Integer, Json::Number(number)) => number.as_i64().map(Value::Integer),
        (Shape::Text, Json::String(text)) => Some(Value::Text(text.clone().into())),
        (Shape::List { .. }, Json::Array(items)) => items
            .iter()
            .map(|item| item.as_str().map(|item| item.to_owned().into()))
            .collect::<Option<_>>()
            .map(Value::List),
        (shape, Json::String(name)) => {
            shape.members().iter().position(|member| member.name == *name).map(|member| Value::Member(index(member)))
        }
        _ => None,
    };
    value.ok_or(unknown)
}
