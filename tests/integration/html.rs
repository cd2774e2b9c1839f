//! The page for the auditor: small, whole in both languages, and honest about what does not fit on it.

use std::fs;

use serde_json::json;

use crate::common::{check, entries, everything, folder, report, tenantlint};
use crate::readers::html_said as said;

#[test]
fn a_page_is_as_small_as_what_it_says() {
    let (mut looked, mut largest) = (0, 0);
    let dialects: Vec<_> = entries("fixtures/dialects").into_iter().map(|path| (report(&path, &[]), path)).collect();
    // What fails, and whole tenants, are told of at length; of the others, every fifth.
    let cases =
        everything().iter().enumerate().filter(|(at, (case, _))| case.rule.is_none() || case.is("fail") || at % 5 == 0);
    let cases = cases.map(|(_, (case, report))| (report, &case.path));
    for (report, path) in cases.chain(dialects.iter().map(|(report, path)| (report, path))) {
        let page = check(path, &["--format", "html"]).out;
        let findings = report.results.iter().filter(|result| result.verdict == "fail").count();
        let budget = 1024 * (60 + findings) + 1024 * 3 / 10 * report.inputs.len();
        assert!(page.len() <= budget, "{}: {} bytes, {budget} for {findings} findings", path.display(), page.len());
        // No language says more than the other: nothing stands apart for one alone.
        assert!(!page.contains("<div lang="), "{}", path.display());
        (looked, largest) = (looked + 1, largest.max(findings));
    }
    assert!(looked > 250 && largest > 50, "{looked} {largest}");
}

#[test]
fn each_language_says_all_and_nothing_of_the_other() {
    let page = check("fixtures/exports/lanhai-group", &["--format", "html"]).out;
    let (english, chinese) = (said(&page, "zh"), said(&page, "en"));
    for (text, wanted, other) in [
        (&english, ["The gate is not met.", "Why: ", "Holds until"], ["原因：", "有效期至"]),
        (&chinese, ["未通过门禁。", "原因：", "有效期至"], ["Why: ", "Holds until"]),
    ] {
        for words in wanted {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(other.iter().all(|words| !text.contains(words)));
    }
    // What has no Chinese in it is the same for both.
    let findings = |text: &str| text.matches("sites.json:").count();
    assert!(findings(&english) > 3 && findings(&english) == findings(&chinese));
}

#[test]
fn what_does_not_fit_is_counted_and_its_place_is_told() {
    let sites = |from: usize, to: usize| {
        let site = |at| {
            json!({"Url": format!("https://contosocn.sharepoint.cn/sites/{at}"), "Template": "STS#3", "SharingCapability": 2,
                "DenyAddAndCustomizePages": 2, "DisableCompanyWideSharingLinks": 2, "StorageQuota": 1, "LockState": "Unlock",
                "CompatibilityLevel": 15, "LocaleId": 2052})
        };
        serde_json::to_string_pretty(&(from..to).map(site).collect::<Vec<_>>()).unwrap()
    };
    let place = folder(&[("a.json", sites(0, 60)), ("b.json", sites(60, 140))]);
    let rule = "sharepoint/site-external-sharing";
    let page = check(place.path(), &["--rule", rule, "--format", "html"]).out;
    assert_eq!(page.matches("<article").count(), 50);
    let english = said(&page, "zh");
    assert!(
        english.contains("50 are shown; 90 more are counted: b.json 80 (lines ")
            && english.contains("; a.json 10 (lines "),
        "{english}"
    );
    assert!(said(&page, "en").contains("另有 90 处"), "{page}");
    // The counts above it are of all.
    assert!(english.contains("warning (140)"), "{english}");
    let budget = 1024 * (60 + 140);
    assert!(page.len() < budget, "{}", page.len());
}

#[test]
fn the_page_tells_waivers_answers_and_hashes_with_their_days() {
    let waiver = "[[waiver]]\nrule = \"sharepoint/external-sharing\"\nreason = \"approved for the joint venture\"\nowner = \"li.wei\"\ncreated = 2026-05-01\nexpires = 2026-07-31\nticket = \"CHG-7\"\n";
    let export = fs::read_to_string("fixtures/rules/sharepoint/external-sharing/fail.json").unwrap();
    let declared = json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contosocn.partner.onmschina.cn", "answers": {"public_sites": [
        {"url": "https://www.contoso.example/", "icp_number": "京ICP备05000001号-1", "by": "chen.hui", "on": "2026-03-01",
            "evidence": "register"}]}});
    let place = folder(&[
        ("x/spo.json", export),
        ("x/declaration.json", declared.to_string()),
        ("waivers.toml", waiver.to_owned()),
    ]);
    let at = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    let page = check(at("x"), &["--waivers", &at("waivers.toml"), "--format", "html"]).out;
    let english = said(&page, "zh");
    for told in [
        "approved for the joint venture",
        "CHG-7",
        "li.wei",
        "2026-07-31",
        "chen.hui",
        "2026-03-01",
        "2027-03-01",
        "What this run does not count: findings waived: 1",
    ] {
        assert!(english.contains(told), "{told}: {english}");
    }
    let report: serde_json::Value = serde_json::from_str(&check(at("x"), &["--format", "json"]).out).unwrap();
    for input in report["inputs"].as_array().unwrap() {
        assert!(english.contains(input["sha256"].as_str().unwrap()));
    }
    assert!(english.contains(report["rule_pack"]["sha256"].as_str().unwrap()));
    for document in ["Office 365 operated by 21Vianet", "Power Platform"] {
        assert!(english.contains(document), "{document}");
    }
}

#[test]
fn rule_pages_can_be_html_too() {
    let pages = tempfile::tempdir().unwrap();
    let run = tenantlint(["rules", "--format", "html", "--write-pages", &pages.path().to_string_lossy()]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let page = fs::read_to_string(pages.path().join("sharepoint/external-sharing.html")).unwrap();
    assert!(crate::readers::html_faults(&page).is_empty(), "{:?}", crate::readers::html_faults(&page));
    let explained = tenantlint(["explain", "sharepoint/external-sharing"]).out;
    assert!(
        explained.contains("How to fix")
            && said(&page, "zh").contains("How to fix")
            && said(&page, "en").contains("处理方法")
    );
    let index = fs::read_to_string(pages.path().join("index.html")).unwrap();
    assert!(index.contains("href=\"sharepoint/external-sharing.html\""), "{index}");
    assert_eq!(tenantlint(["rules", "--format", "json", "--write-pages", "x"]).code, 2);
}
