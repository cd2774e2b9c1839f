//! The scripts: what mends, and what takes back, in the cloud or on servers. What is the same in all stands in `*.ps1`.

use std::fmt::Write as _;

use super::plan::{Plan, PlanItem};
use super::words::{SAY, SAY_SERVERS, about, about_servers, about_undo, by_hand, irreversible, left_alone, on_servers};
use crate::commands::script::{self, COMMON, SHELLS, TENANT, WHO, in_comment, service_head, tenant_parameter, truth};
use crate::lang::Lang;
use crate::pack::services::Service;
use crate::text::powershell::{list, literal, remark, value};

const CHANGES: &str = include_str!("changes.ps1");
const PROCESSES: &str = include_str!("processes.ps1");
const SERVER: &str = include_str!("server.ps1");

/// In which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From the values found to those wanted.
    Fix,
    /// Back.
    Undo,
}

/// The names of the files.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScriptNames<'n> {
    pub(super) fix: &'n str,
    pub(super) undo: &'n str,
    pub(super) server_fix: &'n str,
    pub(super) server_undo: &'n str,
}

/// Writes one of the scripts.
pub(super) fn script(
    plan: &Plan,
    services: &[Service],
    way: Way,
    on_premises: bool,
    names: ScriptNames<'_>,
    lang: Lang,
) -> String {
    let items = plan.items_on(services, on_premises);
    let (fix, undo) = if on_premises { (names.server_fix, names.server_undo) } else { (names.fix, names.undo) };
    let about = match (way, on_premises) {
        (Way::Fix, false) => about(&in_comment(fix), &in_comment(undo), lang),
        (Way::Undo, false) => about_undo(&in_comment(undo), &in_comment(fix), lang),
        (way, true) => about_servers(&in_comment(fix), &in_comment(undo), way == Way::Fix, lang),
    };
    let mut text = format!("<#\n{about}#>\n[CmdletBinding()]\nparam(\n");
    if on_premises {
        text += "    [switch] $Apply\n)\n";
        text += &script::say(SAY.iter().chain(&SAY_SERVERS).copied(), lang);
        text += COMMON;
    } else {
        text += &tenant_parameter(plan.tenant.as_deref(), lang);
        text.extend(["    [switch] $Apply,\n", WHO, ")\n"]);
        let shared = script::SAY.iter().filter(|(name, ..)| *name != "NoService");
        text += &script::say(SAY.iter().chain(shared).copied(), lang);
        text += COMMON;
        text += TENANT;
    }
    let scopes = scopes(&items, services);
    if !scopes.is_empty() {
        text.extend(["\n$Scopes = ", &list(scopes), "\n"]);
    }
    text += "\n$Services = @(\n";
    for (at, service) in services.iter().enumerate() {
        let mut of_service: Vec<_> = items.iter().copied().filter(|item| item.change.service == at).collect();
        if way == Way::Undo {
            of_service.reverse();
        }
        if !of_service.is_empty() {
            // Writing to a string cannot fail.
            let _ = write_service(service, &of_service, way, &mut text);
        }
    }
    text += ")\n";
    let all = way == Way::Fix && !on_premises;
    let elsewhere = if all { plan.items_on(services, true) } else { Vec::new() };
    let _ = write_others(all.then_some(plan), &elsewhere, names.server_fix, lang, &mut text);
    text + if on_premises { "" } else { SHELLS } + CHANGES + if on_premises { SERVER } else { PROCESSES }
}

/// The permissions that the changes need, each once; who may change may read.
fn scopes<'s>(items: &[&PlanItem], services: &'s [Service]) -> Vec<&'s str> {
    let mut scopes = Vec::new();
    for change in items.iter().map(|item| &item.change) {
        for scope in services[change.service].scopes_of(&change.set) {
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
    }
    scopes
}

