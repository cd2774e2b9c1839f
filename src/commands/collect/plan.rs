//! Which commands export what is needed: one file a command, by service.

use std::collections::BTreeSet;

use crate::pack::catalogue::{Catalogue, ExportCommand, Kind, KindId, Origin};
use crate::pack::services::Service;

/// What a script is to do.
#[derive(Debug, Default)]
pub(super) struct CollectPlan<'a> {
    /// The services with something to export, and what.
    pub(super) services: Vec<(&'a Service, Vec<PlannedExport<'a>>)>,
    /// Kinds that no service of the script exports.
    pub(super) elsewhere: Vec<&'a Kind>,
}

/// One file.
#[derive(Debug)]
pub(super) struct PlannedExport<'a> {
    pub(super) file: &'a str,
    pub(super) kinds: Vec<&'a str>,
    /// As the catalogue prints it.
    pub(super) command: &'a str,
    /// What reads the objects, or lists those that are read one by one.
    pub(super) read: String,
    /// What reads one of them, `$_`.
    pub(super) each: Option<&'a str>,
    /// It gives JSON text, not objects.
    pub(super) text: bool,
    /// Permissions that signing in for it names, with commas between.
    pub(super) scopes: &'a str,
}

impl PlannedExport<'_> {
    /// What the listing says of an object is of use where the object itself cannot be read.
    pub(super) fn keeps_listed(&self) -> bool {
        let cmdlet = |text: &str| text.split_whitespace().next().map(str::to_owned);
        self.each.is_some_and(|each| cmdlet(each) == cmdlet(&self.read))
    }
}

/// Plans exports of kinds in the cloud, or on the organization's servers.
pub(super) fn plan<'a>(
    kinds: &BTreeSet<KindId>,
    catalogue: &'a Catalogue,
    services: &'a [Service],
    on_premises: bool,
) -> CollectPlan<'a> {
    let mut plan = CollectPlan::default();
    let here = || services.iter().filter(|service| service.on_premises == on_premises);
    plan.services = here().map(|service| (service, Vec::new())).collect();
    for kind in kinds.iter().map(|id| catalogue.kind(*id)) {
        let mut ways = kind.exports.iter().filter_map(|command| {
            let at = here().position(|service| service.tool == *command.tool)?;
            Some((at, export(command)?))
        });
        let Some((at, export)) = ways.next() else {
            if kind.origin == Origin::Export {
                plan.elsewhere.push(kind);
            }
            continue;
        };
        let exports = &mut plan.services[at].1;
        match exports.iter_mut().find(|other| other.file == export.file && other.read == export.read) {
            Some(same) => same.kinds.push(&kind.name),
            None => exports.push(PlannedExport { kinds: vec![&kind.name], ..export }),
        }
    }
    plan.services.retain(|(_, exports)| !exports.is_empty());
    plan
}

/// Whether a kind has a command on the organization's servers.
pub(super) fn is_on_premises(kind: &Kind, services: &[Service]) -> bool {
    let on =
        |command: &ExportCommand| services.iter().any(|service| service.on_premises && service.tool == *command.tool);
    kind.origin == Origin::Export && kind.exports.iter().any(on)
}

/// What a command of the catalogue comes to in a script; none if it is of another form, or may do more than read.
fn export(command: &ExportCommand) -> Option<PlannedExport<'_>> {
    let (read, file) = match command.command.rsplit_once(" | Out-File ") {
        Some((read, file)) => (read, file.strip_suffix(" -Encoding utf8")?),
        None => [" > ", " --output-file "].into_iter().find_map(|to| command.command.rsplit_once(to))?,
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !file.strip_suffix("json").is_some_and(|stem| stem.ends_with('.')) || !file.chars().all(plain) {
        return None;
    }
    let objects = || {
        let inner = match read.strip_prefix("ConvertTo-Json -InputObject @(") {
            Some(inner) => inner.rsplit_once(") -Depth ")?.0,
            None => read.rsplit_once(" | ConvertTo-Json -Depth ")?.0,
        };
        Some((inner.to_owned(), false))
    };
    let graph = || {
        let address =
            read.strip_prefix("Invoke-MgGraphRequest -Method GET -Uri ")?.strip_suffix(" -OutputType Json")?;
        let address = address.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\'')).unwrap_or(address);
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./?=$&,".contains(c);
        address.chars().all(plain).then(|| (format!("Read-Graph '{address}'"), true))
    };
    let (read, text) = match &command.listing {
        Some(listing) => (listing.to_string(), command.each.as_ref().is_some_and(|each| each.starts_with("Read-"))),
        None => objects().or_else(graph)?,
    };
    let each = command.each.as_deref();
    if !only_reads(&read) || !each.is_none_or(only_reads) {
        return None;
    }
    let scopes = command.connect.split_once("-Scopes ").and_then(|(_, scopes)| scopes.split_whitespace().next());
    let scopes = scopes.unwrap_or_default();
    Some(PlannedExport { file, kinds: Vec::new(), command: &command.command, read, each, text, scopes })
}

/// Commands that read, beside those that begin with `Get-`.
const READING: [&str; 7] =
    ["Select-Object", "Where-Object", "ForEach-Object", "Sort-Object", "Read-Graph", "Read-Json", "Read-Program"];

