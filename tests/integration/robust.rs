//! Broken, huge and hostile inputs: no panic, no hang, nothing smuggled, and the right place where one can be told.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use encoding_rs::GB18030;
use serde_json::{Value, json};

use crate::common::{Report, TODAY, check, folder, process, report, tenantlint};

const SHARING: &str = "sharepoint/external-sharing";

/// A tenant object as the cmdlet writes it.
fn tenant(sharing: u8) -> Value {
    json!({"StorageQuota": 1_228_800, "OneDriveStorageQuota": 1_048_576, "CompatibilityRange": "15,15",
        "SharingCapability": sharing, "OneDriveSharingCapability": 0,
        "RootSiteUrl": "https://contosocn.sharepoint.cn"})
}

/// One file with these bytes, checked by the rule about sharing.
fn checked(bytes: impl AsRef<[u8]>, options: &[&str]) -> (crate::common::Run, Report) {
    let place = folder(&[("export.json", bytes)]);
    let path = place.path().join("export.json");
    let options = [&["--rule", SHARING][..], options].concat();
    let json = check(&path, &[&options[..], &["--format", "json", "--all"]].concat());
    let report = json.report();
    let human = check(&path, &options);
    assert_eq!(human.code, json.code);
    (human, report)
}

/// The one error among the inputs.
fn error(report: &Report) -> &str {
    report.inputs.iter().find_map(|input| input.error.as_deref()).unwrap_or_else(|| panic!("{:#?}", report.inputs))
}

#[test]
fn an_empty_file_is_an_input_error() {
    for text in ["", " \r\n\t", "\u{FEFF}", "\u{FEFF}\n"] {
        let (run, report) = checked(text, &[]);
        assert_eq!(run.code, 2, "{text:?}");
        assert!(error(&report).contains("empty"), "{text:?}: {}", error(&report));
    }
}

#[test]
fn a_folder_without_json_is_an_input_error() {
    let place = folder(&[("notes.txt", "{}"), (".hidden.json", "{}")]);
    let run = check(place.path(), &[]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("no JSON file"), "{}", run.out);
}

#[test]
fn other_files_in_a_folder_are_counted_not_hidden() {
    let place = folder(&[("a.json", tenant(0).to_string()), ("b.csv", String::new()), ("c.md", String::new())]);
    let run = check(place.path(), &["--rule", SHARING]);
    assert_eq!(run.code, 0);
    assert!(run.err.contains("2 other files"), "{}", run.err);
}

#[test]
fn a_binary_file_is_told_as_such() {
    let (run, report) = checked([0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0xFF, 0xD8, 0, 1, 2], &[]);
    assert_eq!(run.code, 2);
    assert!(error(&report).contains("no text file"), "{}", error(&report));
}

#[test]
fn bytes_without_a_mark_are_not_guessed_but_the_option_is_named() {
    let wide: Vec<u8> = tenant(2).to_string().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (run, report) = checked(&wide, &[]);
    assert_eq!(run.code, 2);
    assert!(error(&report).contains("--encoding utf-16le"), "{}", error(&report));
    assert_eq!(checked(&wide, &["--encoding", "utf-16le"]).0.code, 1);
    let wide: Vec<u8> = tenant(2).to_string().encode_utf16().flat_map(u16::to_be_bytes).collect();
    let (run, report) = checked(&wide, &[]);
    assert_eq!(run.code, 2);
    assert!(error(&report).contains("--encoding utf-16be"), "{}", error(&report));
    assert_eq!(checked(&wide, &["--encoding", "utf-16be"]).0.code, 1);
}

#[test]
fn gb18030_is_read_when_asked_for() {
    let mut value = tenant(2);
    value["Title"] = "合同管理".into();
    let bytes = GB18030.encode(&value.to_string()).0.into_owned();
    let (run, report) = checked(&bytes, &[]);
    assert_eq!(run.code, 2);
    assert!(error(&report).contains("--encoding gb18030"), "{}", error(&report));
    let (run, report) = checked(&bytes, &["--encoding", "gb18030"]);
    assert_eq!(run.code, 1);
    assert_eq!(report.inputs[0].encoding.as_deref(), Some("gb18030"));
}

