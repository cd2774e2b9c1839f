//! What a run writes: whole or not at all, where it was meant, and never over what it reads.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::{TODAY, check, folder, process, tenantlint};

const FAILS: &str = "fixtures/rules/sharepoint/external-sharing/fail.json";
const PASSES: &str = "fixtures/rules/sharepoint/external-sharing/pass.json";
const SHARING: &str = "sharepoint/external-sharing";

fn at(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_string_lossy().into_owned()
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_same_command_works_twice_with_its_outputs_in_the_checked_folder() {
    let place = folder(&[("spo.json", fs::read(FAILS).unwrap())]);
    let base = ["--rule", SHARING];
    let reference = check(place.path(), &base);
    let formats = ["json", "jsonl", "sarif", "gitlab"];
    for _ in 0..2 {
        for format in formats {
            let output = format!("{format}={}", at(&place, &format!("{format}.json")));
            let run = check(place.path(), &[&base[..], &["--output", &output]].concat());
            assert_eq!(run.code, 1, "{format}: {}", run.err);
        }
        let baseline = at(&place, "baseline.json");
        let run = check(place.path(), &[&base[..], &["--write-baseline", &baseline, "--force"]].concat());
        assert_eq!(run.code, 0, "{}", run.err);
    }
    // As files of other runs they are known for what they are.
    let run = check(place.path(), &base);
    assert_eq!((run.code, &run.out), (reference.code, &reference.out));
    let inspected =
        tenantlint(["inspect".into(), place.path().as_os_str().to_owned(), "--format".into(), "json".into()]);
    let inspected: Value = serde_json::from_str(&inspected.out).unwrap();
    for file in inspected.as_array().unwrap() {
        let name = file["file"].as_str().unwrap();
        let own = name.ends_with("/spo.json");
        assert!(own || file["format"] == "tenantlint", "{file:#}");
    }
}

#[cfg(unix)]
#[test]
fn a_report_that_the_shell_is_just_writing_is_no_input() {
    let place = folder(&[("spo.json", fs::read(FAILS).unwrap())]);
    for format in ["json", "sarif", "gitlab"] {
        let path = at(&place, "report.json");
        for _ in 0..2 {
            let mut command = process(&["check", &place.path().to_string_lossy(), "--now", TODAY, "--format", format]);
            let status = command.stdout(fs::File::create(&path).unwrap()).status().unwrap();
            assert_eq!(status.code(), Some(1), "{format}");
            let report: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            assert!(!report.to_string().contains("report.json\""), "{report:#}");
        }
        fs::remove_file(path).unwrap();
    }
    // It was an export before the shell emptied it, or is one that the report goes behind.
    let export = at(&place, "spo.json");
    let mut command = process(&["check", &place.path().to_string_lossy(), "--now", TODAY]);
    let to = fs::OpenOptions::new().append(true).open(&export).unwrap();
    let run = command.stdout(to).output().unwrap();
    assert_eq!(run.status.code(), Some(2), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(fs::read(&export).unwrap(), fs::read(FAILS).unwrap());
}

#[test]
fn no_output_overwrites_what_is_read_or_another_output() {
    let waiver = "[waiver-policy]\nmax-days = 90\n";
    let place = folder(&[
        ("exports/spo.json", fs::read(FAILS).unwrap()),
        ("tenantlint.toml", b"fail-on = \"error\"\n".to_vec()),
        ("waivers.toml", waiver.into()),
        ("from.toml", waiver.into()),
        ("rules/acme/x.json", fs::read("tests/integration/golden/slips/rules/acme/x.json").unwrap()),
    ]);
    let spellings = |name: &str| {
        let mut paths = vec![at(&place, name), at(&place, &format!("./exports/../{name}"))];
        #[cfg(unix)]
        {
            let link = at(&place, &format!("link-{}", name.replace('/', "-")));
            std::os::unix::fs::symlink(at(&place, name), &link).unwrap();
            let hard = at(&place, &format!("hard-{}", name.replace('/', "-")));
            fs::hard_link(at(&place, name), &hard).unwrap();
            paths.extend([link, hard]);
        }
        paths
    };
    let config = at(&place, "tenantlint.toml");
    let (waivers, from, exports) = (at(&place, "waivers.toml"), at(&place, "from.toml"), at(&place, "exports"));
    for name in ["exports/spo.json", "tenantlint.toml", "waivers.toml", "from.toml"] {
        for path in spellings(name) {
            let before = fs::read(&path).unwrap();
            for output in
                [["--output".to_owned(), format!("json={path}")], ["--write-baseline".to_owned(), path.clone()]]
            {
                let more =
                    ["--config", &config, "--waivers", &waivers, "--waivers-from", &from, &output[0], &output[1]];
                let run = check(&exports, &more);
                assert_eq!(run.code, 2, "{output:?}: {} {}", run.out, run.err);
                assert!(
                    run.err.contains("read by this run") || run.err.contains("is an input of this run"),
                    "{}",
                    run.err
                );
                assert_eq!(fs::read(&path).unwrap(), before, "{output:?}");
            }
        }
    }
    let rule = at(&place, "rules/acme/x.json");
    let run = check(&exports, &["--rules", &at(&place, "rules"), "--output", &format!("json={rule}")]);
    assert!(run.code == 2 && run.err.contains("read by this run"), "{}", run.err);

    // Two outputs, neither of them there yet, or one there.
    let [one, other] = [at(&place, "new.json"), at(&place, "exports/../new.json")];
    for _ in 0..2 {
        for second in [["--output", &format!("sarif={other}")], ["--write-baseline", &other]] {
            let run = check(&exports, &[&["--output", &format!("json={one}")][..], &second].concat());
            assert!(run.code == 2 && run.err.contains("two outputs"), "{}", run.err);
        }
        if !Path::new(&one).exists() {
            fs::write(&one, "").unwrap();
        }
    }
    assert_eq!(fs::read(&one).unwrap(), b"");
}

#[test]
fn a_baseline_is_written_anew_only_where_that_is_meant() {
    let place = folder::<&str>(&[]);
    let path = at(&place, "baseline.json");
    let record =
        |export: &str, more: &[&str]| check(export, &[&["--rule", SHARING, "--write-baseline", &path], more].concat());
    assert_eq!(record(PASSES, &[]).code, 0);
    let empty = fs::read(&path).unwrap();
    let refused = record(FAILS, &[]);
    assert_eq!(refused.code, 2);
    let says = "is there already and records 0. Written anew it takes in 1 more (sharepoint/external-sharing) and drops 0; --force";
    assert!(refused.err.contains(says), "{}", refused.err);
    assert!(!refused.out.contains("recorded in"), "{}", refused.out);
    assert_eq!(fs::read(&path).unwrap(), empty);
    let zh = record(FAILS, &["--lang", "zh-CN"]);
    assert!(
        zh.err.contains("已存在，记录了 0 个问题。重新写入会新增 1 个（sharepoint/external-sharing）"),
        "{}",
        zh.err
    );
    let forced = record(FAILS, &["--force"]);
    assert_eq!(forced.code, 0, "{}", forced.err);
    assert!(
        forced.err.contains("1 taken in that were not in it (sharepoint/external-sharing), 0 dropped"),
        "{}",
        forced.err
    );
    assert_eq!(check(FAILS, &["--rule", SHARING, "--baseline", &path]).code, 0);
    assert!(record(PASSES, &["--force"]).err.contains("0 taken in that were not in it, 1 dropped"));
    assert_eq!(check(FAILS, &["--force"]).code, 2, "without a baseline there is nothing to force");
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_file_whole_and_nothing_behind() {
    use std::os::unix::process::CommandExt as _;

    let place = folder(&[("report.json", "old"), ("baseline.json", "old"), ("out/.keep", "")]);
    // No file may have a byte: what is written fails as on a full disk, or ends the process.
    let limited = |args: &str| {
        let program = env!("CARGO_BIN_EXE_tenantlint");
        let line = format!("ulimit -f 0; exec '{program}' check {FAILS} --now {TODAY} {args} >/dev/null 2>&1");
        let mut command = std::process::Command::new("sh");
        command.arg0("sh").args(["-c", &line]).status().unwrap()
    };
    for args in [
        format!("--output json={}", at(&place, "report.json")),
        format!("--output json={}", at(&place, "out/new.json")),
        format!("--write-baseline {} --force", at(&place, "baseline.json")),
    ] {
        assert!(!limited(&args).success(), "{args}");
    }
    assert_eq!(fs::read(place.path().join("report.json")).unwrap(), b"old");
    assert_eq!(fs::read(place.path().join("baseline.json")).unwrap(), b"old");
    assert_eq!(names_in(&place.path().join("out")), [".keep"]);
    assert_eq!(names_in(place.path()), ["baseline.json", "out", "report.json"]);
}

#[cfg(unix)]
#[test]
fn modes_links_pipes_and_devices_stay() {
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};

    let place = folder(&[("mode.json", "old"), ("target.json", "old")]);
    let path = |name: &str| place.path().join(name);
    fs::set_permissions(path("mode.json"), fs::Permissions::from_mode(0o604)).unwrap();
    symlink("target.json", path("link.json")).unwrap();
    let output = |to: &str| check(FAILS, &["--rule", SHARING, "--output", &format!("json={to}")]);
    for name in ["mode.json", "link.json"] {
        assert_eq!(output(&at(&place, name)).code, 1);
        let report: Value = serde_json::from_str(&fs::read_to_string(path(name)).unwrap()).unwrap();
        assert_eq!(report["summary"]["exit_code"], 1);
    }
    assert_eq!(fs::metadata(path("mode.json")).unwrap().permissions().mode() & 0o777, 0o604);
    assert!(path("link.json").is_symlink());
    assert_eq!(output("/dev/null").code, 1);
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    #[cfg(target_os = "linux")]
    {
        let full = output("/dev/full");
        assert!(full.code == 2 && full.err.contains("the disk is full"), "{}", full.err);
    }
    // A pipe with a reader gets the report, and stays.
    let pipe = path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || fs::read_to_string(pipe).unwrap())
    };
    assert_eq!(output(&pipe.to_string_lossy()).code, 1);
    assert!(serde_json::from_str::<Value>(&reader.join().unwrap()).is_ok());
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
}

