//! `collect`: its script reads everything that the rules need and nothing else, whatever the tenant answers, and `check`
//! judges what it wrote.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::common::{Run, json as read_json, tenantlint};
use crate::powershell::{CLIENT, Edition, Place, Ran, Tenant, checked, is_changing, pwsh};

/// Writes a script into the place.
pub(crate) fn script(place: &Place, name: &str, options: &[&str]) -> Run {
    let path = place.path(name).to_string_lossy().into_owned();
    let run = tenantlint([&["collect", "--no-config", "--force", "--output", &path], options].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    run
}

/// Runs the script of all services.
pub(crate) fn collected(place: &Place, edition: Edition, folder: &str, more: &[&str]) -> Ran {
    place.run(edition, "collect.ps1", &[&["-Tenant", "beihai", "-Folder", folder, "-ClientId", CLIENT], more].concat())
}

/// The verdicts on a folder, by rule.
fn verdicts(folder: &Path) -> Vec<(String, String, Option<String>)> {
    let run = tenantlint(["check", "--no-config", "--format", "json", "--all", &folder.to_string_lossy()]);
    let results = run.report().results.into_iter();
    results.map(|result| (result.rule.clone(), result.told(), result.setting)).collect()
}

fn kinds_with(tools: &[&str]) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    for entry in fs::read_dir("schemas/kinds").unwrap() {
        let kind: Value = serde_json::from_slice(&fs::read(entry.unwrap().path()).unwrap()).unwrap();
        let exports = kind["exports"].as_array().unwrap();
        let by_tool = exports.iter().any(|export| tools.contains(&export["tool"].as_str().unwrap()));
        if kind["source"] == "export" && by_tool {
            kinds.insert(kind["kind"].as_str().unwrap().to_owned());
        }
    }
    kinds
}

fn tools(on_premises: bool) -> Vec<String> {
    let services: Value = serde_json::from_slice(&fs::read("schemas/services.json").unwrap()).unwrap();
    let services = services["services"].as_array().unwrap().clone();
    let here = services.into_iter().filter(|service| (service["on_premises"] == true) == on_premises);
    here.map(|service| service["tool"].as_str().unwrap().to_owned()).collect()
}

/// Kinds that rules look at, themselves or through what is derived from them.
fn asked() -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    for file in walkdir::WalkDir::new("rules").into_iter().map(|entry| entry.unwrap().into_path()) {
        if file.extension().is_none_or(|end| end != "json") {
            continue;
        }
        let rule: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        let also = rule["also"].as_array().cloned().unwrap_or_default();
        kinds.extend(also.iter().chain([&rule]).map(|check| check["kind"].as_str().unwrap().to_owned()));
    }
    loop {
        let of = |name: &String| -> Vec<String> {
            let kind: Value = serde_json::from_slice(&fs::read(format!("schemas/kinds/{name}.json")).unwrap()).unwrap();
            let names = kind["derived_from"].as_array().cloned().unwrap_or_default();
            names.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
        };
        let more: BTreeSet<_> = kinds.iter().flat_map(of).collect();
        if more.is_subset(&kinds) {
            return kinds;
        }
        kinds.extend(more);
    }
}

/// Kinds with a command in this cloud that no rule looks at: they name the tenant, as others do that are exported.
const UNASKED: [&str; 2] = ["exchange.acceptedDomain", "suite.tenantDetails"];

