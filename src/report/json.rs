//! The JSON report, version 1. Its schema is `schemas/report-v1.schema.json`; fields may be added, never changed.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::origin::{RulePack, Tool};
use super::wording::{fingerprint, message, original_name};
use super::{Context, annotation};
use crate::diagnostic::Diagnostic;
use crate::model::place::{Place, SourceId};
use crate::model::value::Reason;
use crate::order::{Gather as _, Order as _};
use crate::pipeline::check::{OUTCOMES, Outcome};
use crate::pipeline::judge::{BaselineState, Judged, Report, Waived};
use crate::pipeline::read::fault::located_line;
use crate::pipeline::read::{Export, Recognised, cloud_name, tenant_name};
use crate::pipeline::resource::Related;
use crate::text::safe_json::{Each, write_pretty};

#[derive(Serialize)]
struct ReportV1<'a, Results, Notices> {
    #[serde(flatten)]
    header: Header<'a>,
    results: Results,
    notices: Notices,
    summary: BTreeMap<&'static str, Value>,
}

/// What is known before any result.
#[derive(Serialize)]
pub(super) struct Header<'a> {
    pub(super) schema: &'static str,
    format_version: u32,
    tool: Tool,
    rule_pack: RulePack,
    evaluated_on: String,
    /// More than one: the exports should have been checked apart.
    tenants: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) inputs: Option<Vec<InputV1<'a>>>,
    rules: Vec<RuleV1<'a>>,
}

#[derive(Serialize)]
pub(super) struct InputV1<'a> {
    file: &'a str,
    sha256: Option<&'a str>,
    encoding: Option<&'static str>,
    dialect: Option<&'static str>,
    format: Option<&'static str>,
    tenant: Option<&'a str>,
    cloud: Option<&'static str>,
    resources: BTreeMap<&'a str, u64>,
    error: Option<String>,
    notes: Vec<&'a str>,
}

#[derive(Serialize)]
struct RuleV1<'a> {
    id: &'a str,
    version: u32,
    severity: &'static str,
    verdicts: BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
pub(super) struct ResultV1<'a> {
    pub(super) rule: &'a str,
    pub(super) verdict: &'static str,
    pub(super) reason: Option<&'static str>,
    pub(super) severity: &'static str,
    pub(super) kind: &'a str,
    pub(super) resource: Option<&'a str>,
    pub(super) tenant: Option<&'a str>,
    pub(super) file: Option<&'a str>,
    pub(super) pointer: Option<&'a str>,
    span: Option<SpanV1>,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
    pub(super) end_line: Option<u32>,
    pub(super) end_column: Option<u32>,
    pub(super) setting: Option<&'a str>,
    pub(super) original_name: Option<String>,
    pub(super) observed: Option<&'a Value>,
    pub(super) expected: Option<&'a Value>,
    pub(super) message: Option<String>,
    related: Vec<RelatedV1<'a>>,
    /// None in a report without names.
    pub(super) fingerprint: Option<&'a str>,
    pub(super) waiver: Option<WaiverV1<'a>>,
    pub(super) baseline: Option<BaselineV1>,
}

#[derive(Serialize)]
pub(super) struct WaiverV1<'a> {
    pub(super) reason: &'a str,
    pub(super) owner: &'a str,
    pub(super) expires: Option<String>,
    pub(super) ticket: Option<&'a str>,
    #[serde(flatten)]
    place: PlaceV1<'a>,
}

#[derive(Serialize)]
pub(super) struct BaselineV1 {
    pub(super) state: &'static str,
}

#[derive(Serialize)]
pub(super) struct NoticeV1<'a> {
    pub(super) id: &'static str,
    pub(super) severity: &'static str,
    pub(super) fails: bool,
    #[serde(flatten)]
    pub(super) place: PlaceV1<'a>,
    pub(super) headline: &'a str,
    pub(super) label: &'a str,
    pub(super) help: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct PlaceV1<'a> {
    pub(super) file: Option<&'a str>,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
    pub(super) end_line: Option<u32>,
    pub(super) end_column: Option<u32>,
}

