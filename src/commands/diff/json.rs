//! The comparison as JSON, version 1. Its schema is `schemas/diff-v1.schema.json`; fields may be added, never changed.

use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value as Json;

use super::side::{At, Ref, Side};
use super::words::DiffWords;
use super::{Diff, DiffOpen, DiffStanding, Finding, Seen, State, Which, Why};
use crate::report::{RulePack, Tool};
use crate::text::safe_json::write_pretty;

#[derive(Serialize)]
struct DiffV1<'d> {
    schema: &'static str,
    format_version: u32,
    tool: Tool,
    rule_pack: RulePack,
    evaluated_on: String,
    old: SideV1<'d>,
    new: SideV1<'d>,
    warnings: Vec<String>,
    findings: Vec<FindingV1<'d>>,
    settings: Vec<SettingV1<'d>>,
    resources: Vec<ResourceV1<'d>>,
    not_comparable: Vec<OpenV1<'d>>,
    summary: SummaryV1,
}

#[derive(Serialize)]
struct SideV1<'d> {
    source: &'static str,
    tenants: &'d [String],
    inputs: Vec<DiffInputV1<'d>>,
}

#[derive(Serialize)]
struct DiffInputV1<'d> {
    file: &'d str,
    sha256: Option<&'d str>,
    error: Option<&'d str>,
}

#[derive(Serialize)]
struct FindingV1<'d> {
    state: &'static str,
    rule: &'d str,
    severity: &'static str,
    kind: &'d str,
    resource: Option<&'d str>,
    setting: Option<&'d str>,
    message: &'d str,
    fingerprint: &'d str,
    old: StandingV1<'d>,
    new: StandingV1<'d>,
}

#[derive(Serialize)]
struct StandingV1<'d> {
    standing: &'static str,
    reason: Option<&'static str>,
    rule_version: Option<u32>,
    #[serde(flatten)]
    spot: SpotV1<'d>,
}

#[derive(Serialize, Default)]
struct SpotV1<'d> {
    file: Option<&'d str>,
    line: Option<u32>,
    column: Option<u32>,
}

#[derive(Serialize)]
struct SettingV1<'d> {
    state: &'static str,
    kind: &'d str,
    resource: Option<&'d str>,
    setting: &'d str,
    old: ValueV1<'d>,
    new: ValueV1<'d>,
}

#[derive(Serialize)]
struct ValueV1<'d> {
    value: Option<Json>,
    #[serde(flatten)]
    spot: SpotV1<'d>,
}

#[derive(Serialize)]
struct ResourceV1<'d> {
    state: &'static str,
    kind: &'d str,
    resource: Option<&'d str>,
    #[serde(flatten)]
    spot: SpotV1<'d>,
}

#[derive(Serialize)]
struct OpenV1<'d> {
    kind: &'d str,
    setting: Option<&'d str>,
    old: Option<&'static str>,
    new: Option<&'static str>,
    count: u64,
    resources: Vec<Option<&'d str>>,
    command: Option<String>,
}

#[derive(Serialize)]
struct SummaryV1 {
    findings: FindingsV1,
    settings: SettingsV1,
    resources: ResourcesV1,
    exit_code: u8,
}

#[derive(Serialize)]
struct FindingsV1 {
    new: usize,
    fixed: usize,
    unchanged: usize,
    not_comparable: usize,
}

#[derive(Serialize)]
struct SettingsV1 {
    changed: usize,
    unchanged: u64,
    not_comparable: u64,
}

#[derive(Serialize)]
struct ResourcesV1 {
    added: usize,
    removed: usize,
    on_both_sides: u64,
    not_comparable: u64,
}

