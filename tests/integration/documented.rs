//! Every command and parameter that is printed or stands in a script is documented by its vendor, and exists where it is
//! used: in this cloud, or on servers of one's own. Without a PowerShell; `printed` looks at values too, with one.
//!
//! What is documented stands in `tests/powershell/cmdlets.json`, which `scripts/cmdlets` writes, with its sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::commands::{Use, uses};
use crate::common::{entries, in_both, json, rule_files, tenantlint};

/// Where a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Cloud,
    Server,
}

/// PowerShell's own commands, in 5.1 and in 7.
const OWN: [&str; 23] = [
    "Add-Member",
    "ConvertFrom-Json",
    "ConvertTo-Json",
    "ForEach-Object",
    "Format-List",
    "Format-Table",
    "Get-Command",
    "Get-Credential",
    "Get-Item",
    "Get-Module",
    "Get-Process",
    "Install-Module",
    "Join-Path",
    "Move-Item",
    "New-Item",
    "New-Object",
    "Out-File",
    "Remove-Item",
    "Select-Object",
    "Sort-Object",
    "Test-Path",
    "Where-Object",
    "Write-Progress",
];
/// More of them, in scripts alone.
const OWN_IN_SCRIPTS: [&str; 2] = ["Out-Host", "Write-Host"];
/// Parameters that every command has.
const COMMON: [&str; 4] = ["ErrorAction", "WarningAction", "Verbose", "Debug"];
/// The families of remediation that are PowerShell.
const FAMILIES: [&str; 5] = ["spo-shell", "exchange-shell", "teams-shell", "graph", "power-platform"];

/// Commands whose pages list parameters apart that are given together in practice, and who does so.
const TOGETHER: [(&str, &str); 2] = [
    ("Connect-MicrosoftTeams", "Microsoft365DSC/MSCloudLoginAssistant: Workloads/Teams.ps1, for this cloud"),
    ("Connect-PnPOnline", "pnp/powershell: pages/articles/registerapplication.md"),
];

fn facts() -> &'static Value {
    static FACTS: std::sync::OnceLock<Value> = std::sync::OnceLock::new();
    FACTS.get_or_init(|| json("tests/powershell/cmdlets.json"))
}

/// Whether what documentation says of a command or parameter holds for a place; where it says nothing, it does.
fn applies(facts: &Value, place: Place) -> bool {
    let Some(places) = facts["applies"].as_array() else { return true };
    places.iter().map(|place| place.as_str().unwrap()).any(|name| match place {
        Place::Cloud => ["Online", "Teams", "Microsoft 365", "Cloud"].iter().any(|word| name.contains(word)),
        Place::Server => name.contains("Server"),
    })
}

/// What is wrong with a use at a place.
fn wrong((command, parameters): &Use, place: Place) -> Option<String> {
    let every = facts()["cmdlets"].as_object().unwrap();
    let Some((_, variants)) = every.iter().find(|(name, _)| name.eq_ignore_ascii_case(command)) else {
        return Some(format!("{command} is not documented"));
    };
    let of = |facts: &Value| {
        if !applies(facts, place) {
            return Some(format!("{command} does not exist there ({place:?})"));
        }
        let documented = facts["parameters"].as_object().unwrap();
        let mut sets: Option<BTreeSet<&str>> = None;
        for parameter in parameters {
            let is = |name: &str| name.eq_ignore_ascii_case(parameter);
            if COMMON.iter().any(|name| is(name)) {
                continue;
            }
            let aliases = |facts: &Value| facts["aliases"].as_array().cloned().unwrap_or_default();
            let mut known = documented.iter();
            let known =
                known.find(|(name, facts)| is(name) || aliases(facts).iter().any(|alias| is(alias.as_str().unwrap())));
            let Some((_, facts)) = known else { return Some(format!("{command} has no parameter -{parameter}")) };
            if !applies(facts, place) {
                return Some(format!("{command} -{parameter} does not exist there ({place:?})"));
            }
            if let Some(of) = facts["sets"].as_array() {
                let of: BTreeSet<_> = of.iter().map(|set| set.as_str().unwrap()).collect();
                sets = Some(sets.map_or(of.clone(), |sets| &sets & &of));
            }
        }
        let apart = sets.is_some_and(|sets| sets.is_empty()) && !TOGETHER.iter().any(|(name, _)| name == command);
        apart.then(|| format!("{command} does not take -{} together", parameters.join(", -")))
    };
    let faults: Vec<_> = variants.as_array().unwrap().iter().map(of).collect();
    if faults.contains(&None) { None } else { faults.into_iter().flatten().next() }
}

