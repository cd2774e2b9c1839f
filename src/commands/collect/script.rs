//! The script: what is the same in all of them stands in `*.ps1`; the parameters, the words and the exports are put
//! before it.

use std::fmt::Write as _;
use std::path::Path;

use super::plan::{CollectPlan, PlannedExport};
use super::words::{SAY, SAY_PROGRAMS, SAY_SERVERS, about, about_servers};
use crate::commands::script::{self, COMMON, SHELLS, TENANT, WHO, in_comment, service_head, tenant_parameter, truth};
use crate::lang::Lang;
use crate::pack::services::Service;
use crate::text::powershell::{list, literal};

const EXPORTS: &str = include_str!("exports.ps1");
const PROGRAMS: &str = include_str!("programs.ps1");
const PROCESSES: &str = include_str!("processes.ps1");
const SERVER: &str = include_str!("server.ps1");

/// Writes the script of a plan; `file`: its name, where that is known.
pub(super) fn script(plan: &CollectPlan<'_>, on_premises: bool, file: Option<&Path>, lang: Lang) -> String {
    let own = file.and_then(Path::file_name).map(|name| in_comment(&name.to_string_lossy()));
    let named = |default: &str| own.unwrap_or_else(|| default.to_owned());
    let about = if on_premises {
        about_servers(&named("collect-on-premises.ps1"), lang)
    } else {
        about(&named("collect.ps1"), lang)
    };
    let mut text = format!("<#\n{about}#>\n") + &parameters(on_premises, lang);
    let programs = plan.services.iter().any(|(service, _)| service.program.is_some());
    let common: &[_] = if on_premises { &SAY_SERVERS } else { &script::SAY };
    let more: &[_] = if programs { &SAY_PROGRAMS } else { &[] };
    text += &script::say(SAY.iter().chain(common).chain(more).copied(), lang);
    text += COMMON;
    text += TENANT;
    text += EXPORTS;
    if programs {
        text += PROGRAMS;
    }
    let scopes = scopes(plan);
    if !scopes.is_empty() {
        text.extend(["\n$Scopes = ", &list(scopes), "\n"]);
    }
    text += "\n$Services = @(\n";
    for (service, exports) in &plan.services {
        // Writing to a string cannot fail.
        let _ = write_service(service, exports, &mut text);
    }
    text += ")\n";
    if on_premises {
        text += SERVER;
    } else {
        text += SHELLS;
        text += PROCESSES;
    }
    text
}

fn parameters(on_premises: bool, lang: Lang) -> String {
    let tenant = tenant_parameter(None, lang);
    if on_premises {
        return format!(
            "[CmdletBinding()]\nparam(\n{tenant}    [string] $Folder = 'exports-on-premises',\n    \
             [string[]] $Without = @()\n)\n$TenantId = ''\n"
        );
    }
    let address = "https://[A-Za-z0-9.-]+\\.dynamics\\.cn/?";
    format!(
        "[CmdletBinding()]\nparam(\n{tenant}    [string] $Folder = 'exports',\n    \
         [ValidatePattern('^{address}(\\s*,\\s*{address})*$')] [string[]] $DataverseUrl = @(),\n    \
         [string[]] $Without = @(),\n{WHO})\n"
    )
}

/// The permissions that the exports need, each once: those that the catalogue names, and those that are known.
fn scopes<'a>(plan: &CollectPlan<'a>) -> Vec<&'a str> {
    let mut scopes: Vec<&str> = Vec::new();
    for (service, exports) in plan.services.iter().filter(|(service, _)| !service.scopes.is_empty()) {
        for export in exports {
            let named = export.scopes.split(',').map(str::trim).filter(|scope| !scope.is_empty());
            let known = service.scopes_of(&format!("{} {}", export.read, export.each.unwrap_or_default()));
            for scope in named.chain(known) {
                if !scopes.contains(&scope) {
                    scopes.push(scope);
                }
            }
        }
    }
    scopes
}

fn write_service(service: &Service, exports: &[PlannedExport<'_>], text: &mut String) -> std::fmt::Result {
    let used: String = exports.iter().flat_map(|export| [&export.read, export.each.unwrap_or(" ")]).collect();
    writeln!(text, "    @{{\n{}        Exports = @(", service_head(service, &used))?;
    for export in exports {
        writeln!(
            text,
            "            @{{\n                File = {}; Kinds = {}; Text = {}; Keep = {}\n                \
             Command = {}\n                Read = {{ {} }}",
            literal(export.file),
            list(export.kinds.iter().copied()),
            truth(export.text),
            truth(export.keeps_listed()),
            literal(export.command),
            export.read
        )?;
        if let Some(each) = export.each {
            writeln!(text, "                Each = {{ {each} }}")?;
        }
        writeln!(text, "            }}")?;
    }
    writeln!(text, "        )\n    }}")
}
