//! The action and the examples for pipelines: they take a released file, and run nothing of the checkout that they check.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A step of the action, as far as it is played here.
#[derive(Debug, Default)]
struct Step {
    folder: Option<String>,
    env: BTreeMap<String, String>,
    script: String,
}

/// The steps of `action.yml`: its form is ours, so a few lines read it.
fn steps() -> Vec<Step> {
    let text = fs::read_to_string("action.yml").unwrap();
    let (_, steps) = text.split_once("  steps:\n").unwrap();
    let (mut all, mut within) = (Vec::<Step>::new(), "");
    for line in steps.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#')) {
        let indent = line.len() - line.trim_start().len();
        if line.trim_start().starts_with("- name:") {
            all.push(Step::default());
            continue;
        }
        let step = all.last_mut().unwrap();
        let (key, value) = line.trim().split_once(": ").unwrap_or((line.trim(), ""));
        match (indent, key, within) {
            (6, "working-directory", _) => step.folder = Some(value.to_owned()),
            (6, "env:", _) => within = "env",
            (6, "run", _) => within = "run",
            (6, ..) => within = "",
            (_, _, "env") => _ = step.env.insert(key.to_owned(), value.to_owned()),
            (_, _, "run") => step.script.extend([line.trim_start(), "\n"]),
            _ => {}
        }
    }
    all
}

fn executable(path: &Path, script: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A release of this version: for each system an archive with a program that writes down where it ran and what for.
fn release(folder: &Path, ran: &Path) {
    let version = env!("CARGO_PKG_VERSION");
    let script = format!("pwd > {ran}; printf '%s\\n' \"$@\" >> {ran}", ran = ran.display());
    fs::create_dir_all(folder).unwrap();
    for target in
        ["x86_64-unknown-linux-musl", "aarch64-unknown-linux-musl", "x86_64-apple-darwin", "aarch64-apple-darwin"]
    {
        let name = format!("tenantlint-{version}-{target}");
        executable(&folder.join(&name).join("tenantlint"), &script);
        let done = Command::new("tar").args(["-czf", &format!("{name}.tar.gz"), &name]).current_dir(folder).status();
        assert!(done.unwrap().success());
        fs::remove_dir_all(folder.join(&name)).unwrap();
    }
    let sums = "if command -v sha256sum >/dev/null; then sha256sum *.gz; else shasum -a 256 *.gz; fi > SHA256SUMS";
    assert!(Command::new("sh").args(["-c", sums]).current_dir(folder).status().unwrap().success());
}

/// The hash that a release names for the program of Linux.
fn hash(release: &Path) -> String {
    let sums = fs::read_to_string(release.join("SHA256SUMS")).unwrap();
    let line = sums.lines().find(|line| line.contains("x86_64-unknown-linux-musl")).unwrap();
    line.split(' ').next().unwrap().to_owned()
}

/// In the place of programs that must not be run, or not really: what compiles fails, and what fetches copies.
fn programs(folder: &Path) -> String {
    for name in ["cargo", "rustc", "rustup"] {
        executable(&folder.join(name), "echo \"$0 was run\" >&2; exit 97");
    }
    executable(
        &folder.join("curl"),
        "while [ $# -gt 0 ]; do case $1 in -o | --output) shift; out=$1 ;; file://*) from=${1#file://} ;; esac; shift; done
         cp \"$from\" \"$out\"",
    );
    format!("{}:/usr/bin:/bin", folder.display())
}

/// Runs the steps of the action over `root`, with the release at `from`; how the last step ended that was run.
fn act(root: &Path, from: &str, sha256: &str) -> Output {
    let at = |name: &str| root.join(name).to_string_lossy().into_owned();
    fs::create_dir_all(at("checkout/sub")).unwrap();
    fs::write(at("checkout/rust-toolchain.toml"), "[toolchain]\npath = 'mine'\n").unwrap();
    executable(&root.join("checkout/sub/scripts/install"), "exit 98");
    let path = programs(&root.join("bin"));
    let known = |text: &str| {
        text.replace("${{ github.action_path }}", env!("CARGO_MANIFEST_DIR"))
            .replace("${{ github.server_url }}", "file://")
            .replace("${{ github.action_repository }}", at("owner").trim_start_matches('/'))
            .replace("${{ runner.temp }}", &at("temp"))
            .replace("${{ inputs.working-directory }}", "sub")
            .replace("${{ inputs.args }}", "check $(touch pwned)\n`touch pwned`; --format github")
            .replace("${{ inputs.release }}", from)
            .replace("${{ inputs.sha256 }}", sha256)
            .replace("${{ steps.install.outputs.program }}", &at("temp/tenantlint/tenantlint"))
    };
    let steps = steps();
    assert_eq!(steps.len(), 2, "{steps:?}");
    let mut last = None;
    for step in &steps {
        assert!(!step.script.contains("${{"), "nothing is put into a script: {}", step.script);
        let within = step.folder.as_deref().map_or(PathBuf::new(), |folder| known(folder).into());
        let env: Vec<_> = step.env.iter().map(|(name, value)| (name, known(value))).collect();
        assert!(env.iter().all(|(_, value)| !value.contains("${{")), "{env:?}");
        let done = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &step.script])
            .current_dir(root.join("checkout").join(within))
            .env("PATH", &path)
            .env("GITHUB_OUTPUT", at("output"))
            .env("GITHUB_PATH", at("path"))
            .envs(env)
            .output()
            .unwrap();
        let failed = !done.status.success();
        last = Some(done);
        if failed {
            break;
        }
    }
    last.unwrap()
}

