//! Nothing here opens a network connection: the program imports no function that could, and does all its work where
//! there is no network at all.

use std::path::Path;
use std::process::Command;

use crate::common::{TODAY, folder, process};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tenantlint");

#[test]
fn the_program_imports_no_function_that_connects() {
    let Ok(names) = Command::new("nm").args(["--dynamic", "--undefined-only", PROGRAM]).output() else {
        println!("skipped: there is no nm");
        return;
    };
    let names = String::from_utf8(names.stdout).unwrap();
    let names: Vec<&str> = names.lines().filter_map(|line| line.split_whitespace().last()?.split('@').next()).collect();
    assert!(names.contains(&"read") && names.contains(&"write"), "{names:?}");
    for name in
        ["socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "getaddrinfo", "gethostbyname"]
    {
        assert!(!names.contains(&name), "{name}");
    }
}

#[test]
fn all_of_it_works_without_a_network() {
    let alone = |args: &[&str]| {
        Command::new("unshare").args(["--map-root-user", "--net", PROGRAM]).args(args).env_clear().output()
    };
    if !alone(&["--version"]).is_ok_and(|run| run.status.success()) {
        println!("skipped: this user may not make a network of its own");
        return;
    }
    let place = folder::<&str>(&[]);
    let script = place.path().join("collect.ps1").to_string_lossy().into_owned();
    let organization = "fixtures/exports/contoso-cn";
    assert!(Path::new(organization).is_dir());
    for args in [
        &["check", organization, "--now", TODAY, "--format", "sarif"][..],
        &["check", organization, "--now", TODAY],
        &["coverage", organization, "--now", TODAY],
        &["inspect", organization],
        &["diff", organization, organization, "--now", TODAY],
        &["explain", "sharepoint/external-sharing"],
        &["rules"],
        &["declaration", organization, "--now", TODAY],
        &["collect", "--output", &script],
    ] {
        let (run, with) = (alone(args).unwrap(), process(args).output().unwrap());
        assert!(run.status.code().is_some_and(|code| code < 2), "{args:?}: {}", String::from_utf8_lossy(&run.stderr));
        let same = args[0] == "collect" || run.stdout == with.stdout;
        assert!(same, "{args:?}");
    }
}