#[test]
fn every_encoding_gives_the_same_places() {
    let text =
        "{\r\n  \"Title\": \"合同𝟙\", \"StorageQuota\": 1, \"OneDriveStorageQuota\": 1, \"SharingCapability\": 2\r\n}";
    let wide = |little: bool| -> Vec<u8> {
        let unit = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(unit).collect()
    };
    let place = |bytes: &[u8], options: &[&str]| {
        let (_, report) = checked(bytes, options);
        let found = report.results.into_iter().next().unwrap();
        (found.line, found.column, found.span, found.pointer, found.fingerprint)
    };
    let plain = place(text.as_bytes(), &[]);
    let column = text.lines().nth(1).unwrap().chars().count() as u32;
    assert_eq!((plain.0, plain.1), (Some(2), Some(column)));
    assert_eq!(place(format!("\u{FEFF}{text}").as_bytes(), &[]), plain);
    assert_eq!(place(&wide(true), &[]), plain);
    assert_eq!(place(&wide(false), &[]), plain);
    assert_eq!(place(&GB18030.encode(text).0, &["--encoding", "gb18030"]), plain);
}

#[test]
fn json_that_breaks_off_is_told_at_its_end() {
    let text = serde_json::to_string_pretty(&tenant(2)).unwrap();
    for end in [1, text.len() / 2, text.len() - 1] {
        let (run, report) = checked(&text[..end], &[]);
        assert_eq!(run.code, 2, "{end}");
        let line = text[..end].matches('\n').count() + 1;
        assert!(error(&report).starts_with(&format!("{line}:")), "{end}: {}", error(&report));
        assert!(run.out.contains("export.json:"), "{}", run.out);
    }
}

#[test]
fn what_is_almost_json_is_an_error_at_its_place() {
    for (text, place) in [
        ("{\"a\": 1,}", "1:9"),
        ("{\"a\": [1,\n2,]}", "2:3"),
        ("{a: 1}", "1:2"),
        ("{\"a\": 01}", "1:7"),
        ("{\"a\": NaN}", "1:7"),
        ("{\"a\": 'b'}", "1:7"),
        ("{\"a\": \"b\nc\"}", "1:9"),
        ("{\"a\": \"\\x\"}", "1:8"),
        ("{\"a\": 1} x", "1:10"),
        ("{\"a\" 1}", "1:6"),
        ("// note\n{\"a\": 1", ""),
    ] {
        let (run, report) = checked(text, &[]);
        assert_eq!(run.code, 2, "{text}");
        assert!(error(&report).starts_with(place), "{text}: {}", error(&report));
    }
}

#[test]
fn a_file_that_cannot_be_opened_is_an_input_error() {
    let place = folder(&[("a.json", tenant(2).to_string()), ("b.json", tenant(2).to_string())]);
    let locked = place.path().join("a.json");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    }
    if fs::read(&locked).is_err() {
        let run = check(place.path(), &["--rule", SHARING]);
        assert_eq!(run.code, 2);
        assert!(run.out.contains("permission"), "{}", run.out);
    }
    // Who may read everything cannot read this: the memory of a process has no first byte.
    #[cfg(target_os = "linux")]
    {
        let place = folder(&[("b.json", tenant(2).to_string())]);
        let memory = place.path().join("a.json");
        std::os::unix::fs::symlink("/proc/self/mem", &memory).unwrap();
        for (paths, code) in [(vec![memory.clone()], 2), (vec![memory, place.path().join("b.json")], 2)] {
            let mut args: Vec<std::ffi::OsString> = vec!["check".into(), "--rule".into(), SHARING.into()];
            args.extend(paths.into_iter().map(Into::into));
            let run = crate::common::tenantlint(args);
            assert_eq!(run.code, code, "{}", run.out);
            assert!(run.out.contains("a.json") && run.out.contains("error 5"), "{}", run.out);
        }
    }
}

