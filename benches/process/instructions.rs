//! How many instructions small runs execute, as `valgrind` counts them: figures that hold on the busiest machine.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::files::Files;
use crate::listing::{self, Layout};
use crate::measure::Job;
use crate::sections::{Scale, small_listing};
use crate::table::Table;

pub(crate) fn section(files: &Files, _scale: Scale) -> io::Result<()> {
    let there = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        println!("  valgrind is not installed, so nothing was counted.");
        return Ok(());
    }
    let small = small_listing(files)?;
    let medium = files.file("medium.json", |out| listing::write(Layout::PowerShell5, 1, 2_000_000, out))?;
    let nothing = count(&Job::nothing())?;
    let mut table = Table::new(&["", "million instructions", "a byte"]);
    let mut row = |job: &Job, input: Option<&Path>, less: u64| -> io::Result<()> {
        let instructions = count(job)? - less;
        let bytes = input.map(|input| input.metadata().map(|input| input.len())).transpose()?;
        let each = bytes.map_or_else(String::new, |bytes| format!("{:.2}", instructions as f64 / bytes as f64));
        table.row([job.name.clone(), format!("{:.2}", instructions as f64 / 1e6), each]);
        Ok(())
    };
    row(&Job::tenantlint("--version", ["--version".into()]), None, 0)?;
    row(&Job::tenantlint("rules", ["rules".into()]), None, 0)?;
    for (name, input) in [("60 KB", &small), ("2 MB", &medium)] {
        row(&Job::floor(input).with(format!("{name}: floor"), []), Some(input), nothing)?;
        for format in ["human", "json", "sarif"] {
            let name = format!("{name}: check, {format}");
            row(&Job::check(format, input).with(name, []).on_one_thread(), Some(input), 0)?;
        }
    }
    table.print();
    println!("  One thread. The floor is without the start of its process.");
    Ok(())
}

/// Instructions of a run, as `callgrind` reports them on standard error.
fn count(job: &Job) -> io::Result<u64> {
    let output = job.command(&["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]).output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected : ").map(|(_, number)| number.trim()));
    let count = collected.and_then(|number| number.split_whitespace().next()?.parse().ok());
    count.ok_or_else(|| io::Error::other(format!("valgrind counted nothing of {}: {text}", job.name)))
}
