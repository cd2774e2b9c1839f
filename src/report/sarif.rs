//! SARIF 2.1.0 as GitHub code scanning and Advanced Security for Azure DevOps accept it.
//!
//! The consumers are stricter than the standard: one result without a place loses the whole upload, passes appear as
//! alerts, suppressions are not understood. So a report holds the open findings, each with its place, and all else
//! only where it was asked for. What was not judged is told as notifications of the run, never as made-up results.

mod descriptors;
mod line_hash;
mod notifications;
mod pipeline;

use std::collections::BTreeMap;
use std::io::{self, Write};

pub use pipeline::Pipeline;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::safe_json::{Each, write_pretty};
use super::words::shortened;
use super::{Context, human, issue, json as json_report, location};
use crate::check::{Outcome, Verdict};
use crate::judge::{Exit, Judged, Report};
use crate::lang::{Lang, words};
use crate::pack;
use crate::rule::Severity;
use crate::source::{Encoding, Place, SourceId};

/// What a SARIF report holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SarifOptions {
    /// Everything, also what passes, is waived, or is known; otherwise open findings.
    pub all: bool,
    /// With the hash of the line that GitHub needs where its upload action does not add it.
    pub line_hash: bool,
}

#[derive(Serialize)]
struct Log<Results> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<Results>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<Results> {
    tool: Value,
    automation_details: Value,
    language: &'static str,
    column_kind: &'static str,
    invocations: [Value; 1],
    artifacts: Vec<Value>,
    results: Results,
}

/// The sources by their place among the artifacts.
type Artifacts = BTreeMap<SourceId, usize>;

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sources = sources(report, context);
    let artifacts: Artifacts = sources.iter().enumerate().map(|(at, source)| (*source, at)).collect();
    let to_hash = sources.iter().filter(|_| context.sarif.line_hash);
    let hashes: BTreeMap<SourceId, Vec<String>> =
        to_hash.filter_map(|id| Some((*id, line_hash::of(context.sources.get(*id))?))).collect();
    let told = |judged: &&Judged| {
        let wanted = if context.sarif.all {
            !matches!(judged.verdict.outcome, Outcome::NotEvaluated(_) | Outcome::Manual)
        } else {
            judged.is_open()
        };
        wanted && judged.verdict.place.is_some()
    };
    let results = || {
        report.results.iter().filter(told).map(|judged| {
            let line_hash = |source: SourceId, line: u32| hashes.get(&source)?.get(line as usize - 1).cloned();
            result(judged, context, &artifacts, line_hash)
        })
    };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: json!({"driver": driver(report, context)}),
            automation_details: match &context.workplace.pipeline {
                Some(pipeline) => pipeline.details(),
                None => json!({"id": "tenantlint/21vianet/"}),
            },
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
    let mut sources = issue::inputs(report, context);
    let waivers = report.results.iter().filter_map(|judged| Some(judged.waived.as_ref()?.place));
    for place in report.notices.iter().filter_map(|notice| notice.place).chain(waivers) {
        if !sources.contains(&place.source) {
            sources.push(place.source);
        }
    }
    sources
}

fn driver(report: &Report, context: Context<'_>) -> Value {
    let mut driver = json!({
        "name": "tenantlint",
        "fullName": concat!("tenantlint ", env!("CARGO_PKG_VERSION")),
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "language": language(context.lang),
        "shortDescription": {"text": words(
            context.lang,
            "Lints exported settings of Microsoft 365 and Power Platform tenants operated by 21Vianet in China.",
            "检查由世纪互联运营的 Microsoft 365 和 Power Platform 租户导出的设置。",
        )},
        "rules": context.rules.all().map(|(_, rule)| descriptors::rule(rule, context)).collect::<Vec<_>>(),
        "notifications": notifications::descriptors(report, context.lang),
        "properties": {"rulePack": {"version": env!("CARGO_PKG_VERSION"), "sha256": pack::SHA256}},
    });
    // Until the package says where it lives, there is no address to give.
    let home = env!("CARGO_PKG_REPOSITORY");
    if !home.is_empty() {
        driver["informationUri"] = home.into();
    }
    driver
}