#[cfg(unix)]
#[test]
fn what_the_shell_has_opened_is_written_to() {
    let place = folder::<&str>(&[]);
    let program = env!("CARGO_BIN_EXE_tenantlint");
    let file = at(&place, "three.json");
    let line = format!("'{program}' check {FAILS} --now {TODAY} -o json=/dev/fd/3 3>'{file}' >/dev/null 2>&1; echo $?");
    let out = std::process::Command::new("sh").args(["-c", &line]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&out.stdout).trim(), "1");
    assert!(serde_json::from_str::<Value>(&fs::read_to_string(&file).unwrap()).is_ok());
}

#[test]
fn sixteen_waivers_at_once_are_sixteen() {
    let place = folder(&[("tenantlint.toml", "# ours\nfail-on = \"error\"\n")]);
    let file = at(&place, "tenantlint.toml");
    let runs: Vec<_> = (0..16)
        .map(|at| {
            let resource = format!("https://contosocn.sharepoint.cn/sites/s{at}");
            let args = ["waive", "sharepoint/site-external-sharing", "--resource", &resource, "--reason", "agreed"];
            process(&[&args[..], &["--owner", "sec", "--now", TODAY, "--file", &file]].concat()).spawn().unwrap()
        })
        .collect();
    for run in runs {
        let output = run.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("# ours\nfail-on = \"error\"\n"), "{text}");
    assert_eq!(text.matches("[[waiver]]").count(), 16, "{text}");
    for at in 0..16 {
        assert!(text.contains(&format!("/s{at}\"")), "{at}: {text}");
    }
    assert_eq!(names_in(place.path()), ["tenantlint.toml"]);
}