/// That all of a text is documented for one of these places; how many commands were looked at.
fn documented(title: &str, text: &str, places: &[Place], own: &[&str]) -> usize {
    let uses = uses(text);
    let vendors: Vec<_> =
        uses.iter().filter(|(name, _)| !own.iter().any(|own| own.eq_ignore_ascii_case(name))).collect();
    let faults = places.iter().map(|place| vendors.iter().filter_map(|it| wrong(it, *place)).collect::<Vec<_>>());
    let faults: Vec<_> = faults.collect();
    assert!(faults.iter().any(Vec::is_empty), "{title}: {faults:?}\n{text}");
    vendors.len()
}

/// The tools of the services, and where they run.
fn tools() -> Vec<(String, Place)> {
    let services = json("schemas/services.json");
    let place = |service: &Value| if service["on_premises"] == true { Place::Server } else { Place::Cloud };
    let services = services["services"].as_array().unwrap();
    services.iter().map(|service| (service["tool"].as_str().unwrap().to_owned(), place(service))).collect()
}

#[test]
fn exports_and_sign_ins_are_documented() {
    let tools = tools();
    let mut seen = 0;
    for path in entries("schemas/kinds") {
        let kind = json(&path);
        for export in kind["exports"].as_array().unwrap() {
            if ["m365-cli", "declaration"].contains(&export["dialect"].as_str().unwrap()) {
                continue;
            }
            let tool = export["tool"].as_str().unwrap();
            let place = tools.iter().find(|(name, _)| name == tool).map(|(_, place)| *place);
            let places = place.map_or(vec![Place::Cloud, Place::Server], |place| vec![place]);
            for field in ["connect", "command", "listing", "each"] {
                let text = export[field].as_str().unwrap_or_default();
                // A program's arguments are its own.
                if !text.starts_with("az ") && !text.contains("Read-Program") {
                    let own = [&OWN[..], &["Read-Graph", "Read-Json", "Get-Dataverse"]].concat();
                    seen += documented(&format!("{}: {field}", path.display()), text, &places, &own);
                }
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn remediations_are_documented() {
    let mut seen = 0;
    for (id, path) in rule_files() {
        for (family, lines) in json(&path)["remediation"].as_object().unwrap() {
            if !FAMILIES.contains(&family.as_str()) {
                continue;
            }
            for [line, _] in lines.as_array().unwrap().iter().map(in_both) {
                let on_servers = line.contains("# Exchange Management Shell");
                let places = if on_servers { &[Place::Server][..] } else { &[Place::Cloud, Place::Server] };
                seen += documented(&id, line, places, &OWN);
            }
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn the_commands_of_services_are_documented() {
    let services = json("schemas/services.json");
    let mut seen = 0;
    for service in services["services"].as_array().unwrap() {
        let place = if service["on_premises"] == true { Place::Server } else { Place::Cloud };
        let title = service["id"].as_str().unwrap();
        let lines = ["interactive", "application", "sign_out"].iter().flat_map(|field| {
            service[field]
                .as_array()
                .cloned()
                .unwrap_or_default()
                .into_iter()
                .map(|line| line.as_str().unwrap().to_owned())
        });
        for line in lines.filter(|line| !line.starts_with("Invoke-Program ")) {
            seen += documented(title, &line, &[place], &[]);
        }
        if let Some(probe) = service["probe"].as_str() {
            seen += documented(title, probe, &[place], &[]);
        }
        for change in service["changes"].as_array().into_iter().flatten() {
            let of = |field: &str| change[field].as_str().map(|name| format!(" -{name} x")).unwrap_or_default();
            let edits = change["edits"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|name| format!(" -{} x", name.as_str().unwrap()))
                .collect::<Vec<_>>()
                .concat();
            let confirm = if change["confirm"] == true { " -Confirm:$false" } else { "" };
            let target = of("by");
            let get = if change["named"].is_null() { target.as_str() } else { "" };
            seen +=
                documented(title, &format!("{}{get}{}", change["get"].as_str().unwrap(), of("switch")), &[place], &[]);
            let set =
                format!("{}{target}{}{}{edits}{confirm}", change["set"].as_str().unwrap(), of("switch"), of("body"));
            seen += documented(title, &set, &[place], &[]);
            if let Some(back) = change["back"].as_str() {
                seen += documented(title, &format!("{back}{target}{confirm}"), &[place], &[]);
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

/// Permissions are asked for by name, and oldest versions are demanded, where somebody who must know says so.
#[test]
fn permissions_and_versions_have_their_sources() {
    let services = json("schemas/services.json");
    let services = services["services"].as_array().unwrap();
    let graph = services.iter().find(|service| service["id"] == "graph").unwrap();
    let known: Vec<_> = graph["scopes"].as_array().unwrap().iter().collect();
    let mut seen = 0;
    for path in entries("schemas/kinds") {
        let kind = json(&path);
        for export in kind["exports"].as_array().unwrap().iter().filter(|export| export["tool"] == graph["tool"]) {
            let connect = export["connect"].as_str().unwrap();
            let scopes = connect.split_once("-Scopes ").map(|(_, scopes)| scopes).unwrap_or_default();
            assert!(!scopes.is_empty(), "{}: {connect}", path.display());
            for scope in scopes.split(',').map(str::trim) {
                seen += 1;
                assert!(known.iter().any(|entry| entry["scope"] == scope), "{}: {scope} has no source", path.display());
            }
            // What is not named here is asked for by what is read.
            let text = ["command", "listing", "each"].map(|field| export[field].as_str().unwrap_or_default()).join(" ");
            let by_use = known
                .iter()
                .filter(|entry| entry["of"].as_array().unwrap().iter().any(|of| text.contains(of.as_str().unwrap())));
            assert!(by_use.count() > 0, "{}: nothing says what {text} needs", path.display());
        }
    }
    assert!(seen > 8, "{seen}");
    let modules = services.iter().flat_map(|service| service["modules"].as_array().into_iter().flatten());
    let sourced = modules.chain(known).filter(|entry| entry["version"].is_string() || entry["scope"].is_string());
    for entry in sourced {
        assert!(entry["source"].as_str().is_some_and(|source| source.starts_with("https://")), "{entry}");
    }
}

/// Whole scripts, with what is the same in all of them.
#[test]
fn every_command_of_a_script_is_documented_or_its_own() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    for (name, options) in [("cloud.ps1", &[][..]), ("server.ps1", &["--on-premises"])] {
        tenantlint([&["collect", "--no-config", "--output", &path(name)], options].concat());
    }
    tenantlint(["fix", "--no-config", "--output", &path("fix.ps1"), "fixtures/exports/lanhai-group"]);
    for (name, place, least) in [
        ("cloud.ps1", Place::Cloud, 40),
        ("server.ps1", Place::Server, 10),
        ("fix.ps1", Place::Cloud, 20),
        ("undo.ps1", Place::Cloud, 20),
    ] {
        let text = fs::read_to_string(path(name)).unwrap();
        let functions = text.lines().filter_map(|line| line.trim_start().strip_prefix("function "));
        let functions: Vec<_> = functions.map(|line| line.split(['(', ' ', '{']).next().unwrap()).collect();
        let own = [&OWN[..], &OWN_IN_SCRIPTS, &functions].concat();
        let seen = documented(name, &text, &[place], &own);
        assert!(seen > least, "{name}: {seen}");
    }
}

/// The checks above find what is wrong.
#[test]
fn what_is_not_documented_is_found() {
    let told = |text: &str, place| uses(text).iter().find_map(|it| wrong(it, place));
    assert_eq!(
        told("Get-SPOSite -Limit All | ForEach-Object { Get-SPOSite -Identity $_.Url }", Place::Cloud).as_deref(),
        Some("ForEach-Object is not documented")
    );
    assert_eq!(told("Get-SPOTenant", Place::Cloud), None);
    assert_eq!(told("Get-SPOTenants", Place::Cloud).as_deref(), Some("Get-SPOTenants is not documented"));
    assert_eq!(
        told("Set-SPOTenant -Sharing x", Place::Cloud).as_deref(),
        Some("Set-SPOTenant has no parameter -Sharing")
    );
    assert!(told("Get-ExchangeServer", Place::Cloud).unwrap().contains("does not exist there"));
    assert!(told("Get-SPOTenant", Place::Server).unwrap().contains("does not exist there"));
    let line = "Set-OrganizationConfig -ACLableSyncedObjectEnabled $false";
    assert_eq!(told(line, Place::Server), None);
    assert!(told(line, Place::Cloud).unwrap().contains("-ACLableSyncedObjectEnabled does not exist there"));
    let line = "Connect-SPOService -Url x -Region China -ModernAuth $true -CertificateThumbprint x";
    assert!(told(line, Place::Cloud).unwrap().contains("does not take"));
}

/// The extract is what the script writes from the facts, where these are at hand, and says where they are from.
#[test]
fn the_extract_is_generated() {
    let sources = facts()["sources"].as_array().unwrap();
    let modules: BTreeSet<_> = facts()["cmdlets"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|every| every.as_array().unwrap())
        .collect::<Vec<_>>()
        .iter()
        .map(|facts| facts["module"].as_str().unwrap())
        .collect();
    for module in modules {
        let of =
            sources.iter().filter(|source| source["module"].as_str().unwrap().split(", ").any(|name| name == module));
        let of: Vec<_> = of.collect();
        assert!(!of.is_empty(), "{module} has no source");
        for source in of {
            assert_eq!(source["commit"].as_str().map(str::len), Some(40), "{source}");
            assert!(source["repository"].is_string() && source["date"].is_string(), "{source}");
        }
    }
    let reference = Path::new("../shared/reference/cmdlets.json");
    let python = Command::new("python3").arg("--version").output();
    if !reference.exists() || python.is_err() {
        println!("skipped: the facts of all cmdlets, or python3, are not at hand");
        return;
    }
    let run = Command::new("python3").args(["scripts/cmdlets", "--check"]).arg(reference).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}