fn invocation(report: &Report, context: Context<'_>, artifacts: &Artifacts) -> Value {
    let code = match report.exit {
        Exit::Findings if context.exit_zero => 0,
        exit => exit.code(),
    };
    let (en, zh) = match report.exit {
        Exit::Clean => ("Nothing at or above the threshold.", "没有达到阈值的问题。"),
        Exit::Findings if context.exit_zero => {
            ("Findings, which were asked not to change the exit code.", "发现问题，但按要求不改变退出码。")
        }
        Exit::Findings => ("Findings, or a gate that is not met.", "发现问题，或未达到门槛要求。"),
        Exit::Failed => ("Something could not be read.", "有内容无法读取。"),
        Exit::NothingJudged => ("Nothing could be judged.", "没有任何规则能够判定。"),
    };
    json!({
        "executionSuccessful": matches!(report.exit, Exit::Clean | Exit::Findings),
        "exitCode": code,
        "exitCodeDescription": words(context.lang, en, zh),
        "toolExecutionNotifications": notifications::execution(report, context, artifacts),
        "toolConfigurationNotifications": notifications::configuration(report, context, artifacts),
    })
}

fn artifact(id: SourceId, report: &Report, context: Context<'_>) -> Value {
    let source = context.sources.get(id);
    let is_input = report.evidence.exports.iter().any(|export| export.source == id)
        || report.evidence.broken.iter().any(|(broken, _)| *broken == id);
    let encoding = match source.encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => "UTF-8",
        Encoding::Utf16Le => "UTF-16LE",
        Encoding::Utf16Be => "UTF-16BE",
        Encoding::Gb18030 => "GB18030",
    };
    let roles = match (is_input, source.name.as_str()) {
        (true, "<stdin>") => json!(["analysisTarget", "standardStream"]),
        (true, _) => json!(["analysisTarget"]),
        (false, _) => json!(["userSpecifiedConfiguration"]),
    };
    let mut artifact = Map::new();
    artifact.insert("location".to_owned(), json!({"uri": location::uri(&source.name, context)}));
    // The length is that of the file, which is known where nothing had to be decoded.
    if source.encoding == Encoding::Utf8 {
        artifact.insert("length".to_owned(), source.text.len().into());
    }
    artifact.insert("roles".to_owned(), roles);
    if is_input {
        artifact.insert("mimeType".to_owned(), "application/json".into());
    }
    artifact.insert("encoding".to_owned(), encoding.into());
    if let Some(sha256) = &source.sha256 {
        artifact.insert("hashes".to_owned(), json!({"sha-256": sha256}));
    }
    artifact.into()
}

