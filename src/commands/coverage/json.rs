//! The table for programs, version 1. Its schema is `schemas/coverage-v1.schema.json`; fields may be added, never
//! changed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;

use crate::model::severity::Severity;
use crate::model::value::reason_words;
use crate::order::{Gather as _, Order as _};
use crate::pack::catalogue::{Kind, KindId};
use crate::pack::rule::Basis;
use crate::pipeline::check::OUTCOMES;
use crate::pipeline::judge::Report;
use crate::report::statements::{Coverage, Decision, Missing, StatementAnswer};
use crate::report::{Context, Tool};
use crate::text::safe_json::write_pretty;

#[derive(Serialize)]
struct CoverageV1<'a> {
    schema: &'static str,
    format_version: u32,
    tool: Tool,
    /// The day as of which declared answers were judged.
    evaluated_on: Option<String>,
    /// The inputs; one that could not be read has an error.
    inputs: Vec<CoverageInputV1<'a>>,
    documents: Vec<DocumentV1<'a>>,
    kinds: Vec<KindV1<'a>>,
    totals: TotalsV1,
}

#[derive(Serialize)]
struct CoverageInputV1<'a> {
    file: &'a str,
    readable: bool,
}

#[derive(Serialize)]
struct DocumentV1<'a> {
    id: &'a str,
    title: &'a str,
    dated: Option<&'a str>,
    sections: Vec<SectionV1<'a>>,
}

#[derive(Serialize)]
struct SectionV1<'a> {
    title: &'a str,
    statements: Vec<StatementV1<'a>>,
}

#[derive(Serialize)]
struct StatementV1<'a> {
    id: &'a str,
    title: &'a str,
    nature: &'static str,
    decision: Option<&'static str>,
    /// Why there is nothing to check.
    reason: Option<&'a str>,
    rules: Vec<CoverageRuleV1<'a>>,
}

#[derive(Serialize)]
struct CoverageRuleV1<'a> {
    id: &'a str,
    title: Option<&'a str>,
    severity: Option<&'static str>,
    basis: Option<Basis>,
    superseded_since: Option<&'a str>,
    /// The kinds that it looks at.
    kinds: Vec<&'a str>,
    decision: Option<&'static str>,
    verdicts: Option<BTreeMap<&'static str, u64>>,
    missing: Vec<MissingV1<'a>>,
}

#[derive(Serialize)]
struct MissingV1<'a> {
    kind: &'a str,
    reason: &'static str,
    words: &'static str,
    settings: Vec<&'a str>,
    places: usize,
}

#[derive(Serialize)]
struct KindV1<'a> {
    kind: &'a str,
    label: &'a str,
    exports: Vec<ExportV1<'a>>,
}

#[derive(Serialize)]
struct ExportV1<'a> {
    dialect: &'static str,
    tool: &'a str,
    connect: &'a str,
    command: &'a str,
}

#[derive(Serialize)]
struct TotalsV1 {
    statements: BTreeMap<&'static str, usize>,
    rules: BTreeMap<&'static str, usize>,
}

