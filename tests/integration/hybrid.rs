//! Every cell of the tables about hybrid deployments, and the edges of every range of builds.
//!
//! What is expected stands here a second time, written as conditions, not as rows: a mistake in the data shows.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{Report, folder, json as json_file, judged, report};

/// A release with a build of it.
type Release = (&'static str, &'static str);

/// One build of each release, oldest first.
const RELEASES: [Release; 10] = [
    ("2003", "6.5.7638.2"),
    ("2007", "8.3.83.6"),
    ("2010 before SP3", "14.2.247.5"),
    ("2010 SP3", "14.3.248.2"),
    ("2013 before SP1", "15.0.775.38"),
    ("2013 SP1", "15.0.847.64"),
    ("2013 CU5", "15.0.1497.2"),
    ("2016", "15.1.2507.6"),
    ("2019", "15.2.1748.10"),
    ("SE", "15.2.2562.17"),
];

fn server(name: &str, version: &Value) -> Value {
    json!({"Name": name, "Fqdn": format!("{name}.corp.contoso.cn"), "AdminDisplayVersion": version, "ServerRole": 2})
}

/// `Get-ExchangeServer` with a server of each release, called by its place.
fn servers(releases: &[Release]) -> String {
    let all = releases.iter().enumerate().map(|(at, (_, build))| server(&format!("ex{at}"), &json!(build)));
    Value::Array(all.collect()).to_string()
}

fn hybrid(server: &str, features: &Value) -> String {
    json!({"ServiceInstance": 1, "Features": features, "ReceivingTransportServers": [{"Name": server}],
        "SendingTransportServers": [server]})
    .to_string()
}

fn connector(source: &str) -> String {
    json!([{"Name": "Inbound", "ConnectorType": "OnPremises", "ConnectorSource": source, "SenderDomains": ["*"]}])
        .to_string()
}

fn told(report: &Report, rule: &str, setting: &str) -> String {
    let told: BTreeSet<_> = report
        .of(rule)
        .filter(|finding| finding.setting.as_deref() == Some(setting))
        .map(|finding| {
            let severity = if finding.verdict == "fail" { format!(" {}", finding.severity) } else { String::new() };
            finding.told() + &severity
        })
        .collect();
    told.into_iter().collect::<Vec<_>>().join(", ")
}

/// What the table of topologies says: of the deployment, of the wizard where it was used, of all features, of free/busy
/// alone, of archives alone, and of the document itself.
fn topology(servers: &[Release], hybrid: &str) -> [&'static str; 6] {
    const PASS: &str = "pass";
    const FAIL: &str = "fail error";
    const GAP: &str = "not_evaluated:not_in_document";
    const OLD: [&str; 6] = ["fail warning", GAP, GAP, GAP, GAP, PASS];
    let has = |release: &str| servers.iter().any(|(name, _)| *name == release);
    let only = |releases: &[&str]| servers.iter().all(|(name, _)| releases.contains(name));
    // What no row lists, and whether a release is older than any that one does.
    let unlisted = if has("2010 before SP3") || has("2013 before SP1") { OLD } else { [GAP; 6] };
    let full = [PASS, PASS, PASS, PASS, PASS, PASS];
    let none = |wizard| [FAIL, wizard, FAIL, FAIL, FAIL, PASS];
    if has("2003") {
        return match hybrid {
            "2010 SP3" => none(FAIL),
            "2013 SP1" | "2013 CU5" => none(GAP),
            _ => unlisted,
        };
    }
    if has("2007") {
        return match hybrid {
            "2010 SP3" | "2013 SP1" => none(GAP),
            "2013 CU5" => [PASS, PASS, FAIL, PASS, FAIL, PASS],
            _ => unlisted,
        };
    }
    if only(&["2010 SP3"]) {
        return none(FAIL);
    }
    if has("2010 SP3") && has("2013 SP1") && !has("2010 before SP3") {
        return match hybrid {
            "2013 SP1" => [PASS, PASS, FAIL, PASS, FAIL, PASS],
            "2013 CU5" => [PASS, PASS, "fail warning", PASS, "fail warning", PASS],
            _ => unlisted,
        };
    }
    if only(&["2013 SP1"]) {
        return [PASS, PASS, PASS, PASS, PASS, "fail info"];
    }
    if has("2013 SP1") && only(&["2013 SP1", "2013 CU5"]) {
        return if hybrid == "2013 CU5" { full } else { unlisted };
    }
    if only(&["2013 CU5"]) || only(&["2016"]) {
        return full;
    }
    if only(&["2013 CU5", "2016", "2019", "SE"]) {
        return [PASS, PASS, PASS, PASS, PASS, "fail info"];
    }
    unlisted
}