#[test]
fn the_action_takes_a_released_file_and_runs_nothing_of_the_checkout() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let at = |name: &str| root.join(name).to_string_lossy().into_owned();
    // The place that is meant where none is named, and another.
    let own = format!("owner/releases/download/v{}", env!("CARGO_PKG_VERSION"));
    for (from, place) in
        [(String::new(), own.as_str()), (at("mirror"), "mirror"), (format!("file://{}/", at("web")), "web")]
    {
        release(&root.join(place), &root.join("ran"));
        let done = act(&root, &from, "");
        assert!(done.status.success(), "{from}: {}", String::from_utf8_lossy(&done.stderr));
        let lines = |name: &str| fs::read_to_string(at(name)).unwrap();
        let ran = format!("{}\ncheck\n$(touch\npwned)\n`touch\npwned`;\n--format\ngithub\n", at("checkout/sub"));
        assert_eq!(lines("ran"), ran);
        assert!(lines("output").contains(&format!("program={}\n", at("temp/tenantlint/tenantlint"))));
        assert!(!Path::new(&at("path")).exists(), "no folder is put before those of later steps");
        assert!(!root.join("checkout/sub/pwned").exists());
        fs::remove_file(at("ran")).unwrap();
        fs::remove_dir_all(at("temp/tenantlint")).unwrap();
    }
}

#[test]
fn a_file_with_another_hash_is_not_run() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let mirror = root.join("mirror");
    release(&mirror, &root.join("ran"));
    let from = mirror.to_string_lossy().into_owned();
    let refused = |sha256: &str, says: &str| {
        let done = act(&root, &from, sha256);
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && told.contains(says), "{told}");
        assert!(!root.join("ran").exists() && !root.join("temp/tenantlint").exists());
    };
    refused(&"0".repeat(64), "has the SHA-256");
    let sums = fs::read_to_string(mirror.join("SHA256SUMS")).unwrap();
    fs::write(mirror.join("SHA256SUMS"), sums.replace("tenantlint-", "other-")).unwrap();
    refused("", "not one that its SHA256SUMS names");
    fs::remove_file(mirror.join("SHA256SUMS")).unwrap();
    refused("", "SHA256SUMS");
}

/// The scripts of an example, with what its reader fills in, and the variables that it sets.
fn played(example: &str, filled: &[(&str, &str)]) -> (Vec<String>, Vec<(String, String)>) {
    let text = filled.iter().fold(example.to_owned(), |text, (word, value)| text.replace(word, value));
    let (mut scripts, mut variables, mut within) = (Vec::new(), Vec::new(), "");
    for line in text.lines() {
        let (indent, line) = (line.len() - line.trim_start().len(), line.trim());
        match line {
            "variables:" => within = "variables",
            "script:" => {
                within = "script";
                scripts.push("set -e\n".to_owned());
            }
            "- bash: |" => {
                within = "bash";
                scripts.push(String::new());
            }
            _ if within == "variables" && line.contains(": ") => {
                let (name, value) = line.split_once(": ").unwrap();
                variables.push((name.to_uppercase(), value.to_owned()));
            }
            _ if within == "script" && line.starts_with("- ") => scripts.last_mut().unwrap().extend([&line[2..], "\n"]),
            _ if within == "bash" && indent >= 6 => scripts.last_mut().unwrap().extend([line, "\n"]),
            _ => within = "",
        }
    }
    (scripts, variables)
}