#[test]
fn a_million_brackets_are_no_danger() {
    // In a process of its own: a stack that overflows takes all tests with it.
    let deep = 1_000_000;
    for (open, close) in [
        ("[", "]"),
        ("{\"a\":", "}"),
        ("{\"value\":", "}"),
        ("{\"d\":", "}"),
        ("[{\"value\":", "}]"),
        ("{\"value\":[", "]}"),
        ("{\"baseline\":", "}"),
    ] {
        let body = [&open.repeat(deep), "null", &close.repeat(deep)].concat();
        let files = [("whole", body.clone()), ("broken", open.repeat(deep)), ("banner", format!("text before {body}"))];
        for (name, text) in files {
            let place = folder(&[("deep.json", text)]);
            let started = Instant::now();
            for command in ["check", "inspect"] {
                let output = process(&[command, place.path().to_str().unwrap()]).output().unwrap();
                let code = output.status.code();
                assert!(matches!(code, Some(2 | 3)), "{command} {name} {open}: {:?}", output.status);
            }
            assert!(started.elapsed() < Duration::from_secs(120), "{name} {open}: {:?}", started.elapsed());
        }
    }
    // A setting may hold such a value too.
    let value = "{\"results\":[".repeat(deep) + &"]}".repeat(deep);
    let text = tenant(7).to_string().replace("\"SharingCapability\":7", &format!("\"SharingCapability\":{value}"));
    let place = folder(&[("deep.json", text)]);
    let args = ["check", place.path().to_str().unwrap(), "--rule", SHARING];
    let output = process(&args).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{:?}", output.status);
}

#[test]
fn a_setting_that_stands_twice_is_not_judged_by_one_of_them() {
    let twice = |first: &str, second: &str| {
        let text = format!(
            "{{\"StorageQuota\": 1, \"OneDriveStorageQuota\": 1, {first}, \"CompatibilityRange\": \"\", {second}}}"
        );
        let (run, report) = checked(text, &[]);
        (report.results[0].told(), report.inputs[0].notes.len(), run)
    };
    let (told, notes, run) = twice("\"SharingCapability\": 2", "\"SharingCapability\": 0");
    assert_eq!((told.as_str(), notes), ("not_evaluated:conflicting_values", 1));
    assert!(run.out.contains("twice"), "{}", run.out);
    let (told, ..) = twice("\"SharingCapability\": 0", "\"sharingCapability\": 2");
    assert_eq!(told, "not_evaluated:conflicting_values");
    // The same value in two spellings is no contradiction.
    let (told, ..) = twice("\"SharingCapability\": 0", "\"sharingcapability\": \"disabled\"");
    assert_eq!(told, "pass");
}

#[test]
fn text_before_the_json_is_passed_over() {
    let banner = format!("WARNING: [module] {{v2}} is old\nConnected.\n{}", tenant(2));
    let (run, report) = checked(&banner, &[]);
    assert_eq!(run.code, 1);
    assert_eq!(report.results[0].line, Some(3));
    assert!(report.inputs[0].notes[0].contains("text before"), "{:?}", report.inputs[0].notes);
}

#[test]
fn several_documents_in_one_file_are_all_read() {
    for between in ["\n", "", " \r\n\r\n"] {
        let text = [tenant(2).to_string(), tenant(1).to_string(), tenant(0).to_string()].join(between);
        let (run, report) = checked(&text, &[]);
        assert_eq!(run.code, 1, "{between:?}");
        let told: Vec<_> = report.results.iter().map(|finding| finding.verdict.as_str()).collect();
        assert_eq!(told, ["fail", "fail", "pass"], "{between:?}");
        assert!(report.inputs[0].notes.iter().any(|note| note.contains("3 JSON documents")), "{between:?}");
    }
    let lines: Vec<_> = sites(100).iter().map(Value::to_string).collect();
    let place = folder(&[("sites.ndjson", lines.join("\n"))]);
    let report = report(place.path(), &["--rule", "sharepoint/site-external-sharing"]);
    assert_eq!(report.results.len(), 100);
}

#[test]
fn a_section_without_a_value_counts_as_not_collected() {
    let text = r#"{"baseline_version": "1", "module_version": "1.8.0", "tenant_details": [{"DomainName": "contosocn.partner.onmschina.cn"}],
"SPO_tenant": ,
"SPO_site": [{"Url": "https://contosocn.sharepoint.cn"}]}"#;
    let (run, report) = checked(text, &[]);
    assert_eq!(run.code, 3);
    let found = &report.results[0];
    assert_eq!((found.told().as_str(), found.line), ("not_evaluated:collection_failed", Some(2)));
    assert!(report.inputs[0].notes.iter().any(|note| note.contains("without a value")), "{:?}", report.inputs[0].notes);
}

