//! How a kind is exported, as lines to type: where, the sign-in, and the command.

use crate::lang::Lang;
use crate::pack::catalogue::{ExportCommand, Kind};
use crate::pack::services::services;

/// The lines that connect and export. What runs on servers of the organization's own, which it may not have, says so.
pub(crate) fn export_lines(export: &ExportCommand, lang: Lang) -> Vec<String> {
    let services = if export.connect.is_empty() { services() } else { &[] };
    let service = services.iter().find(|service| service.tool == *export.tool);
    let runs = service.and_then(|service| service.runs.as_ref()).map(|runs| format!("# {}", runs.get(lang)));
    let typed = [&export.connect, &export.command].into_iter().filter(|line| !line.is_empty()).map(ToString::to_string);
    runs.into_iter().chain(typed).collect()
}

/// The best way to export a kind; nothing where there is none.
pub(crate) fn export_command(kind: &Kind, lang: Lang) -> String {
    kind.exports.first().map_or_else(String::new, |export| export_lines(export, lang).join("\n"))
}

/// What a tool is called. Names stay; where a shell runs is said in words.
pub(crate) fn tool_words(tool: &str, lang: Lang) -> String {
    match (lang, tool.strip_suffix(" on an on-premises server")) {
        (Lang::ZhCn, Some(shell)) => format!("本地服务器上的 {shell}"),
        _ => tool.to_owned(),
    }
}
