//! Waivers: what they accept, until when, and what is said of them; every mistake in their files at its place.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::common::{Run, TODAY, check, folder, process, tenantlint};

const SHARING: &str = "sharepoint/external-sharing";
const FAILS: &str = "fixtures/rules/sharepoint/external-sharing/fail.json";
const PASSES: &str = "fixtures/rules/sharepoint/external-sharing/pass.json";
const SITES: &str = "fixtures/rules/sharepoint/site-external-sharing/fail.json";
const SITE: &str = "sharepoint/site-external-sharing";

/// A waiver with these lines beside the reason and the owner.
fn waiver(lines: &str) -> String {
    format!("[[waiver]]\n{lines}\nreason = \"why\"\nowner = \"team\"\n")
}

/// The same, for a rule, for long enough.
fn of(rule: &str, lines: &str) -> String {
    waiver(&format!("rule = \"{rule}\"\n{lines}\nexpires = 2026-12-31"))
}

/// A folder with one file of waivers, and its path.
fn file(toml: impl AsRef<[u8]>) -> (TempDir, String) {
    let place = folder(&[("waivers.toml", toml)]);
    let path = place.path().join("waivers.toml").to_string_lossy().into_owned();
    (place, path)
}

/// Checks an export by one rule with these waivers.
fn run(export: &str, rule: &str, toml: impl AsRef<[u8]>, options: &[&str]) -> Run {
    let (_place, path) = file(toml);
    check(export, &[&["--rule", rule, "--waivers", path.as_str()], options].concat())
}

#[track_caller]
fn says(run: &Run, code: u8, words: &[&str]) {
    for words in words {
        assert!(run.out.contains(words), "{words:?} is not in\n{}\n{}", run.out, run.err);
    }
    assert_eq!(run.code, code, "{}\n{}", run.out, run.err);
}

#[test]
fn a_waived_finding_does_not_fail_and_keeps_its_waiver() {
    let toml = of(SHARING, "ticket = \"SEC-1\"");
    let human = run(FAILS, SHARING, &toml, &[]);
    assert_eq!((human.code, human.out.as_str()), (0, ""), "a waived finding is not drawn");
    let json: serde_json::Value = serde_json::from_str(&run(FAILS, SHARING, &toml, &["--format", "json"]).out).unwrap();
    let waiver = &json["results"][0]["waiver"];
    assert_eq!(json["results"][0]["verdict"], "fail");
    assert_eq!((&waiver["reason"], &waiver["owner"]), (&"why".into(), &"team".into()));
    assert_eq!((&waiver["expires"], &waiver["ticket"]), (&"2026-12-31".into(), &"SEC-1".into()));
    assert_eq!(json["inputs"].as_array().unwrap().len(), 1, "a file of waivers is no input");
    assert!(human.err.contains("1 file,"), "{}", human.err);
    says(&check(FAILS, &["--rule", SHARING, "--no-waivers"]), 1, &["External sharing"]);
    let (_place, path) = file(&toml);
    assert_eq!(check(FAILS, &["--no-waivers", "--waivers", &path]).code, 2, "one or the other");
}

#[test]
fn a_finding_that_is_only_a_note_may_be_waived() {
    let case = "fixtures/rules/suite/teams/fail.json";
    assert_eq!(check(case, &["--rule", "suite/teams", "--fail-on", "info"]).code, 1);
    assert_eq!(run(case, "suite/teams", of("suite/teams", ""), &["--fail-on", "info"]).code, 0);
}

#[test]
fn the_last_day_counts_in_full_and_the_next_fails() {
    for day in ["2026-06-01", "\"2026-06-01\""] {
        let toml = waiver(&format!("rule = \"{SHARING}\"\nexpires = {day}"));
        says(
            &run(FAILS, SHARING, &toml, &[]),
            0,
            &["expires soon", "today is the last day (UTC)", "waivers.toml:3:11"],
        );
        let (_place, path) = file(&toml);
        let later = |options: &[&str]| {
            let args = ["check", FAILS, "--rule", SHARING, "--waivers", &path, "--now", "2026-06-02"];
            tenantlint([&args[..], options].concat())
        };
        let words = ["has expired", "its last day was 2026-06-01 (UTC)", "waivers.toml:3:11", "SharingCapability"];
        says(&later(&[]), 1, &words);
        says(&later(&["--lang", "zh-CN"]), 1, &["的豁免已过期", "最后一天是 2026-06-01（UTC）"]);
        says(&later(&["--fail-on", "never"]), 1, &["has expired"]);
        assert_eq!(later(&["--exit-zero"]).code, 0);
    }
    let gone = run(PASSES, SHARING, waiver(&format!("rule = \"{SHARING}\"\nexpires = 2026-05-31")), &[]);
    says(&gone, 1, &["has expired", "nothing matches it any more: delete it"]);
}

#[test]
fn how_soon_is_soon_is_up_to_the_policy() {
    let toml = |days: u8| {
        let waiver = waiver(&format!("rule = \"{SHARING}\"\nexpires = 2026-06-21"));
        format!("[waiver-policy]\nwarn-days = {days}\n{waiver}")
    };
    says(&run(FAILS, SHARING, toml(20), &[]), 0, &["expires soon: 2026-06-21", "20 days after today"]);
    assert_eq!(run(FAILS, SHARING, toml(19), &[]).out, "");
    let tomorrow = waiver(&format!("rule = \"{SHARING}\"\nexpires = 2026-06-02"));
    says(&run(FAILS, SHARING, &tomorrow, &[]), 0, &["one day after today (UTC)"]);
    says(&run(FAILS, SHARING, &tomorrow, &["--lang", "zh-CN"]), 0, &["还剩 1 天（UTC）"]);
}