pub(super) fn render(diff: &Diff<'_>, say: DiffWords<'_>, today: Date, out: &mut dyn Write) -> io::Result<()> {
    let resources = [("added", Which::New, &diff.added), ("removed", Which::Old, &diff.removed)];
    let resources = resources
        .into_iter()
        .flat_map(|(state, which, list)| list.iter().map(move |at| resource(state, say.side(which), *at, say)));
    let document = DiffV1 {
        schema: "diff-v1.schema.json",
        format_version: 1,
        tool: Tool::THIS,
        rule_pack: RulePack::built_in(),
        evaluated_on: today.to_string(),
        old: side(say.old),
        new: side(say.new),
        warnings: diff.warnings.iter().map(|warning| warning.headline.get(say.lang).to_owned()).collect(),
        findings: diff.findings.iter().map(|found| finding(found, say)).collect(),
        settings: diff
            .changed
            .iter()
            .map(|change| {
                let kind = say.kind(change);
                SettingV1 {
                    state: "changed",
                    kind: &kind.name,
                    resource: say.new.entry(change.new.resource).name(),
                    setting: &kind.def(change.setting).name,
                    old: value(say.old, &change.old, say),
                    new: value(say.new, &change.new, say),
                }
            })
            .collect(),
        resources: resources.collect(),
        not_comparable: diff.open.iter().map(|group| open(group, say)).collect(),
        summary: SummaryV1 {
            findings: FindingsV1 {
                new: diff.count(State::New),
                fixed: diff.count(State::Fixed),
                unchanged: diff.count(State::Unchanged),
                not_comparable: diff.count(State::NotComparable),
            },
            settings: SettingsV1 {
                changed: diff.changed.len(),
                unchanged: diff.unchanged,
                not_comparable: diff.open_settings(),
            },
            resources: ResourcesV1 {
                added: diff.added.len(),
                removed: diff.removed.len(),
                on_both_sides: diff.matched,
                not_comparable: diff.open_resources(),
            },
            exit_code: diff.exit.code(),
        },
    };
    write_pretty(&document, out)
}

fn side<'d>(side: &'d Side<'_>) -> SideV1<'d> {
    let inputs = side.inputs.iter().map(|input| DiffInputV1 {
        file: &input.file,
        sha256: input.sha256.as_deref(),
        error: input.error.as_deref(),
    });
    SideV1 {
        source: if side.saved.is_some() { "report" } else { "exports" },
        tenants: &side.tenants,
        inputs: inputs.collect(),
    }
}

fn spot<'d>(side: &'d Side<'_>, at: At) -> SpotV1<'d> {
    side.spot(at).map_or_else(SpotV1::default, |spot| SpotV1 {
        file: Some(spot.file),
        line: Some(spot.line),
        column: Some(spot.column),
    })
}

fn finding<'d>(finding: &'d Finding<'d>, say: DiffWords<'d>) -> FindingV1<'d> {
    let said = finding.said();
    let standing = |side: &'d Side<'d>, standing: DiffStanding<'d>| {
        let (id, reason, at) = match standing {
            DiffStanding::Fails(said) => ("fail", None, said.at),
            DiffStanding::Holds => ("holds", None, At::Nowhere),
            DiffStanding::Attested => ("attested", None, At::Nowhere),
            DiffStanding::Gone => ("no_resource", None, At::Nowhere),
            DiffStanding::Open(why) => ("not_comparable", Some(why.id()), At::Nowhere),
        };
        let rule_version = side.rules.get(said.rule.as_ref()).copied();
        StandingV1 { standing: id, reason, rule_version, spot: spot(side, at) }
    };
    FindingV1 {
        state: finding.state.id(),
        rule: &said.rule,
        severity: said.severity.id(),
        kind: &said.kind,
        resource: said.resource.as_deref(),
        setting: said.setting.as_deref(),
        message: finding.headline(),
        fingerprint: &said.fingerprint,
        old: standing(say.old, finding.old),
        new: standing(say.new, finding.new),
    }
}

fn value<'d>(side: &'d Side<'_>, seen: &Seen, say: DiffWords<'d>) -> ValueV1<'d> {
    let def = say.catalogue.kind(side.entry(seen.resource).kind).def(seen.setting);
    let value = side.table(seen.resource).value(seen.held).map(|value| def.shown_json(&value));
    ValueV1 { value, spot: spot(side, seen.place(side)) }
}

fn resource<'d>(state: &'static str, side: &'d Side<'_>, at: Ref, say: DiffWords<'d>) -> ResourceV1<'d> {
    let entry = side.entry(at);
    let spot = spot(side, side.at(at.table, entry.at));
    ResourceV1 { state, kind: &say.catalogue.kind(entry.kind).name, resource: entry.name(), spot }
}

fn open<'d>(open: &DiffOpen, say: DiffWords<'d>) -> OpenV1<'d> {
    let kind = say.catalogue.kind(open.kind);
    OpenV1 {
        kind: &kind.name,
        setting: open.setting.map(|setting| kind.def(setting).name.as_str()),
        old: open.old.map(Why::id),
        new: open.new.map(Why::id),
        count: open.count,
        resources: open.resources.iter().map(|at| say.side(open.which).entry(*at).name()).collect(),
        command: say.command(open),
    }
}
