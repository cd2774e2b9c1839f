//! What mends a group of findings: the commands for all of its resources, and a warning where they delete.

use super::Context;
use super::group::Group;
use super::remedy::Remedy;
use super::wording::json_text;
use crate::lang::{Lang, say};

/// The commands for all resources of a group.
pub(super) fn of_group<'a>(group: &Group<'_>, context: Context<'a>) -> (Remedy<'a>, Vec<String>) {
    let verdict = &group.first().verdict;
    let remedy = Remedy::of(group.first(), context);
    if group.count() == 1 {
        let commands = remedy.commands(verdict.resource.as_deref());
        return (remedy, commands);
    }
    let names: Vec<&str> = group.findings.iter().filter_map(|judged| judged.verdict.resource.as_deref()).collect();
    let id = &context.rules.get(group.rule).id;
    let listing = format!("tenantlint check {} --rule {id} --output csv=findings.csv", context.typed);
    let setting = verdict.setting.map(|setting| context.catalogue.kind(verdict.kind).def(setting).name.as_str());
    let setting = setting.map_or_else(String::new, |name| format!(" -and $_.setting -eq '{name}'"));
    // Other values of the setting may be in order here and have a block of their own.
    let observed =
        verdict.observed.as_ref().map(json_text).filter(|text| text.chars().all(|c| c.is_ascii_alphanumeric()));
    let observed = observed.map_or_else(String::new, |text| format!(" -and $_.observed -eq '{text}'"));
    let filter = format!("$_.verdict -eq 'fail'{setting}{observed} -and !$_.waived");
    let unnamed = group.findings.len() - names.len();
    let commands = remedy.for_all(&names, group.more + unnamed, &listing, &filter);
    (remedy, commands)
}

/// What is said of commands that delete what cannot be brought back.
pub(super) fn care(remedy: &Remedy<'_>, lang: Lang) -> Option<String> {
    let deleting = remedy.deleting();
    let names = deleting.join(lang.list_comma());
    (!deleting.is_empty()).then(|| {
        say!(lang, "{names} deletes, and what is deleted may not come back", "{names} 会执行删除，删除后可能无法恢复")
    })
}
