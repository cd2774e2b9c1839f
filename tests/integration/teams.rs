//! Teams and Skype for Business PowerShell, and what else the rules about mail and telephony need of the reader.

use serde_json::{Value, json};

use crate::common::{check, folder, report, tenantlint};

/// What `inspect` says of a file with this content.
fn inspected(content: &Value) -> Value {
    let place = folder(&[("export.json", content.to_string())]);
    let args = ["inspect".into(), place.path().as_os_str().to_owned(), "--format".into(), "json".into()];
    serde_json::from_str::<Value>(&tenantlint(args).out).unwrap()[0].take()
}

#[test]
fn teams_cmdlets_are_a_dialect_of_their_own() {
    let run = tenantlint(["inspect", "fixtures/dialects/teams-shell", "--format", "json"]);
    let told: Vec<Value> = serde_json::from_str(&run.out).unwrap();
    let kinds: Vec<_> = told.iter().map(|file| (&file["dialect"], &file["kinds"])).collect();
    let dialect = &json!("teams-shell");
    assert_eq!(kinds, [(dialect, &json!({"teams.callingPolicy": 2})), (dialect, &json!({"skype.user": 2}))]);
}

#[test]
fn a_user_is_told_by_the_module_that_exported_it() {
    let user = json!({"UserPrincipalName": "a@contoso.cn", "InterpretedUserType": "x", "EnterpriseVoiceEnabled": false,
        "LineURI": ""});
    assert_eq!(inspected(&user)["kinds"], json!({"skype.user": 1}));
    let mut old = user.clone();
    old["ExchangeArchivingPolicy"] = json!("NoArchiving");
    assert_eq!(inspected(&old)["kinds"], json!({"skype.legacyUser": 1}));
    // Users of a server of one's own look alike but for this; they are not of this cloud.
    let mut own = user;
    own.as_object_mut().unwrap().remove("InterpretedUserType");
    own["RegistrarPool"] = json!("pool.contoso.cn");
    assert_eq!(inspected(&own)["kinds"], json!({}));
}

#[test]
fn a_name_cannot_become_part_of_a_teams_command() {
    let policy = json!({"Identity": "Tag:O'Brien\u{2019}s; Remove-CsUser", "AllowPrivateCalling": true,
        "AllowSIPDevicesCalling": true});
    let place = folder(&[("policy.json", policy.to_string())]);
    let run = check(place.path(), &["--rule", "skype/unsupported-clients-and-devices", "--show-notes"]);
    let command = "Set-CsTeamsCallingPolicy -Identity 'Tag:O''Brien\u{2019}\u{2019}s; Remove-CsUser' -AllowSIPDevicesCalling $false";
    assert!(run.out.contains(command), "{}", run.out);
}

#[test]
fn a_command_mends_the_setting_that_it_names_as_a_word() {
    let run = check(
        "fixtures/rules/exchange/outlook-add-ins/fail.json",
        &["--rule", "exchange/outlook-add-ins", "--show-notes"],
    );
    assert!(run.out.contains("Set-App ") && !run.out.contains("Set-OwaMailboxPolicy"), "{}", run.out);
    let case = "fixtures/rules/exchange/outlook-add-ins/fail-policy";
    let run = check(case, &["--rule", "exchange/outlook-add-ins", "--show-notes"]);
    assert!(run.out.contains("-OnSendAddinsEnabled") && !run.out.contains("Set-App "), "{}", run.out);
}

#[test]
fn the_records_of_a_domain_are_not_domains() {
    let record = json!({"id": "1", "label": "_sip._tls.contoso.cn", "recordType": "Srv", "service": "_sip",
        "supportedService": "OfficeCommunicationsOnline", "nameTarget": "sipdir.online.partner.lync.cn"});
    let context = |fragment: &str| format!("https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#{fragment}");
    let of = |fragment: &str| {
        inspected(&json!({"@odata.context": context(fragment), "value": [record.clone()]}))["kinds"].take()
    };
    assert_eq!(of("domains('contoso.cn')/serviceConfigurationRecords"), json!({"suite.dnsRecord": 1}));
    assert_eq!(of("domains(id,isDefault,serviceConfigurationRecords(id))"), json!({"suite.domain": 1}));
}

#[test]
fn one_answer_points_at_its_domain_once() {
    let findings = report("fixtures/rules/skype/srv-records/fail", &["--rule", "skype/srv-records"]).results;
    let failed: Vec<_> = findings.iter().filter(|finding| finding.verdict == "fail").collect();
    assert_eq!(failed.len(), 1);
    let run = check("fixtures/rules/skype/srv-records/fail", &["--rule", "skype/srv-records", "--show-notes"]);
    assert_eq!(run.out.matches("the custom domain is here").count(), 1, "{}", run.out);
}
