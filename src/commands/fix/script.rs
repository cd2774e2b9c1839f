//! The two scripts: what mends, and what takes back. What is the same in both stands in `changes.ps1`.

use std::fmt::Write as _;

use super::words::{SAY, about, about_undo, by_hand, irreversible};
use super::{ByHand, Item, Plan};
use crate::commands::script::{self, COMMON, SHELLS, WHO, service_head, tenant_parameter, truth};
use crate::lang::Lang;
use crate::pack::services::Service;
use crate::text::powershell::{list, literal, remark, value};

const CHANGES: &str = include_str!("changes.ps1");

/// In which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From the values found to those wanted.
    Fix,
    /// Back.
    Undo,
}

/// The names of the two files.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'n> {
    pub(super) fix: &'n str,
    pub(super) undo: &'n str,
}

/// Writes one of the scripts.
pub(super) fn script(plan: &Plan<'_>, services: &[Service], way: Way, names: Names<'_>, lang: Lang) -> String {
    let (fix, undo) = (remark(names.fix).replace("#>", "# >"), remark(names.undo).replace("#>", "# >"));
    let about = match way {
        Way::Fix => about(&fix, &undo, lang),
        Way::Undo => about_undo(&undo, &fix, lang),
    };
    let tenant = tenant_parameter(plan.tenant.as_deref(), lang);
    let mut text = format!("<#\n{about}#>\n[CmdletBinding()]\nparam(\n{tenant}    [switch] $Apply,\n{WHO})\n");
    let shared = script::SAY.iter().filter(|(name, ..)| *name != "NoService");
    text += &script::say(SAY.iter().chain(shared).copied(), lang);
    text += COMMON;
    let scopes: Vec<_> = plan.items.iter().filter_map(|item| scope(item, services)).collect();
    let each: Vec<_> = scopes.iter().enumerate().filter(|(at, scope)| !scopes[..*at].contains(scope)).collect();
    if !each.is_empty() {
        text.extend(["\n$Scopes = ", &list(each.into_iter().map(|(_, scope)| *scope)), "\n"]);
    }
    text += "\n$Services = @(\n";
    for (at, service) in services.iter().enumerate() {
        let items: Vec<_> = plan.items.iter().filter(|item| item.change.service == at).collect();
        if !items.is_empty() {
            // Writing to a string cannot fail.
            let _ = write_service(service, &items, way, &mut text);
        }
    }
    text += ")\n";
    let by_hand: &[ByHand] = if way == Way::Fix { &plan.by_hand } else { &[] };
    let _ = write_by_hand(by_hand, lang, &mut text);
    text + SHELLS + CHANGES
}

fn scope<'s>(item: &Item, services: &'s [Service]) -> Option<&'s str> {
    let commands = &services[item.change.service].changes;
    commands.iter().find(|command| item.change.set.starts_with(&command.set))?.scope.as_deref()
}

fn write_service(service: &Service, items: &[&Item], way: Way, text: &mut String) -> std::fmt::Result {
    let used: String = items.iter().flat_map(|item| [&*item.change.read, " ", &*item.change.set, " "]).collect();
    writeln!(text, "    @{{\n{}        Changes = @(", service_head(service, &used))?;
    for item in items {
        let change = &item.change;
        let (from, to, command, why) = match way {
            Way::Fix => (&change.found, &change.wanted, &change.set, item.why.as_str()),
            Way::Undo => (&change.wanted, &change.found, &change.back, ""),
        };
        writeln!(
            text,
            "            @{{\n                Rules = {}\n                Finding = {}\n                Why = {}\n                \
             Target = {}; Setting = {}; Exact = {}\n                Found = {}; Wanted = {}\n                \
             Command = {}\n                Read = {{ {} }}\n                Change = {{ {command} }}\n            }}",
            list(item.rules.iter().map(String::as_str)),
            literal(&item.message),
            literal(why),
            literal(change.target.as_deref().unwrap_or_default()),
            literal(&change.setting),
            truth(item.exact),
            value(from),
            value(to),
            literal(command),
            change.read,
        )?;
    }
    writeln!(text, "        )\n    }}")
}

/// What is to be done by hand: as remarks, and as lines that the script shows.
fn write_by_hand(by_hand_items: &[ByHand], lang: Lang, text: &mut String) -> std::fmt::Result {
    if by_hand_items.is_empty() {
        return writeln!(text, "\n$ByHand = @()");
    }
    writeln!(text, "\n# {}", by_hand(lang))?;
    for item in by_hand_items {
        writeln!(text, "#\n# {}: {}", remark(item.rule), remark(&item.message))?;
        let before = if item.irreversible { irreversible(lang) } else { "" };
        writeln!(text, "#     {before}{}", remark(&item.fix))?;
        for line in &item.lines {
            writeln!(text, "#     {}", remark(line))?;
        }
    }
    writeln!(text, "$ByHand = @(")?;
    for item in by_hand_items {
        writeln!(text, "    {}", literal(&format!("{}: {}", item.rule, item.message)))?;
    }
    writeln!(text, ")")
}