/// Every set of one, two or three releases; no row asks for more.
fn sets() -> Vec<Vec<Release>> {
    (1..1_u32 << RELEASES.len())
        .filter(|bits| bits.count_ones() <= 3)
        .map(|bits| RELEASES.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, of)| *of).collect())
        .collect()
}

fn check(place: &TempDir, rule: &str) -> Report {
    report(place.path(), &["--rule", rule])
}

#[test]
fn every_cell_of_the_table_of_topologies() {
    const RULE: &str = "hybrid/supported-topology";
    let all = json!([0, 1, 2, 3, 4, 5, 6, 8]);
    let wrong: Vec<String> = sets()
        .into_par_iter()
        .flat_map_iter(|releases| {
            let mut wrong = Vec::new();
            let exported = servers(&releases);
            for (at, (hybrid_server, _)) in releases.iter().enumerate() {
                let [deployment, wizard, every, free_busy, archive, caveat] = topology(&releases, hybrid_server);
                for (features, answer) in
                    [(&all, every), (&json!(["FreeBusy"]), free_busy), (&json!("OnlineArchive"), archive)]
                {
                    let report = judged(&[
                        ("servers.json", exported.clone()),
                        ("hybrid.json", hybrid(&format!("ex{at}"), features)),
                        ("connectors.json", connector("HybridWizard")),
                    ]);
                    for (setting, wanted) in
                        [("Deployment", deployment), ("WizardUse", wizard), ("FeatureUse", answer), ("Caveat", caveat)]
                    {
                        let told = told(&report, RULE, setting);
                        if told != wanted {
                            wrong.push(format!("{releases:?} on {hybrid_server}, {setting}: {told}, not {wanted}"));
                        }
                    }
                }
            }
            wrong
        })
        .collect();
    assert!(wrong.is_empty(), "{} cells\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_wizard_that_nobody_saw_is_no_finding_and_one_that_nobody_could_see_is_not_judged() {
    const RULE: &str = "hybrid/supported-topology";
    for (releases, at) in [(vec![RELEASES[3]], 0), (vec![RELEASES[0], RELEASES[3]], 1)] {
        let (servers, hybrid) = (servers(&releases), hybrid(&format!("ex{at}"), &json!(["FreeBusy"])));
        let files = [("servers.json", servers.as_str()), ("hybrid.json", hybrid.as_str())];
        let by_hand = connector("AdminUI");
        let unsaid = r#"[{"Name": "Inbound", "ConnectorType": "OnPremises", "SenderDomains": ["*"]}]"#;
        let with = |more: &[(&str, &str)]| told(&check(&folder(&[&files, more].concat()), RULE), RULE, "WizardUse");
        assert_eq!(with(&[("connectors.json", by_hand.as_str())]), "pass");
        assert_eq!(with(&[]), "not_evaluated:setting_absent");
        assert_eq!(with(&[("connectors.json", unsaid)]), "not_evaluated:setting_absent");
    }
}

#[test]
fn every_cell_of_the_table_of_messaging_features() {
    const RULE: &str = "hybrid/messaging-policies";
    let wrong: Vec<String> = sets()
        .into_par_iter()
        .flat_map_iter(|releases| {
            let mut wrong = Vec::new();
            let old = releases.iter().any(|(name, _)| RELEASES[..6].iter().any(|(known, _)| known == name));
            let sp3 = releases.iter().all(|(name, _)| *name == "2010 SP3");
            let (mrm, search) = match (old, sp3) {
                (false, _) => ("pass", "pass"),
                (true, true) => ("fail warning", "fail info"),
                (true, false) => ("fail warning", "fail warning"),
            };
            // The oldest server holds the mailbox.
            let mailbox = json!([{"PrimarySmtpAddress": "chenwei@contoso.cn", "ServerName": "ex0",
                "ArchiveState": 2, "RemoteRecipientType": 2, "RetentionPolicy": "Default MRM Policy"}]);
            let relationship = json!({"Name": "On-premises to O365", "DomainNames": [], "Enabled": true,
                "FreeBusyAccessEnabled": true, "ArchiveAccessEnabled": true,
                "OriginatingServer": "dc1.corp.contoso.cn",
                "TargetAutodiscoverEpr": "https://autodiscover-s.partner.outlook.cn/autodiscover.svc"});
            let tags = json!([{"Name": "Archive", "RetentionAction": "MoveToArchive", "RetentionEnabled": true}]);
            let searches = json!([{"Name": "Review", "InPlaceHoldEnabled": true, "SourceMailboxes": []}]);
            let last = format!("ex{}", releases.len() - 1);
            let report = judged(&[
                ("servers.json", servers(&releases)),
                ("hybrid.json", hybrid(&last, &json!(["FreeBusy"]))),
                ("mailboxes.json", mailbox.to_string()),
                ("relationships.json", relationship.to_string()),
                ("tags.json", tags.to_string()),
                ("searches.json", searches.to_string()),
            ]);
            for (setting, wanted) in [
                ("Mrm", mrm),
                ("OwaArchiveAccess", "fail warning"),
                ("EDiscovery", search),
                ("MailboxAuditing", "pass"),
                ("HoldAndArchiving", "pass"),
            ] {
                let told = told(&report, RULE, setting);
                if told != wanted {
                    wrong.push(format!("{releases:?}, {setting}: {told}, not {wanted}"));
                }
            }
            wrong
        })
        .collect();
    assert!(wrong.is_empty(), "{} cells\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn retention_is_judged_by_the_server_of_the_mailbox() {
    const RULE: &str = "hybrid/messaging-policies";
    let releases = [RELEASES[5], RELEASES[6]];
    let tags = json!([{"Name": "Archive", "RetentionAction": "MoveToArchive", "RetentionEnabled": true}]);
    let off = json!([{"Name": "Archive", "RetentionAction": "MoveToArchive", "RetentionEnabled": false}]);
    let with = |server: &str, state: &str, tags: &Value| {
        let mailbox = json!([{"PrimarySmtpAddress": "lina@contoso.cn", "ServerName": server, "ArchiveState": state,
            "RemoteRecipientType": "ProvisionArchive", "RetentionPolicy": "Default MRM Policy"}]);
        let place = folder(&[
            ("servers.json", servers(&releases)),
            ("hybrid.json", hybrid("ex1", &json!(["FreeBusy"]))),
            ("mailboxes.json", mailbox.to_string()),
            ("tags.json", tags.to_string()),
        ]);
        told(&check(&place, RULE), RULE, "Mrm")
    };
    assert_eq!(with("ex0", "HostedProvisioned", &tags), "fail warning");
    assert_eq!(with("EX1", "HostedPending", &tags), "pass");
    assert_eq!(with("ex0", "Local", &tags), "pass");
    assert_eq!(with("ex0", "HostedProvisioned", &off), "pass");
    assert_eq!(with("ex7", "HostedProvisioned", &tags), "not_evaluated:setting_absent");
}

/// The release that a version is read as, or why it is read as none.
fn release(version: &Value) -> String {
    const RULE: &str = "hybrid/supported-topology";
    let place = folder(&[
        ("servers.json", Value::Array(vec![server("ex0", version)]).to_string()),
        ("hybrid.json", hybrid("ex0", &json!(["FreeBusy"]))),
    ]);
    let run = crate::common::check(place.path(), &["--rule", RULE, "--format", "json", "--all"]);
    let report = run.report();
    let unread = report.of(RULE).find(|finding| finding.setting.as_deref() == Some("Servers"));
    unread.map_or_else(|| check_text(&run), super::common::Finding::told)
}

/// `Exchange X` as the evidence words it.
fn check_text(run: &crate::common::Run) -> String {
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let related = report["results"].as_array().unwrap().iter().flat_map(|result| result["related"].as_array().unwrap());
    let words = related.filter_map(|related| related["message"].as_str());
    let runs = words.filter_map(|words| words.strip_prefix("ex0 runs ")?.rsplit_once(" ("));
    runs.map(|(release, _)| release.to_owned()).next().unwrap_or_default()
}

#[test]
fn every_range_of_builds_from_its_first_build_to_its_last() {
    let edges = [
        ("3.9.9999.0", "a build that no table lists"),
        ("5.5.2653.0", "Exchange before 2003"),
        ("6.4.9999.0", "Exchange before 2003"),
        ("6.5.0.0", "Exchange 2003"),
        ("6.5.6944.0", "Exchange 2003"),
        ("6.6.0.0", "a build that no table lists"),
        ("8.0.685.25", "Exchange 2007"),
        ("8.3.9999.99", "Exchange 2007"),
        ("14.0.639.20", "a build that no table lists"),
        ("14.0.639.21", "Exchange 2010 before SP3"),
        ("14.1.218.15", "Exchange 2010 before SP3"),
        ("14.3.123.3", "Exchange 2010 before SP3"),
        ("14.3.123.4", "Exchange 2010 SP3"),
        ("14.3.328.4", "Exchange 2010 SP3"),
        ("14.3.328.5", "Exchange 2010 before SP3"),
        ("14.3.328.6", "Exchange 2010 SP3"),
        ("14.3.513.0", "Exchange 2010 SP3"),
        ("15.0.516.31", "a build that no table lists"),
        ("15.0.516.32", "Exchange 2013 before SP1"),
        ("15.0.847.31", "Exchange 2013 before SP1"),
        ("15.0.847.32", "Exchange 2013 SP1"),
        ("15.0.913.21", "Exchange 2013 SP1"),
        ("15.0.913.22", "Exchange 2013 CU5"),
        ("15.0.1497.48", "Exchange 2013 CU5"),
        ("15.1.225.15", "a build that no table lists"),
        ("15.1.225.16", "Exchange 2016"),
        ("15.1.2507.39", "Exchange 2016"),
        ("15.2.195.99", "a build that no table lists"),
        ("15.2.196.0", "Exchange 2019"),
        ("15.2.2561.99", "Exchange 2019"),
        ("15.2.2562.16", "a build that no table lists"),
        ("15.2.2562.17", "Exchange SE"),
        ("15.3.0.0", "a build that no table lists"),
        // A server of the cloud is none of the organization's.
        ("15.20.0.0", "not_evaluated:setting_absent"),
        ("15.20.7587.36", "not_evaluated:setting_absent"),
    ];
    for (version, wanted) in edges {
        let numbers: Vec<u32> = version.split('.').map(|number| number.parse().unwrap()).collect();
        let [major, minor, build, revision] = numbers[..] else { panic!("{version}") };
        for written in [
            json!(version),
            json!(format!("Version {major}.{minor} (Build {build}.{revision})")),
            json!(format!("version {major}.{minor} (build {build}.{revision}: Service Pack 2)")),
            json!(format!("{major}.{minor:02}.{build:04}.{revision:03}")),
            json!(format!("Version {major}.{minor} (Build 3{build:04}.{revision})")),
            json!({"Major": major, "Minor": minor, "Build": build, "Revision": revision, "FilePatchLevelDescription": null}),
        ] {
            assert_eq!(release(&written), wanted, "{written}");
        }
    }
}

#[test]
fn a_version_that_cannot_be_read_is_no_release() {
    for (written, wanted) in [
        (json!("15.0"), "unknown_value"),
        (json!("15.0.847"), "unknown_value"),
        (json!("Version 15.0"), "unknown_value"),
        (json!("Version 15.0 (Build 847)"), "unknown_value"),
        (json!("15.0.847.32.1"), "unknown_value"),
        (json!("15.0.847.99999999999"), "unknown_value"),
        (json!("Exchange 2013"), "unknown_value"),
        (json!({"Major": 15, "Minor": 0}), "unknown_value"),
        (json!({"Version": "15.0.847.32"}), "wrong_type"),
        (json!(15), "wrong_type"),
        (json!(null), "null_value"),
        (json!("System.Version"), "truncated"),
    ] {
        assert_eq!(release(&written), format!("not_evaluated:{wanted}"), "{written}");
    }
}

#[test]
fn a_hybrid_server_that_is_not_exported_leaves_everything_open() {
    let servers = servers(&[RELEASES[6]]);
    let hybrid = hybrid("ex9", &json!(["FreeBusy"]));
    let place = folder(&[("servers.json", servers), ("hybrid.json", hybrid)]);
    let report = report(place.path(), &["--rule", "hybrid/supported-topology", "--rule", "hybrid/messaging-policies"]);
    for finding in &report.results {
        assert_eq!(finding.verdict, "not_evaluated", "{finding:?}");
    }
    assert!(report.results.iter().any(|finding| finding.reason.as_deref() == Some("partial_listing")));
}

#[test]
fn servers_of_one_release_need_no_word_on_which_of_them_runs_the_hybrid() {
    let connector = json!([{"Name": "Inbound", "ConnectorType": "OnPremises", "ConnectorSource": "HybridWizard",
        "SenderDomains": ["*"], "CloudServicesMailEnabled": true}]);
    let with = |releases: &[Release]| {
        let place = folder(&[("servers.json", servers(releases)), ("connectors.json", connector.to_string())]);
        told(&check(&place, "hybrid/supported-topology"), "hybrid/supported-topology", "Deployment")
    };
    assert_eq!(with(&[RELEASES[3]]), "fail error");
    assert_eq!(with(&[RELEASES[6], RELEASES[7]]), "pass");
    assert_eq!(with(&[RELEASES[1], RELEASES[6]]), "not_evaluated:setting_absent");
}

#[test]
fn connectors_in_force_show_what_mail_the_hybrid_carries_and_leftovers_show_nothing() {
    const RULE: &str = "hybrid/supported-topology";
    let releases = [RELEASES[1], RELEASES[6]];
    let connector = |enabled: bool, mail: bool, central: bool| {
        json!([{"Name": "Outbound", "ConnectorType": "OnPremises", "ConnectorSource": "HybridWizard",
            "RecipientDomains": ["*"], "Enabled": enabled, "CloudServicesMailEnabled": mail,
            "RouteAllMessagesViaOnPremises": central}])
    };
    let with = |connector: &Value, mailboxes: &Value, configured: bool| {
        let mut files = vec![
            ("servers.json", servers(&releases)),
            ("connectors.json", connector.to_string()),
            ("mailboxes.json", mailboxes.to_string()),
        ];
        if configured {
            files.push(("hybrid.json", hybrid("ex1", &json!(["FreeBusy"]))));
        }
        check(&folder(&files), RULE)
    };
    let mailbox = |remote: &str| {
        json!([{"PrimarySmtpAddress": "liming@contoso.cn", "ServerName": "ex0", "ArchiveState": "None",
            "RemoteRecipientType": remote}])
    };
    let stayed = mailbox("None");
    let used = |connector: &Value, mailboxes: &Value| told(&with(connector, mailboxes, true), RULE, "FeatureUse");
    assert_eq!(used(&connector(true, false, false), &stayed), "pass");
    assert_eq!(used(&connector(true, true, false), &stayed), "fail error");
    assert_eq!(used(&connector(true, false, true), &stayed), "fail error");
    assert_eq!(used(&connector(true, false, false), &mailbox("Migrated")), "fail error");
    assert_eq!(used(&connector(true, false, false), &mailbox("ProvisionArchive, Migrated")), "fail error");
    assert_eq!(used(&connector(false, true, true), &stayed), "pass");
    // Nothing but a leftover: nobody says that there is a hybrid at all.
    let leftover = with(&connector(false, true, true), &stayed, false);
    assert!(leftover.results.iter().all(|finding| finding.verdict == "not_evaluated"), "{leftover:#?}");
}

#[test]
fn a_relationship_is_judged_by_the_endpoint_that_exchange_asks() {
    const RULE: &str = "hybrid/supported-topology";
    let of = |domains: &Value, sharing: &str, autodiscover: &str, server: &str| {
        let relationship = json!({"Name": "Relationship", "DomainNames": domains, "Enabled": true,
            "FreeBusyAccessEnabled": true, "OriginatingServer": server,
            "TargetSharingEpr": sharing, "TargetAutodiscoverEpr": autodiscover});
        let place =
            folder(&[("servers.json", servers(&[RELEASES[3]])), ("relationship.json", relationship.to_string())]);
        told(&check(&place, RULE), RULE, "Deployment")
    };
    let routing = json!(["contosocn.mail.partner.onmschina.cn"]);
    let with = |sharing: &str, autodiscover: &str, server: &str| of(&routing, sharing, autodiscover, server);
    let (cloud, partner) = ("https://autodiscover-s.partner.outlook.cn/autodiscover", "https://mail.fabrikam.cn/ews");
    assert_eq!(with("", cloud, "dc1.corp.contoso.cn"), "fail error");
    assert_eq!(with(cloud, "", "dc1.corp.contoso.cn"), "fail error");
    assert_eq!(with(cloud, partner, "dc1.corp.contoso.cn"), "fail error");
    assert_eq!(with(partner, cloud, "dc1.corp.contoso.cn"), "");
    assert_eq!(with(partner, "", "dc1.corp.contoso.cn"), "");
    // A partner's domains are looked up in this cloud: that is no hybrid of one's own.
    assert_eq!(of(&json!(["fabrikam.cn", "fabrikam.com.cn"]), cloud, "", "dc1.corp.contoso.cn"), "");
    assert_eq!(of(&json!([]), cloud, "", "dc1.corp.contoso.cn"), "fail error");
    // Exported from a cloud, also from one that is newer than the data, it is none of the own servers.
    for server in ["SHAPR01A001.CHNPR01.PROD.PARTNER.OUTLOOK.CN", "A.FRAPR01.PROD.OUTLOOK.SOVCLOUD.FR", "x.outlook.it"]
    {
        assert_eq!(with("", cloud, server), "", "{server}");
    }
}

#[test]
fn the_evidence_is_labelled_in_every_file() {
    let path = "fixtures/rules/hybrid/supported-topology/fail";
    for (lang, words) in [
        ("en", ["SHEX10 runs Exchange 2010 SP3 (14.3.513.0)", "BJEX02 is a hybrid server", "carries hybrid mail"]),
        ("zh-CN", ["SHEX10 运行 Exchange 2010 SP3（14.3.513.0）", "BJEX02 是混合服务器", "承载混合邮件流"]),
    ] {
        let run = crate::common::check(path, &["--rule", "hybrid/supported-topology", "--lang", lang]);
        for piece in words.into_iter().chain(["servers.json", "hybrid.json", "inbound-connectors.json"]) {
            assert!(run.out.contains(piece), "{piece}\n{}", run.out);
        }
    }
    // In a file of one line the places are far from each other; each is shown all the same.
    let one_line = |name: &str| json_file(format!("{path}/{name}")).to_string();
    let names = ["servers.json", "hybrid.json", "inbound-connectors.json"];
    let files: Vec<_> = names.iter().map(|name| (*name, one_line(name))).collect();
    let run = crate::common::check(folder(&files).path(), &["--rule", "hybrid/supported-topology"]);
    for piece in ["SHEX10 runs Exchange 2010 SP3", "BJEX02 runs Exchange 2013 SP1", "OnlineArchive is switched on"] {
        assert!(run.out.contains(piece), "{piece}\n{}", run.out);
    }
}

#[test]
fn what_is_missing_is_named_with_the_command_that_tells_it() {
    let run = |case: &str| {
        let path = format!("fixtures/rules/hybrid/supported-topology/{case}");
        crate::common::check(path, &["--rule", "hybrid/supported-topology", "--show-missing"]).err
    };
    assert!(run("missing").contains("@(Get-ExchangeServer)"), "{}", run("missing"));
    assert!(run("missing-hybrid").contains("@(Get-HybridConfiguration)"), "{}", run("missing-hybrid"));
}

#[test]
fn exports_of_several_tenants_are_not_joined() {
    let domain = |name: &str| json!([{"DomainName": name, "InitialDomain": true, "Name": name}]).to_string();
    let place = folder(&[
        ("servers.json", servers(&[RELEASES[6]])),
        ("hybrid.json", hybrid("ex0", &json!([0]))),
        ("one.json", domain("contosocn.partner.onmschina.cn")),
        ("other.json", domain("fabrikamcn.partner.onmschina.cn")),
    ]);
    let report = check(&place, "hybrid/supported-topology");
    assert!(report.results.iter().all(|finding| finding.told() == "not_evaluated:tenant_mismatch"), "{report:#?}");
}

#[test]
fn the_tables_conform_to_their_schema() {
    let schema = jsonschema::options().build(&json_file("schemas/hybrid.schema.json")).unwrap();
    for path in crate::common::entries("schemas/hybrid") {
        let table = json_file(&path);
        let wrong: Vec<_> = schema.iter_errors(&table).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{}: {wrong:#?}", path.display());
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.ends_with("}\n") && !text.contains('\r') && !text.contains('\t'), "{}", path.display());
    }
}

/// That there are no connectors tells of no hybrid: free and busy times alone need none. That there is no configuration does.
#[test]
fn only_what_shows_a_hybrid_tells_that_there_is_none() {
    let of = |member: &str| {
        let export = json!({ member: [] }).to_string();
        let report = report(folder(&[("export.json", export)]).path(), &[]);
        let rules = ["hybrid/supported-topology", "hybrid/messaging-policies"];
        rules.map(|rule| report.of(rule).map(crate::common::Finding::told).collect::<Vec<_>>().join(", "))
    };
    for member in ["OutboundConnectors", "IntraOrganizationConnectors", "OrganizationRelationships", "ExchangeServers"]
    {
        assert_eq!(of(member), ["not_evaluated:kind_absent"; 2], "{member}");
    }
    assert_eq!(of("HybridConfiguration"), ["not_applicable"; 2]);
}
