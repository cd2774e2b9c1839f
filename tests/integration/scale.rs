//! What is judged together grows with what there is, not with its square: large organizations, and files made to hurt.

use std::collections::BTreeMap;
#[cfg(target_os = "linux")]
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

#[cfg(target_os = "linux")]
use crate::common::TODAY;
use crate::common::{check, folder, report};

/// How many of everything.
const MANY: usize = 10_000;

/// A watchdog: far more than it takes, also on a busy machine. What things cost stands in the benches.
const LONG: Duration = Duration::from_secs(60);

fn timed<T>(what: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let done = what();
    assert!(started.elapsed() < LONG, "{:?}", started.elapsed());
    done
}

/// An organization of so many servers, connectors and mailboxes.
fn hybrid(many: usize) -> TempDir {
    let servers: Vec<Value> = (0..many)
        .map(|at| {
            json!({"Name": format!("EX{at}"), "Fqdn": format!("ex{at}.corp.contoso.cn"),
                "DistinguishedName": format!("CN=EX{at},CN=Servers,DC=contoso,DC=cn"),
                "AdminDisplayVersion": "Version 15.1 (Build 2507.6)", "ServerRole": 2})
        })
        .collect();
    // Each list calls them in another way; the order is not that of the servers.
    let called = |how: &dyn Fn(usize) -> String| (0..many).rev().map(how).collect::<Vec<_>>();
    let configuration = json!({"ServiceInstance": 1, "Features": called(&|at| format!("Feature{at}")),
        "ReceivingTransportServers": called(&|at| format!("ex{at}")),
        "SendingTransportServers": called(&|at| format!("CN=EX{at},CN=Servers,DC=contoso,DC=cn")),
        "ClientAccessServers": called(&|at| format!("EX{at}.CORP.contoso.cn")),
        "TransportServers": called(&|at| format!("contoso.cn/Configuration/EX{at}"))});
    let connectors: Vec<Value> = (0..many)
        .map(|at| {
            json!({"Name": format!("Inbound {at}"), "ConnectorType": "OnPremises", "ConnectorSource": "AdminUI",
                "SenderDomains": ["*"]})
        })
        .collect();
    let mailboxes: Vec<Value> = (0..many)
        .map(|at| {
            json!({"PrimarySmtpAddress": format!("u{at}@contoso.cn"), "ServerName": format!("ex{at}"),
                "ArchiveState": "HostedProvisioned", "RemoteRecipientType": "ProvisionArchive",
                "RetentionPolicy": "Default MRM Policy", "ElcProcessingDisabled": false})
        })
        .collect();
    folder(&[
        ("servers.json", json!(servers).to_string()),
        ("hybrid.json", configuration.to_string()),
        ("connectors.json", json!(connectors).to_string()),
        ("mailboxes.json", json!(mailboxes).to_string()),
    ])
}

#[test]
fn a_hybrid_of_many_servers_connectors_and_mailboxes() {
    let place = hybrid(MANY);
    let report = timed(|| report(place.path(), &["--rule", "hybrid/supported-topology,hybrid/messaging-policies"]));
    // Every server was found under each of its names.
    let deployment = report.of("hybrid/supported-topology").find(|one| one.setting.as_deref() == Some("Deployment"));
    assert_eq!(deployment.map(crate::common::Finding::told).as_deref(), Some("pass"));
    let told: Vec<_> = report.results.iter().map(crate::common::Finding::told).collect();
    assert!(!told.iter().any(|told| told.contains("partial_listing")), "{told:?}");
}

/// So many domains with an answer each.
fn domains(many: usize) -> TempDir {
    let domains: Vec<Value> = (0..many)
        .map(|at| {
            json!({"id": format!("mail.D{at}.contoso.cn"), "authenticationType": "Managed", "isInitial": false,
                "isDefault": false, "isVerified": true, "supportedServices": ["Email"]})
        })
        .collect();
    let graph = json!({"@odata.context": "https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#domains",
        "value": domains});
    let answer = |domain: String, china: bool| {
        json!({"domain": domain, "registrar": "阿里云", "registrar_serves_china": china, "name_reviewed": true,
            "srv_records": true, "by": "IT", "on": "2026-03-01", "evidence": "DNS-1", "expires": "2027-03-01"})
    };
    // That of the nearest domain above counts, whatever the ones above that say.
    let mut answers: Vec<Value> = (0..many).map(|at| answer(format!("d{at}.contoso.cn."), at % 2 == 0)).collect();
    answers.push(answer("contoso.cn".to_owned(), false));
    answers.push(answer("il.d0.contoso.cn".to_owned(), false));
    let declaration = json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn",
        "answers": {"domains": answers}});
    folder(&[("domains.json", graph.to_string()), ("declaration.json", declaration.to_string())])
}

#[test]
fn many_domains_with_as_many_answers() {
    let place = domains(MANY);
    let report = timed(|| report(place.path(), &["--rule", "suite/custom-domain-registrar"]));
    let mut told = BTreeMap::<_, usize>::new();
    let served = |finding: &&crate::common::Finding| finding.setting.as_deref() == Some("RegistrarServesChina");
    for finding in report.of("suite/custom-domain-registrar").filter(served) {
        *told.entry(finding.told()).or_default() += 1;
    }
    let half = MANY / 2;
    assert_eq!(told, BTreeMap::from([("attested".to_owned(), half), ("fail".to_owned(), half)]));
}

fn shared_sites(many: usize) -> Value {
    (0..many)
        .map(|at| {
            json!({"Url": format!("https://contosocn.sharepoint.cn/sites/{at}"), "Template": "STS#3",
                "LockState": "Unlock", "SharingCapability": 2, "DenyAddAndCustomizePages": 2})
        })
        .collect()
}