fn write_service(service: &Service, items: &[&PlanItem], way: Way, text: &mut String) -> std::fmt::Result {
    let used: String = items.iter().flat_map(|item| [&*item.change.object, " ", &*item.change.set, " "]).collect();
    writeln!(text, "    @{{\n{}        Changes = @(", service_head(service, &used))?;
    for item in items {
        let change = &item.change;
        let [found, wanted] = item.called.each_ref();
        let (from, to, command, why) = match way {
            Way::Fix => ((&change.found, found), (&change.wanted, wanted), &change.set, item.why.as_str()),
            Way::Undo => ((&change.wanted, wanted), (&change.found, found), &change.back, ""),
        };
        let names = |names: &[String]| list(names.iter().map(String::as_str));
        writeln!(
            text,
            "            @{{\n                Rules = {}\n                Findings = {}\n                Why = {}\n                \
             Target = {}; Path = {}; Exact = {}\n                Found = {}; FoundNames = {}\n                \
             Wanted = {}; WantedNames = {}\n                Command = {}\n                \
             Object = {{ {} }}\n                Change = {{ {command} }}\n            }}",
            names(&item.rules),
            names(&item.messages),
            literal(why),
            literal(change.target.as_deref().unwrap_or_default()),
            names(&change.path),
            truth(item.exact),
            value(from.0),
            names(from.1),
            value(to.0),
            names(to.1),
            literal(command),
            change.object,
        )?;
    }
    writeln!(text, "        )\n    }}")
}

/// What is not done by the script: by hand, on servers, or not at all. As remarks, and as what it shows at its end.
fn write_others(
    plan: Option<&Plan>,
    elsewhere: &[&PlanItem],
    server_fix: &str,
    lang: Lang,
    text: &mut String,
) -> std::fmt::Result {
    let by_hand_items = plan.map_or(&[][..], |plan| &plan.by_hand);
    if !elsewhere.is_empty() {
        writeln!(text, "\n# {}", on_servers(&remark(server_fix), lang))?;
        for item in elsewhere {
            for message in &item.messages {
                writeln!(text, "# {}: {}", remark(&item.rules.join(", ")), remark(message))?;
            }
        }
    }
    if let Some(plan) = plan.filter(|plan| !plan.left.is_empty()) {
        writeln!(text, "\n# {}", left_alone(lang))?;
        for left in &plan.left {
            writeln!(text, "# {}: {} ({})", remark(&left.rule), remark(&left.message), remark(&left.why.words(lang)))?;
        }
    }
    if !by_hand_items.is_empty() {
        writeln!(text, "\n# {}", by_hand(lang))?;
        for of_rule in by_hand_items {
            let destroys = of_rule.findings.iter().any(|finding| finding.irreversible);
            let before = if destroys { irreversible(lang) } else { "" };
            writeln!(text, "#\n# {}: {before}{}", remark(&of_rule.rule), remark(&of_rule.fix))?;
            for finding in &of_rule.findings {
                writeln!(text, "# - {}", remark(&finding.message))?;
                for line in &finding.lines {
                    writeln!(text, "#     {}", remark(line))?;
                }
            }
        }
    }
    writeln!(text, "$OnServers = {}", if elsewhere.is_empty() { "''".to_owned() } else { literal(server_fix) })?;
    writeln!(text, "$ByHand = @(")?;
    for of_rule in by_hand_items {
        let destroys = of_rule.findings.iter().any(|finding| finding.irreversible);
        let before = if destroys { irreversible(lang) } else { "" };
        writeln!(text, "    @{{ Rule = {}", literal(&of_rule.rule))?;
        writeln!(text, "        Do = {}", literal(&(before.to_owned() + &of_rule.fix)))?;
        writeln!(text, "        Items = @(")?;
        for finding in &of_rule.findings {
            let lines = list(finding.lines.iter().map(String::as_str));
            writeln!(
                text,
                "            @{{ Finding = {}\n                Lines = {lines} }}",
                literal(&finding.message)
            )?;
        }
        writeln!(text, "        ) }}")?;
    }
    writeln!(text, ")")
}