#[test]
fn every_kind_that_can_be_exported_and_that_rules_ask_for_is_exported() {
    let (asked, mut somewhere) = (asked(), BTreeSet::new());
    for on_premises in [false, true] {
        let tools = tools(on_premises);
        let tools: Vec<_> = tools.iter().map(String::as_str).collect();
        let options: &[&str] = if on_premises { &["--on-premises"] } else { &[] };
        let run = tenantlint([&["collect", "--no-config"], options].concat());
        let known = kinds_with(&tools);
        let (wanted, unasked): (Vec<_>, Vec<_>) = known.iter().partition(|kind| asked.contains(*kind));
        assert!(wanted.len() > 9, "{wanted:?}");
        assert_eq!(unasked, if on_premises { &[][..] } else { &UNASKED }, "a kind that is never exported says so here");
        for kind in wanted {
            assert!(run.out.contains(&format!("'{kind}'")), "{kind} is not exported (on premises: {on_premises})");
        }
        somewhere.extend(known);
    }
    // What no command exports is told by its name.
    let err = tenantlint(["collect", "--no-config", "--lang", "en"]).err;
    let nowhere: Vec<_> = asked.iter().map(|name| read_json(format!("schemas/kinds/{name}.json"))).collect();
    let nowhere = nowhere.iter().filter(|kind| kind["source"] == "export");
    let nowhere: Vec<_> = nowhere.filter(|kind| !somewhere.contains(kind["kind"].as_str().unwrap())).collect();
    assert_eq!(nowhere.len(), err.matches("no command exports it from this cloud: ").count(), "{err}");
    for kind in nowhere {
        let label = kind["label"]["en"].as_str().unwrap();
        assert!(err.contains(&format!("from this cloud: {label}\n")), "{label}: {err}");
    }
}