#[test]
fn a_waiver_that_matches_nothing_is_told_only_where_that_can_be_told() {
    let unused = "matches no finding";
    says(&run(PASSES, SHARING, of(SHARING, ""), &[]), 0, &[unused, "waivers.toml:2:8"]);
    says(&run(PASSES, SHARING, of(SHARING, ""), &["--lang", "zh-CN"]), 0, &["没有匹配到任何问题"]);
    says(&run(FAILS, SHARING, of(SHARING, "value = 2") + &of(SHARING, "resource = \"x\""), &[]), 0, &[unused]);
    // The kind is in no export, and the rule was judged on others.
    let absent = run(PASSES, &format!("{SHARING},{SITE}"), of(SITE, ""), &[]);
    says(&absent, 0, &["1 waiver is still needed cannot be told", &format!("{SITE} (")]);
    assert!(absent.out.contains("waivers.toml:1)") && !absent.out.contains(unused), "{}", absent.out);
    // The value cannot be read, or not all inputs.
    for case in ["missing", "unknown_value", "wrong_type"] {
        let case = format!("fixtures/rules/sharepoint/external-sharing/{case}.json");
        says(&run(&case, SHARING, of(SHARING, ""), &[]), 3, &["cannot be told"]);
    }
    let half = folder(&[("a.json", fs::read(PASSES).unwrap()), ("b.json", b"{".to_vec())]);
    says(&run(half.path().to_str().unwrap(), SHARING, of(SHARING, ""), &[]), 2, &["cannot be told"]);
    // The rule is not in this run.
    assert_eq!(run(PASSES, SHARING, of("exchange/places", ""), &[]).out, "");
}

#[test]
fn a_waiver_is_not_needed_only_if_all_kinds_that_it_may_be_about_were_there() {
    let unused = "matches no finding";
    // That there is no public website is told by the list of all sites.
    let comments = format!("website/comments,{SITE}");
    says(&run(SITES, &comments, of("website/comments", ""), &["--fail-on", "never"]), 0, &[unused]);
    // The rules that look at no site say nothing of a site.
    let nowhere = of("sharepoint/*", "kind = \"sharepoint.site\"\nresource = \"*/nowhere\"");
    let (_place, path) = file(nowhere);
    says(&check(SITES, &["--waivers", &path, "--fail-on", "never"]), 0, &[unused]);
    // The organization is as it should be; the licences are in no export, whatever else was derived from the others.
    let rule = "suite/mobile-device-management";
    let organization = fs::read("fixtures/rules/suite/mobile-device-management/pass.json").unwrap();
    let tenant = fs::read(PASSES).unwrap();
    let declaration = |answers: &str| {
        let head =
            "\"tenantlint\": \"declaration\", \"format_version\": 1, \"tenant\": \"contosocn.partner.onmschina.cn\"";
        format!("{{{head}, \"answers\": {{{answers}}}}}").into_bytes()
    };
    let answer = "\"by\": \"team\", \"on\": \"2026-05-02\", \"evidence\": \"C-1\"";
    let of_feature =
        declaration(&format!("\"features\": [{{\"feature\": \"infopath\", \"in_use\": false, {answer}}}]"));
    let of_translation =
        declaration(&format!("\"translation\": [{{\"service\": \"sharepoint\", \"answer\": \"off\", {answer}}}]"));
    let place = folder(&[
        ("licences/organization.json", &organization),
        ("licences/spo.json", &tenant),
        ("feature/spo.json", &tenant),
        ("feature/declaration.json", &of_feature),
        ("translation/spo.json", &tenant),
        ("translation/declaration.json", &of_translation),
    ]);
    let told = |exports: &str, rules: &str, waived: &str| {
        run(place.path().join(exports).to_str().unwrap(), rules, of(waived, ""), &[])
    };
    says(&told("licences", rule, rule), 0, &["cannot be told"]);
    // Nor is an answer about a feature one about translation.
    let translation = "sharepoint/translation";
    says(&told("feature", "sharepoint/translation,sharepoint/infopath", translation), 0, &["cannot be told"]);
    says(&told("translation", translation, translation), 0, &[unused]);
}

#[test]
fn one_unreadable_site_does_not_hide_that_another_is_clean() {
    let sites =
        fs::read_to_string(SITES).unwrap().replacen("\"SharingCapability\": 0", "\"SharingCapability\": \"?\"", 1);
    let place = folder(&[("sites.json", sites)]);
    let path = place.path().to_str().unwrap();
    let site = |name: &str| of(SITE, &format!("resource = \"https://contosocn.sharepoint.cn/sites/{name}\""));
    let told = run(path, SITE, site("legal") + &site("finance"), &["--fail-on", "warning"]);
    says(&told, 1, &["matches no finding", "waivers.toml:2:8", "1 waiver is still needed cannot be told"]);
}

#[test]
fn resources_are_named_by_globs_without_regard_to_case() {
    for (glob, code) in [
        ("https://contosocn.sharepoint.cn/sites/partners", 0),
        ("https://CONTOSOCN.sharepoint.cn/sites/Partners", 0),
        ("https://contosocn.sharepoint.cn/sites/p*", 0),
        ("*/partners", 0),
        ("*", 0),
        ("https://contosocn.sharepoint.cn/sites/partner?", 1),
        ("https://contosocn.sharepoint.cn/sites/partner", 1),
        ("https://contosocn.sharepoint.cn/sites/finance", 1),
    ] {
        let told = run(SITES, SITE, of(SITE, &format!("resource = \"{glob}\"")), &["--fail-on", "warning"]);
        assert_eq!(told.code, code, "{glob}\n{}", told.out);
        assert_eq!(told.out.contains("matches no finding"), code == 1, "{glob}\n{}", told.out);
    }
}

