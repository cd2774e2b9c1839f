//! Nothing leaks: what an export, a rule folder or a named file holds beside what a message is about is shown nowhere,
//! and nothing that anybody wrote is obeyed by what shows it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::common::{Case, Run, TODAY, cases, check, folder, tenantlint};

const FORMATS: [&str; 12] =
    ["human", "narrated", "json", "jsonl", "sarif", "junit", "gitlab", "github", "azure", "markdown", "csv", "html"];

/// Puts canaries beside and between the members of all objects, and among the texts of none.
fn with_canaries(value: &Value, count: &mut usize) -> Value {
    let mut canary = || {
        *count += 1;
        format!("canary{count:05}")
    };
    match value {
        Value::Array(items) => items.iter().map(|item| with_canaries(item, count)).collect(),
        Value::Object(members) => {
            let mut all = serde_json::Map::new();
            all.insert("XNoteBefore".to_owned(), canary().into());
            for (name, member) in members {
                all.insert(name.clone(), with_canaries(member, count));
                let note = json!({"Text": format!("canary{count:05}, \"quoted\" and \\ more canary{count:05}")});
                *count += 1;
                all.insert(format!("XNote{count}"), if count.is_multiple_of(2) { note } else { note["Text"].clone() });
            }
            Value::Object(all)
        }
        other => other.clone(),
    }
}

/// The files of a case as pretty text, in one line, and in UTF-16.
fn shapes(path: &Path) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let Ok(value) = serde_json::from_str::<Value>(text.trim_start_matches('\u{FEFF}')) else { return Vec::new() };
    let value = with_canaries(&value, &mut 0);
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    let wide = std::iter::once(0xFEFF).chain(pretty.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    vec![pretty.into_bytes(), value.to_string().into_bytes(), wide]
}

#[test]
fn no_text_that_no_message_is_about_is_in_any_report() {
    let one = |number: usize, case: &Case| {
        let (mut looked, mut with_findings) = (0, 0);
        // The plain failing case of each rule and whole tenants are read pretty and in one line, where other texts are shown around
        // a value. The other failing cases are read once each, in turn pretty, in one line and in UTF-16, which is read as the same
        // text as pretty; so is a quarter of what has no findings, of which little is shown.
        let whole = case.name == "fail" || case.rule.is_none();
        let some = case.is("fail") || case.is("wrong_type") || number.is_multiple_of(4);
        for at in (0..3).filter(|at| whole && *at < 2 || some && number % 3 == *at) {
            let place = tempfile::tempdir().unwrap();
            for file in case.files() {
                if let Some(bytes) = shapes(&file).get(at) {
                    fs::write(place.path().join(file.file_name().unwrap()), bytes).unwrap();
                }
            }
            let outputs: Vec<String> = FORMATS
                .iter()
                .flat_map(|format| {
                    ["--output".to_owned(), format!("{format}={}", place.path().join(format!("r.{format}")).display())]
                })
                .collect();
            let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
            let lang = if at == 1 { "zh-CN" } else { "en" };
            let run = check(place.path(), &[&outputs[..], &["--lang", lang]].concat());
            with_findings += usize::from(run.code == 1);
            let written = FORMATS.map(|format| {
                let path = place.path().join(format!("r.{format}"));
                (format, fs::read_to_string(path).unwrap_or_else(|error| panic!("{format}: {error} {}", run.err)))
            });
            let streams = [("standard output", run.out), ("standard error", run.err)];
            for (format, text) in written.into_iter().chain(streams) {
                looked += 1;
                if let Some(canary) = text.find("canary") {
                    let from = text[..canary].char_indices().rev().nth(300).map_or(0, |(at, _)| at);
                    let shown: String = text[from..].chars().take(400).collect();
                    panic!("{} {at} {format}:\n{shown}", case.title());
                }
            }
        }
        (looked, with_findings)
    };
    let cases = cases();
    // Threads of their own: those that share the program's work are busy with it.
    let (first, second) = cases.split_at(cases.len() / 2);
    let all = |cases: &[Case]| {
        cases.iter().enumerate().map(|(number, case)| one(number, case)).fold((0, 0), |(a, b), (c, d)| (a + c, b + d))
    };
    let (looked, with_findings) = std::thread::scope(|scope| {
        let other = scope.spawn(|| all(second));
        let (a, b) = all(first);
        let (c, d) = other.join().unwrap();
        (a + c, b + d)
    });
    assert!(looked > 5_000 && with_findings > 150, "{looked} {with_findings}");
}

