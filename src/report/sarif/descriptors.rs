//! What SARIF tells of a rule.

use std::borrow::Cow;

use serde::Serialize;

use super::log::SarifMessage;
use super::parts::level;
use crate::lang::{Lang, fill_in, say, words};
use crate::model::severity::Severity;
use crate::pack::rule::{Basis, Rule};
use crate::report::Context;

/// The most characters that GitHub takes of a description.
const LONGEST: usize = 1024;

/// A `reportingDescriptor` of a rule.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor<'a> {
    id: &'a str,
    name: String,
    short_description: SarifMessage<'a>,
    full_description: SarifMessage<'a>,
    help: Help,
    default_configuration: Configuration,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties<'a> {
    tags: [&'a str; 3],
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    problem_severity: &'static str,
    version: u32,
    basis: &'static str,
}

/// Describes a rule.
pub(super) fn rule<'a>(rule: &'a Rule, context: Context<'a>) -> Descriptor<'a> {
    let lang = context.lang;
    let severity = rule.effective_severity();
    let (text, markdown) = help(rule, lang);
    let service = rule.id.split('/').next().unwrap_or_default();
    Descriptor {
        id: &rule.id,
        name: pascal_case(&rule.id),
        short_description: SarifMessage::of(full_stop(rule.title.get(lang).into(), lang)),
        full_description: SarifMessage::of(full_stop(
            crate::text::printable::shortened(rule.why.get(lang), LONGEST),
            lang,
        )),
        help: Help { text, markdown },
        default_configuration: Configuration { level: level(severity) },
        properties: Properties {
            tags: ["21vianet", service, basis_id(rule.basis)],
            precision: precision(rule.basis),
            problem_severity: match severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
            version: rule.version,
            basis: basis_id(rule.basis),
        },
    }
}

fn full_stop(text: Cow<'_, str>, lang: Lang) -> Cow<'_, str> {
    let ends = text.ends_with(['.', '!', '?', '。', '！', '？', '…']);
    if ends { text } else { text + lang.stop() }
}

/// `sharepoint/external-sharing` as `SharepointExternalSharing`.
pub(super) fn pascal_case(id: &str) -> String {
    id.split(['/', '-'])
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
        })
        .collect()
}

fn basis_id(basis: Basis) -> &'static str {
    match basis {
        Basis::Required => "required",
        Basis::OffByDefault => "off_by_default",
        Basis::NotAvailable => "not_available",
        Basis::Recommended => "recommended",
        Basis::Inferred => "inferred",
    }
}

/// How sure a finding is to be one: the setting is what the document speaks of, or we hold it for that.
fn precision(basis: Basis) -> &'static str {
    match basis {
        Basis::Required | Basis::OffByDefault | Basis::NotAvailable => "very-high",
        Basis::Recommended => "high",
        Basis::Inferred => "medium",
    }
}

/// The help of a rule, as text and as Markdown.
fn help(rule: &Rule, lang: Lang) -> (String, String) {
    let (why, fix) = (rule.why.get(lang), rule.fix.get(lang));
    let (mut text, mut markdown) = (vec![why.to_owned(), fix.to_owned()], vec![why.to_owned()]);
    markdown.push(format!("**{}**{}{fix}", words(lang, "Fix", "处理"), lang.colon()));
    for (family, commands) in &rule.remediation {
        let commands: Vec<_> = commands.iter().map(|line| line.get(lang)).collect();
        let commands = commands.join("\n").replace("{identity}", &fill_in("<name>", lang));
        text.push(format!("{family}:\n{commands}"));
        markdown.push(format!("{family}:\n\n```text\n{commands}\n```"));
    }
    let source = &rule.source;
    let head = words(lang, "Source", "依据");
    let mut notes = vec![format!("{head}{}{}", lang.colon(), rule.cited(lang))];
    notes.extend(source.superseded.as_ref().map(|superseded| {
        say!(
            lang,
            ("Out of date since {}: {}", superseded.since, superseded.by.en),
            ("文档此处自 {} 起已过时：{}", superseded.since, superseded.by.zh_cn)
        )
    }));
    let whole = |parts: Vec<String>| parts.into_iter().chain(notes.clone()).collect::<Vec<_>>().join("\n\n") + "\n";
    (whole(text), whole(markdown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word() {
        assert_eq!(pascal_case("sharepoint/external-sharing"), "SharepointExternalSharing");
    }
}