/// A place that a verdict also rests on.
#[derive(Serialize)]
struct RelatedV1<'a> {
    file: &'a str,
    span: SpanV1,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    message: &'a str,
}

#[derive(Serialize)]
struct SpanV1 {
    start: usize,
    end: usize,
}

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = ReportV1 {
        header: header("report-v1.schema.json", report, context),
        results: Each(|| report.listed(context.all).map(|judged| result(judged, context))),
        notices: Each(|| report.notices.iter().map(|given| notice(given, context))),
        summary: summary(report),
    };
    write_pretty(&document, out)
}

/// What is known before any result.
pub(super) fn header<'a>(schema: &'static str, report: &'a Report, context: Context<'a>) -> Header<'a> {
    Header {
        schema,
        format_version: 1,
        tool: Tool::THIS,
        rule_pack: RulePack::built_in(),
        evaluated_on: context.today.to_string(),
        tenants: report.evidence.tenant.tenants.iter().map(|tenant| &*tenant.name).collect(),
        inputs: Some(inputs(report, context)),
        rules: context
            .rules
            .all()
            .map(|(at, rule)| RuleV1 {
                id: &rule.id,
                version: rule.version,
                severity: report.severities[at.0 as usize].id(),
                verdicts: OUTCOMES.into_iter().zip(report.counts[at.0 as usize]).into_map(),
            })
            .collect(),
    }
}

/// A notice about the gate.
pub(super) fn notice<'a>(notice: &'a Diagnostic, context: Context<'a>) -> NoticeV1<'a> {
    NoticeV1 {
        id: notice.code.id(),
        severity: notice.severity.id(),
        fails: notice.code.fails(),
        place: place(notice.place(), context),
        headline: notice.headline.get(context.lang),
        label: notice.label().map_or("", |label| label.get(context.lang)),
        help: notice.help.as_ref().map(|help| help.get(context.lang)),
    }
}

fn waiver<'a>(waived: &'a Waived, context: Context<'a>) -> WaiverV1<'a> {
    WaiverV1 {
        reason: &waived.reason,
        owner: &waived.owner,
        expires: waived.expires.map(|day| day.to_string()),
        ticket: waived.ticket.as_deref(),
        place: place(Some(waived.place), context),
    }
}

fn place(place: Option<Place>, context: Context<'_>) -> PlaceV1<'_> {
    let source = place.map(|place| context.sources.get(place.source));
    let position = |byte: fn(&Place) -> usize| Some(source?.position(byte(place.as_ref()?)));
    let (start, end) = (position(|place| place.span.start()), position(|place| place.span.end()));
    PlaceV1 {
        file: source.map(|source| source.name.as_str()),
        line: start.map(|at| at.line),
        column: start.map(|at| at.column),
        end_line: end.map(|at| at.line),
        end_column: end.map(|at| at.column),
    }
}

/// The counts, and how the run ended.
pub(super) fn summary(report: &Report) -> BTreeMap<&'static str, Value> {
    let mut summary: BTreeMap<_, Value> =
        OUTCOMES.into_iter().zip(report.totals()).map(|(name, count)| (name, count.into())).into_map();
    summary.insert("coverage", report.coverage.into());
    summary.insert("exit_code", report.exit.code().into());
    summary
}