/// A text that whatever shows it might obey.
const HOSTILE: &str = "x\u{1b}[31m\u{7}\u{9b}2J\r\n::error::a ::warning file=a::b\u{202E}\u{2066}\u{200B}\u{E0041}\u{E007F} ##vso[task.x]y ##[error]z <b>|`@a` =1+1";

/// What of a stream would be obeyed.
fn obeyed(text: &str) -> Option<String> {
    let is_harmful = |c: char| {
        c.is_control() && c != '\n' && c != '\r'
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{E0000}'..='\u{E007F}')
    };
    if let Some(at) = text.find(is_harmful) {
        let from = text[..at].char_indices().rev().nth(120).map_or(0, |(at, _)| at);
        return Some(format!("{:?}", &text[from..text.len().min(at + 8)].chars().take(160).collect::<String>()));
    }
    let commands = ["##vso[", "##["];
    let line =
        text.lines().find(|line| line.trim_start().starts_with("::") || commands.iter().any(|c| line.contains(c)));
    line.map(str::to_owned)
}

/// A rule and a kind whose every text is hostile.
fn hostile_pack() -> tempfile::TempDir {
    let words = json!({"en": HOSTILE, "zh-CN": HOSTILE});
    let mut rule: Value = crate::common::json("rules/sharepoint/external-sharing.json");
    rule["id"] = "acme/hostile".into();
    for field in ["title", "message", "why", "fix"] {
        rule[field] = words.clone();
    }
    rule["message"] = json!({"en": format!("{HOSTILE} {{observed}}"), "zh-CN": format!("{HOSTILE} {{observed}}")});
    rule["remediation"] = json!({"spo-shell": [format!("Set-SPOTenant {HOSTILE}")], "portal": [HOSTILE]});
    rule["source"] = json!({"document": "acme-handbook", "section": HOSTILE, "row": HOSTILE, "dated": null, "checked": "2026-11-21"});
    rule["references"] = json!([HOSTILE]);
    let mut kind: Value = crate::common::json("schemas/kinds/exchange.owaMailboxPolicy.json");
    kind["kind"] = "acme.thing".into();
    kind["label"] = words.clone();
    for property in kind["properties"].as_object_mut().unwrap().values_mut() {
        property["label"] = words.clone();
    }
    for export in kind["exports"].as_array_mut().unwrap() {
        export["command"] = format!("Get-Thing {HOSTILE}").into();
        export["connect"] = HOSTILE.into();
    }
    kind["recognised_by"] = json!({"exchange-shell": {"keys": [["AcmeThing"]]}});
    let (first, _) = kind["properties"].as_object().unwrap().iter().find(|(_, def)| def["type"] == "boolean").unwrap();
    let mut other = rule.clone();
    other["id"] = "acme/thing".into();
    other["kind"] = "acme.thing".into();
    other["expect"] = json!({first: {"const": true}});
    other["message"] = words;
    folder(&[
        ("acme/hostile.json", rule.to_string()),
        ("acme/thing.json", other.to_string()),
        ("kinds/thing.json", kind.to_string()),
    ])
}

