//! Time and memory of everything that is read: in proportion to it, or refused with a limit that is said.

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::{TODAY, check, folder, process};

const FAILS: &str = "fixtures/rules/sharepoint/external-sharing/fail.json";

fn within<T>(most: Duration, what: &str, job: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = job();
    assert!(begun.elapsed() < most, "{what}: {:?}", begun.elapsed());
    done
}

#[test]
fn a_declaration_for_many_sites_takes_time_in_proportion() {
    let site = |at: usize| {
        json!({"Template": "EHS#2", "Title": "x", "Url": format!("https://contosocn-public.sharepoint.cn/s{at}"),
            "Status": "Active", "LockState": "Unlock", "SharingCapability": 0, "StorageQuota": 1, "LocaleId": 2052})
    };
    // The shorter of two runs: others work on the same machine.
    let took = |count: usize| {
        let place = folder(&[("sites.json", Value::from((0..count).map(site).collect::<Vec<_>>()).to_string())]);
        let path = place.path().to_string_lossy().into_owned();
        let run = || {
            let begun = Instant::now();
            let run = process(&["declaration", &path, "--now", TODAY]).output().unwrap();
            let form: Value = serde_json::from_slice(&run.stdout).unwrap();
            assert_eq!(form["answers"]["public_sites"].as_array().unwrap().len(), count);
            begun.elapsed()
        };
        run().min(run())
    };
    let (few, many) = (took(2_000), took(32_000));
    assert!(many < few * 16 * 5, "{few:?} {many:?}");
}

#[test]
fn a_declaration_that_is_too_long_is_refused() {
    let answer =
        |at: usize| json!({"url": format!("https://contosocn-public.sharepoint.cn/s{at}"), "icp_number": null});
    let answers: Vec<_> = (0..60_000).map(answer).collect();
    let declaration = json!({"tenantlint": "declaration", "format_version": 1, "answers": {"public_sites": answers}});
    let place = folder(&[("declaration.json", declaration.to_string())]);
    let run = within(Duration::from_secs(60), "answers", || check(place.path().join("declaration.json"), &[]));
    assert!(run.code == 3 && run.out.contains("longer than 4 MiB"), "{}", run.out);
}

#[test]
fn lists_of_the_configuration_have_a_limit() {
    let globs = (0..200_000).map(|at| format!("\"a{at}*/*.json\"")).collect::<Vec<_>>().join(",");
    let names = (0..200_000).fold(String::from("[rules]\n"), |mut text, at| {
        writeln!(text, "\"sharepoint/external-sharin{at}\" = \"off\"").unwrap();
        text
    });
    let place = folder(&[("globs.toml", format!("include = [{globs}]\n")), ("names.toml", names)]);
    for name in ["globs.toml", "names.toml"] {
        let path = place.path().join(name).to_string_lossy().into_owned();
        let run = within(Duration::from_secs(60), name, || check(FAILS, &["--config", &path]));
        assert!(run.code == 2 && run.err.contains("expected at most 1000"), "{name}: {}", run.err);
        assert!(run.err.len() < 10_000);
        let zh = check(FAILS, &["--config", &path, "--lang", "zh-CN"]);
        assert!(zh.err.contains("最多 1000 项"), "{}", zh.err);
    }
}

#[test]
fn references_that_double_are_refused() {
    let mut defs = serde_json::Map::new();
    for at in 0..30 {
        let next = format!("#/$defs/d{}", at + 1);
        defs.insert(format!("d{at}"), json!({"allOf": [{"$ref": next}, {"$ref": next}]}));
    }
    defs.insert("d30".to_owned(), json!({"type": "string"}));
    let mut rule: Value = crate::common::json("rules/sharepoint/external-sharing.json");
    rule["id"] = "acme/doubling".into();
    rule["expect"]["SharingCapability"] = json!({"$ref": "#/$defs/d0", "$defs": defs});
    let place = folder(&[("rule.json", rule.to_string())]);
    let rules = place.path().to_string_lossy().into_owned();
    let run = within(Duration::from_secs(60), "$ref", || check(FAILS, &["--rules", &rules]));
    assert!(run.code == 2 && run.err.contains("comes to more than 10000"), "{}", run.err);
}

#[test]
fn no_line_of_jsonl_grows_with_the_number_of_files() {
    let bytes = fs::read(FAILS).unwrap();
    let longest = |count: usize| {
        let names: Vec<String> = (0..count).map(|at| format!("export-{at:04}.json")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &bytes[..])).collect();
        let place = folder(&files);
        let run = check(place.path(), &["--format", "jsonl", "--all"]);
        let inputs = run.out.lines().filter(|line| line.starts_with("{\"type\":\"input\"")).count();
        assert_eq!(inputs, count);
        run.out.lines().map(str::len).max().unwrap()
    };
    let (few, many) = (longest(10), longest(300));
    assert!(many < few + 200, "{few} {many}");
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_in_a_folder_are_refused_and_named_ones_read() {
    let place = folder(&[("exports/spo.json", fs::read(FAILS).unwrap())]);
    let exports = place.path().join("exports");
    let pipe = exports.join("pipe.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", exports.join("zero.json")).unwrap();
    let run = within(Duration::from_secs(60), "a pipe", || check(&exports, &[]));
    assert_eq!(run.code, 2);
    assert!(run.out.contains("pipe.json: it is a pipe, a device or the like; name it"), "{}", run.out);
    assert!(run.out.contains("zero.json: "), "{}", run.out);
    assert!(run.out.contains("spo.json:"), "the others are checked: {}", run.out);
    let writer = {
        let pipe = pipe.clone();
        std::thread::spawn(move || fs::write(pipe, fs::read(FAILS).unwrap()).unwrap())
    };
    assert_eq!(check(&pipe, &[]).code, 1);
    writer.join().unwrap();
    let program = env!("CARGO_BIN_EXE_tenantlint");
    for line in [
        format!("'{program}' check <(cat {FAILS}) --now {TODAY}"),
        format!("cat {FAILS} | '{program}' check /dev/stdin --now {TODAY}"),
    ] {
        let out = std::process::Command::new("bash").args(["-c", &line]).output().unwrap();
        assert_eq!(out.status.code(), Some(1), "{line}: {}", String::from_utf8_lossy(&out.stderr));
    }
}

#[test]
fn a_day_that_is_none_is_an_error() {
    for (epoch, code) in [("1780272000", 1), ("", 1), ("2026-06-01", 2), ("99999999999999999999", 2), ("-1e3", 2)] {
        let run = process(&["check", FAILS]).env("SOURCE_DATE_EPOCH", epoch).output().unwrap();
        assert_eq!(run.status.code(), Some(code), "{epoch:?}: {}", String::from_utf8_lossy(&run.stderr));
        let said = String::from_utf8_lossy(&run.stderr).contains("SOURCE_DATE_EPOCH is not a number of seconds");
        assert_eq!(said, code == 2, "{epoch:?}");
    }
}