#[test]
fn neither_home_nor_a_temporary_folder_is_needed() {
    let place = folder::<&str>(&[]);
    let json = format!("json={}", at(&place, "report.json"));
    let args = ["check", FAILS, "--now", TODAY, "--output", &json];
    let mut command = process(&args);
    let run = command.env("HOME", "/nowhere").env("TMPDIR", "/nowhere").output().unwrap();
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(names_in(place.path()), ["report.json"]);
}

#[test]
fn a_cut_table_can_be_told_from_a_whole_one() {
    let run = check(FAILS, &["--format", "csv"]);
    let mut rows = csv::ReaderBuilder::new().from_reader(run.out.trim_start_matches('\u{FEFF}').as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let (last, others) = rows.split_last().unwrap();
    assert_eq!(&last[0], "end");
    assert!(last.iter().any(|cell| cell == format!("{} rows above; exit code 1", others.len())), "{last:?}");
    assert!(others.iter().all(|row| &row[0] != "end"));
}

#[test]
fn more_results_than_github_takes_are_said() {
    let sites: Vec<Value> = (0..25_100)
        .map(|at| {
            serde_json::json!({"Url": format!("https://contosocn.sharepoint.cn/sites/s{at}"), "SharingCapability": 2,
                "Template": "STS#3", "Title": "t", "Status": "Active", "LockState": "Unlock", "StorageQuota": 1,
                "LocaleId": 2052, "CompatibilityLevel": 15})
        })
        .collect();
    let place = folder(&[("sites.json", Value::from(sites).to_string())]);
    let rule = ["--rule", "sharepoint/site-external-sharing"];
    let sarif = check(place.path(), &[&rule[..], &["--format", "sarif"]].concat());
    assert!(sarif.err.contains("takes at most 25000 a file"), "{}", sarif.err);
    let json = check(place.path(), &[&rule[..], &["--format", "json"]].concat());
    assert!(!json.err.contains("GitHub"), "{}", json.err);
}

#[test]
fn a_declaration_is_written_over_no_export() {
    let place = folder(&[("spo.json", fs::read(FAILS).unwrap())]);
    let (exports, export) = (place.path().to_string_lossy().into_owned(), at(&place, "spo.json"));
    let run = tenantlint(["declaration", &exports, "--output", &export, "--force", "--now", TODAY]);
    assert!(run.code == 2 && run.err.contains("is an input and no declaration"), "{}", run.err);
    assert_eq!(fs::read(&export).unwrap(), fs::read(FAILS).unwrap());
    let form = at(&place, "declaration.json");
    for more in [&[][..], &["--force"]] {
        let args = ["declaration", &exports, "--output", &form, "--now", TODAY].into_iter().chain(more.iter().copied());
        let run = tenantlint(args);
        assert_eq!(run.code, 0, "{}", run.err);
    }
}

#[test]
fn reports_in_the_checked_folder_are_no_exports_of_another_sort() {
    let place = folder(&[("spo.json", fs::read("fixtures/rules/sharepoint/external-sharing/fail.json").unwrap())]);
    for format in ["csv", "junit", "markdown", "human"] {
        let report = check(place.path(), &["--format", format]).out;
        fs::write(place.path().join(format!("report.{format}")), &report).unwrap();
        fs::write(place.path().join(if format == "junit" { "report.xml" } else { "report.csv" }), report).unwrap();
    }
    fs::write(place.path().join("sites.csv"), "\"Url\",\"Template\"\r\n\"https://a.cn\",\"STS#3\"\r\n").unwrap();
    let run = check(place.path(), &[]);
    assert_eq!(run.code, 1);
    let told = format!("{}{}", run.out, run.err);
    assert!(told.contains("sites.csv: a CSV file"), "{told}");
    assert!(!told.contains("report.csv: a CSV file") && !told.contains("report.xml: an XML file"), "{told}");
}

/// Scripts, of `fix` and of `collect`: over nothing that is read, nothing that anybody changed, and all or none.
#[test]
fn scripts_are_written_over_nothing_but_scripts() {
    let declaration = r#"{"tenantlint": "declaration", "format_version": 1, "answers": {}}"#;
    let own = tenantlint(["collect", "--no-config"]).out;
    let place = folder(&[
        ("exports/spo.json", fs::read(FAILS).unwrap()),
        ("exports/declaration.json", declaration.into()),
        ("report.json", check(FAILS, &["--format", "json"]).out.into()),
        ("tenantlint.toml", b"fail-on = \"error\"\n".to_vec()),
        ("waivers.toml", b"# none yet\n".to_vec()),
        ("baseline.json", Vec::new()),
        ("notes.txt", b"by hand".to_vec()),
        ("export-elsewhere.json", b"[]".to_vec()),
    ]);
    fs::remove_file(place.path().join("baseline.json")).unwrap();
    check(FAILS, &["--rule", SHARING, "--write-baseline", &at(&place, "baseline.json")]);
    let every = |root: &Path| -> Vec<(std::path::PathBuf, Vec<u8>)> {
        let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
        files.filter(|path| path.is_file()).map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    };
    let before = every(place.path());
    let (exports, report) = (at(&place, "exports"), at(&place, "report.json"));
    let (config, waivers, baseline) =
        (at(&place, "tenantlint.toml"), at(&place, "waivers.toml"), at(&place, "baseline.json"));
    let gate = ["--config", &config, "--waivers", &waivers, "--baseline", &baseline];
    for (name, from) in [
        ("exports/spo.json", &exports),
        ("exports/../exports/declaration.json", &exports),
        ("report.json", &report),
        ("tenantlint.toml", &exports),
        ("waivers.toml", &exports),
        ("baseline.json", &exports),
        ("notes.txt", &exports),
        ("export-elsewhere.json", &exports),
    ] {
        let to = at(&place, name);
        let fix = tenantlint([&["fix", from, "--output", &to, "--force", "--now", TODAY][..], &gate].concat());
        let collect =
            tenantlint(["collect", "--for", from, "--output", &to, "--force", "--now", TODAY, "--config", &config]);
        for run in [fix, collect] {
            assert_eq!(run.code, 2, "{name}: {}", run.err);
            assert!(run.err.starts_with("error: "), "{name}: {}", run.err);
        }
        assert_eq!(every(place.path()), before, "{name}");
    }

    // What stands beside is looked at before anything is written; a script of ours is replaced where that is asked for.
    let script = at(&place, "fix.ps1");
    let fix = |more: &[&str]| {
        tenantlint([&["fix", "--no-config", FAILS, "--output", &script, "--now", TODAY], more].concat())
    };
    fs::write(place.path().join("undo.ps1"), "# by hand").unwrap();
    for (more, says) in
        [(&[][..], "undo.ps1 is there already; --force replaces it"), (&["--force"], "no script of this program")]
    {
        let run = fix(more);
        assert!(run.code == 2 && run.err.contains(says), "{}", run.err);
        assert!(!Path::new(&script).exists());
    }
    assert_eq!(fs::read(place.path().join("undo.ps1")).unwrap(), b"# by hand");
    fs::write(place.path().join("undo.ps1"), own).unwrap();
    assert_eq!(fix(&[]).code, 2);
    assert!(!Path::new(&script).exists());
    assert_eq!(fix(&["--force"]).code, 0);
    assert!(fs::read_to_string(place.path().join("undo.ps1")).unwrap().contains("ExternalUserAndGuestSharing"));
    assert_eq!(fix(&[]).code, 2, "both are there");
}