#[test]
fn a_slash_at_the_end_of_an_address_says_nothing() {
    let with = |end: &str| {
        let each = ["finance", "partners"]
            .map(|site| of(SITE, &format!("resource = \"https://contosocn.sharepoint.cn/sites/{site}{end}\"")));
        run(SITES, SITE, each.concat(), &["--fail-on", "info"])
    };
    assert_eq!(with("").code, 0, "{}", with("").out);
    assert_eq!(with("/").code, 0, "{}", with("/").out);
    assert_eq!(with("x").code, 1);
}

#[test]
fn kind_and_setting_narrow_a_waiver() {
    let rule = "sharepoint/translation";
    let tenant = r#"{"OneDriveStorageQuota": 1, "CompatibilityRange": "15,15", "SharingCapability": 0,
        "LegacyAuthProtocolsEnabled": true, "ExternalServicesEnabled": true, "DocumentTranslationScope": "AllSites"}"#;
    let place = folder(&[("tenant.json", tenant)]);
    let open = |lines: &str| -> Vec<String> {
        let told = run(place.path().to_str().unwrap(), rule, of(rule, lines), &["--format", "json"]).out;
        let json: serde_json::Value = serde_json::from_str(&told).unwrap();
        let failed = json["results"].as_array().unwrap().iter().filter(|result| result["verdict"] == "fail");
        let open = failed.filter(|result| result["waiver"].is_null());
        open.map(|result| result["setting"].as_str().unwrap().to_owned()).collect()
    };
    let both = ["ExternalServicesEnabled", "DocumentTranslationScope"];
    assert_eq!(open("resource = \"x\""), both);
    assert_eq!(open("kind = \"sharepoint.tenant\""), [""; 0]);
    assert_eq!(open("kind = \"declaration.translation\""), both);
    assert_eq!(open("setting = \"ExternalServicesEnabled\""), both[1..]);
    assert_eq!(open("setting = \"DocumentTranslationScope\"\nvalue = \"AllSites\""), both[..1]);
    assert_eq!(open("setting = \"DocumentTranslationScope\"\nvalue = \"Enabled\""), both);
    assert_eq!(open("setting = \"ExternalServicesEnabled\"\nvalue = true"), both[1..]);
}

#[test]
fn a_pinned_value_is_canonical_or_as_it_is_written() {
    for pin in ["2", "\"2\"", "\"ExternalUserAndGuestSharing\"", "\"externaluserandguestsharing\""] {
        assert_eq!(run(FAILS, SHARING, of(SHARING, &format!("value = {pin}")), &[]).out, "", "{pin}");
    }
    let changed = run(FAILS, SHARING, of(SHARING, "value = \"ExternalUserSharingOnly\""), &[]);
    let words =
        ["SharingCapability is no longer what this waiver accepts: ExternalUserAndGuestSharing", "waivers.toml:3:9"];
    says(&changed, 1, &words);
    says(&changed, 1, &["pinned to ExternalUserSharingOnly", "expected Disabled"]);
    let chinese = run(FAILS, SHARING, of(SHARING, "value = 1"), &["--lang", "zh-CN"]);
    says(&chinese, 1, &["SharingCapability 已不是此豁免所接受的值", "固定为 1"]);
    // A list, in any order, and as one text with its separator.
    let (rule, case) = ("exchange/contact-sharing", "fixtures/dialects/exchange-shell");
    let domains =
        ["contoso.cn:CalendarSharingFreeBusySimple", "partner.cn:CalendarSharingFreeBusyDetail,ContactsSharing"];
    for (pin, code) in [
        (format!("[\"{}\", \"{}\"]", domains[1], domains[0]), 0),
        (format!("[\"{}\"]", domains[1]), 1),
        (format!("\"{}\"", domains[1]), 1),
        ("true".to_owned(), 1),
    ] {
        let told = run(case, rule, of(rule, &format!("value = {pin}")), &["--fail-on", "warning"]);
        assert_eq!(told.code, code, "{pin}\n{}", told.out);
    }
    // A list of one may be pinned by its only element.
    let policy = r#"{"Name": "Partners", "Identity": "Partners", "Domains": ["lanhai.cn:ContactsSharing"], "Enabled": true,
        "Default": false, "ExchangeVersion": "0.10 (14.0.100.0)"}"#;
    let place = folder(&[("policy.json", policy)]);
    for (pin, code) in [("lanhai.cn:ContactsSharing", 0), ("lanhai.cn", 1)] {
        let toml = of(rule, &format!("value = \"{pin}\""));
        let told = run(place.path().to_str().unwrap(), rule, toml, &["--fail-on", "warning"]);
        assert_eq!(told.code, code, "{pin}\n{}", told.out);
    }
}

#[test]
fn a_pinned_text_tells_upper_from_lower_case_and_a_pinned_list_is_split_as_the_setting_is() {
    let tenant = r#"{"OneDriveStorageQuota": 1, "CompatibilityRange": "15,15", "SharingCapability": 1,
        "LegacyAuthProtocolsEnabled": false, "SharingDomainRestrictionMode": 1,
        "SharingAllowedDomainList": "partner.cn qq.com", "NoAccessRedirectUrl": "https://portal.office.com/Denied"}"#;
    let place = folder(&[("tenant.json", tenant)]);
    let (links, domains) = ("office/worldwide-links", "sharepoint/sharing-domains");
    for (rule, setting, pin, code) in [
        (links, "NoAccessRedirectUrl", "https://portal.office.com/Denied", 0),
        (links, "NoAccessRedirectUrl", "https://portal.office.com/denied", 1),
        (domains, "SharingAllowedDomainList", "partner.cn qq.com", 0),
        (domains, "SharingAllowedDomainList", "qq.com  partner.cn ", 0),
        (domains, "SharingAllowedDomainList", "partner.cn", 1),
        (domains, "SharingAllowedDomainList", "partner.cn,qq.com", 1),
    ] {
        let toml = of(rule, &format!("setting = \"{setting}\"\nvalue = \"{pin}\""));
        let told = run(place.path().to_str().unwrap(), rule, toml, &["--fail-on", "warning"]);
        assert_eq!(told.code, code, "{setting} {pin}\n{}", told.out);
    }
}