#[test]
fn a_listing_that_says_there_is_more_is_not_the_whole() {
    let text = json!({"value": sites(3), "@odata.nextLink": "https://contosocn.sharepoint.cn/next"}).to_string();
    let place = folder(&[("sites.json", text)]);
    let report = report(place.path(), &["--rule", "sharepoint/site-external-sharing"]);
    let told: Vec<_> = report.results.iter().map(crate::common::Finding::told).collect();
    assert!(told.contains(&"not_evaluated:partial_listing".to_owned()), "{told:?}");
}

/// Sites of a fleet, one in seven of which is shared, one in eleven of which does not tell.
fn sites(count: usize) -> Vec<Value> {
    (0..count)
        .map(|at| {
            let mut site = json!({"Url": format!("https://contosocn.sharepoint.cn/sites/{at}"), "Template": "STS#3",
                "Title": format!("站点 {at}"), "CompatibilityLevel": 15, "LockState": "Unlock", "LocaleId": 2052,
                "StorageQuota": 1, "StorageQuotaWarningLevel": 0, "SharingCapability": if at % 7 == 0 { 2 } else { 0 },
                "DenyAddAndCustomizePages": 2, "DisableCompanyWideSharingLinks": 2});
            if at % 11 == 0 {
                site["SharingCapability"] = Value::Null;
            }
            if at % 13 == 0 {
                site["Url"] = format!("https://contosocn-public.sharepoint.cn/{at}").into();
            }
            site
        })
        .collect()
}

/// What is said about each resource, without the places.
fn by_resource(report: &Report) -> BTreeMap<(String, Option<String>, Option<String>), Vec<String>> {
    let mut by = BTreeMap::<_, Vec<String>>::new();
    for finding in report.results.iter().filter(|finding| finding.resource.is_some() && finding.rule != "tenant/cloud")
    {
        let key = (finding.rule.clone(), finding.resource.clone(), finding.setting.clone());
        by.entry(key).or_default().push(format!("{} {:?} {}", finding.told(), finding.observed, finding.fingerprint));
    }
    by
}

#[test]
fn a_long_listing_is_judged_like_its_pieces() {
    let sites = sites(500);
    let whole = folder(&[("sites.json", serde_json::to_string_pretty(&sites).unwrap())]);
    let pieces: Vec<_> = sites.chunks(50).map(|piece| serde_json::to_string(piece).unwrap()).collect();
    let named: Vec<_> = pieces.iter().enumerate().map(|(at, text)| (format!("{at:02}.json"), text)).collect();
    let named: Vec<_> = named.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let pieces = folder(&named);
    let (whole, pieces) = (report(whole.path(), &[]), report(pieces.path(), &[]));
    assert!(by_resource(&whole).len() >= 500);
    assert_eq!(by_resource(&whole), by_resource(&pieces));
    assert_eq!(whole.summary["fail"], pieces.summary["fail"]);
}

#[test]
fn a_long_listing_points_at_each_of_its_values() {
    let sites = sites(300);
    for (text, prefix) in [
        (serde_json::to_string_pretty(&sites).unwrap(), ""),
        (json!({"value": sites, "Count": 300}).to_string(), "/value"),
        (json!({"d": {"results": sites}}).to_string(), "/d/results"),
    ] {
        let place = folder(&[("sites.json", &text)]);
        let report = report(place.path(), &["--rule", "sharepoint/site-external-sharing,website/*"]);
        let root: Value = serde_json::from_str(&text).unwrap();
        let mut seen = 0;
        for finding in report.results.iter().filter(|finding| finding.kind == "sharepoint.site") {
            let (pointer, span) = (finding.pointer.as_deref().unwrap(), finding.span.unwrap());
            assert!(pointer.starts_with(&format!("{prefix}/")), "{pointer}");
            let named = root.pointer(pointer).unwrap_or_else(|| panic!("{pointer}"));
            assert_eq!(serde_json::from_str::<Value>(&text[span.start..span.end]).unwrap(), *named, "{pointer}");
            seen += 1;
        }
        assert_eq!(seen, 300);
    }
}

