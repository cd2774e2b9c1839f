//! What mends findings: the commands of a rule for one resource, and one command for many resources.

use std::borrow::Cow;

use super::Context;
use crate::lang::{Lang, fill_in};
use crate::model::dialect::{Commands, Dialect};
use crate::pack::rule::Rule;
use crate::pipeline::judge::Judged;
use crate::text::data::{Line, Str};
use crate::text::printable::printable;

/// So many names stand in a command; for more, they are read from a list.
const MOST_NAMES: usize = 20;

/// So many names get a line each where their commands know no loop.
const MOST_LINES: usize = 3;

/// What stands for the name of a resource in a command.
const NAME: &str = "{identity}";

/// The commands for findings of one rule about one setting, before a name is put in.
#[derive(Debug, Clone)]
pub(crate) struct Remedy<'a> {
    /// Whose commands they are, such as `spo-shell`; `portal` where people click or edit.
    pub(crate) family: &'a str,
    lines: Vec<Cow<'a, str>>,
    lang: Lang,
}

impl<'a> Remedy<'a> {
    /// The commands for a finding: of the dialect's family, and those that name the setting where any does.
    pub(crate) fn of(judged: &Judged, context: Context<'a>) -> Self {
        let verdict = &judged.verdict;
        let rule: &'a Rule = context.rules.get(verdict.rule);
        let kind = context.catalogue.kind(verdict.kind);
        let setting = verdict.setting.map(|setting| kind.def(setting));
        let names = |line: &Line| setting.is_some_and(|setting| names_word(&line.en, &setting.name));
        let dialect = verdict.dialect.map(Dialect::id);
        let naming = |family: &&(Str, Vec<Line>)| family.1.iter().any(names);
        let own = rule.remediation.iter().find(|(family, _)| Some(family.as_str()) == dialect);
        let family =
            own.filter(naming).or_else(|| rule.remediation.iter().find(naming)).or(own).or(rule.remediation.first());
        let Some((family, lines)) = family else { return Self { family: "", lines: Vec::new(), lang: context.lang } };
        let any = lines.iter().any(names);
        let lines = lines.iter().filter(|line| !any || names(line)).map(|line| line.get(context.lang)).collect();
        Self { family, lines, lang: context.lang }
    }

    /// Whether people click or edit instead of running something.
    pub(crate) fn is_by_hand(&self) -> bool {
        self.family == "portal"
    }

    /// Whether it is PowerShell.
    pub(crate) fn is_powershell(&self) -> bool {
        is_powershell(self.family)
    }

    /// The commands that delete what cannot be brought back: their names.
    pub(crate) fn deleting(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for line in &self.lines {
            let command = line.split("  #").next().unwrap_or(line);
            let words = command.split(|c: char| !(c.is_alphanumeric() || c == '-'));
            names.extend(words.filter(|word| word.starts_with("Remove-")));
        }
        names.dedup();
        names
    }

    /// The commands for one resource.
    pub(crate) fn commands(&self, identity: Option<&str>) -> Vec<String> {
        self.lines.iter().map(|line| put_identity(line, identity, self.family, self.lang)).collect()
    }

    /// The commands for many resources, of which `more` are known by their number alone; `listing` writes them as a table
    /// to `findings.csv`, and `filter` picks them from there.
    pub(crate) fn for_all(&self, names: &[&str], more: usize, listing: &str, filter: &str) -> Vec<String> {
        if !self.lines.iter().any(|line| line.contains(NAME)) {
            return self.commands(None);
        }
        let looped = self.is_powershell() && self.lines.iter().all(|line| line.contains("\"{identity}\""));
        if !looped {
            return if more == 0 && names.len() <= MOST_LINES {
                let mut lines: Vec<_> = names.iter().flat_map(|name| self.commands(Some(name))).collect();
                lines.dedup();
                lines
            } else {
                self.commands(None)
            };
        }
        let body = self.lines.iter().map(|line| format!("  {}", line.replace("\"{identity}\"", "$name")));
        let body = body.map(|line| line.replace(NAME, &fill_in("<name>", self.lang)));
        let mut lines = Vec::new();
        if more == 0 && names.len() <= MOST_NAMES {
            let (last, others) = names.split_last().map_or(("", &[][..]), |(last, others)| (*last, others));
            lines.push("foreach ($name in".to_owned());
            lines.extend(others.iter().map(|name| format!("  {},", quoted(name))));
            lines.push(format!("  {}) {{", quoted(last)));
        } else {
            lines.push(listing.to_owned());
            lines.push(format!(
                "foreach ($name in (Import-Csv findings.csv | Where-Object {{ {filter} }}).resource) {{"
            ));
        }
        lines.extend(body);
        lines.push("}".to_owned());
        lines
    }
}

/// Whether the commands of a family are PowerShell.
fn is_powershell(family: &str) -> bool {
    Dialect::named(family).is_some_and(|dialect| dialect.commands() == Commands::PowerShell)
}

/// The commands for one finding.
pub(super) fn commands(judged: &Judged, context: Context<'_>) -> Vec<String> {
    Remedy::of(judged, context).commands(judged.verdict.resource.as_deref())
}

/// Whether a line has a name in it as a word of its own: `-Enabled $false` names `Enabled`, `-PlacesEnabled` does not.
fn names_word(line: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name).any(|(at, _)| {
        let (before, behind) = (line[..at].chars().next_back(), line[at + name.len()..].chars().next());
        !before.is_some_and(part) && !behind.is_some_and(part)
    })
}

/// A command with the resource's name in it, such that the name cannot become part of the command.
fn put_identity(line: &str, identity: Option<&str>, family: &str, lang: Lang) -> String {
    let plain = |c: char| c.is_alphanumeric() || " -_.:/@#()+,~\\".contains(c);
    let open = fill_in("<name>", lang);
    let identity = identity.unwrap_or(&open);
    if is_powershell(family) {
        return line.replace("\"{identity}\"", &quoted(identity)).replace(NAME, &open);
    }
    let name = printable(identity);
    if name.chars().all(plain) { line.replace(NAME, &name) } else { line.replace(NAME, &open) }
}

/// A name as PowerShell reads it, which takes four more characters for a single quote.
fn quoted(name: &str) -> String {
    let quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201B}');
    let name = printable(name);
    let doubled: String = name.chars().flat_map(|c| std::iter::repeat_n(c, 1 + usize::from(quote(c)))).collect();
    format!("'{doubled}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remedy(lines: &[&'static str]) -> Remedy<'static> {
        Remedy { family: "spo-shell", lines: lines.iter().map(|line| Cow::Borrowed(*line)).collect(), lang: Lang::En }
    }

    #[test]
    fn a_name_never_becomes_part_of_a_command() {
        let one = remedy(&["Set-SPOSite -Identity \"{identity}\" -SharingCapability Disabled"]);
        let all = one.for_all(&["a'; Remove-Item x #", "b\u{2019}c"], 0, "", "").join("\n");
        assert_eq!(
            all,
            "foreach ($name in\n  'a''; Remove-Item x #',\n  'b\u{2019}\u{2019}c') {\n  Set-SPOSite -Identity $name \
             -SharingCapability Disabled\n}"
        );
    }

    #[test]
    fn what_deletes_is_known_by_its_verb() {
        let deletes = remedy(&["Get-X -Identity \"{identity}\" | Remove-AvailabilityAddressSpace  # LineUri"]);
        let keeps = remedy(&["Set-X -RemoveAll  # not Remove-SPOSite"]);
        assert_eq!(deletes.deleting(), ["Remove-AvailabilityAddressSpace"]);
        assert!(keeps.deleting().is_empty());
    }
}