#[test]
fn how_many_others_have_another_value_is_told() {
    let site = |name: &str| {
        format!(
            r#"{{"Url": "https://lanhai.sharepoint.cn/sites/{name}", "SharingCapability": 2, "Template": "STS#3",
            "Status": "Active", "StorageQuota": 1, "LockState": "Unlock", "Owner": "x"}}"#
        )
    };
    let told = |names: &[&str]| {
        let sites: Vec<_> = names.iter().map(|name| site(name)).collect();
        let place = folder(&[("sites.json", format!("[{}]", sites.join(",")))]);
        let told = run(
            place.path().to_str().unwrap(),
            SITE,
            of(SITE, "setting = \"SharingCapability\"\nvalue = 1"),
            &["--fail-on", "warning"],
        );
        assert_eq!(told.code, 1, "{}", told.out);
        told.out.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ")
    };
    let (one, three) = (told(&["a"]), told(&["a", "b", "c"]));
    assert!(one.contains("no longer what this waiver accepts") && !one.contains("more like it"), "{one}");
    assert!(three.contains("(2 more like it)"), "{three}");
}

#[test]
fn a_value_may_be_pinned_in_the_words_of_another_tool() {
    let tenant = r#"{"@odata.context": "https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#admin/sharepoint/settings/$entity",
        "sharingCapability": "externalUserAndGuestSharing", "isMacSyncAppEnabled": true}"#;
    let place = folder(&[("settings.json", tenant)]);
    for pin in ["\"externalUserAndGuestSharing\"", "2", "\"ExternalUserAndGuestSharing\""] {
        let told = run(place.path().to_str().unwrap(), SHARING, of(SHARING, &format!("value = {pin}")), &[]);
        assert_eq!(told.code, 0, "{pin}\n{}", told.out);
    }
    // `TranslationEnabled: true` is `DocumentTranslationScope: Enabled`.
    let tenant = r#"{"OneDriveStorageQuota": 1, "CompatibilityRange": "15,15", "SharingCapability": 0,
        "LegacyAuthProtocolsEnabled": true, "ExternalServicesEnabled": false, "TranslationEnabled": true}"#;
    let (rule, place) = ("sharepoint/translation", folder(&[("tenant.json", tenant)]));
    for (pin, code) in [("true", 0), ("\"true\"", 0), ("\"Enabled\"", 0), ("false", 1), ("\"AllSites\"", 1)] {
        let toml = of(rule, &format!("setting = \"DocumentTranslationScope\"\nvalue = {pin}"));
        let told = run(place.path().to_str().unwrap(), rule, toml, &["--fail-on", "info"]);
        assert_eq!(told.code, code, "{pin}\n{}", told.out);
    }
}

#[test]
fn what_nobody_may_waive_stays_a_finding() {
    let (rule, case) = ("tenant/cloud", "fixtures/rules/tenant/cloud/fail.json");
    says(
        &run(case, rule, of(rule, ""), &[]),
        1,
        &["nobody may waive tenant/cloud", "waivers.toml:2:8", "tenant/cloud (error)"],
    );
    says(&run(case, rule, of(rule, ""), &["--lang", "zh-CN"]), 1, &["规则 tenant/cloud 不允许豁免"]);
    says(&run(case, rule, of("*", "resource = \"*\""), &[]), 1, &["nobody may waive tenant/cloud", "accepts too much"]);
}

#[test]
fn a_waiver_that_accepts_too_much_is_told() {
    let broad = "accepts too much";
    for (rule, resource, told) in [
        ("*", "", true),
        ("sharepoint/*", "", true),
        ("sharepoint/*", "resource = \"*\"", true),
        ("sharepoint/*", "resource = \"https://contosocn.sharepoint.cn/sites/partners\"", false),
        (SITE, "", false),
    ] {
        let run = run(SITES, SITE, of(rule, resource), &["--fail-on", "warning"]);
        says(&run, 0, &[]);
        assert_eq!(run.out.contains(broad), told, "{rule} {resource}\n{}", run.out);
    }
    let policy = "[waiver-policy]\nmax-findings = 0\n".to_owned() + &of(SITE, "");
    says(&run(SITES, SITE, policy, &[]), 0, &[broad, "1 findings; more than 0 are too many", "waivers.toml:4:8"]);
    // It is told at the names that are too many, where some are named.
    let policy =
        |most: u8| format!("[waiver-policy]\nmax-findings = {most}\n{}", of(SITE, "resource = \"https://contosocn*\""));
    says(&run(SITES, SITE, policy(0), &[]), 0, &[broad, "waivers.toml:5:12"]);
    assert_eq!(run(SITES, SITE, policy(1), &[]).out, "", "as many as the policy allows are not too many");
}

#[test]
fn of_many_waivers_that_cannot_be_told_the_first_are_named() {
    let told = |count: usize, lang: &str| {
        let waivers: String = (0..count).map(|at| of(SITE, &format!("resource = \"*/{at}\""))).collect();
        let told = run(PASSES, &format!("{SHARING},{SITE}"), waivers, &["--lang", lang]);
        assert_eq!(told.code, 0, "{}", told.out);
        told.out
    };
    let (five, seven) = (told(5, "en"), told(7, "en"));
    assert!(five.contains("5 waivers are still needed cannot be told") && !five.contains(" more"), "{five}");
    assert_eq!(five.matches("waivers.toml:").count(), 5, "{five}");
    assert!(seven.contains("and 2 more") && seven.matches("waivers.toml:").count() == 5, "{seven}");
    assert!(told(7, "zh-CN").contains("另有 2 项"));
}

