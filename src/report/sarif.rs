//! SARIF 2.1.0 as GitHub code scanning and Advanced Security for Azure DevOps accept it.
//!
//! The consumers are stricter than the standard: one result without a place loses the whole upload, passes appear as
//! alerts, suppressions are not understood. So a report holds the open findings, each with its place, and all else
//! only where it was asked for. What was not judged is told as notifications of the run, never as made-up results.

mod descriptors;
mod line_hash;
mod log;
mod notifications;
mod parts;
mod pipeline;

use std::collections::BTreeMap;
use std::io::{self, Write};

use log::{
    Artifact, ArtifactLocation, Driver, DriverProperties, FindingProperties, Fingerprints, Hashes, Invocation,
    Location, Log, LogicalLocation, Run, SarifMessage, SarifResult, SarifTool, Suppression,
};
pub use pipeline::Pipeline;
use serde::Serialize;

use super::origin::RulePack;
use super::{Context, annotation, json as json_report, location};
use crate::diagnostic::Diagnostic;
use crate::lang::{Lang, say, words};
use crate::model::place::SourceId;
use crate::order::Gather as _;
use crate::pipeline::check::{Outcome, Verdict};
use crate::pipeline::judge::{Exit, Judged, Report, Waived};
use crate::pipeline::source::{Encoding, Shows};
use crate::report::wording::fingerprint;
use crate::text::safe_json::{Each, write_pretty};
use parts::{level, message, physical, sentence};

/// What a SARIF report holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SarifOptions {
    /// Everything, also what passes, is waived, or is known; otherwise open findings.
    pub all: bool,
    /// With the hash of the line that GitHub needs where its upload action does not add it.
    pub line_hash: bool,
}

/// The sources by their place among the artifacts.
type Artifacts = BTreeMap<SourceId, usize>;

/// How many results GitHub takes from a file; it refuses one with more.
pub(super) const MOST: usize = 25_000;

/// How many results a report has.
pub(super) fn count(report: &Report, context: Context<'_>) -> usize {
    report.results.iter().filter(|judged| is_told(judged, context)).count()
}

fn is_told(judged: &Judged, context: Context<'_>) -> bool {
    let wanted = if context.sarif.all {
        !matches!(judged.verdict.outcome, Outcome::NotEvaluated(_) | Outcome::Manual)
    } else {
        judged.is_open()
    };
    wanted && judged.verdict.place.is_some()
}

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sources = sources(report, context);
    let artifacts: Artifacts = sources.iter().enumerate().map(|(at, source)| (*source, at)).into_map();
    let to_hash = sources.iter().filter(|_| context.sarif.line_hash);
    let hashes: BTreeMap<SourceId, Vec<String>> =
        to_hash.filter_map(|id| Some((*id, line_hash::of(context.sources.get(*id))?))).into_map();
    let told = |judged: &&Judged| is_told(judged, context);
    let results = || {
        report.results.iter().filter(told).map(|judged| {
            let line_hash = |source: SourceId, line: u32| Some(hashes.get(&source)?.get(line as usize - 1)?.as_str());
            result(judged, context, &artifacts, line_hash)
        })
    };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: SarifTool { driver: driver(report, context) },
            automation_details: context.workplace.pipeline.as_ref().map(Pipeline::details),
            language: language(context.lang),
            column_kind: "unicodeCodePoints",
            invocations: [invocation(report, context, &artifacts)],
            artifacts: sources.iter().map(|source| artifact(*source, report, context)).collect(),
            results: Each(results),
        }],
    };
    write_pretty(&log, out)
}

fn language(lang: Lang) -> &'static str {
    words(lang, "en", "zh-CN")
}

/// The inputs, and what else notices and waivers point into.
fn sources(report: &Report, context: Context<'_>) -> Vec<SourceId> {
    let mut sources = annotation::inputs(report, context);
    let waivers = report.results.iter().filter_map(|judged| Some(judged.waived.as_ref()?.place));
    for place in report.notices.iter().filter_map(Diagnostic::place).chain(waivers) {
        if !sources.contains(&place.source) {
            sources.push(place.source);
        }
    }
    sources
}

fn driver<'a>(report: &Report, context: Context<'a>) -> Driver<impl Serialize + use<'a>> {
    Driver {
        name: "tenantlint",
        full_name: concat!("tenantlint ", env!("CARGO_PKG_VERSION")),
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        language: language(context.lang),
        short_description: SarifMessage::of(words(
            context.lang,
            "Lints exported settings of Microsoft 365 and Power Platform tenants operated by 21Vianet in China.",
            "检查由世纪互联运营的 Microsoft 365 和 Power Platform 租户导出的设置。",
        )),
        rules: Each(move || context.rules.all().map(move |(_, rule)| descriptors::rule(rule, context))),
        notifications: notifications::descriptors(report, context.lang),
        properties: DriverProperties { rule_pack: RulePack::built_in() },
        information_uri: env!("CARGO_PKG_REPOSITORY"),
    }
}

fn invocation<'a>(report: &'a Report, context: Context<'a>, artifacts: &Artifacts) -> Invocation<'a> {
    let code = match report.exit {
        Exit::Findings if context.exit_zero => 0,
        exit => exit.code(),
    };
    let (en, zh) = match report.exit {
        Exit::Clean => ("Nothing at or above the threshold.", "没有达到阈值的问题。"),
        Exit::Findings if context.exit_zero => {
            ("Findings, which were asked not to change the exit code.", "发现问题，但按要求不改变退出码。")
        }
        Exit::Findings => ("Findings, or a gate that is not met.", "发现问题，或未达到门禁要求。"),
        Exit::Failed => ("Something could not be read.", "有内容无法读取。"),
        Exit::NothingJudged => ("Nothing could be judged.", "没有任何规则能够判定。"),
    };
    Invocation {
        execution_successful: matches!(report.exit, Exit::Clean | Exit::Findings),
        exit_code: code,
        exit_code_description: words(context.lang, en, zh),
        tool_execution_notifications: notifications::execution(report, context, artifacts),
        tool_configuration_notifications: notifications::configuration(report, context, artifacts),
    }
}