#[test]
fn what_stands_after_a_long_listing_still_decides() {
    // The page before the last says at its end that it is not the last.
    let text =
        format!("{{\"value\": {}, \"@odata.nextLink\": \"https://contosocn.sharepoint.cn/next\"}}", json!(sites(200)));
    let place = folder(&[("sites.json", text)]);
    let report = report(place.path(), &["--rule", "sharepoint/site-external-sharing"]);
    assert_eq!(report.results.iter().filter(|finding| finding.resource.is_some()).count(), 200);
    assert!(report.results.iter().any(|finding| finding.reason.as_deref() == Some("partial_listing")));
}

#[test]
fn one_line_of_forty_megabytes_is_drawn_in_a_few() {
    let filler: Vec<Value> = (0..64).map(|at| json!({"k": at, "v": "x".repeat(200)})).collect();
    let filler = serde_json::to_string(&filler).unwrap();
    let mut text = String::with_capacity(42_000_000);
    text.push_str("{\"StorageQuota\":1,\"OneDriveStorageQuota\":1");
    let mut at = 0;
    while text.len() < 40_000_000 {
        write!(text, ",\"Filler{at}\":{filler}").unwrap();
        at += 1;
    }
    text.push_str(",\"SharingCapability\":2}");
    let started = Instant::now();
    let place = folder(&[("export.json", &text)]);
    let path = place.path().join("export.json");
    let run = check(&path, &["--rule", SHARING]);
    assert!(started.elapsed() < Duration::from_secs(120), "{:?}", started.elapsed());
    assert_eq!(run.code, 1);
    assert!(run.out.len() < 4000, "{} bytes", run.out.len());
    let column = text.rfind(':').unwrap() + 2;
    assert!(run.out.contains(&format!(":1:{column}")), "{}", run.out);
    assert!(run.out.contains("\"SharingCapability\":2}"), "{}", run.out);
    assert!(run.out.lines().all(|line| line.chars().count() <= 140), "{}", run.out);
}

