//! Servers of one's own: their scripts export, mend and take back, each shell what it knows, and the cloud's not at all.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::collect::script;
use crate::common::tenantlint;
use crate::powershell::{Place, Ran, Tenant, checked, is_changing, pwsh};

const EXCHANGE: &str = "ExchangeManagementShell";
const SKYPE: &str = "SkypeForBusiness";

/// An organization with both sorts of servers, on which everything that can be open is.
fn organization() -> Tenant {
    let relationship = |name: &str| {
        json!({
            "Name": name, "Identity": name, "Enabled": true, "DomainNames": ["beihai.partner.onmschina.cn"],
            "FreeBusyAccessEnabled": true, "DeliveryReportEnabled": true, "OriginatingServer": "ex01.beihai.local",
            "TargetAutodiscoverEpr": "https://partner.outlook.cn/autodiscover/autodiscover.svc/WSSecurity",
            "TargetApplicationUri": "partner.outlook.cn", "TargetSharingEpr": null, "TargetOwaURL": null,
        })
    };
    Tenant::empty()
        .with(
            "Get-ExchangeServer",
            json!([{"Name": "EX01", "Fqdn": "ex01.beihai.local", "AdminDisplayVersion": "Version 15.2 (Build 1544.4)"}]),
        )
        .with(
            "Get-HybridConfiguration",
            json!({"Features": ["FreeBusy"], "ServiceInstance": 0, "Identity": "Hybrid Configuration"}),
        )
        .with(
            "Get-OrganizationConfig",
            json!({"Name": "Beihai", "Identity": "Beihai", "AppsForOfficeEnabled": true, "ACLableSyncedObjectEnabled": true}),
        )
        .with("Get-OrganizationRelationship", json!([relationship("本地到‘云’; 1"), relationship("On-premises to cloud")]))
        .with(
            "Get-CsArchivingPolicy",
            json!([{"Identity": "Global", "ArchiveInternal": true, "ArchiveExternal": true, "BlockOnArchiveFailure": false}]),
        )
        .with(
            "Get-CsArchivingConfiguration",
            json!([{"Identity": "Global", "EnableArchiving": "ImOnly", "EnableExchangeArchiving": true}]),
        )
        .with("Get-CsUserServicesPolicy", json!([{"Identity": "Tag:Migrated", "UcsAllowed": true, "MigrationDelayInDays": 0}]))
}

/// Runs a script in a shell that knows only these modules.
fn run_in(place: &Place, modules: &[&str], script: &str, arguments: &[&str]) -> Ran {
    let shell = place.path(&format!("shell-{}", modules.join("-")));
    for module in modules {
        let folder = shell.join(module);
        fs::create_dir_all(&folder).unwrap();
        for file in crate::common::entries(place.mocks().join("on-premises").join(module)) {
            fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
        }
    }
    place.run_with(&shell, script, arguments)
}

/// What the shells were asked to change since, and with which parameters.
fn changes(place: &Place) -> Vec<Value> {
    let path = place.path("tenant/calls.jsonl");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let _ = fs::remove_file(path);
    let calls = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    calls.filter(|call| is_changing(call["command"].as_str().unwrap())).collect()
}

fn findings(place: &Place, folder: &str) -> BTreeSet<(String, String)> {
    let path = place.path(folder).to_string_lossy().into_owned();
    let report = tenantlint(["check", "--no-config", "--format", "json", &path]).report();
    let failed = report.results.into_iter().filter(|result| result.verdict == "fail");
    failed.map(|it| (it.rule, it.setting.unwrap_or_default())).collect()
}

