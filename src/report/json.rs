//! The JSON report, version 1. Its schema is `schemas/report-v1.schema.json`; fields may be added, never changed.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::Context;
use super::human::{message, original_name};
use super::words::{note_words, unread_words};
use crate::check::{OUTCOMES, Outcome};
use crate::judge::{BaselineState, Judged, Report};
use crate::pack;
use crate::read::{Export, Recognised, cloud_name, tenant_name};
use crate::resource::{Reason, Related};
use crate::source::SourceId;

#[derive(Serialize)]
struct ReportV1<'a> {
    schema: &'static str,
    format_version: u32,
    tool: Tool,
    rule_pack: RulePack,
    evaluated_on: String,
    /// More than one: the exports should have been checked apart.
    tenants: Vec<&'a str>,
    inputs: Vec<InputV1<'a>>,
    rules: Vec<RuleV1<'a>>,
    results: Vec<ResultV1<'a>>,
    summary: BTreeMap<&'static str, Value>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct RulePack {
    version: &'static str,
    sha256: String,
}

#[derive(Serialize)]
struct InputV1<'a> {
    file: &'a str,
    sha256: Option<&'a str>,
    encoding: Option<&'static str>,
    dialect: Option<&'static str>,
    format: Option<&'static str>,
    tenant: Option<&'a str>,
    cloud: Option<&'static str>,
    resources: BTreeMap<&'a str, u64>,
    error: Option<String>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct RuleV1<'a> {
    id: &'a str,
    version: u32,
    severity: &'static str,
    verdicts: BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct ResultV1<'a> {
    rule: &'a str,
    verdict: &'static str,
    reason: Option<&'static str>,
    severity: &'static str,
    kind: &'a str,
    resource: Option<&'a str>,
    file: Option<&'a str>,
    pointer: Option<&'a str>,
    span: Option<SpanV1>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    setting: Option<&'a str>,
    original_name: Option<String>,
    observed: Option<&'a Value>,
    expected: Option<&'a Value>,
    message: Option<String>,
    related: Vec<RelatedV1<'a>>,
    fingerprint: &'a str,
    waiver: Option<Value>,
    baseline: Option<Value>,
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
        schema: "report-v1.schema.json",
        format_version: 1,
        tool: Tool { name: "tenantlint", version: env!("CARGO_PKG_VERSION") },
        rule_pack: RulePack { version: env!("CARGO_PKG_VERSION"), sha256: pack::sha256() },
        evaluated_on: context.today.to_string(),
        tenants: report.evidence.tenant.tenants.iter().map(|tenant| tenant.name.as_str()).collect(),
        inputs: inputs(report, context),
        rules: context
            .rules
            .all()
            .map(|(at, rule)| RuleV1 {
                id: &rule.id,
                version: rule.version,
                severity: report.severities[at.0 as usize].id(),
                verdicts: OUTCOMES.into_iter().zip(report.counts[at.0 as usize]).collect(),
            })
            .collect(),
        results: report.results.iter().map(|judged| result(judged, context)).collect(),
        summary: summary(report),
    };
    super::plain_json::write(&document, &mut *out)?;
    writeln!(out)
}

fn summary(report: &Report) -> BTreeMap<&'static str, Value> {
    let mut summary: BTreeMap<_, Value> =
        OUTCOMES.into_iter().zip(report.totals()).map(|(name, count)| (name, count.into())).collect();
    summary.insert("coverage", report.coverage.into());
    summary.insert("exit_code", report.exit.code().into());
    summary
}

fn inputs<'a>(report: &'a Report, context: Context<'a>) -> Vec<InputV1<'a>> {
    let exports: BTreeMap<SourceId, &Export> =
        report.evidence.exports.iter().map(|export| (export.source, export)).collect();
    let broken: BTreeMap<SourceId, _> = report.evidence.broken.iter().map(|(source, error)| (*source, error)).collect();
    let mut inputs: Vec<InputV1<'_>> = context
        .sources
        .0
        .iter()
        .map(|source| {
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
                sha256: source.sha256.as_deref(),
                encoding: Some(source.encoding.name()),
                dialect: format.and_then(|format| format.dialect).map(crate::dialect::Dialect::id),
                format: format.map(|format| format.id),
                tenant: tenant_name(clues),
                cloud: cloud_name(clues),
                resources: export
                    .map(|export| export.counts.iter().map(|(name, count)| (name.as_str(), *count)).collect())
                    .unwrap_or_default(),
                error: broken.get(&source.id).map(|error| {
                    let at = source.position(error.span.start());
                    format!("{}:{}: {}", at.line, at.column, error.syntax.words(context.lang))
                }),
                notes: export
                    .map(|export| {
                        export.notes.iter().map(|note| note_words(&note.what, context.lang).into_owned()).collect()
                    })
                    .unwrap_or_default(),
            }
        })
        .collect();
    inputs.extend(report.evidence.unreadable.iter().map(|unreadable| InputV1 {
        file: &unreadable.name,
        sha256: None,
        encoding: None,
        dialect: None,
        format: None,
        tenant: None,
        cloud: None,
        resources: BTreeMap::new(),
        error: Some(unread_words(&unreadable.why, context.lang)),
        notes: Vec::new(),
    }));
    inputs.sort_by(|a, b| a.file.cmp(b.file));
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

fn result<'a>(judged: &'a Judged, context: Context<'a>) -> ResultV1<'a> {
    let verdict = &judged.verdict;
    let rule = context.rules.get(verdict.rule);
    let kind = context.catalogue.kind(verdict.kind);
    let source = verdict.place.map(|place| context.sources.get(place.source));
    let position = |byte: usize| source.map(|source| source.position(byte));
    let start = verdict.place.and_then(|place| position(place.span.start()));
    let end = verdict.place.and_then(|place| position(place.span.end()));
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
        file: source.map(|source| source.name.as_str()),
        pointer: verdict.place.map(|_| verdict.pointer.as_str()),
        span: verdict.place.map(|place| SpanV1 { start: place.span.start(), end: place.span.end() }),
        line: start.map(|at| at.line),
        column: start.map(|at| at.column),
        end_line: end.map(|at| at.line),
        end_column: end.map(|at| at.column),
        setting: verdict.setting.map(|setting| kind.def(setting).name.as_str()),
        original_name: original_name(judged, context),
        observed: verdict.observed.as_ref(),
        expected: schema.map(|schema| schema.get("const").unwrap_or(schema)),
        message: (verdict.outcome == Outcome::Fail).then(|| message(judged, context)),
        related: verdict.related.iter().map(|related| related_place(related, context)).collect(),
        fingerprint: &judged.fingerprint,
        waiver: judged.waived.as_ref().map(|waived| {
            let (expires, ticket) = (waived.expires.map(|day| day.to_string()), &waived.ticket);
            serde_json::json!({"reason": waived.reason, "owner": waived.owner, "expires": expires, "ticket": ticket})
        }),
        baseline: judged.baseline.map(|state| match state {
            BaselineState::New => serde_json::json!({"state": "new"}),
            BaselineState::Unchanged => serde_json::json!({"state": "unchanged"}),
        }),
    }
}