fn result(
    judged: &Judged,
    context: Context<'_>,
    artifacts: &Artifacts,
    line_hash: impl Fn(SourceId, u32) -> Option<String>,
) -> Value {
    let verdict = &judged.verdict;
    let rule = context.rules.get(verdict.rule);
    let mut result = Map::new();
    let mut put = |key: &str, value: Value| _ = result.insert(key.to_owned(), value);
    put("ruleId", rule.id.as_str().into());
    put("ruleIndex", verdict.rule.0.into());
    let kind = match verdict.outcome {
        Outcome::Fail => "fail",
        Outcome::Pass => "pass",
        Outcome::NotApplicable => "notApplicable",
        Outcome::Attested | Outcome::Manual | Outcome::NotEvaluated(_) => "informational",
    };
    put("kind", kind.into());
    put("level", if verdict.outcome == Outcome::Fail { level(judged.severity) } else { "none" }.into());
    put("message", json!({"text": message(judged, context)}));
    if let Some(place) = verdict.place {
        let mut location = json!({"physicalLocation": physical(place, context, artifacts)});
        let logical = logical(verdict, context);
        if !logical.is_empty() {
            location["logicalLocations"] = logical.into();
        }
        put("locations", json!([location]));
    }
    let related = related(verdict, context, artifacts);
    if !related.is_empty() {
        put("relatedLocations", related.into());
    }
    let mut fingerprints = json!({"tenantlint/v1": judged.fingerprint});
    let line = verdict.place.map(|place| (place.source, location::region(place, context).start.line));
    if let Some(hash) = line.and_then(|(source, line)| line_hash(source, line)) {
        fingerprints["primaryLocationLineHash"] = hash.into();
    }
    put("partialFingerprints", fingerprints);
    if let Some(waived) = &judged.waived {
        let ticket = waived.ticket.as_ref().map_or_else(String::new, |ticket| format!(" ({ticket})"));
        let until = waived.expires.map_or_else(String::new, |day| match context.lang {
            Lang::En => format!(", until {day}"),
            Lang::ZhCn => format!("，有效期至 {day}"),
        });
        let justification = format!("{}{ticket}. {}{until}", waived.reason.trim_end_matches(['.', '。']), waived.owner);
        put(
            "suppressions",
            json!([{
                "kind": "external",
                "status": "accepted",
                "justification": justification,
                "location": {"physicalLocation": physical(waived.place, context, artifacts)},
            }]),
        );
    }
    if let Some(state) = judged.baseline {
        put("baselineState", json_report::baseline_id(state).into());
    }
    let kind = context.catalogue.kind(verdict.kind);
    let mut properties = json!({"kind": kind.name, "verdict": verdict.outcome.id(), "ruleVersion": rule.version});
    if let Some(resource) = &verdict.resource {
        properties["resource"] = resource.as_str().into();
    }
    if let Some(setting) = verdict.setting {
        properties["setting"] = kind.def(setting).name.as_str().into();
    }
    put("properties", properties);
    result.into()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The message of a result: a sentence.
fn message(judged: &Judged, context: Context<'_>) -> String {
    let rule = context.rules.get(judged.verdict.rule);
    let text = match judged.verdict.outcome {
        Outcome::Fail => human::message(judged, context),
        outcome => {
            let (en, zh) = match outcome {
                Outcome::Pass => ("holds", "符合"),
                Outcome::NotApplicable => ("does not apply here", "不适用于此处"),
                _ => ("was declared", "已声明"),
            };
            let (title, colon) = (rule.title.get(context.lang), words(context.lang, ": ", "："));
            format!("{title}{colon}{}", words(context.lang, en, zh))
        }
    };
    sentence(&text, context.lang)
}

/// A text as a plain message: with its full stop, and with nothing in it that a viewer would take for a link or for
/// the place of an argument.
fn sentence(text: &str, lang: Lang) -> String {
    let text = shortened(text.trim_end(), issue::MOST);
    let mut safe = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        match character {
            '\\' | '[' | ']' => safe.extend(['\\', character]),
            '{' | '}' => safe.extend([character, character]),
            other if other.is_control() => safe.push(' '),
            other => safe.push(other),
        }
    }
    if !safe.ends_with(['.', '!', '?', '。', '！', '？', '…']) {
        safe.push_str(words(lang, ".", "。"));
    }
    safe
}

fn physical(place: Place, context: Context<'_>, artifacts: &Artifacts) -> Value {
    let region = location::region(place, context);
    let mut told = json!({
        "startLine": region.start.line,
        "startColumn": region.start.column,
        "endLine": region.end.line,
        "endColumn": region.end.column,
    });
    if let Some(text) = region.text {
        told["snippet"] = json!({"text": text});
    }
    let mut artifact = json!({"uri": location::uri(&region.source.name, context)});
    if let Some(index) = artifacts.get(&place.source) {
        artifact["index"] = (*index).into();
    }
    json!({"artifactLocation": artifact, "region": told})
}

/// Where in the document, and in which object of the tenant.
fn logical(verdict: &Verdict, context: Context<'_>) -> Vec<Value> {
    let kind = context.catalogue.kind(verdict.kind);
    let mut places = Vec::new();
    if let Some(name) = verdict.pointer.rsplit('/').next().filter(|name| !name.is_empty()) {
        let sort = if verdict.observed.is_some() { "value" } else { "object" };
        let name = name.replace("~1", "/").replace("~0", "~");
        places.push(json!({"name": name, "fullyQualifiedName": verdict.pointer, "kind": sort}));
    }
    if let Some(resource) = verdict.resource.as_ref().filter(|resource| !resource.is_empty()) {
        let full = format!("{}:{resource}", kind.name);
        places.push(json!({"name": resource, "fullyQualifiedName": full, "kind": "resource"}));
    }
    places
}

/// The other places that a verdict rests on.
fn related(verdict: &Verdict, context: Context<'_>, artifacts: &Artifacts) -> Vec<Value> {
    let kind = context.catalogue.kind(verdict.kind);
    let because =
        verdict.because.iter().map(|(setting, place, text)| (*place, format!("{} = {text}", kind.def(*setting).name)));
    let others = verdict.related.iter().filter(|related| !related.note && Some(related.place) != verdict.place);
    let others = others.map(|related| (related.place, related.words.get(context.lang).to_owned()));
    let told = because.chain(others).enumerate().map(|(at, (place, text))| {
        json!({
            "id": at + 1,
            "physicalLocation": physical(place, context, artifacts),
            "message": {"text": sentence(&text, context.lang)},
        })
    });
    told.collect()
}