#[test]
fn the_examples_of_other_pipelines_take_a_released_file() {
    let pages = ["docs/ci.md", "docs/ci.zh-CN.md"].map(|page| fs::read_to_string(page).unwrap());
    let section = |page: &str, title: &str| {
        let rest = page.split(&format!("## {title}\n")).nth(1).unwrap();
        rest.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap().to_owned()
    };
    for (page, title) in pages.iter().flat_map(|page| ["GitLab CI", "Azure Pipelines"].map(|title| (page, title))) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let at = |name: &str| root.join(name).to_string_lossy().into_owned();
        let mirror = root.join("mirror");
        release(&mirror, &root.join("ran"));
        let path = programs(&root.join("bin"));
        for name in ["temp", "checkout"] {
            fs::create_dir(at(name)).unwrap();
        }
        let play = |sha256: &str| {
            let url = format!("file://{}", mirror.display());
            let temp = format!("{}/", at("temp"));
            let filled = [
                ("/tmp/", temp.as_str()),
                ("/opt", temp.trim_end_matches('/')),
                ("<where the files of the release are>", &url),
                ("<发布文件的地址>", &url),
                ("<sha256>", sha256),
            ];
            let (scripts, variables) = played(&section(page, title), &filled);
            assert_eq!(scripts.len(), if title == "GitLab CI" { 1 } else { 2 }, "{title}: {scripts:?}");
            for (number, script) in scripts.iter().enumerate() {
                // Azure's first step runs where its files may lie; all others in the checkout.
                let within = if scripts.len() > 1 && number == 0 { "temp" } else { "checkout" };
                let done = Command::new("bash")
                    .args(["--noprofile", "--norc", "-c", script])
                    .current_dir(at(within))
                    .env("PATH", &path)
                    .env("AGENT_TEMPDIRECTORY", at("temp"))
                    .env("BUILD_ARTIFACTSTAGINGDIRECTORY", at("staging"))
                    .envs(variables.clone())
                    .output()
                    .unwrap();
                if !done.status.success() {
                    return Err(String::from_utf8_lossy(&done.stderr).into_owned());
                }
            }
            Ok(())
        };
        play(&"0".repeat(64)).expect_err("another hash");
        assert!(!root.join("ran").exists(), "{title}");
        play(&hash(&mirror)).unwrap();
        let ran = fs::read_to_string(at("ran")).unwrap();
        assert!(ran.starts_with(&format!("{}\ncheck\n", at("checkout"))), "{title}: {ran}");
    }
}

#[test]
fn the_examples_name_actions_by_commit_and_this_version() {
    let text = ["docs/ci.md", "docs/ci.zh-CN.md"].map(|page| fs::read_to_string(page).unwrap()).concat();
    let examples: Vec<_> = text.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let (mut uses, mut archives) = (0, 0);
    for line in examples.iter().flat_map(|example| example.lines()) {
        if let Some((_, action)) = line.split_once("uses: ") {
            let (_, version) = action.split_once('@').unwrap();
            let (commit, tag) = version.split_once(" # v").unwrap_or_else(|| panic!("no version: {line}"));
            let is_commit = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_commit || commit == "<commit>", "{line}");
            assert!(tag.starts_with(|c: char| c.is_ascii_digit()), "{line}");
            uses += 1;
        }
        if let Some((_, archive)) = line.split_once("tenantlint-").filter(|(_, rest)| rest.contains("musl")) {
            assert_eq!(archive, concat!(env!("CARGO_PKG_VERSION"), "-x86_64-unknown-linux-musl"), "{line}");
            archives += 1;
        }
        assert!(!line.contains("${{"), "nothing is put into a script: {line}");
        assert!(!line.contains("cargo"), "nothing is compiled: {line}");
    }
    assert!(uses >= 8 && archives == 4, "{uses} {archives}");
}
