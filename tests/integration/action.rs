//! The action and the examples for pipelines: they run nothing of the checkout that they check.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

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

#[test]
fn the_action_runs_nothing_of_the_checkout() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let at = |name: &str| root.join(name).to_string_lossy().into_owned();
    fs::create_dir_all(at("checkout/sub")).unwrap();
    fs::create_dir_all(at("action")).unwrap();
    fs::write(at("checkout/rust-toolchain.toml"), "[toolchain]\npath = 'mine'\n").unwrap();
    // In the place of cargo, what says where it was run and what for, and installs a program that does the same.
    executable(
        &root.join("bin/cargo"),
        &format!(
            "pwd >> {log}; printf '%s\\n' \"$@\" >> {log}; mkdir -p {temp}/tenantlint/bin
             printf '#!/bin/sh\\npwd > {ran}; printf \"%%s\\\\n\" \"$@\" >> {ran}\\n' > {temp}/tenantlint/bin/tenantlint
             chmod +x {temp}/tenantlint/bin/tenantlint",
            log = at("built"),
            ran = at("ran"),
            temp = at("temp"),
        ),
    );
    let known = |text: &str| {
        text.replace("${{ github.action_path }}", &at("action"))
            .replace("${{ runner.temp }}", &at("temp"))
            .replace("${{ inputs.working-directory }}", "sub")
            .replace("${{ inputs.args }}", "check $(touch pwned)\n`touch pwned`; --format github")
            .replace("${{ steps.install.outputs.program }}", &at("temp/tenantlint/bin/tenantlint"))
    };
    let steps = steps();
    assert_eq!(steps.len(), 2, "{steps:?}");
    for step in &steps {
        assert!(!step.script.contains("${{"), "nothing is put into a script: {}", step.script);
        let within = step.folder.as_deref().map_or(PathBuf::new(), |folder| known(folder).into());
        let env: Vec<_> = step.env.iter().map(|(name, value)| (name, known(value))).collect();
        assert!(env.iter().all(|(_, value)| !value.contains("${{")), "{env:?}");
        let done = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &step.script])
            .current_dir(root.join("checkout").join(within))
            .env("PATH", format!("{}:/usr/bin:/bin", at("bin")))
            .env("GITHUB_OUTPUT", at("output"))
            .env("GITHUB_PATH", at("path"))
            .envs(env)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let lines = |name: &str| fs::read_to_string(at(name)).unwrap();
    assert_eq!(lines("built").lines().next(), Some(&*at("action")), "cargo is run in the action's own folder");
    let ran = format!("{}\ncheck\n$(touch\npwned)\n`touch\npwned`;\n--format\ngithub\n", at("checkout/sub"));
    assert_eq!(lines("ran"), ran);
    assert!(!Path::new(&at("path")).exists(), "no folder is put before those of later steps");
    assert!(!root.join("checkout/sub/pwned").exists());
}

#[test]
fn the_examples_build_outside_the_checkout_and_name_actions_by_commit() {
    let text = fs::read_to_string("docs/ci.md").unwrap();
    let examples: Vec<_> = text.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let (mut uses, mut builds) = (0, 0);
    for example in examples {
        for line in example.lines() {
            if let Some((_, action)) = line.split_once("uses: ") {
                let (_, version) = action.split_once('@').unwrap();
                let (commit, tag) = version.split_once(" # v").unwrap_or_else(|| panic!("no version: {line}"));
                let is_commit = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
                assert!(is_commit || commit == "<commit>", "{line}");
                assert!(tag.starts_with(|c: char| c.is_ascii_digit()), "{line}");
                uses += 1;
            }
            if line.contains("cargo install") {
                let elsewhere = example.contains("workingDirectory: $(Agent.TempDirectory)");
                assert!(elsewhere || line.contains("(cd / && cargo install"), "{line}");
                assert!(line.contains("--rev <commit>") && line.contains("--root "), "{line}");
                builds += 1;
            }
            assert!(!line.contains("${{"), "nothing is put into a script: {line}");
        }
    }
    assert!(uses >= 4 && builds >= 2, "{uses} {builds}");
}