/// Whether a text does nothing but read: only commands of the allow-list, no method, no type, no redirection, and
/// nothing that is named only when it runs.
pub(super) fn only_reads(text: &str) -> bool {
    let Some(bare) = without_strings(text) else { return false };
    if bare.contains(['&', '`', '>', '<', '[', '#', '\n', '\r', '!']) {
        return false;
    }
    let mut is_command = true;
    let mut rest = bare.as_str();
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !(c.is_alphanumeric() || "-_.$@:\\\u{0}".contains(c))).unwrap_or(rest.len());
        if word == 0 {
            is_command = match first {
                ' ' => is_command,
                '|' | ';' | '{' | '(' | '=' => true,
                _ => false,
            };
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (name, behind) = rest.split_at(word);
        // A name and a bracket at once: a method.
        if behind.starts_with('(') && name != "@" && name != "$" || name == "." {
            return false;
        }
        if is_command && !is_reading(name) {
            return false;
        }
        // Of a program, the command of its own decides.
        is_command = false;
        rest = behind;
    }
    text.match_indices("Read-Program ").all(|(at, name)| is_reading_program(&text[at + name.len()..]))
}

fn is_reading(name: &str) -> bool {
    let value = name.starts_with(['$', '@', '\u{0}']) || name.chars().all(|c| c.is_ascii_digit());
    let cmdlet = name.split_once('-').is_some_and(|(verb, noun)| {
        verb.eq_ignore_ascii_case("Get") && !noun.is_empty() && noun.chars().all(|c| c.is_ascii_alphanumeric())
    });
    // The name of a calculated property.
    let member = ["n", "e", "Name", "Expression"].contains(&name);
    value || cmdlet || member || READING.contains(&name)
}

/// `m365 @('spo', 'site', 'list', …)`, `az @('rest', '--method', 'get', …)`.
fn is_reading_program(text: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let own = text.split(')').next().unwrap_or_default().split(", ");
        own.map(|word| word.trim().trim_matches('\'').to_owned()).collect()
    };
    if let Some(arguments) = text.strip_prefix("m365 @(") {
        let words = words(arguments);
        let last = words.iter().take_while(|word| !word.starts_with('-') && !word.starts_with('$')).last();
        return last.is_some_and(|word| word == "list" || word == "get");
    }
    text.strip_prefix("az @(")
        .is_some_and(|arguments| words(arguments).starts_with(&["rest", "--method", "get"].map(str::to_owned)))
}

/// The text with each string replaced by one character; none if a string does not end, or runs something.
fn without_strings(text: &str) -> Option<String> {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) =
        rest.find(['\'', '"', '\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}', '\u{201C}', '\u{201D}', '\u{201E}'])
    {
        bare.push_str(&rest[..at]);
        bare.push('\u{0}');
        let quote = rest[at..].chars().next()?;
        if !quote.is_ascii() {
            return None;
        }
        let inside = &rest[at + 1..];
        let end = inside.find(quote)?;
        let inside_text = &inside[..end];
        // PowerShell lets a typographic quotation mark end a string too.
        if inside_text.contains(['\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}', '\u{201C}', '\u{201D}', '\u{201E}']) {
            return None;
        }
        // In double quotes only members of the object at hand are filled in.
        if quote == '"' {
            for (at, _) in inside_text.match_indices("$(") {
                let member = inside_text[at + 2..].split_once(')')?.0;
                let plain = |c: char| c.is_ascii_alphanumeric() || "_.".contains(c);
                if !member.strip_prefix('$')?.chars().all(plain) {
                    return None;
                }
            }
        }
        rest = &inside[end + 1..];
    }
    bare.push_str(rest);
    Some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_is_let_through() {
        for text in [
            "Get-SPOTenant",
            "Get-SPOSite -Limit All -IncludePersonalSite $true",
            "Get-SPOSite -Identity $_.Url",
            "Get-CsOnlineUser | Select-Object UserPrincipalName, @{n='A';e={\"$($_.Status)\"}}",
            "Read-Graph '/v1.0/domains'",
            "Read-Program m365 @('spo', 'list', 'list', '--webUrl', $_.Url, '--output', 'json')",
            "Read-Program az @('rest', '--method', 'get', '--resource', $_)",
            "$owner = $_.PrimarySmtpAddress; Get-X -Identity $owner | ForEach-Object { Get-Y -Identity ($owner + ':') }",
        ] {
            assert!(only_reads(text), "{text}");
        }
        for text in [
            "Set-SPOTenant",
            "Get-SPOTenant; Set-SPOTenant",
            "Get-SPOTenant | Remove-Item",
            "Get-X | ForEach-Object { Remove-X $_ }",
            "Get-X -Name (Remove-Y)",
            "Get-X -Name \"$(Remove-Y)\"",
            "Get-X -Name \"$($_.Delete())\"",
            "& $x",
            "$x.Delete()",
            "[IO.File]::Delete('x')",
            "Get-X > y",
            "iex 'x'",
            "Get-X 'a\u{2019}; Remove-Y; \u{2018}'",
            "Get-X\nRemove-Y",
            "Read-Program m365 @('spo', 'list', 'remove')",
            "Read-Program az @('rest', '--method', 'delete')",
            "Read-Program cmd @('/c')",
            "Invoke-Expression 'x'",
            "$x = Remove-Y",
        ] {
            assert!(!only_reads(text), "{text}");
        }
    }
}