#[test]
fn of_two_waivers_the_one_that_lasts_longest_counts() {
    let dated = |day: &str, reason: &str| {
        format!(
            "[[waiver]]\nrule = \"{SHARING}\"\nresource = \"*\"\nreason = \"{reason}\"\nowner = \"o\"\nexpires = {day}\n"
        )
    };
    let reason = |toml: String| {
        let told = run(FAILS, SHARING, toml, &["--format", "json"]).out;
        let json: serde_json::Value = serde_json::from_str(&told).unwrap();
        json["results"][0]["waiver"]["reason"].as_str().map(str::to_owned)
    };
    let (short, long, over) = (dated("2026-07-01", "short"), dated("2026-08-01", "long"), dated("2026-05-01", "over"));
    assert_eq!(reason(short.clone() + &long).as_deref(), Some("long"));
    assert_eq!(reason(long.clone() + &short).as_deref(), Some("long"));
    assert_eq!(reason(dated("2026-07-01", "first") + &short).as_deref(), Some("first"));
    assert_eq!(reason(over.clone() + &short).as_deref(), Some("short"));
    assert_eq!(run(FAILS, SHARING, over + &short, &[]).code, 1, "the expired one has to go");
    let endless = "[waiver-policy]\nrequire-expires = false\n".to_owned()
        + &format!("[[waiver]]\nrule = \"{SHARING}\"\nreason = \"endless\"\nowner = \"o\"\n");
    assert_eq!(reason(endless + &long).as_deref(), Some("endless"));
}

#[test]
fn a_waiver_of_a_day_to_come_does_not_count_yet() {
    let toml = |day: &str| waiver(&format!("rule = \"{SHARING}\"\ncreated = {day}\nexpires = 2026-12-31"));
    says(&run(FAILS, SHARING, toml("2026-06-03"), &[]), 1, &["does not count yet", "waivers.toml:3:11"]);
    // East of Greenwich it may be a day later already.
    assert_eq!(run(FAILS, SHARING, toml("2026-06-02"), &[]).code, 0);
}

#[test]
fn the_waivers_of_the_base_branch_judge_a_change() {
    let (base, head) = (of(SHARING, ""), of(SHARING, "") + &of("sharepoint/store-access", ""));
    let place = folder(&[("base.toml", &base), ("waivers.toml", &head), ("none.toml", &String::new())]);
    let path = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    let judged = |from: &str, own: &str| {
        check(FAILS, &["--rule", SHARING, "--waivers", &path(own), "--waivers-from", &path(from)])
    };
    let told = judged("base.toml", "waivers.toml");
    says(&told, 0, &["new or changed: it does not count in this run", "waivers.toml:8:8"]);
    says(&judged("none.toml", "waivers.toml"), 1, &["waivers.toml:2:8", "waivers.toml:8:8", "expected Disabled"]);
    says(&judged("base.toml", "none.toml"), 0, &["deleted or changed: it still counts", "base.toml:2:8"]);
    assert_eq!(judged("base.toml", "base.toml").out, "");
    // What is agreed, not where it stands or how it is laid out.
    fs::write(path("moved.toml"), format!("# moved\n\n{}", base.replace(" = ", "="))).unwrap();
    assert_eq!(judged("base.toml", "moved.toml").out, "");
    assert_eq!(check(FAILS, &["--rule", SHARING, "--waivers-from", &path("base.toml")]).code, 0);
    // A broken file of the working tree would break the base branch.
    fs::write(path("broken.toml"), "[[waiver]]\n").unwrap();
    assert_eq!(judged("base.toml", "broken.toml").code, 2);
}