#[test]
fn texts_of_rules_and_kinds_are_obeyed_by_nothing() {
    let pack = hostile_pack();
    let rules = pack.path().to_string_lossy().into_owned();
    let fails = "fixtures/rules/sharepoint/external-sharing/fail.json";
    let passes = "fixtures/rules/sharepoint/external-sharing/pass.json";
    let held = |what: &str, run: &Run| {
        for text in [&run.out, &run.err] {
            // The annotations of GitHub and Azure are commands by themselves; what stands in them is escaped.
            let own = |line: &&str| {
                let line = line.trim_start_matches("##vso[task.logissue ").trim_start_matches("::error ");
                !line.trim_start_matches("::warning ").trim_start_matches("::notice ").is_empty()
            };
            let text = if what.contains("github") || what.contains("azure") {
                let bodies = text.lines().filter(own).map(|line| {
                    let line = line.strip_prefix("##vso[").or(line.strip_prefix("::")).unwrap_or(line);
                    format!("{line}\n")
                });
                bodies.collect()
            } else {
                text.clone()
            };
            assert_eq!(obeyed(text.trim_start_matches('\u{FEFF}')), None, "{what}");
        }
    };
    for lang in ["en", "zh-CN"] {
        for format in FORMATS {
            let run = check(fails, &["--rules", &rules, "--format", format, "--lang", lang]);
            assert_eq!(run.code, 1, "{format}: {}", run.err);
            held(&format!("check {format} {lang}"), &run);
        }
        let run = |what: &[&str]| {
            let run = tenantlint(what.iter().copied().chain(["--rules", &rules, "--lang", lang]));
            held(&what.join(" "), &run);
            run
        };
        for rule in ["acme/hostile", "acme/thing"] {
            assert!(run(&["explain", rule]).out.contains(rule));
        }
        for format in ["human", "json", "markdown"] {
            assert!(run(&["rules", "--format", format]).out.contains("acme/thing"), "{format}");
            run(&["coverage", fails, "--format", format, "--now", TODAY]);
            let diff = run(&["diff", passes, fails, "--format", format, "--now", TODAY]);
            assert!(diff.out.contains("acme/hostile"), "{format}: {}", diff.out);
        }
        run(&["declaration", fails, "--now", TODAY]);
    }
    let pages = tempfile::tempdir().unwrap();
    tenantlint(["rules", "--rules", &rules, "--write-pages", &pages.path().to_string_lossy()]);
    tenantlint(["rules", "--rules", &rules, "--format", "html", "--write-pages", &pages.path().to_string_lossy()]);
    for page in [
        "acme/hostile.html",
        "acme/thing.html",
        "index.html",
        "acme/hostile.md",
        "acme/thing.md",
        "README.md",
        "zh-CN/acme/hostile.md",
    ] {
        let text = fs::read_to_string(pages.path().join(page)).unwrap();
        assert_eq!(obeyed(&text), None, "{page}");
    }
}

#[test]
fn what_is_no_file_of_ours_is_not_printed() {
    let secrets =
        "[core]\n\trepositoryformatversion = 0\n[remote \"origin\"]\n\turl = https://ci:hunter2@git.contoso.cn/x.git\n";
    let env = "API=hunter2\nexport TOKEN='hunter2'\n";
    let cargo = "[registry]\ntoken = \"hunter2\"\n";
    let pem = "-----BEGIN PRIVATE KEY-----\nhunter2\n";
    let list = json!(["hunter2", {"token": "hunter2"}]).to_string();
    let object = json!({"token": "hunter2", "nested": {"password": "hunter2"}}).to_string();
    let place = folder(&[
        ("git-config", secrets),
        ("env", env),
        ("credentials.toml", cargo),
        ("key.pem", pem),
        ("list/list.json", &list),
        ("object/object.json", &object),
        ("broken/broken.json", "{\"token\": \"hunter2\", hunter2"),
        ("export.json", &fs::read_to_string("fixtures/rules/sharepoint/external-sharing/fail.json").unwrap()),
    ]);
    let at = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    let export = at("export.json");
    let mut seen = BTreeSet::new();
    for file in [
        "git-config",
        "env",
        "credentials.toml",
        "key.pem",
        "list/list.json",
        "object/object.json",
        "broken/broken.json",
    ] {
        for flag in ["--config", "--waivers", "--waivers-from", "--baseline", "--rules"] {
            let path = if flag == "--rules" { at(file.split('/').next().unwrap()) } else { at(file) };
            for lang in ["en", "zh-CN"] {
                let run = check(&export, &[flag, &path, "--lang", lang]);
                // What holds other settings too may hold waivers.
                assert!(run.code == 2 || file == "credentials.toml", "{flag} {file}: {}", run.err);
                for text in [&run.out, &run.err] {
                    assert!(!text.contains("hunter2") && !text.contains("contoso.cn/x"), "{flag} {file}: {text}");
                }
                seen.insert(run.err.len());
            }
        }
        // Read as an export, it is no more readable.
        for format in FORMATS {
            let run = check(at(file), &["--format", format]);
            assert!(
                !run.out.contains("hunter2") && !run.err.contains("hunter2"),
                "{format} {file}: {}{}",
                run.out,
                run.err
            );
        }
    }
    assert!(seen.len() > 3, "{seen:?}");
}

