//! Files that are no exports: the answers of requests that failed, what people save instead, empty ones, and what a
//! manifest says of those beside it.

use std::fs;

use serde_json::{Value, json};

use crate::common::{Finding, Run, check, folder, report, tenantlint};

/// Answers of services and tools to a request that failed, with a word that must be told.
const FAILURES: [(&str, &str); 12] = [
    (
        r#"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges","innerError":{}}}"#,
        "Insufficient",
    ),
    (r#"{"error":{"code":"TooManyRequests","message":{"lang":"en-US","value":"Throttled"}}}"#, "Throttled"),
    (r#"{"odata.error":{"code":"-1","message":{"lang":"zh-CN","value":"没有权限"}}}"#, "没有权限"),
    (r#"[{"SchemaVersion":"15.0.0.0","ErrorInfo":{"ErrorMessage":"Unknown Error"}}]"#, "Unknown Error"),
    (
        r#"{"error":"interaction_required","error_description":"AADSTS50076: use MFA","error_codes":[50076]}"#,
        "AADSTS50076",
    ),
    (r#"{"message":"Request failed with status code 503"}"#, "503"),
    (r#"{"error":{"code":"EnvironmentNotFound","message":"No such environment"}}"#, "No such environment"),
    (r#"{"Message":"Authorization has been denied for this request."}"#, "denied"),
    (r#"{"statusCode":429,"message":"Rate limit is exceeded. Try again in 30 seconds."}"#, "Rate limit"),
    (r#"{"Code":403,"Description":"Forbidden","Headers":{},"Error":{},"Errors":[],"Internal":{}}"#, "Forbidden"),
    (r#"{"Exception":{"Message":"Cannot connect"},"FullyQualifiedErrorId":"X,Y","CategoryInfo":{}}"#, "Cannot connect"),
    (r#"{"IsSuccessStatusCode":false,"StatusCode":401,"ReasonPhrase":"Unauthorized","Response":""}"#, "Unauthorized"),
];

const POLICY: &str = r#"{"Name":"OwaMailboxPolicy-Staff","IsDefault":true,"PlacesEnabled":true,
  "AllowCopyContactsToDeviceAddressBook":true,"WacExternalServicesEnabled":false}"#;

/// What a run over a folder said, in English.
fn said(files: &[(&str, &[u8])], options: &[&str]) -> Run {
    check(folder(files).path(), &[&["--lang", "en"], options].concat())
}

/// What is said of one rule over a folder.
fn told(rule: &str, files: &[(&str, &[u8])]) -> Vec<String> {
    let place = folder(files);
    report(place.path(), &[]).of(rule).map(Finding::told).collect()
}

#[test]
fn the_answer_to_a_failed_request_is_an_error_by_name_wherever_it_lies() {
    for (answer, word) in FAILURES {
        let place = folder(&[("answer.json", answer), ("owa.json", POLICY)]);
        let file = place.path().join("answer.json");
        for run in [
            check(place.path(), &["--lang", "en"]),
            check(&file, &["--lang", "en"]),
            tenantlint(["check".into(), "--hook".into(), file.into_os_string()]),
        ] {
            assert_eq!(run.code, 2, "{answer}\n{}{}", run.out, run.err);
            assert!(run.out.contains("answer.json") && run.out.contains(word), "{answer}\n{}", run.out);
        }
        // The other file is judged nevertheless.
        let judged = report(place.path(), &[]);
        assert!(judged.of("exchange/places").any(|finding| finding.verdict == "fail"), "{answer}");
    }
}

#[test]
fn an_error_among_objects_is_told_and_the_objects_are_judged() {
    let error = r#"{"Exception":{"Message":"The operation has timed out"},"TargetObject":null,"CategoryInfo":{},
        "FullyQualifiedErrorId":"X"}"#;
    for text in [format!("[{error},{POLICY}]"), format!("[{POLICY},{error}]"), format!("{POLICY}\n{error}")] {
        let files = [("owa.json", text.as_bytes())];
        let run = said(&files, &[]);
        assert!(run.out.contains("timed out"), "{text}\n{}", run.out);
        assert!(told("exchange/places", &files).contains(&"fail".to_owned()), "{text}");
    }
    // A member alone is the answer to its own request: what the others hold is whole.
    let text = format!(
        r#"{{"Get-OwaMailboxPolicy":[{POLICY}],"Get-TransportRule":{{"error":{{"code":"Forbidden","message":"denied"}}}}}}"#
    );
    let files = [("all.json", text.as_bytes())];
    assert_eq!(told("exchange/places", &files), ["fail"]);
    assert_eq!(told(RULE, &files), ["not_evaluated:collection_failed"]);
    // Of what there may be more, the rest is left open.
    let text = format!("[{error},{}]", POLICY.replace("\"PlacesEnabled\":true", "\"PlacesEnabled\":false"));
    let open = told("exchange/places", &[("owa.json", text.as_bytes())]);
    assert!(open.contains(&"not_evaluated:collection_failed".to_owned()), "{open:?}");
    // Not of what there is one of, nor of what the file does not list.
    let spo = r#"{"SharingCapability":2,"OneDriveSharingCapability":0,"OneDriveStorageQuota":1048576,"RootSiteUrl":"https://yunfan.sharepoint.cn/"}"#;
    let text = format!("[{error},{spo}]");
    let files = [("spo.json", text.as_bytes())];
    assert_eq!(told("sharepoint/external-sharing", &files), ["fail"]);
    assert_eq!(told("exchange/places", &files), ["not_evaluated:kind_absent"]);
}

#[test]
fn an_answer_wrapped_in_more_than_anybody_wraps_is_no_danger() {
    for member in ["value", "d", "error"] {
        let deep = 200_000;
        let text = format!("{}{{}}{}", format!("{{\"{member}\":").repeat(deep), "}".repeat(deep));
        let run = said(
            &[("a.json", text.as_bytes()), ("owa.json", POLICY.as_bytes())],
            &["--fail-on", "warning", "--show-missing"],
        );
        assert_eq!(run.code, 1, "{member}: {}", run.err);
    }
}

/// What people save in place of JSON, under which name, and what they are told.
const SAVED: [(&str, &[u8], &str); 9] = [
    ("a.json", b"\r\n\r\nName      : Staff\r\nIsDefault : True\r\n", "Format-List"),
    ("a.json", b"Name  IsDefault\n----  ---------\nStaff True\n", "Format-Table"),
    ("a.json", b"\"Name\",\"IsDefault\"\r\n\"Staff\",\"True\"\r\n", "CSV"),
    ("a.json", b"<Objs Version=\"1.1.0.1\" xmlns=\"x\"><Obj RefId=\"0\"/></Objs>", "Import-Clixml"),
    ("a.json", b"<!DOCTYPE html><html><title>Sign in to your account</title></html>", "sign"),
    ("a.json", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n", "git lfs pull"),
    ("a.json", b"PK\x03\x04\x14\x00\x00\x00[Content_Types].xml\xB5\x01", "Excel"),
    ("a.json", b"PK\x03\x04\x14\x00\x00\x00spo.json\xB5\x01", "unpack"),
    ("a.json", b"Get-SPOTenant : Access denied.\n    + CategoryInfo          : NotSpecified", "failed"),
];

#[test]
fn what_is_no_json_is_named_with_what_it_looks_like() {
    for (name, bytes, word) in SAVED {
        let run = said(&[(name, bytes), ("owa.json", POLICY.as_bytes())], &[]);
        assert_eq!(run.code, 2, "{word}: {}", run.out);
        assert!(run.out.contains(name) && run.out.contains(word), "{word}: {}", run.out);
    }
}

#[test]
fn json_in_which_nothing_is_to_be_found_is_named_with_what_it_looks_like() {
    let records =
        r#"[{"shapeInfo":null,"ClassId2e4f51ef21dd47e99d3c952918aff9cd":"9e210fe47d09416682b841769c78b8a3"}]"#;
    let screen = json!("\r\nName      : Staff\r\nIsDefault : True\r\n").to_string();
    let lines = json!(["Name  IsDefault", "----  ---------", "Staff True"]).to_string();
    for (text, word) in [(records, "fl"), (&screen, "Out-String"), (&lines, "Out-String")] {
        let run = said(
            &[("a.json", text.as_bytes()), ("owa.json", POLICY.as_bytes())],
            &["--fail-on", "warning", "--show-missing"],
        );
        assert_eq!(run.code, 1, "{}{}", run.out, run.err);
        assert!(run.err.contains("a.json") && run.err.contains(word), "{text}\n{}", run.err);
    }
}

#[test]
fn what_lies_beside_the_json_in_a_folder_is_named_or_counted() {
    let files: Vec<(String, &[u8])> =
        (0..5).map(|at| (format!("sites{at}.csv"), &b"\"Url\",\"Title\"\n"[..])).collect();
    let mut files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    files.extend([
        ("owa.json", POLICY.as_bytes()),
        ("notes.md", b"x"),
        (".old.json", b"{}"),
        (".backup/a.json", b"{}"),
        (".git/a.json", b"{}"),
    ]);
    let run = said(&files, &[]);
    let named = (0..5).filter(|at| run.err.contains(&format!("sites{at}.csv: a CSV file"))).count();
    assert_eq!(named, 3, "{}", run.err);
    assert!(run.err.contains("3 other files in the folders passed over"), "{}", run.err);
    assert!(run.err.contains("2 files or folders not looked into"), "{}", run.err);
}

#[test]
fn an_empty_file_is_told_from_an_empty_list() {
    let run = said(&[("transport-rules.json", b"\xEF\xBB\xBF\r\n"), ("owa.json", POLICY.as_bytes())], &[]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("empty") && run.out.contains("-InputObject @("), "{}", run.out);
    let run = said(
        &[("transport-rules.json", b"[]"), ("owa.json", POLICY.as_bytes())],
        &["--fail-on", "warning", "--show-missing"],
    );
    assert_eq!(run.code, 1);
    assert!(run.err.contains("transport-rules.json is an empty list"), "{}", run.err);
    assert!(!run.err.contains("@(Get-TransportRule)"), "{}", run.err);
    // What it is a list of is not told by its name.
    assert_eq!(told("exchange/message-encryption", &[("transport-rules.json", b"[]")]), ["not_evaluated:kind_absent"]);
}

#[test]
fn an_empty_list_that_says_of_what_says_that_there_are_none() {
    let domains = br#"{"@odata.context":"https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#domains","value":[]}"#;
    assert_eq!(told("suite/custom-domain-registrar", &[("a.json", domains)]), ["not_applicable"]);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_told_apart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let place = folder(&[("owa.json", POLICY)]);
    for byte in [0xE9, 0xE8] {
        fs::write(place.path().join(OsStr::from_bytes(&[b'a', byte, b'.', b'j', b's', b'o', b'n'])), POLICY).unwrap();
    }
    let mut names: Vec<_> = report(place.path(), &[]).inputs.into_iter().map(|input| input.file).collect();
    names.dedup();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names.iter().any(|name| name.ends_with("a\\xE9.json")), "{names:?}");
}

#[test]
fn an_encoding_is_for_files_that_do_not_tell_their_own() {
    let policy = POLICY.replace("Staff", "员工");
    let wide = |units: &str| -> Vec<u8> {
        std::iter::once(0xFEFF).chain(units.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let (gbk, utf16) = (encode_gbk(&policy), wide(&policy));
    let marked = format!("\u{FEFF}{policy}");
    let files: [(&str, &[u8]); 4] =
        [("a.json", &gbk), ("b.json", &utf16), ("c.json", marked.as_bytes()), ("d.json", policy.as_bytes())];
    let place = folder(&files);
    let report = report(place.path(), &["--encoding", "gb18030"]);
    let encodings: Vec<_> = report.inputs.iter().map(|input| input.encoding.as_deref().unwrap_or("none")).collect();
    assert_eq!(encodings, ["gb18030", "utf-16le", "utf-8-bom", "utf-8"]);
    assert!(report.of("exchange/places").all(|finding| finding.resource.as_deref() == Some("OwaMailboxPolicy-员工")));
}

/// The text in the code page of Chinese Windows.
fn encode_gbk(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for character in text.chars() {
        match character {
            '员' => bytes.extend([0xD4, 0xB1]),
            '工' => bytes.extend([0xB9, 0xA4]),
            other => bytes.extend(other.to_string().bytes()),
        }
    }
    bytes
}

/// A manifest with these entries.
fn manifest(files: &Value) -> String {
    json!({"tenantlint_manifest": 1, "tenant": "qingshan.partner.onmschina.cn", "cloud": "21Vianet",
           "started": "2026-05-30T02:00:00Z", "finished": "2026-05-30T02:10:00Z", "tool": "tenantlint 0.1.0",
           "files": files})
    .to_string()
}

fn entry(file: &str, kind: &str, outcome: &str, objects: u64, sha256: Option<&str>) -> Value {
    json!({"file": file, "kind": kind, "command": "Get", "shell": "Exchange Online", "outcome": outcome,
           "objects": objects, "sha256": sha256, "message": (outcome != "complete").then_some("Access denied to Get")})
}

/// SHA-256 of `[]`.
const EMPTY_LIST: &str = "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945";

const RULE: &str = "exchange/message-encryption";
const KIND: &str = "exchange.transportRule";

/// What is said of mail flow rules where a manifest has this entry.
fn with_manifest(entry: &Value, file: &[u8]) -> Vec<String> {
    let manifest = manifest(&json!([entry]));
    told(RULE, &[("tenantlint-manifest.json", manifest.as_bytes()), ("transport-rules.json", file)])
}

#[test]
fn a_manifest_tells_failed_partial_and_empty_exports_apart() {
    let of = |outcome: &str, objects: u64, hash: Option<&str>, file: &[u8]| {
        with_manifest(&entry("transport-rules.json", KIND, outcome, objects, hash), file)
    };
    assert_eq!(of("complete", 0, Some(EMPTY_LIST), b"[]"), ["not_applicable"]);
    assert_eq!(of("complete", 0, None, b"[]"), ["not_applicable"]);
    assert_eq!(of("failed", 0, None, b"[]"), ["not_evaluated:collection_failed"]);
    assert_eq!(of("partial", 0, None, b"[]"), ["not_evaluated:partial_listing"]);
    assert_eq!(of("skipped", 0, None, b"[]"), ["not_evaluated:kind_absent"]);
    // It was changed after it was written, or holds less than was exported.
    assert_eq!(of("complete", 0, Some(&EMPTY_LIST.replace('4', "5")), b"[]"), ["not_evaluated:partial_listing"]);
    assert_eq!(of("complete", 3, Some(EMPTY_LIST), b"[]"), ["not_evaluated:partial_listing"]);
    // Another file is empty, not the one of the entry.
    let other = entry("rules.json", KIND, "complete", 0, Some(EMPTY_LIST));
    assert_eq!(with_manifest(&other, b"[]"), ["not_evaluated:kind_absent"]);
}

#[test]
fn a_manifest_makes_no_pass_that_its_files_do_not_make() {
    let rule = r#"[{"Name":"Encrypt","State":"Enabled","Mode":"Enforce","ApplyRightsProtectionTemplate":null,
        "ApplyRightsProtectionCustomizationTemplate":null,"ApplyOME":false,"RemoveOME":false,"RemoveOMEv2":false,"ExchangeVersion":"0.1",
        "WhenChangedUTC":"2026-01-01"}]"#;
    let alone = told(RULE, &[("transport-rules.json", rule.as_bytes())]);
    for (outcome, objects) in [("complete", 1), ("complete", 9), ("partial", 1), ("failed", 0), ("skipped", 0)] {
        let with = with_manifest(&entry("transport-rules.json", KIND, outcome, objects, None), rule.as_bytes());
        let passes = |told: &[String]| told.iter().filter(|verdict| *verdict == "pass").count();
        assert!(passes(&with) <= passes(&alone), "{outcome}: {with:?} {alone:?}");
        let open = with.iter().any(|verdict| verdict.starts_with("not_evaluated:"));
        assert_eq!(
            open,
            (outcome, objects) != ("complete", 1) && outcome != "skipped",
            "{outcome} {objects}: {with:?}"
        );
    }
}

#[test]
fn a_manifest_dates_the_exports_and_names_their_tenant() {
    let files =
        |hash: Option<&str>| manifest(&json!([entry("owa.json", "exchange.owaMailboxPolicy", "complete", 1, hash)]));
    let run = |manifest: &str, options: &[&str]| {
        let files: [(&str, &[u8]); 2] =
            [("tenantlint-manifest.json", manifest.as_bytes()), ("owa.json", POLICY.as_bytes())];
        said(&files, options)
    };
    let stale = run(&files(None), &["--max-age", "1d", "--show-missing"]);
    assert!(stale.err.contains("too old"), "{}", stale.err);
    assert!(!run(&files(None), &["--max-age", "30d"]).err.contains("Age unknown"));
    // A file that is not the one that was written has no date.
    assert!(run(&files(Some(EMPTY_LIST)), &["--max-age", "30d"]).err.contains("Age unknown"));
    assert!(run(&files(None), &[]).err.contains("qingshan.partner.onmschina.cn"));
    let other = run(&files(None), &["--tenant", "lanhai.partner.onmschina.cn"]);
    assert_eq!(other.code, 1);
    assert!(other.out.contains("another tenant"), "{}", other.out);
}

#[test]
fn a_manifest_that_is_not_as_it_should_be_is_an_error() {
    let policy = ("owa.json", POLICY.as_bytes());
    let broken = [
        manifest(&json!([{"file": "owa.json", "kind": "exchange.owaMailboxPolicy", "outcome": "perhaps"}])),
        manifest(&json!([{"file": "../owa.json", "kind": "exchange.owaMailboxPolicy", "outcome": "complete"}])),
        manifest(&json!([])).replace("\"tenantlint_manifest\":1", "\"tenantlint_manifest\":2"),
        "{}".to_owned(),
        "{\"tenantlint_manifest\":1,".to_owned(),
    ];
    for text in broken {
        let run = said(&[("tenantlint-manifest.json", text.as_bytes()), policy], &[]);
        assert_eq!(run.code, 2, "{text}\n{}", run.out);
        assert!(run.out.contains("tenantlint-manifest.json"), "{}", run.out);
    }
    // Under another name it says nothing.
    let empty = manifest(&json!([entry("transport-rules.json", KIND, "complete", 0, None)]));
    let files: [(&str, &[u8]); 2] = [("manifest.json", empty.as_bytes()), ("transport-rules.json", b"[]")];
    assert_eq!(told(RULE, &files), ["not_evaluated:kind_absent"]);
}

#[test]
fn the_manifest_has_a_schema() {
    let schema = crate::common::json("schemas/manifest-v1.schema.json");
    assert!(schema["$id"].is_string());
    let validator = jsonschema::options().build(&schema).unwrap();
    let text = manifest(&json!([entry("transport-rules.json", KIND, "failed", 0, None)]));
    assert!(validator.is_valid(&serde_json::from_str(&text).unwrap()));
}