fn inputs<'a>(report: &'a Report, context: Context<'a>) -> Vec<InputV1<'a>> {
    let exports: BTreeMap<SourceId, &Export> =
        report.evidence.exports.iter().map(|export| (export.source, export)).into_map();
    let broken: BTreeMap<SourceId, _> =
        report.evidence.broken.iter().map(|(source, error)| (*source, error)).into_map();
    let mut inputs: Vec<InputV1<'_>> = annotation::inputs(report, context)
        .into_iter()
        .map(|source| {
            let source = context.sources.get(source);
            let export = exports.get(&source.id);
            let format = export.and_then(|export| {
                export.recognised.iter().find_map(|recognised| match recognised {
                    Recognised::Settings(format) | Recognised::NoSettings(format) => Some(*format),
                    Recognised::Unknown { .. } => None,
                })
            });
            let clues = export.map(|export| export.clues.as_slice()).unwrap_or_default();
            InputV1 {
                file: &source.name,
                sha256: source.sha256(),
                encoding: Some(source.encoding.name()),
                dialect: format.and_then(|format| format.dialect).map(crate::model::dialect::Dialect::id),
                format: format.map(|format| format.id),
                tenant: tenant_name(clues),
                cloud: cloud_name(clues),
                resources: export
                    .map(|export| export.counts.iter().map(|(name, count)| (name.as_str(), *count)).into_map())
                    .unwrap_or_default(),
                error: broken.get(&source.id).map(|fault| located_line(fault, source, context.lang)),
                notes: export
                    .map(|export| export.notes.iter().map(|note| note.headline.get(context.lang)).collect())
                    .unwrap_or_default(),
            }
        })
        .collect();
    inputs.extend(report.evidence.unreadable.iter().map(|unreadable| InputV1 {
        file: unreadable.file(),
        sha256: None,
        encoding: None,
        dialect: None,
        format: None,
        tenant: None,
        cloud: None,
        resources: BTreeMap::new(),
        error: Some(unreadable.headline.get(context.lang).to_owned()),
        notes: Vec::new(),
    }));
    inputs.order_by(|a, b| a.file.cmp(b.file));
    inputs
}

fn related_place<'a>(related: &'a Related, context: Context<'a>) -> RelatedV1<'a> {
    let (source, span) = (context.sources.get(related.place.source), related.place.span);
    let (start, end) = (source.position(span.start()), source.position(span.end()));
    RelatedV1 {
        file: &source.name,
        span: SpanV1 { start: span.start(), end: span.end() },
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message: related.words.get(context.lang),
    }
}

/// One verdict.
pub(super) fn result<'a>(judged: &'a Judged, context: Context<'a>) -> ResultV1<'a> {
    let verdict = &judged.verdict;
    let rule = context.rules.get(verdict.rule);
    let kind = context.catalogue.kind(verdict.kind);
    let PlaceV1 { file, line, column, end_line, end_column } = place(verdict.place, context);
    let check = &rule.checks[verdict.check as usize];
    let condition =
        verdict.setting.and_then(|setting| check.expect.iter().find(|condition| condition.setting == setting));
    let schema = condition.map(|condition| condition.test.schema());
    let reason = match verdict.outcome {
        Outcome::NotEvaluated(reason) => Some(Reason::id(reason)),
        _ => None,
    };
    ResultV1 {
        rule: &rule.id,
        verdict: verdict.outcome.id(),
        reason,
        severity: judged.severity.id(),
        kind: &kind.name,
        resource: verdict.resource.as_deref(),
        tenant: judged.tenant.as_deref(),
        file,
        pointer: verdict.place.map(|_| verdict.pointer.as_str()),
        span: verdict.place.map(|place| SpanV1 { start: place.span.start(), end: place.span.end() }),
        line,
        column,
        end_line,
        end_column,
        setting: verdict.setting.map(|setting| kind.def(setting).name.as_str()),
        original_name: original_name(judged, context),
        observed: verdict.observed.as_ref(),
        expected: schema.map(|schema| schema.get("const").unwrap_or(schema)),
        message: (verdict.outcome == Outcome::Fail).then(|| message(judged, context)),
        related: verdict.related.iter().map(|related| related_place(related, context)).collect(),
        fingerprint: fingerprint(judged),
        waiver: judged.waived.as_ref().map(|waived| waiver(waived, context)),
        baseline: judged.baseline.map(|state| BaselineV1 { state: baseline_id(state) }),
    }
}

/// The id of a state in reports.
pub(super) fn baseline_id(state: BaselineState) -> &'static str {
    match state {
        BaselineState::New => "new",
        BaselineState::Unchanged => "unchanged",
    }
}