/// A file, and what is said of it: the place, and some words in both languages.
const MISTAKES: &[(&str, &[(&str, &str, &str)])] = &[
    ("[[waiver]]\nrule = \n", &[("2:8", "this file is not TOML", "文件不是合法的 TOML")]),
    ("[[waiver]\n", &[("1:", "this file is not TOML", "文件不是合法的 TOML")]),
    (
        "[[waiver]]\nreason = \"r\"\nowner = \"o\"\nexpires = 2026-12-31\n",
        &[("1:1", "this waiver has no rule", "此豁免缺少 rule")],
    ),
    (
        "[[waiver]]\nrule = \"sharepoint/external-sharing\"\nexpires = 2026-12-31\n",
        &[
            ("1:1", "this waiver has no reason", "此豁免缺少 reason"),
            ("1:1", "this waiver has no owner", "此豁免缺少 owner"),
        ],
    ),
    (
        "[[waiver]]\nrule = \"sharepoint/external-shring\"\nreason = \"r\"\nowner = \"o\"\nexpires = 2026-12-31\nexpire = 1\n",
        &[
            ("2:8", "did you mean sharepoint/external-sharing?", "是否应为 sharepoint/external-sharing？"),
            ("6:1", "did you mean expires?", "是否应为 expires？"),
        ],
    ),
    (
        "[[waiver]]\nrule = 5\nreason = \" \"\nowner = \"o\"\nvalue = 1.5\nexpires = 2026-12-31T10:00:00Z\n",
        &[
            ("2:8", "rule should be a text in quotes", "rule 应为带引号的文本"),
            ("3:10", "reason is empty", "reason 为空"),
            ("5:9", "this is a number with a fraction", "此处是小数"),
            ("6:11", "expires should be a day", "expires 应为日期"),
        ],
    ),
    (
        "[[waiver]]\nrule = \"sharepoint/external-sharing\"\nreason = \"r\"\nowner = \"o\"\n",
        &[("1:1", "this waiver has no last day", "此豁免没有到期日")],
    ),
    (
        "[[waiver]]\nrule = \"sharepoint/external-sharing\"\nreason = \"r\"\nowner = \"o\"\nexpires = \"2026-02-30\"\n",
        &[("5:11", "no day that there is", "不是有效的日期")],
    ),
    (
        "[[waiver]]\nrule = \"sharepoint/external-sharing\"\nreason = \"r\"\nowner = \"o\"\ncreated = 2026-06-01\nexpires = 2026-05-31\n",
        &[("6:11", "this waiver ends before it begins", "此豁免的到期日早于创建日")],
    ),
    (
        "[[waiver]]\nrule = \"sharepoint/external-sharing\"\nreason = \"r\"\nowner = \"o\"\nexpires = 2027-06-03\n",
        &[("5:11", "lasts 367 days; the policy allows 366", "长达 367 天，策略最多允许 366 天")],
    ),
    (
        "[waiver-policy]\nmax-day = 3\nmax-findings = -1\nrequire-expires = \"no\"\n",
        &[
            ("2:1", "did you mean max-days?", "是否应为 max-days？"),
            ("3:16", "max-findings should be a whole number", "max-findings 应为"),
            ("4:19", "require-expires should be true or false", "require-expires 应为 true 或 false"),
        ],
    ),
    (
        "[[waiver]]\nrule = \"sharepoint/external-sharing\"\nkind = \"sharepoint.site\"\nreason = \"r\"\nowner = \"o\"\nexpires = 2026-12-31\n",
        &[("3:8", "looks at no resource of kind sharepoint.site", "不检查这种资源类型：sharepoint.site")],
    ),
    (
        "[[waiver]]\nrule = \"sharepoint/external-sharing\"\nsetting = \"sharingCapability\"\nreason = \"r\"\nowner = \"o\"\nexpires = 2026-12-31\n",
        &[("3:11", "did you mean SharingCapability?", "是否应为 SharingCapability？")],
    ),
    (
        "[[waiver]]\nrule = \"hybrid/endpoints\"\nkind = \"exchange.intraOrganizationConnector\"\nsetting = \"TargetOwaURL\"\nreason = \"r\"\nowner = \"o\"\nexpires = 2026-12-31\n",
        &[("4:11", "one of DiscoveryEndpoint, TargetSharingEpr", "可选：DiscoveryEndpoint、TargetSharingEpr")],
    ),
    (
        "[[waiver]]\nrule = \"sharepoint/translation\"\nvalue = true\nreason = \"r\"\nowner = \"o\"\nexpires = 2026-12-31\n",
        &[("3:9", "a pinned value needs its setting", "固定值必须指明设置项")],
    ),
    (
        "wavier = 1\nother = 2\n[[waivers]]\nx = 1\n",
        &[
            ("1:1", "did you mean waiver?", "是否应为 waiver？"),
            ("2:1", "known keys: waiver, waiver-policy", "可用的配置项：waiver、waiver-policy"),
            ("3:3", "there is no key waivers", "配置项 waivers 不存在"),
        ],
    ),
    ("waiver = \"x\"\n", &[("1:1", "waivers are an array of tables", "豁免须写成表数组")]),
];

#[test]
fn every_mistake_stops_the_run_at_its_place() {
    for (toml, expected) in MISTAKES {
        for lang in ["en", "zh-CN"] {
            let told = run(FAILS, SHARING, toml, &["--lang", lang]);
            assert_eq!((told.code, told.out.as_str()), (2, ""), "{toml}\n{}", told.err);
            for (place, en, zh) in *expected {
                let words = if lang == "en" { en } else { zh };
                assert!(told.err.contains(words), "{words}\n{toml}\n{}", told.err);
                assert!(told.err.contains(&format!("waivers.toml:{place}")), "{place}\n{toml}\n{}", told.err);
            }
            assert!(told.err.contains(if lang == "en" { "Nothing was checked." } else { "未执行检查。" }));
            let drawn = told.err.matches("waivers.toml:").count();
            assert_eq!(drawn, expected.len(), "no more and no less\n{toml}\n{}", told.err);
        }
    }
}

#[test]
fn a_configuration_file_may_hold_other_keys_but_no_slips() {
    let other = "lang = \"zh-CN\"\nwaivers = [\"waivers.toml\"]\n[rules]\nx = 1\n";
    let config = |text: &str| {
        let place = folder(&[("tenantlint.toml", text)]);
        check(FAILS, &["--rule", SHARING, "--waivers", place.path().join("tenantlint.toml").to_str().unwrap()])
    };
    assert_eq!(config(&(other.to_owned() + &of(SHARING, ""))).code, 0);
    for slip in ["[[waivers]]\nrule = \"x\"\n", "[[wavier]]\nrule = \"x\"\n", "[waiver-polcy]\nmax-days = 1\n"] {
        let told = config(slip);
        assert!(told.code == 2 && told.err.contains("did you mean waiver"), "{slip}{}", told.err);
    }
}

#[test]
fn two_files_share_one_policy() {
    let policy = "[waiver-policy]\nrequire-expires = false\n";
    let endless = waiver(&format!("rule = \"{SHARING}\""));
    let place = folder(&[("a.toml", policy), ("b.toml", endless.as_str()), ("c.toml", policy)]);
    let with = |names: &[&str]| {
        let paths: Vec<_> = names.iter().map(|name| place.path().join(name).to_string_lossy().into_owned()).collect();
        let flags = paths.iter().flat_map(|path| ["--waivers", path.as_str()]);
        check(FAILS, &["--rule", SHARING].into_iter().chain(flags).collect::<Vec<_>>())
    };
    assert_eq!(with(&["a.toml", "b.toml"]).code, 0);
    assert_eq!(with(&["b.toml", "b.toml"]).code, 2, "an endless one needs the policy");
    let twice = with(&["a.toml", "b.toml", "c.toml"]);
    assert!(twice.code == 2 && twice.err.contains("c.toml:1:2"), "{}", twice.err);
    // The same file twice is one file.
    assert_eq!(with(&["a.toml", "b.toml", "b.toml", "a.toml"]).code, 0);
}

