//! Evidence that is unreadable, contradictory, foreign or incomplete never counts as good evidence.

use serde_json::{Map, Value, json};

use crate::common::{Finding, folder, report};

/// What is said of a rule over these files.
fn told(rule: &str, files: &[(&str, Value)]) -> Vec<String> {
    let texts: Vec<_> = files.iter().map(|(name, value)| (*name, value.to_string())).collect();
    let place = folder(&texts);
    let mut told: Vec<_> = report(place.path(), &["--rule", rule]).results.iter().map(Finding::told).collect();
    told.sort();
    told.dedup();
    told
}

fn tenant(host: &str) -> Value {
    json!({"OneDriveStorageQuota": 1, "CompatibilityRange": "15,15", "SharingCapability": 0, "LegacyAuthProtocolsEnabled": true,
        "ExternalServicesEnabled": true, "RootSiteUrl": format!("https://{host}")})
}

fn translation(tenant: &str, answers: &[&str]) -> Value {
    let answer =
        |text: &&str| json!({"service": "sharepoint", "answer": text, "by": "a", "on": "2026-05-01", "evidence": "e"});
    let answers: Vec<_> = answers.iter().map(answer).collect();
    json!({"tenantlint": "declaration", "format_version": 1, "tenant": tenant, "answers": {"translation": answers}})
}

#[test]
fn a_licence_whose_plans_cannot_be_read_may_have_any_plan() {
    for (plans, expected) in [
        (None, "not_evaluated:setting_absent"),
        (Some(Value::Null), "not_evaluated:null_value"),
        (Some(json!("System.Object[]")), "not_evaluated:truncated"),
        (Some(json!(["@{servicePlanName=SWAY}"])), "not_evaluated:truncated"),
        // One plan comes without the list around it.
        (Some(json!({"servicePlanName": "PROJECTWORKMANAGEMENT", "provisioningStatus": "Success"})), "fail"),
    ] {
        let mut sku = json!({"skuPartNumber": "E3", "consumedUnits": 5, "capabilityStatus": "Enabled"});
        if let Some(plans) = plans {
            sku["servicePlans"] = plans;
        }
        assert_eq!(told("suite/planner", &[("licences.json", json!([sku]))]), [expected]);
    }
}

#[test]
fn a_declaration_settles_only_its_own_tenant_and_only_with_one_voice() {
    let rule = "sharepoint/translation";
    let ours = ("declaration.json", translation("contoso.partner.onmschina.cn", &["off"]));
    let tenant_file = |name, host| (name, tenant(host));
    assert_eq!(told(rule, &[tenant_file("a.json", "contoso.sharepoint.cn"), ours.clone()]), ["attested"]);
    for files in [
        // Two tenants: whose answer is it?
        vec![
            tenant_file("a.json", "contoso.sharepoint.cn"),
            tenant_file("b.json", "fabrikam.sharepoint.cn"),
            ours.clone(),
        ],
        // The same label in another cloud is another tenant.
        vec![
            tenant_file("a.json", "contoso.sharepoint.cn"),
            ("declaration.json", translation("contoso.onmicrosoft.com", &["off"])),
        ],
        vec![
            tenant_file("a.json", "contoso.sharepoint.cn"),
            ("declaration.json", translation("contoso.partner.onmschina.cn", &["on", "off"])),
        ],
    ] {
        assert!(told(rule, &files).contains(&"fail".to_owned()), "{files:?}");
        assert!(!told(rule, &files).contains(&"attested".to_owned()), "{files:?}");
    }
}

#[test]
fn two_numbers_for_one_website_contradict_each_other() {
    let site = |number: &str| json!({"url": "https://www.contoso.cn/", "icp_number": number, "by": "a", "on": "2026-05-01", "evidence": "e"});
    let declaration = |sites: Vec<Value>| json!({"tenantlint": "declaration", "format_version": 1, "tenant": "contoso.partner.onmschina.cn", "answers": {"public_sites": sites}});
    let (good, bad) = ("京ICP备05000001号-1", "京ICP备1号");
    for numbers in [[good, bad], [bad, good]] {
        let file = ("declaration.json", declaration(numbers.map(site).to_vec()));
        assert_eq!(told("website/icp-number", &[file]), ["not_evaluated:conflicting_values"]);
    }
}

#[test]
fn objects_of_several_kinds_in_one_array_are_told_apart() {
    let site = json!({"Url": "https://contoso.sharepoint.cn/sites/x", "LocaleId": 1, "StorageQuota": 5, "StorageQuotaWarningLevel": 1,
        "SharingCapability": 2, "LockState": "Unlock", "DenyAddAndCustomizePages": 2, "Template": "STS#3"});
    let files = [("all.json", json!([tenant("contoso.sharepoint.cn"), site]))];
    assert_eq!(told("sharepoint/external-sharing", &files), ["pass"]);
    assert_eq!(told("sharepoint/site-external-sharing", &files), ["fail"]);
}

#[test]
fn a_site_without_a_template_may_be_a_public_website() {
    let site = json!({"Url": "https://contoso.sharepoint.cn/sites/x", "LocaleId": 1, "StorageQuota": 5, "StorageQuotaWarningLevel": 1,
        "SharingCapability": 0, "LockState": "Unlock", "DenyAddAndCustomizePages": 2});
    assert_eq!(told("website/icp-number", &[("sites.json", json!([site]))]), ["not_evaluated:setting_absent"]);
}

#[test]
fn the_first_page_of_a_listing_is_not_the_listing() {
    let environment = json!({"name": "e1", "type": "Microsoft.BusinessAppPlatform/scopes/environments", "location": "china",
        "properties": {"linkedEnvironmentMetadata": {"instanceUrl": "https://a.crm.dynamics.cn/"}}});
    for next in ["nextLink", "@odata.nextLink"] {
        let mut page = json!({"value": [environment]});
        page[next] = json!("https://example.com/next");
        let told = told("power-platform/environment-cloud", &[("page.json", page)]);
        assert_eq!(told, ["not_evaluated:partial_listing", "pass"]);
    }
}

#[test]
fn a_variable_in_a_list_is_no_value() {
    let policy = json!([{"Name": "x", "Domains": ["$ConfigurationData.Domains"], "Enabled": true, "Default": true}]);
    assert_eq!(told("exchange/contact-sharing", &[("policies.json", policy)]), ["not_evaluated:unknown_value"]);
}

/// What may stand in several places is nowhere only where all of them are shown to be empty.
#[test]
fn none_in_one_of_several_places_is_not_none() {
    let places = [
        (
            "exchange/tenant-free-busy",
            ["AvailabilityAddressSpace", "AvailabilityConfig", "OrganizationRelationship"].as_slice(),
        ),
        ("hybrid/endpoints", &["OrganizationRelationship", "IntraOrganizationConnector"]),
        ("exchange/internet-calendar-publishing", &["SharingPolicy", "MailboxCalendarFolder"]),
    ];
    for (rule, places) in places {
        let all: Map<_, _> = places.iter().map(|place| ((*place).to_owned(), json!([]))).collect();
        for place in places {
            let mut some = all.clone();
            some.remove(*place);
            assert_eq!(
                told(rule, &[("export.json", some.into())]),
                ["not_evaluated:kind_absent"],
                "{rule} without {place}"
            );
        }
        assert_eq!(told(rule, &[("export.json", all.into())]), ["not_applicable"], "{rule}");
    }
}