fn artifact<'a>(id: SourceId, report: &Report, context: Context<'a>) -> Artifact<'a> {
    let source = context.sources.get(id);
    let is_input = report.evidence.exports.iter().any(|export| export.source == id)
        || report.evidence.broken.iter().any(|(broken, _)| *broken == id);
    let encoding = match source.encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => "UTF-8",
        Encoding::Utf16Le => "UTF-16LE",
        Encoding::Utf16Be => "UTF-16BE",
        Encoding::Gb18030 => "GB18030",
    };
    Artifact {
        location: ArtifactLocation { uri: location::uri(&source.name, context), index: None },
        length: (source.encoding == Encoding::Utf8 && source.shows() != Shows::Lines).then_some(source.text.len()),
        roles: match (is_input, source.name.as_str()) {
            (true, "<stdin>") => &["analysisTarget", "standardStream"],
            (true, _) => &["analysisTarget"],
            (false, _) => &["userSpecifiedConfiguration"],
        },
        mime_type: is_input.then_some("application/json"),
        encoding,
        hashes: source.sha256().map(|sha256| Hashes { sha256 }),
    }
}

fn result<'a>(
    judged: &'a Judged,
    context: Context<'a>,
    artifacts: &Artifacts,
    line_hash: impl Fn(SourceId, u32) -> Option<&'a str>,
) -> SarifResult<'a> {
    let verdict = &judged.verdict;
    let rule = context.rules.get(verdict.rule);
    let kind = context.catalogue.kind(verdict.kind);
    let location = verdict
        .place
        .map(|place| Location { logical: logical(verdict, context), ..physical(place, context, artifacts).into() });
    let line = verdict.place.map(|place| (place.source, location::region(place, context).start.line));
    SarifResult {
        rule_id: &rule.id,
        rule_index: verdict.rule.0,
        kind: match verdict.outcome {
            Outcome::Fail => "fail",
            Outcome::Pass => "pass",
            Outcome::NotApplicable => "notApplicable",
            Outcome::Attested | Outcome::Manual | Outcome::NotEvaluated(_) => "informational",
        },
        level: if verdict.outcome == Outcome::Fail { level(judged.severity) } else { "none" },
        message: SarifMessage::of(message(judged, context)),
        locations: location.map(|location| [location]),
        related_locations: related(verdict, context, artifacts),
        partial_fingerprints: fingerprint(judged).map(|own| Fingerprints {
            own,
            primary_location_line_hash: line.and_then(|(source, line)| line_hash(source, line)),
        }),
        suppressions: judged.waived.as_ref().map(|waived| [suppression(waived, context, artifacts)]),
        baseline_state: judged.baseline.map(json_report::baseline_id),
        properties: FindingProperties {
            kind: &kind.name,
            verdict: verdict.outcome.id(),
            rule_version: rule.version,
            resource: verdict.resource.as_deref(),
            setting: verdict.setting.map(|setting| kind.def(setting).name.as_str()),
            tenant: judged.tenant.as_deref(),
        },
    }
}

fn suppression<'a>(waived: &Waived, context: Context<'a>, artifacts: &Artifacts) -> Suppression<'a> {
    let ticket = waived.ticket.as_ref().map_or_else(String::new, |ticket| format!(" ({ticket})"));
    let until = waived.expires.map_or_else(String::new, |day| say!(context.lang, ", until {day}", "，有效期至 {day}"));
    let reason = waived.reason.trim_end_matches(['.', '。']);
    Suppression {
        kind: "external",
        status: "accepted",
        justification: format!("{reason}{ticket}. {}{until}", waived.owner),
        location: physical(waived.place, context, artifacts).into(),
    }
}

/// Where in the document, and in which object of the tenant.
fn logical<'a>(verdict: &'a Verdict, context: Context<'_>) -> Vec<LogicalLocation<'a>> {
    let kind = context.catalogue.kind(verdict.kind);
    let mut places = Vec::new();
    if let Some(name) = verdict.pointer.rsplit('/').next().filter(|name| !name.is_empty()) {
        places.push(LogicalLocation {
            name: name.replace("~1", "/").replace("~0", "~").into(),
            fully_qualified_name: verdict.pointer.as_str().into(),
            kind: if verdict.observed.is_some() { "value" } else { "object" },
        });
    }
    if let Some(resource) = verdict.resource.as_ref().filter(|resource| !resource.is_empty()) {
        places.push(LogicalLocation {
            name: resource.into(),
            fully_qualified_name: format!("{}:{resource}", kind.name).into(),
            kind: "resource",
        });
    }
    places
}

/// The other places that a verdict rests on.
fn related<'a>(verdict: &'a Verdict, context: Context<'a>, artifacts: &Artifacts) -> Vec<Location<'a>> {
    let kind = context.catalogue.kind(verdict.kind);
    let because =
        verdict.because.iter().map(|(setting, place, text)| (*place, format!("{} = {text}", kind.def(*setting).name)));
    let others = verdict.related.iter().filter(|related| !related.note && Some(related.place) != verdict.place);
    let others = others.map(|related| (related.place, related.words.get(context.lang).to_owned()));
    let told = because.chain(others).enumerate().map(|(at, (place, text))| Location {
        id: Some(at + 1),
        message: Some(SarifMessage::of(sentence(&text, context.lang))),
        ..physical(place, context, artifacts).into()
    });
    told.collect()
}