#[test]
fn the_file_itself_may_be_wrong() {
    let missing = check(FAILS, &["--waivers", "fixtures/no-such.toml"]);
    assert!(
        missing.code == 2 && missing.err.contains("fixtures/no-such.toml: there is no such file"),
        "{}",
        missing.err
    );
    assert_eq!(run(FAILS, SHARING, b"\xff\xff\x00", &[]).code, 2);
    // Windows PowerShell writes what git shows in UTF-16.
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(of(SHARING, "").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(run(FAILS, SHARING, utf16, &[]).code, 0);
    assert_eq!(run(FAILS, SHARING, "\u{FEFF}".to_owned() + &of(SHARING, "").replace('\n', "\r\n"), &[]).code, 0);
    assert_eq!(run(FAILS, SHARING, "", &[]).code, 1, "an empty file holds no waivers");
}

#[test]
fn nothing_in_a_waiver_reaches_the_terminal_as_it_is() {
    let hostile = waiver(&format!("rule = \"{SHARING}\"\nvalue = \"\\u001b[31m\\u202e\"\nexpires = 2026-06-03"))
        .replace("team", "\\u001b]0;x\\u0007\\u202e");
    for options in [&[][..], &["--format", "narrated"]] {
        let told = run(FAILS, SHARING, &hostile, options);
        assert!(told.code == 1 && told.out.contains("no longer"), "{}", told.out);
        assert!(!told.out.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{}", told.out);
    }
}

fn waive(path: &Path, options: &[&str]) -> Run {
    let args = ["waive", SHARING, "--reason", "Merger \"X\" \\ 合并", "--owner", "team", "--now", TODAY, "--file"];
    tenantlint([&args[..], &[path.to_str().unwrap()], options].concat())
}

#[test]
fn waive_adds_to_the_end_and_leaves_the_rest_as_it_was() {
    for before in [
        "",
        "# a comment\nlang = \"zh-CN\"   # another\n\n[rules]\n\"x\" = 1 # no line break at the end",
        "[a]\r\nb = 1\r\n",
        "\u{FEFF}# marked\n\n",
        "[[waiver]]\nrule = \"exchange/places\"\nreason = \"r\"\nowner = \"o\"\nexpires = 2026-12-31\n",
    ] {
        let place = folder(&[("tenantlint.toml", before)]);
        let path = place.path().join("tenantlint.toml");
        let added = waive(&path, &["--value", "2", "--ticket", "SEC-1", "--days", "30"]);
        assert_eq!(added.code, 0, "{}", added.err);
        assert!(added.out.contains("tenantlint.toml:") && added.out.contains("expires = 2026-07-01"), "{}", added.out);
        let after = fs::read_to_string(&path).unwrap();
        assert!(after.starts_with(before) && after.len() > before.len(), "{after}");
        assert_eq!(after.contains("\r\n"), before.contains("\r\n") || before.contains('\r'));
        assert!(!after.replace("\r\n", "").contains('\r'), "{after:?}");
        let told = check(FAILS, &["--rule", SHARING, "--waivers", path.to_str().unwrap(), "--format", "json"]);
        assert_eq!(told.code, 0, "{after}\n{}", told.err);
        assert!(told.out.contains(r#""reason": "Merger \"X\" \\ 合并""#), "{}", told.out);
        // The line that is named is that of the waiver.
        let line: usize =
            added.out.split("tenantlint.toml:").nth(1).unwrap().split(':').next().unwrap().parse().unwrap();
        assert_eq!(after.lines().nth(line - 1), Some("[[waiver]]"), "{after}");
        let again = waive(&path, &["--value", "ExternalUserAndGuestSharing"]);
        assert!(again.code == 2 && again.err.contains("there is such a waiver already"), "{}", again.err);
        assert_eq!(fs::read_to_string(&path).unwrap(), after, "nothing was written");
        assert_eq!(waive(&path, &["--value", "1"]).code, 0, "another value is another waiver");
    }
}

#[test]
fn waive_writes_what_check_reads() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("new.toml");
    let file = path.to_str().unwrap();
    let site = "https://contosocn.sharepoint.cn/sites/partners";
    let args =
        ["waive", "sharepoint/*", "--resource", site, "--kind", "sharepoint.site", "--setting", "SharingCapability"];
    let rest = ["--reason", "r", "--owner", "o", "--file", file, "--now", TODAY, "--expires", "2026-09-01"];
    let added = tenantlint([&args[..], &rest].concat());
    assert_eq!(added.code, 0, "{}", added.err);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("created = 2026-06-01\nexpires = 2026-09-01"), "{text}");
    assert_eq!(check(SITES, &["--rule", SITE, "--fail-on", "warning", "--waivers", file]).code, 0);
    let list = [
        "waive",
        "exchange/contact-sharing",
        "--value",
        "b",
        "--value",
        "a",
        "--reason",
        "r",
        "--owner",
        "o",
        "--file",
    ];
    assert_eq!(tenantlint([&list[..], &[file, "--now", TODAY]].concat()).code, 0);
    assert!(fs::read_to_string(&path).unwrap().contains("value = [\"b\", \"a\"]"));
}

#[test]
fn a_waiver_of_anything_else_is_another_waiver() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("waivers.toml").to_string_lossy().into_owned();
    let add = |rule: &str, options: &[&str]| {
        let args =
            ["waive", rule, "--resource", "*/a", "--reason", "r", "--owner", "o", "--now", TODAY, "--file", &path];
        tenantlint([&args[..], options].concat())
    };
    let same = |rule: &str, options: &[&str]| {
        let again = add(rule, options);
        assert_eq!(again.code, 2, "{rule} {options:?}");
        assert!(again.err.contains("there is such a waiver already"), "{rule} {options:?}\n{}", again.err);
    };
    for (rule, options) in [
        (SITE, &[][..]),
        ("sharepoint/*", &[]),
        (SITE, &["--kind", "sharepoint.site"]),
        (SITE, &["--setting", "SharingCapability"]),
        (SITE, &["--setting", "SharingCapability", "--value", "2"]),
        (SITE, &["--tenant", "lanhai.sharepoint.cn"]),
        (SITE, &["--export", "exports/Sites.json"]),
    ] {
        let added = add(rule, options);
        assert_eq!(added.code, 0, "{rule} {options:?}\n{}", added.err);
        same(rule, options);
    }
    // However the path is written; it stays as it was written.
    for path in ["./exports/Sites.json", "exports\\sites.json"] {
        same(SITE, &["--export", path]);
    }
    assert!(fs::read_to_string(&path).unwrap().contains("file = \"exports/Sites.json\""));
}

#[test]
fn waive_refuses_what_would_not_work() {
    let place = folder(&[
        ("tenantlint.toml", "[waiver-policy]\nmax-days = 60\n"),
        ("list.toml", "waiver = []\n"),
        ("bad.toml", "[[waiver]]\n"),
    ]);
    let file = place.path().join("tenantlint.toml").to_string_lossy().into_owned();
    let refused = |rule: &str, options: &[&str]| {
        let args = ["waive", rule, "--owner", "o", "--now", TODAY, "--file", &file];
        let run = tenantlint([&args[..], options].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{rule} {options:?}");
        run.err
    };
    let reason = ["--reason", "r"];
    let with = |options: &[&'static str]| [&reason[..], options].concat();
    for (rule, options, words) in [
        ("sharepoint/external-shring", with(&[]), "did you mean sharepoint/external-sharing?"),
        ("tenant/cloud", with(&[]), "nobody may waive tenant/cloud"),
        (SHARING, vec![], "--reason"),
        (SHARING, vec!["--reason", "  "], "--reason is empty"),
        ("sharepoint/*", with(&[]), "add --resource"),
        ("*", with(&["--resource", "**"]), "accepts too much"),
        ("nosuch/*", with(&["--resource", "x"]), "there is no rule nosuch/*"),
        (SHARING, with(&["--value", "nope"]), "Disabled, ExternalUserSharingOnly"),
        (SHARING, with(&["--value", "1", "--value", "2"]), "has one value"),
        ("sharepoint/translation", with(&["--value", "true"]), "--value needs --setting"),
        (SHARING, with(&["--setting", "SharingCapabilty"]), "did you mean SharingCapability?"),
        (SHARING, with(&["--kind", "sharepoint.sites"]), "looks at no resource of kind"),
        (SHARING, with(&["--days", "61"]), "lasts 61 days; the policy allows 60"),
        (SHARING, with(&["--expires", "2026-05-31"]), "2026-05-31 is over: today is 2026-06-01 (UTC)"),
        (SHARING, with(&["--expires", "2026-06-31"]), "--expires"),
        (SHARING, with(&["--expires", "2026-06-30", "--days", "3"]), "cannot be used with"),
        (SHARING, with(&["--file", "fixtures"]), "--file"),
    ] {
        let err = refused(rule, &options);
        assert!(err.contains(words), "{words}\n{err}");
    }
    let chinese = refused("tenant/cloud", &with(&["--lang", "zh-CN"]));
    assert!(chinese.contains("规则 tenant/cloud 不允许豁免"), "{chinese}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "[waiver-policy]\nmax-days = 60\n");
    for name in ["list.toml", "bad.toml"] {
        let path = place.path().join(name);
        let before = fs::read(&path).unwrap();
        assert_eq!(waive(&path, &[]).code, 2, "{name}");
        assert_eq!(fs::read(&path).unwrap(), before, "{name}");
    }
    // Without a last day it is ninety days, or as many as the policy allows.
    assert!(waive(Path::new(&file), &[]).out.contains("expires = 2026-07-31"));
}

#[test]
fn waive_finds_the_nearest_file_upwards_or_makes_one() {
    let place = folder(&[("a/b/keep.json", "{}")]);
    let waive = |below: &str| {
        let args = ["waive", SHARING, "--reason", "r", "--owner", "o", "--lang", "en", "--now", TODAY];
        let output = process(&args).current_dir(place.path().join(below)).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, out) = waive("a/b");
    assert!(code == Some(0) && out.starts_with("tenantlint.toml:1:"), "{out}");
    fs::rename(place.path().join("a/b/tenantlint.toml"), place.path().join("a/tenantlint.toml")).unwrap();
    let (code, _) = waive("a/b");
    assert_eq!(code, Some(2), "the one above holds it already");
    fs::write(place.path().join("a/tenantlint.toml"), "# mine\n").unwrap();
    let (code, out) = waive("a/b");
    assert!(code == Some(0) && out.starts_with("../tenantlint.toml:3:"), "{out}");
    assert!(!place.path().join("a/b/tenantlint.toml").exists());
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let toml = of(SITE, "value = 2") + &of("sharepoint/*", "") + &of(SHARING, "") + &of("exchange/places", "");
    let (_place, path) = file(toml);
    let exports = "fixtures/exports/contoso-cn";
    let files: Vec<_> = fs::read_dir(exports).unwrap().map(|entry| entry.unwrap().path()).collect();
    for format in ["human", "narrated", "json"] {
        let options = ["--waivers", &path, "--format", format, "--now", TODAY];
        let run = |paths: &[&str]| {
            let run = tenantlint([&["check"], paths, &options].concat());
            (run.code, run.out)
        };
        let mut names: Vec<_> = files.iter().map(|path| path.to_str().unwrap()).collect();
        names.sort_unstable();
        let first = run(&names);
        names.reverse();
        assert!(run(&names) == first, "{format}");
    }
}
