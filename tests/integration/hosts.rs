//! Which cloud a host is told to be of, over sample hosts of every cloud, of several, of nobody known and of customers.

use tenantlint::model::cloud::{Cloud, Host, lookup, of, shown_by, tenant_label};

use serde_json::{Value, json as value};

use crate::common::{Report, folder, json, report};

/// A line for each: what is to be known, and hosts of it.
const SAMPLES: &str = include_str!("hosts.txt");

/// Each sample host with what is to be known of it.
fn samples() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = SAMPLES.lines().map(|line| line.split_once(": ").expect("a name before the hosts"));
    lines.flat_map(|(what, hosts)| hosts.split(' ').map(move |host| (what, host)))
}

fn known(host: &str) -> &'static str {
    match lookup(host) {
        Host::Of(cloud) => cloud.name(),
        Host::Shared => "shared",
        Host::Vendor => "vendor",
        Host::Other => "other",
    }
}

#[test]
fn every_sample_is_told_rightly_in_every_spelling() {
    let wrong: Vec<_> = samples().filter(|(what, host)| known(host) != *what).map(|(_, host)| host).collect();
    assert_eq!(wrong, [""; 0]);
    for (what, host) in samples() {
        let spellings = [
            format!("https://{host}/a/b?c=d"),
            format!("http://user@{host}:8443#x"),
            format!("{}.", host.to_ascii_uppercase()),
            format!("below.{host}"),
        ];
        for spelling in &spellings[..3] {
            assert_eq!(known(spelling), what, "{spelling}");
        }
        // A name below a customer's is a customer's; one that a host only begins or ends with tells nothing.
        assert_eq!(known(&spellings[3]), what, "{}", spellings[3]);
        assert_eq!(known(&format!("https://{host}.haiyan-gong.cn/")), "other", "{host}");
        assert_eq!(of(host).map(Cloud::name), Some(what).filter(|what| !["shared", "vendor", "other"].contains(what)));
    }
    assert!(samples().count() > 240);
}

#[test]
fn what_others_use_or_rent_shows_no_tenants_cloud() {
    for host in [
        "login.microsoftonline.com",
        "sts.windows.net",
        "haiyan.azurewebsites.net",
        "haiyan.chinacloudsites.cn",
        "haiyan.crm9.dynamics.com",
        "res.cdn.office.net",
    ] {
        assert_eq!(shown_by(host), None, "{host}");
    }
    for host in ["haiyan.onmicrosoft.com", "haiyan.sharepoint.cn", "outlook.sovcloud.fr", "haiyan.dps.mil"] {
        assert!(shown_by(host).is_some(), "{host}");
    }
}

#[test]
fn the_label_of_a_tenant_is_found_in_every_host_that_has_it() {
    for host in [
        "haiyan.partner.onmschina.cn",
        "haiyan.onmschina.cn",
        "haiyan.mail.partner.onmschina.cn",
        "haiyan.partner.mail.onmschina.cn",
        "haiyan-my.sharepoint.cn",
        "https://haiyan-admin.sharepoint.cn/",
        "haiyan.mail.onmicrosoft.com",
        "haiyan-files.sharepoint.com",
        "haiyan-my.sharepoint-mil.us",
        "haiyan.dps.mil",
        "haiyan.sharepoint.de",
        "haiyan-admin.sovcloud-sharepoint.fr",
        "haiyan.onsovcloud.de",
    ] {
        assert_eq!(tenant_label(host).as_deref(), Some("haiyan"), "{host}");
    }
    for host in ["sharepoint.cn", "a.b.sharepoint.cn", "haiyan.crm.dynamics.cn", "www.haiyan.cn"] {
        assert_eq!(tenant_label(host), None, "{host}");
    }
}

#[test]
fn data_of_the_vocabulary_fit_their_schemas() {
    for name in ["hosts", "plans"] {
        let schema = jsonschema::options().build(&json(format!("schemas/{name}.schema.json"))).unwrap();
        let file = json(format!("schemas/{name}.json"));
        let flaws: Vec<String> = schema.iter_errors(&file).map(|error| error.to_string()).collect();
        assert_eq!(flaws, [""; 0], "{name}");
    }
}