/// So many findings, each with a waiver, and as many waivers of what is gone.
fn waivers(many: usize) -> TempDir {
    let entry = |name: &str| {
        format!(
            "[[waiver]]\nrule = \"sharepoint/site-external-sharing\"\nresource = \"{name}\"\nreason = \"agreed\"\n\
             owner = \"IT\"\ncreated = 2026-05-01\nexpires = 2026-12-31\n\n"
        )
    };
    let sites = (0..many).map(|at| entry(&format!("https://contosocn.sharepoint.cn/SITES/{at}")));
    // Half of them are of sites that are gone.
    let gone = (0..many).map(|at| entry(&format!("https://contosocn.sharepoint.cn/gone/{at}")));
    let waivers: String = sites.chain(gone).collect();
    folder(&[
        ("exports/sites.json", shared_sites(many).to_string()),
        ("w.toml", waivers.clone()),
        ("base.toml", waivers),
    ])
}

#[test]
fn as_many_waivers_as_findings() {
    let place = waivers(MANY);
    let (file, base) = (place.path().join("w.toml"), place.path().join("base.toml"));
    let options = ["--rule", "sharepoint/site-external-sharing", "--waivers", file.to_str().unwrap()];
    for more in [&[][..], &["--waivers-from", base.to_str().unwrap()]] {
        let run = timed(|| check(place.path().join("exports"), &[&options[..], more, &["--format", "json"]].concat()));
        let report: Value = serde_json::from_str(&run.out).unwrap();
        let results = report["results"].as_array().unwrap().iter();
        let waived = results.filter(|result| !result["waiver"].is_null()).count();
        assert_eq!((run.code, waived), (0, MANY), "{}", run.err);
    }
}

/// So many findings, and a baseline of as many others.
fn baseline(many: usize) -> TempDir {
    let entry = |at: usize| {
        json!({"rule": "sharepoint/site-external-sharing", "kind": "sharepoint.site", "count": u32::MAX,
            "resource": format!("https://contosocn.sharepoint.cn/gone/{at}"), "setting": "SharingCapability",
            "file": "sites.json", "fingerprint": format!("{at:064x}")})
    };
    let entries: Vec<Value> = (0..many).map(entry).collect();
    let baseline = json!({"tenantlint": "baseline", "format_version": 1, "findings": entries}).to_string();
    folder(&[("exports/sites.json", shared_sites(many).to_string()), ("baseline.json", baseline)])
}

#[test]
fn a_baseline_of_more_findings_than_can_be_counted_in_32_bits() {
    let place = baseline(MANY);
    let baseline = place.path().join("baseline.json");
    let options = ["--rule", "sharepoint/site-external-sharing", "--baseline", baseline.to_str().unwrap()];
    let run = timed(|| check(place.path().join("exports"), &options));
    assert!(run.out.contains(&(MANY as u64 * u64::from(u32::MAX)).to_string()), "{}", run.out);
}

#[test]
fn a_waiver_file_that_nobody_wrote_is_refused() {
    let long = "# ".to_owned() + &"x".repeat(17 << 20);
    let place = folder(&[("exports/sites.json", shared_sites(MANY).to_string()), ("w.toml", long)]);
    let run =
        timed(|| check(place.path().join("exports"), &["--waivers", place.path().join("w.toml").to_str().unwrap()]));
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("w.toml: "), "{}", run.err);
}

/// The processor's time that a run takes, which other programs make hardly longer.
#[cfg(target_os = "linux")]
fn cost(place: &TempDir, args: &[&str]) -> Duration {
    use nix::sys::wait::{Id, WaitPidFlag, waitid};

    let mut command = crate::common::process(args);
    let mut child = command.current_dir(place.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let id = nix::unistd::Pid::from_raw(i32::try_from(child.id()).unwrap());
    waitid(Id::Pid(id), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
    // It has ended, and is still listed: user and system time stand behind its name, in hundredths of a second.
    let line = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let fields: Vec<&str> = line.rsplit(')').next().unwrap().split_whitespace().collect();
    assert!(child.wait().unwrap().code().is_some_and(|code| code != 2), "{args:?}");
    Duration::from_millis(fields[11..13].iter().map(|ticks| ticks.parse::<u64>().unwrap() * 10).sum())
}

#[cfg(target_os = "linux")]
#[test]
fn four_times_as_much_costs_about_four_times_as_much() {
    let sites = |many: usize| folder(&[("sites.json", shared_sites(many).to_string())]);
    let runs: [(&dyn Fn(usize) -> TempDir, &[&str]); 6] = [
        (&hybrid, &["check", ".", "--rule", "hybrid/supported-topology,hybrid/messaging-policies"]),
        (&domains, &["check", ".", "--rule", "suite/custom-domain-registrar"]),
        (&waivers, &["check", "exports", "--waivers", "w.toml"]),
        (&baseline, &["check", "exports", "--baseline", "baseline.json"]),
        (&sites, &["declaration", "."]),
        (&sites, &["diff", ".", ".", "--format", "json"]),
    ];
    for (make, args) in runs {
        let [none, once, four] = [1, MANY, 4 * MANY].map(|many| cost(&make(many), &[args, &["--now", TODAY]].concat()));
        let (once, four) = (once.saturating_sub(none), four.saturating_sub(none));
        // A square would be sixteen times.
        println!("{args:?}: {once:?}, {four:?}");
        assert!(four < once * 7 + Duration::from_millis(200), "{args:?}: {once:?}, {four:?}");
    }
}