#[test]
fn servers_are_exported_mended_and_brought_back_in_their_own_shells() {
    let Some(pwsh) = pwsh() else { return };
    let place = Place::new(&pwsh, &organization());
    script(&place, "collect.ps1", &["--on-premises"]);
    let into = ["-Tenant", "beihai", "-Folder", "before"];

    // One shell after the other, into one folder.
    let ran = run_in(&place, &[EXCHANGE], "collect.ps1", &into);
    assert_eq!(ran.code, 0, "{}", ran.said);
    let outcome = |kind: &str| {
        let manifest = place.manifest("before");
        let files = manifest["files"].as_array().unwrap();
        let entry = files.iter().find(|entry| entry["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {manifest}"));
        (entry["outcome"].as_str().unwrap().to_owned(), entry["objects"].as_u64().unwrap())
    };
    assert_eq!(outcome("exchange.server"), ("complete".to_owned(), 1));
    assert_eq!(outcome("skype.archivingPolicy"), ("skipped".to_owned(), 0));
    let ran = run_in(&place, &[SKYPE], "collect.ps1", &into);
    assert_eq!(ran.code, 0, "{}", ran.said);
    assert_eq!(outcome("exchange.server"), ("complete".to_owned(), 1), "what the first shell told is kept");
    assert_eq!(outcome("skype.archivingPolicy"), ("complete".to_owned(), 1));
    assert!(changes(&place).is_empty(), "an export changes nothing");
    let found = findings(&place, "before");
    for (rule, setting) in [
        ("hybrid/delegate-calendar-access", "ACLableSyncedObjectEnabled"),
        ("exchange/message-tracking", "DeliveryReportEnabled"),
        ("skype/archiving", "ArchiveExternal"),
        ("skype/unified-contact-store", "UcsAllowed"),
    ] {
        assert!(found.contains(&(rule.to_owned(), setting.to_owned())), "{rule} {setting}: {found:?}");
    }
    assert!(found.iter().any(|(rule, _)| rule == "hybrid/service-instance"), "{found:?}");

    let paths = ["before", "fix.ps1"].map(|name| place.path(name).to_string_lossy().into_owned());
    let run = tenantlint(["fix", "--no-config", &paths[0], "--output", &paths[1], "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let scripts = ["fix-on-premises.ps1", "undo-on-premises.ps1"].map(|name| place.path(name));
    assert_eq!(checked(&pwsh, &scripts.each_ref().map(PathBuf::as_path), &["-Place", "server"]), "");
    let announced = fs::read_to_string(&scripts[0]).unwrap().matches("Change = {").count();
    let cloud = fs::read_to_string(place.path("fix.ps1")).unwrap();
    assert_eq!(cloud.matches("Change = {").count(), 0, "what is on servers is not changed in the cloud");
    assert!(announced >= 7, "{announced}");
    let before = place.answers();

    let ran = run_in(&place, &[EXCHANGE, SKYPE], "fix-on-premises.ps1", &[]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    assert!(changes(&place).is_empty() && place.answers() == before, "a rehearsal changes nothing");
    assert!(ran.said.contains("Set-CsUserServicesPolicy -Identity 'Tag:Migrated' -UcsAllowed $false"), "{}", ran.said);

    let mut changed = Vec::new();
    for shell in [EXCHANGE, SKYPE] {
        let ran = run_in(&place, &[shell], "fix-on-premises.ps1", &["-Apply"]);
        assert_eq!(ran.code, 0, "{}", ran.said);
        let now = changes(&place);
        let is_skype = |call: &Value| call["command"].as_str().unwrap().contains("-Cs");
        assert!(!now.is_empty() && now.iter().all(|call| is_skype(call) == (shell == SKYPE)), "{shell}: {now:?}");
        changed.extend(now);
    }
    assert_eq!(changed.len(), announced, "{changed:?}");
    let named: Vec<_> = changed.iter().map(|call| &call["parameters"]["Identity"]).collect();
    assert!(named.contains(&&json!("本地到‘云’; 1")), "{named:?}");

    let ran = place.run_on_premises("collect.ps1", &["-Tenant", "beihai", "-Folder", "after"]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    let left: BTreeSet<_> = findings(&place, "after").into_iter().map(|(rule, _)| rule).collect();
    assert!(
        left.iter().all(|rule| cloud.contains(&format!("Rule = '{rule}'"))),
        "only what is to do by hand: {left:?}"
    );
    assert!(!left.contains("skype/archiving") && !left.contains("exchange/message-tracking"), "{left:?}");

    changes(&place);
    let ran = place.run_on_premises("undo-on-premises.ps1", &["-Apply"]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    assert_eq!(changes(&place).len(), announced);
    assert_eq!(place.answers(), before, "undo-on-premises.ps1 restores every answer");
}

#[test]
fn in_the_shells_of_the_cloud_there_is_no_server() {
    let Some(pwsh) = pwsh() else { return };
    let place = Place::new(&pwsh, &organization());
    script(&place, "collect.ps1", &["--on-premises"]);
    let ran = place.run_with(Path::new("none"), "collect.ps1", &["-Tenant", "beihai", "-Folder", "none"]);
    assert!(ran.code != 0 && ran.said.contains("Exchange Management Shell"), "{}", ran.said);
    assert!(!place.path("none/tenantlint-manifest.json").exists());
}