#[test]
fn many_findings_of_one_rule_are_counted_not_all_drawn() {
    let place = folder(&[("sites.json", json!(sites(3000)).to_string())]);
    let run = check(place.path(), &["--rule", "sharepoint/site-external-sharing"]);
    assert!(run.out.contains("more; --format concise lists them all"), "{}", run.out);
    assert!(run.out.len() < 10_000, "{} bytes", run.out.len());
    // Those that are drawn, named and only counted are all that there are.
    let drawn = run.out.matches("allows external sharing").count();
    let counted: usize = run
        .out
        .replace("\n  │", "")
        .split("(and ")
        .skip(1)
        .filter_map(|rest| rest.split(' ').next()?.parse::<usize>().ok())
        .sum();
    let concise = check(place.path(), &["--rule", "sharepoint/site-external-sharing", "--format", "concise"]);
    let all = concise.out.lines().filter(|line| line.contains("sharepoint/site-external-sharing")).count();
    let json = check(place.path(), &["--rule", "sharepoint/site-external-sharing", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["summary"]["fail"], all as u64);
    assert!(all > 300, "{all}");
    assert_eq!(drawn + counted, all, "{}", run.out);
}

/// Characters that must not reach a terminal, a log or a page from inside a value.
const HOSTILE: &str = "\u{1b}[31mred\u{1b}]8;;http://example.invalid\u{7}\u{202E}gpj\u{2066}x\u{2069}\u{200F}\u{61C}\u{9b}2J\r\n::error::x\u{85}\u{2028}\u{FEFF}\u{0}";

/// Characters of a text that steer a terminal or turn the direction of the line.
fn harmful(text: &str) -> Vec<char> {
    let turns = |c| matches!(c, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    text.chars().filter(|c| *c != '\n' && c.is_control() || turns(*c)).collect()
}

#[test]
fn nothing_in_a_value_steers_the_terminal() {
    // As escapes, and as the characters themselves where JSON allows them.
    let raw: String = HOSTILE.chars().filter(|c| *c >= ' ').collect();
    for name in [HOSTILE.to_owned(), raw] {
        let policy = json!({"Name": name, "Identity": name, "IsDefault": name, "AllowCopyContactsToDeviceAddressBook": true,
            "PlacesEnabled": true, "WacExternalServicesEnabled": name, "OriginatingServer": name});
        let site = json!({"Url": format!("https://www.{name}.example/"), "Template": name, "SharingCapability": 2,
            "CompatibilityLevel": 15, "LockState": "Unlock", "LocaleId": 1, "StorageQuota": 1, "Title": name,
            "DenyAddAndCustomizePages": 2, "DisableCompanyWideSharingLinks": 2, "StorageQuotaWarningLevel": 0});
        let sharing = json!({"Name": name, "Domains": [format!("{name}:ContactsSharing")], "Enabled": true, "Default": true,
            "ExchangeVersion": "0.10", "Identity": name});
        let unknown = json!({name.clone(): 1, "x": name});
        let declared = json!({"tenantlint": "declaration", "format_version": 1, "tenant": name, "answers": {
            "public_sites": [{"url": format!("https://{name}/"), "icp_number": name, "by": name, "on": "2026-03-01", "evidence": name}]}});
        let files =
            [("a.json", policy), ("b.json", site), ("c.json", sharing), ("d.json", unknown), ("e.json", declared)];
        let texts: Vec<_> = files.iter().map(|(file, value)| (*file, value.to_string())).collect();
        let place = folder(&texts);
        let broken = folder(&[("f.json", format!("{{\"{}\": nope}}", name.replace(|c| c < ' ', "")))]);
        for lang in ["en", "zh-CN"] {
            for format in ["human", "narrated"] {
                let paths = files.iter().map(|(file, _)| place.path().join(file)).chain([broken.path().join("f.json")]);
                let mut args: Vec<std::ffi::OsString> = vec!["check".into()];
                args.extend(paths.map(Into::into));
                args.extend(["--now", TODAY, "--lang", lang, "--format", format].map(Into::into));
                let run = tenantlint(args);
                assert_eq!(run.code, 2);
                assert!(run.out.len() > 1000, "{}", run.out);
                assert_eq!(harmful(&run.out), [] as [char; 0], "{}", run.out.escape_debug());
                assert_eq!(harmful(&run.err), [] as [char; 0], "{}", run.err.escape_debug());
                // A line of its own could be taken for a command of the pipeline.
                assert!(!run.out.lines().any(|line| line.starts_with("::")), "{}", run.out);
            }
            let told =
                tenantlint(["inspect".into(), place.path().as_os_str().to_owned(), "--lang".into(), lang.into()]);
            assert_eq!(harmful(&told.out), [] as [char; 0], "{}", told.out.escape_debug());
        }
    }
}

#[cfg(unix)]
#[test]
fn nothing_in_a_file_name_steers_the_terminal() {
    let name = "a\u{1b}[31m\u{202E}\r\n::error::.json";
    for text in [tenant(2).to_string(), "{\"a\": ".to_owned(), "{}".to_owned(), String::new()] {
        let place = folder(&[(name, text)]);
        for format in ["human", "narrated"] {
            let run = check(place.path().join(name), &["--format", format]);
            assert_eq!(harmful(&run.out), [] as [char; 0], "{}", run.out.escape_debug());
            assert_eq!(harmful(&run.err), [] as [char; 0], "{}", run.err.escape_debug());
            assert!(!run.out.contains("\n::"), "{}", run.out);
        }
    }
    let run = check(Path::new(name), &[]);
    assert_eq!(harmful(&run.out), [] as [char; 0], "{}", run.out.escape_debug());
}

#[test]
fn text_that_looks_like_many_beginnings_is_no_danger() {
    let started = Instant::now();
    // Each bracket could be where the JSON begins.
    for text in ["x".to_owned() + &"[1,".repeat(1_000_000), "x".to_owned() + &"{\"a\":".repeat(600_000)] {
        assert_eq!(checked(text, &[]).0.code, 2);
    }
    assert!(started.elapsed() < Duration::from_secs(120), "{:?}", started.elapsed());
}

#[test]
fn a_fleet_of_public_sites_is_no_danger() {
    let sites: Vec<Value> = (0..20_000)
        .map(|at| {
            json!({"Url": format!("https://www{at}.contoso.cn/"), "Template": "STS#3", "CompatibilityLevel": 15,
                "LockState": "Unlock", "LocaleId": 2052, "StorageQuota": 1, "StorageQuotaWarningLevel": 0,
                "SharingCapability": 0, "DenyAddAndCustomizePages": 2, "DisableCompanyWideSharingLinks": 2})
        })
        .collect();
    let place = folder(&[("sites.json", json!(sites).to_string())]);
    let started = Instant::now();
    let report = report(place.path(), &["--rule", "website/icp-number"]);
    assert_eq!(report.summary["fail"], 20_000);
    assert!(started.elapsed() < Duration::from_secs(120), "{:?}", started.elapsed());
}

#[test]
fn a_fleet_of_many_tenants_is_no_danger() {
    let sites: Vec<Value> = (0..10_000)
        .map(|at| json!({"Url": format!("https://t{at}.sharepoint.cn/"), "SharingCapability": 0, "Template": "STS#3"}))
        .collect();
    let place = folder(&[("sites.json", json!(sites).to_string())]);
    let started = Instant::now();
    let run = check(place.path(), &["--rule", "sharepoint/site-external-sharing"]);
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    assert!(run.err.len() < 10_000, "{} bytes of summary", run.err.len());
}

#[test]
fn many_notes_about_one_file_are_counted_not_all_drawn() {
    let site = r#"{"Url": "https://contosocn.sharepoint.cn/", "Template": "STS#3", "SharingCapability": 0, "SharingCapability": 2}"#;
    let place = folder(&[("sites.json", format!("[{}]", vec![site; 5000].join(",")))]);
    let run = check(place.path(), &["--rule", "sharepoint/site-external-sharing"]);
    assert!(run.out.len() < 100_000, "{} bytes", run.out.len());
}

#[test]
fn files_that_were_joined_with_their_marks_are_read() {
    let joined = format!("\u{FEFF}{}\r\n\u{FEFF}{}", tenant(2), tenant(1));
    let (run, report) = checked(joined, &[]);
    assert_eq!((run.code, report.results.len()), (1, 2));
}

#[test]
fn numbers_beyond_all_measure_are_not_values() {
    for number in ["1e999", "-0", "2.0", "99999999999999999999999", "1.5", "-1"] {
        let text = tenant(7).to_string().replace("\"SharingCapability\":7", &format!("\"SharingCapability\":{number}"));
        let (_, report) = checked(text, &[]);
        assert!(
            report.results[0].verdict != "fail" && report.results[0].verdict != "pass"
                || ["-0", "2.0"].contains(&number),
            "{number}: {}",
            report.results[0].told()
        );
    }
}

#[test]
fn a_name_that_nobody_could_read_is_told_by_its_beginning() {
    let site = |end: &str| {
        let url = format!("https://contosocn.sharepoint.cn/sites/{}{end}", "团队".repeat(500_000));
        json!({"Url": url, "SharingCapability": 2, "Template": "STS#3", "LockState": "Unlock", "StorageQuota": 1,
            "DenyAddAndCustomizePages": 2, "DisableCompanyWideSharingLinks": 2})
    };
    let place = folder(&[("sites.json", json!([site("a"), site("b")]).to_string())]);
    let options = ["--rule", "sharepoint/site-external-sharing"];
    for format in ["human", "json", "sarif", "junit", "gitlab", "markdown", "csv"] {
        let run = check(place.path(), &[&options[..], &["--format", format]].concat());
        assert!(run.out.len() < 200_000, "{format}: {} bytes", run.out.len());
    }
    let report = report(place.path(), &options);
    let found: Vec<_> = report.of("sharepoint/site-external-sharing").collect();
    assert_eq!(found.len(), 2);
    // They begin alike and are not the same.
    assert_ne!(found[0].resource, found[1].resource);
    assert_ne!(found[0].fingerprint, found[1].fingerprint);
}

#[test]
fn a_label_far_behind_another_in_one_line_is_shown() {
    let plan = json!({"servicePlanName": "FORMS_PLAN_E1", "servicePlanId": "159f4cd6-e380-449f-a816-af1a9ef76344",
        "provisioningStatus": "Success", "appliesTo": "User"});
    let licence = json!({"consumedUnits": 860, "skuPartNumber": "E", "pad": "x".repeat(5000),
        "skuId": "18181a46-0d4e-45cd-891e-60aabd171b4e", "capabilityStatus": "Enabled", "servicePlans": [plan]});
    let graph = json!({"@odata.context": "https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#subscribedSkus",
        "value": [licence]});
    let place = folder(&[("licences.json", graph.to_string())]);
    for format in ["human", "narrated"] {
        let run = check(place.path(), &["--rule", "suite/forms", "--format", format]);
        assert!(run.out.contains("FORMS_PLAN_E1") && run.out.contains("860"), "{}", run.out);
    }
}