#[test]
fn secrets_are_shown_nowhere_even_where_a_rule_is_about_them() {
    let words = json!({"en": "x {observed} {ClientSecret}", "zh-CN": "x {observed} {ClientSecret}"});
    let mut kind: Value = crate::common::json("schemas/kinds/exchange.owaMailboxPolicy.json");
    kind["kind"] = "acme.app".into();
    kind["properties"] = json!({
        "Name": {"label": {"en": "name", "zh-CN": "名称"}, "type": "string"},
        "ClientSecret": {"label": {"en": "secret", "zh-CN": "密钥"}, "type": "string"},
    });
    kind["identity"] = json!(["Name"]);
    kind["recognised_by"] = json!({"exchange-shell": {"keys": [["ClientSecret"]]}});
    let mut rule: Value = crate::common::json("rules/sharepoint/external-sharing.json");
    rule["id"] = "acme/secret".into();
    rule["kind"] = "acme.app".into();
    rule["expect"] = json!({"ClientSecret": {"const": "none"}});
    rule["message"] = words;
    rule["remediation"] = json!({"portal": ["x"]});
    let place = folder(&[
        ("rules/kind.json", kind.to_string()),
        ("rules/rule.json", rule.to_string()),
        ("exports/app.json", json!({"Name": "app", "ClientSecret": "hunter2"}).to_string()),
    ]);
    let (rules, exports) = (place.path().join("rules"), place.path().join("exports"));
    for format in FORMATS {
        let run = check(
            &exports,
            &["--rules", &rules.to_string_lossy(), "--rule", "acme/secret", "--format", format, "--all"],
        );
        assert_eq!(run.code, 1, "{format}: {} {}", run.out, run.err);
        assert!(!run.out.contains("hunter2") && !run.err.contains("hunter2"), "{format}: {}", run.out);
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_followed_only_when_named() {
    use std::os::unix::fs::symlink;

    let fails = fs::read("fixtures/rules/sharepoint/external-sharing/fail.json").unwrap();
    let place = folder(&[("elsewhere/spo.json", &fails), ("exports/own.json", &fails)]);
    let at = |name: &str| place.path().join(name);
    symlink("own.json", at("exports/inside.json")).unwrap();
    assert_eq!(check(at("exports"), &[]).code, 1);
    fs::create_dir(at("exports/below")).unwrap();
    fs::write(at("exports/below/another.json"), &fails).unwrap();
    symlink("below", at("exports/latest")).unwrap();
    let read = crate::common::report(at("exports"), &[]).inputs.into_iter().map(|input| input.file);
    let read: Vec<_> = read.map(|file| file.rsplit('/').next().unwrap().to_owned()).collect();
    assert_eq!(read, ["another.json", "inside.json"], "each file once, however many ways lead to it");
    symlink("../elsewhere/spo.json", at("exports/out.json")).unwrap();
    let run = check(at("exports"), &[]);
    assert!(run.code == 2 && run.out.contains("out.json: the link leads out of the folder; name it"), "{}", run.out);
    assert_eq!(check(at("exports/out.json"), &[]).code, 1, "named");
    fs::remove_file(at("exports/out.json")).unwrap();
    symlink("../elsewhere", at("exports/folder")).unwrap();
    assert_eq!(check(at("exports"), &[]).code, 2);
    fs::remove_file(at("exports/folder")).unwrap();
    symlink("exports", at("named")).unwrap();
    assert_eq!(check(at("named"), &[]).code, 1, "a folder that is named may be a link itself");
    // Nobody would read what is not named like an export, nor a link that leads nowhere.
    symlink("../elsewhere/none", at("exports/notes.txt")).unwrap();
    symlink("/etc/hostname", at("exports/host.txt")).unwrap();
    assert_eq!(check(at("exports"), &[]).code, 1);
    symlink("nowhere.json", at("exports/dead.json")).unwrap();
    assert_eq!(check(at("exports"), &[]).code, 2);
}

#[test]
fn long_keys_and_values_are_cut_where_people_read() {
    let long = "k".repeat(1 << 20);
    let place = folder(&[
        ("unknown.json", json!({&long: 1}).to_string()),
        ("declaration.json", json!({"tenantlint": "declaration", "format_version": 1, "answers": [long]}).to_string()),
        ("config.toml", format!("{long} = 1\n")),
    ]);
    let at = |name: &str| place.path().join(name);
    for file in ["unknown.json", "declaration.json"] {
        let run = check(at(file), &[]);
        assert!(run.out.len() + run.err.len() < 60_000, "{file}: {}", run.out.len());
    }
    let config = at("config.toml").to_string_lossy().into_owned();
    let run = check("fixtures/exports/contoso-cn", &["--config", &config]);
    assert!(run.code == 2 && run.err.len() < 20_000, "{}", run.err.len());
}