#[test]
fn only_what_the_rules_need_is_exported() {
    let text = tenantlint(["collect", "--no-config", "--rule", "sharepoint/external-sharing"]).out;
    assert!(text.contains("{ Get-SPOTenant }"));
    assert!(!text.contains("Get-SPOSite") && !text.contains("Exchange"), "{text}");
    let text = tenantlint(["collect", "--no-config", "--service", "exchange"]).out;
    assert!(text.contains("Get-OwaMailboxPolicy") && !text.contains("Get-SPOTenant"));
    let run = tenantlint(["collect", "--no-config", "--service", "exchang"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("there is no service exchang; there are: sharepoint, exchange"), "{}", run.err);
}

#[test]
fn what_is_there_already_is_not_exported_again() {
    let folder = "fixtures/exports/lanhai-group";
    let text = tenantlint(["collect", "--no-config", "--for", folder, "--now", "2026-06-01"]).out;
    assert!(!text.contains("{ Get-TenantSettings }") && !text.contains("Get-OwaMailboxPolicy"), "{text}");
    let report = tenantlint(["check", "--no-config", folder, "--now", "2026-06-01", "--format", "json"]).out;
    let place = tempfile::tempdir().unwrap();
    let saved = place.path().join("report.json");
    fs::write(&saved, report).unwrap();
    let of_report = tenantlint(["collect", "--no-config", "--for", &saved.to_string_lossy()]).out;
    assert_eq!(of_report, text, "a report says the same as the exports that it is of");
    // What nobody here knows is named.
    let foreign = fs::read_to_string(&saved)
        .unwrap()
        .replace("\"rule\": \"hybrid/messaging-policies\"", "\"rule\": \"contoso/messaging\"");
    fs::write(&saved, foreign).unwrap();
    let err = tenantlint(["collect", "--no-config", "--lang", "en", "--for", &saved.to_string_lossy()]).err;
    assert!(err.contains("name their folder by --rules: contoso/messaging\n"), "{err}");
    let nothing = place.path().join("empty");
    fs::create_dir(&nothing).unwrap();
    let all = tenantlint(["collect", "--no-config", "--for", &nothing.to_string_lossy()]).out;
    let count = |text: &str| text.matches("Read = {").count();
    assert_eq!(count(&all), count(&tenantlint(["collect", "--no-config"]).out));
    assert!(count(&text) < count(&all) / 2, "{}", count(&text));
}

#[test]
fn standard_output_is_ascii_and_a_file_with_chinese_says_that_it_is_utf_8() {
    let run = tenantlint(["collect", "--no-config", "--lang", "zh-CN"]);
    assert!(run.out.is_ascii() && run.out.contains("param("));
    let place = tempfile::tempdir().unwrap();
    for (lang, marked) in [("en", false), ("zh-CN", true)] {
        let path = place.path().join(lang);
        tenantlint(["collect", "--no-config", "--lang", lang, "--output", &path.to_string_lossy()]);
        let bytes = fs::read(&path).unwrap();
        assert_eq!(bytes.starts_with(b"\xEF\xBB\xBF"), marked, "{lang}");
        assert_eq!(bytes.is_ascii(), !marked, "{lang}");
    }
    let again = tenantlint(["collect", "--no-config", "--output", &place.path().join("en").to_string_lossy()]);
    assert_eq!(again.code, 2, "a file that is there is not replaced unasked");
}

/// The commands of exports: none but those that read.
#[test]
fn an_export_only_reads() {
    let changing =
        ["Set-", "Remove-", "New-", "Add-", "Enable-", "Disable-", "Update-", "Clear-", "Start-", "Invoke-", "Grant-"];
    for options in [&[][..], &["--on-premises"]] {
        let text = tenantlint([&["collect", "--no-config"], options].concat()).out;
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        let reading = lines.iter().filter(|line| line.starts_with("Read = {") || line.starts_with("Each = {"));
        let mut count = 0;
        for line in reading {
            assert!(!changing.iter().any(|verb| line.contains(verb)), "{line}");
            count += 1;
        }
        assert!(count >= 10, "{count}");
        // No word stands for something that an admin has to replace.
        assert!(!lines.iter().any(|line| line.contains('<') && !line.starts_with("Command =") && *line != "<#"));
    }
}

#[test]
fn every_script_is_what_windows_powershell_reads_with_documented_commands() {
    let Some(pwsh) = pwsh() else { return };
    let place = Place::new(&pwsh, &Tenant::empty());
    script(&place, "cloud-en.ps1", &["--lang", "en"]);
    script(&place, "cloud-zh.ps1", &["--lang", "zh-CN"]);
    let cloud = [place.path("cloud-en.ps1"), place.path("cloud-zh.ps1")];
    let cloud: Vec<_> = cloud.iter().map(std::path::PathBuf::as_path).collect();
    assert_eq!(checked(&pwsh, &cloud, &["-Place", "cloud"]), "");
    script(&place, "server-en.ps1", &["--on-premises", "--lang", "en"]);
    script(&place, "server-zh.ps1", &["--on-premises", "--lang", "zh-CN"]);
    let server = [place.path("server-en.ps1"), place.path("server-zh.ps1")];
    let server: Vec<_> = server.iter().map(std::path::PathBuf::as_path).collect();
    assert_eq!(checked(&pwsh, &server, &["-Place", "server"]), "");
    // The checker itself finds what is wrong.
    let wrong = place.path("wrong.ps1");
    fs::write(&wrong, "Get-SPOTenant -Frobnicate 1\n$x = $y ?? 1\n").unwrap();
    assert_eq!(checked(&pwsh, &[&wrong], &[]).lines().count(), 2);
}

/// The verdict that a mocked tenant must get from some rules.
const OPEN: [(&str, &str); 10] = [
    ("sharepoint/external-sharing", "SharingCapability"),
    ("sharepoint/onedrive-external-sharing", "OneDriveSharingCapability"),
    ("sharepoint/site-external-sharing", "SharingCapability"),
    ("sharepoint/store-access", "DisableSharePointStoreAccess"),
    ("exchange/places", "PlacesEnabled"),
    ("exchange/icloud-contact-sync", "AllowCopyContactsToDeviceAddressBook"),
    ("exchange/internet-calendar-publishing", "PublishEnabled"),
    ("exchange/information-rights-management", "SimplifiedClientAccessEnabled"),
    ("power-platform/bing-search", "disableBingVideoSearch"),
    ("skype/voice", "EnterpriseVoiceEnabled"),
];

fn judged(place: &Place, folder: &str, verdict: &str) {
    let verdicts = verdicts(&place.path(folder));
    for (rule, setting) in OPEN {
        let of: Vec<_> = verdicts.iter().filter(|(id, _, of)| id == rule && of.as_deref() == Some(setting)).collect();
        assert!(!of.is_empty() && of.iter().all(|(_, told, _)| told == verdict), "{rule} {setting}: {of:?}");
    }
}

#[test]
fn an_open_tenant_is_found_open_and_a_closed_one_closed() {
    let Some(pwsh) = pwsh() else { return };
    for (open, edition, verdict) in [(true, Edition::Core, "fail"), (false, Edition::Desktop, "pass")] {
        let place = Place::new(&pwsh, &Tenant::new(open));
        script(&place, "collect.ps1", &["--lang", if open { "zh-CN" } else { "en" }]);
        let ran = collected(&place, edition, "exports", &[]);
        assert_eq!(ran.code, 0, "{}", ran.said);
        let calls = place.calls();
        assert!(calls.len() > 30 && !calls.iter().any(|call| is_changing(call)), "{calls:?}");
        let connects = calls.iter().filter(|call| call.starts_with("Connect-") || call.starts_with("Add-")).count();
        assert_eq!(connects, 5, "one sign-in a service: {calls:?}");
        judged(&place, "exports", verdict);
        let manifest = place.manifest("exports");
        assert_eq!(manifest["tenant"], "beihai.partner.onmschina.cn");
        for entry in manifest["files"].as_array().unwrap() {
            assert_eq!(entry["outcome"], "complete", "{entry}");
            let text = fs::read_to_string(place.path("exports").join(entry["file"].as_str().unwrap())).unwrap();
            assert!(serde_json::from_str::<Value>(&text).is_ok(), "{entry}");
        }
        // What one site says, not what the listing leaves out; a personal one is among them.
        let sites: Value = serde_json::from_slice(&fs::read(place.path("exports/spo-sites.json")).unwrap()).unwrap();
        assert_eq!(sites.as_array().unwrap().len(), 2);
        assert!(!place.path("exports/sharepoint.part").exists());
    }
}

#[test]
fn a_refusal_stops_nothing_and_is_written_down() {
    let Some(pwsh) = pwsh() else { return };
    let place = Place::new(&pwsh, &Tenant::refusing().with("Get-OwaMailboxPolicy", json!([])));
    script(&place, "collect.ps1", &[]);
    fs::create_dir(place.path("exports")).unwrap();
    fs::write(place.path("exports/spo-tenant.json"), "[{\"SharingCapability\": 0, \"OneDriveSharingCapability\": 0}]")
        .unwrap();
    let ran = collected(&place, Edition::Desktop, "exports", &[]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    let manifest = place.manifest("exports");
    let entry = |file: &str| {
        let files = manifest["files"].as_array().unwrap();
        files.iter().find(|entry| entry["file"] == file).unwrap_or_else(|| panic!("{file}: {manifest}")).clone()
    };
    assert_eq!(entry("spo-tenant.json")["outcome"], "failed");
    assert!(entry("spo-tenant.json")["message"].as_str().unwrap().starts_with("Access denied."));
    assert!(!place.path("exports/spo-tenant.json").exists(), "an earlier file does not pass for this one");
    assert_eq!(entry("owa-policies.json")["outcome"], "complete");
    assert_eq!(entry("owa-policies.json")["objects"], 0);
    assert_eq!(fs::read_to_string(place.path("exports/owa-policies.json")).unwrap(), "[]");
    let teams = entry("calling-policies.json");
    assert_eq!(teams["outcome"], "failed");
    assert!(teams["message"].as_str().unwrap().contains("Access denied"), "{teams}");
    let told = verdicts(&place.path("exports"));
    let sharing: Vec<_> = told.iter().filter(|(rule, ..)| rule == "sharepoint/external-sharing").collect();
    assert!(sharing.iter().all(|(_, told, _)| told.starts_with("not_evaluated")) && !sharing.is_empty(), "{sharing:?}");
}

#[test]
fn a_site_that_cannot_be_read_leaves_the_others() {
    let Some(pwsh) = pwsh() else { return };
    let tenant = Tenant::new(true).with_sites(3);
    let place = Place::new(&pwsh, &tenant);
    script(&place, "collect.ps1", &["--rule", "sharepoint/site-external-sharing"]);
    // One that the listing names and that cannot be asked for by its address.
    let sites = place.path("tenant/Get-SPOSite.json");
    let mut listed: Value = serde_json::from_str(&fs::read_to_string(&sites).unwrap()).unwrap();
    listed.as_array_mut().unwrap().push(json!({"Template": "STS#3", "LocaleId": 2052}));
    fs::write(&sites, listed.to_string()).unwrap();
    let ran = collected(&place, Edition::Core, "exports", &[]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    let entry = &place.manifest("exports")["files"][0];
    assert_eq!((&entry["outcome"], &entry["objects"]), (&json!("partial"), &json!(4)), "{entry}");
    assert!(entry["message"].as_str().unwrap().starts_with("1 of 4 could not be read"), "{entry}");
}

#[test]
fn a_tenant_that_has_nothing_gives_empty_lists() {
    let Some(pwsh) = pwsh() else { return };
    let place = Place::new(&pwsh, &Tenant::empty());
    script(&place, "collect.ps1", &["--service", "sharepoint,exchange"]);
    let ran = collected(&place, Edition::Core, "exports", &[]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    let manifest = place.manifest("exports");
    for entry in manifest["files"].as_array().unwrap() {
        assert_eq!((&entry["outcome"], &entry["objects"]), (&json!("complete"), &json!(0)), "{entry}");
        assert_eq!(fs::read_to_string(place.path("exports").join(entry["file"].as_str().unwrap())).unwrap(), "[]");
    }
    let told = verdicts(&place.path("exports"));
    let passed: Vec<_> =
        told.iter().filter(|(rule, told, _)| told == "pass" && rule.starts_with("sharepoint/")).collect();
    assert!(passed.is_empty(), "{passed:?}");
}

#[test]
fn a_second_run_into_a_folder_keeps_what_it_does_not_do_anew() {
    let Some(pwsh) = pwsh() else { return };
    let place = Place::new(&pwsh, &Tenant::new(false));
    script(&place, "collect.ps1", &["--service", "sharepoint,power-platform"]);
    let run = |more: &[&str]| collected(&place, Edition::Desktop, "exports", more);
    assert_eq!(run(&[]).code, 0);
    let first = place.manifest("exports");
    assert_eq!(run(&["-Service", "power-platform", "-Without", "powerPlatform.environment"]).code, 0);
    let second = place.manifest("exports");
    assert_eq!(second["started"], first["started"], "what is kept is as old as it was");
    let files = |manifest: &Value| -> BTreeSet<String> {
        manifest["files"].as_array().unwrap().iter().map(|entry| entry["file"].to_string()).collect()
    };
    assert_eq!(files(&first), files(&second));
    let skipped = second["files"].as_array().unwrap().iter().find(|entry| entry["kind"] == "powerPlatform.environment");
    assert_eq!(skipped.unwrap()["outcome"], "skipped");
    let other = place.run(Edition::Desktop, "collect.ps1", &["-Tenant", "nanhai", "-Folder", "exports"]);
    assert_ne!(other.code, 0);
    assert!(other.said.contains("beihai.partner.onmschina.cn"), "{}", other.said);
    let unknown = run(&["-Service", "nowhere"]);
    assert!(unknown.code != 0 && unknown.said.contains("nowhere"), "{}", unknown.said);
}