/// `website/icp-number` over the domains and the sites of a tenant, and an answer for its website.
fn tenancy(domains: &Value, declared: &str, options: &[&str]) -> Report {
    let site = |url: &str| {
        value!({"Url": url, "Template": "STS#3", "LocaleId": 2052, "StorageQuota": 1, "StorageQuotaWarningLevel": 0,
            "SharingCapability": 0, "DenyAddAndCustomizePages": 2, "LockState": "Unlock"})
    };
    let sites = value!([site("https://haiyan-gong.sharepoint.cn/sites/a"), site("https://www.haiyan.cn/")]);
    let answer = value!({"tenantlint": "declaration", "format_version": 1, "tenant": declared, "answers": {
        "public_sites": [{"url": "https://www.haiyan.cn/", "icp_number": "京ICP备05000001号-1",
            "by": "Li Ming, web team", "on": "2026-05-01", "evidence": "WEB-12, footer of the home page"}]}});
    let place = folder(&[
        ("domains.json", domains.to_string()),
        ("sites.json", sites.to_string()),
        ("declaration.json", answer.to_string()),
    ]);
    report(place.path(), &[&["--rule", "website/icp-number"], options].concat())
}

#[test]
fn a_tenant_that_was_renamed_is_one_tenant_by_all_its_names() {
    let domain = |name: &str, initial: bool| {
        value!({"id": name, "isInitial": initial, "isDefault": false, "isVerified": true,
            "authenticationType": "Managed", "supportedServices": ["Email"]})
    };
    let of = |domains: &[Value]| value!({"@odata.context": "https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#domains", "value": domains});
    let initial = domain("haiyan.partner.onmschina.cn", true);
    let renamed = of(&[initial.clone(), domain("haiyan-gong.partner.onmschina.cn", false)]);
    let verdicts = |report: &Report| report.results.iter().map(|one| one.verdict.clone()).collect::<Vec<_>>();
    for name in ["haiyan.partner.onmschina.cn", "haiyan-gong.sharepoint.cn"] {
        let report = tenancy(&renamed, name, &["--tenant", "haiyan.partner.onmschina.cn"]);
        assert!(verdicts(&report).contains(&"attested".to_owned()), "{name}: {:?}", verdicts(&report));
    }
    // Nothing shows that these are one: an answer for one of them is none for both.
    let apart = tenancy(&of(&[initial]), "haiyan.partner.onmschina.cn", &[]);
    assert!(!verdicts(&apart).contains(&"attested".to_owned()), "{:?}", verdicts(&apart));
}

#[test]
fn one_number_in_another_notation_is_the_same_number() {
    let tenant = |written: &str, list: &str| {
        let text = format!(
            r#"{{"StorageQuota": 1, "OneDriveStorageQuota": 1048576, "CompatibilityRange": "15,15",
                "SharingCapability": {written}, "SharingDomainRestrictionMode": 1, "SharingAllowedDomainList": "{list}"}}"#
        );
        let rules = ["--rule", "sharepoint/external-sharing,sharepoint/sharing-domains"];
        report(folder(&[("tenant.json", text)]).path(), &rules)
    };
    for written in ["2", "2.0", "2.00", "\"2\"", "\"2.0\"", "\" 2 \""] {
        for list in ["haiyan.cn gmail.com", "haiyan.cn,gmail.com", "haiyan.cn; gmail.com", "haiyan.cn\\ngmail.com"] {
            let report = tenant(written, list);
            let fails = |rule: &str| report.of(rule).any(|one| one.verdict == "fail");
            assert!(fails("sharepoint/external-sharing"), "{written}");
            assert!(fails("sharepoint/sharing-domains"), "{list}");
        }
    }
    for written in ["2.5", "\"2.5\"", "\"2.\"", "\"2,0\""] {
        let report = tenant(written, "haiyan.cn");
        assert!(report.of("sharepoint/external-sharing").all(|one| one.verdict == "not_evaluated"), "{written}");
    }
}