pub(super) fn write(
    coverage: &Coverage<'_>,
    report: Option<&Report>,
    context: Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lang = context.lang;
    let documents = coverage.documents.iter().map(|(document, sections)| DocumentV1 {
        id: &document.id,
        title: document.title.get(lang),
        dated: document.dated.as_deref(),
        sections: sections
            .iter()
            .map(|(section, statements)| SectionV1 {
                title: section.title.get(lang),
                statements: statements
                    .iter()
                    .map(|covered| StatementV1 {
                        id: &covered.statement.id,
                        title: covered.statement.title.get(lang),
                        nature: covered.statement.nature.id(),
                        decision: covered.decision.map(Decision::id),
                        reason: covered.statement.reason.as_ref().map(|reason| reason.get(lang)),
                        rules: covered.answers.iter().map(|answer| rule(answer, context)).collect(),
                    })
                    .collect(),
            })
            .collect(),
    });
    let rules = coverage.rules();
    let kinds: BTreeSet<KindId> = rules
        .values()
        .filter_map(|answer| answer.rule)
        .flat_map(|rule| rule.checks.iter().map(|check| check.kind))
        .chain(rules.values().flat_map(|answer| answer.missing.iter().map(|missing| missing.kind)))
        .into_set();
    let document = CoverageV1 {
        schema: "coverage-v1.schema.json",
        format_version: 1,
        tool: Tool::THIS,
        evaluated_on: report.map(|_| context.today.to_string()),
        inputs: report.map(|report| inputs(report, context)).unwrap_or_default(),
        documents: documents.collect(),
        kinds: kinds.into_iter().map(|kind| self::kind(context.catalogue.kind(kind), context)).collect(),
        totals: TotalsV1 {
            statements: totals(coverage.statements().count(), coverage.statements().map(|covered| covered.decision)),
            rules: totals(rules.len(), rules.values().map(|answer| answer.decision)),
        },
    };
    write_pretty(&document, out)
}

/// How many there are, and how many of each decision.
fn totals(all: usize, decisions: impl Iterator<Item = Option<Decision>>) -> BTreeMap<&'static str, usize> {
    let counted = Decision::totals(decisions.flatten()).into_iter();
    counted.map(|(decision, count)| (decision.id(), count)).chain([("all", all)]).into_map()
}

fn inputs<'a>(report: &'a Report, context: Context<'a>) -> Vec<CoverageInputV1<'a>> {
    let broken =
        |source: &crate::pipeline::source::Source| report.evidence.broken.iter().any(|(id, _)| *id == source.id);
    let sources = context.sources.0.iter();
    let mut inputs: Vec<_> =
        sources.map(|source| CoverageInputV1 { file: &source.name, readable: !broken(source) }).collect();
    inputs
        .extend(report.evidence.unreadable.iter().map(|input| CoverageInputV1 { file: input.file(), readable: false }));
    inputs.order_by_key(|input| input.file);
    inputs
}

fn rule<'a>(answer: &'a StatementAnswer<'a>, context: Context<'a>) -> CoverageRuleV1<'a> {
    let lang = context.lang;
    let kinds = answer.rule.iter().flat_map(|rule| &rule.checks);
    CoverageRuleV1 {
        id: answer.id,
        title: answer.rule.map(|rule| rule.title.get(lang)),
        severity: answer.severity.map(Severity::id),
        basis: answer.rule.map(|rule| rule.basis),
        superseded_since: answer
            .rule
            .and_then(|rule| rule.source.superseded.as_ref())
            .map(|superseded| superseded.since.as_str()),
        kinds: kinds.map(|check| context.catalogue.kind(check.kind).name.as_str()).collect(),
        decision: answer.decision.map(Decision::id),
        verdicts: answer.decision.map(|_| OUTCOMES.into_iter().zip(answer.counts).into_map()),
        missing: answer.missing.iter().map(|missing| self::missing(missing, context)).collect(),
    }
}

fn missing<'a>(missing: &Missing, context: Context<'a>) -> MissingV1<'a> {
    let kind = context.catalogue.kind(missing.kind);
    MissingV1 {
        kind: &kind.name,
        reason: missing.reason.id(),
        words: reason_words(missing.reason, context.lang),
        settings: missing.settings.iter().map(|setting| kind.def(*setting).name.as_str()).collect(),
        places: missing.places,
    }
}

fn kind<'a>(kind: &'a Kind, context: Context<'a>) -> KindV1<'a> {
    let exports = kind.exports.iter().map(|export| ExportV1 {
        dialect: export.dialect.id(),
        tool: &export.tool,
        connect: &export.connect,
        command: &export.command,
    });
    KindV1 { kind: &kind.name, label: kind.label.get(context.lang), exports: exports.collect() }
}
