//! What the whole program costs, as ratios to the floor.
//!
//! ```text
//! cargo bench --bench process                                # all sections
//! cargo bench --bench process -- listing start               # some of them
//! cargo bench --bench process -- listing --size 1000 --rounds 3
//! cargo bench --bench process -- instructions                # what small runs execute; needs valgrind
//! cargo bench --bench process -- clean                       # removes the inputs
//! ```
//!
//! | section | what it shows |
//! |---|---|
//! | `listing` | a listing in three layouts, one site in a hundred with a finding, and three forms of the report |
//! | `findings` | the same with no finding, and with one at every second site |
//! | `utf16` | the same in UTF-16, as Windows PowerShell writes it |
//! | `rules` | all rules against fourteen |
//! | `growth` | a tenth, the whole and the tenfold of the size: time a byte, memory beyond the file |
//! | `start` | a small export, process start to exit |
//! | `many` | a folder of ten thousand small exports |
//! | `fleet` | ten to ten thousand tenants of thirty-six small exports: time to reading them, and memory |
//! | `hostile` | inputs made to hurt, half and full: whether time and memory grow with the size and no faster |
//!
//! Everything that is timed is a process of its own, from start to exit, and its report goes to nowhere. The floor is
//! `serde_json`'s `IgnoredAny`, which checks the grammar and keeps nothing: once as a process that reads the file into
//! memory first, and once that check alone, over text that is in memory already, which no process can be as fast as.
//!
//! Processes run in turn, and ratios are those of the fastest rounds. Only ratios within one run mean anything; on a
//! shared machine single figures move by half. Beside what has a budget stands whether it is kept.

#![expect(clippy::print_stdout, reason = "it is a program that prints tables")]
#![expect(clippy::cast_possible_truncation, reason = "sizes and rounds are small")]

mod files;
#[path = "../inputs/fleet.rs"]
mod fleet;
mod fleets;
mod floors;
#[path = "../inputs/hostile.rs"]
mod hostile;
mod instructions;
#[path = "../inputs/listing.rs"]
mod listing;
mod measure;
mod sections;
#[path = "../inputs/small.rs"]
mod small;
mod table;

use std::ffi::OsString;
use std::io;
use std::path::Path;

use sections::{Scale, Section};

fn main() -> io::Result<()> {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    match args.as_slice() {
        [first, rest @ ..] if first == measure::LAUNCH => measure::launch(rest),
        [first, name, input @ ..] if first == measure::FLOOR => {
            floors::run(&name.to_string_lossy(), input.first().map(Path::new))
        }
        args => bench(&args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect::<Vec<_>>()),
    }
}

fn bench(args: &[String]) -> io::Result<()> {
    let (mut scale, mut wanted) = (Scale { megabytes: 100, rounds: 5 }, Vec::new());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|number| number.parse().ok()).filter(|&number: &u64| number > 0);
        match arg.as_str() {
            // What cargo says to every bench.
            "--bench" => {}
            "--size" => scale.megabytes = number().ok_or_else(|| usage("--size takes a number of megabytes"))?,
            "--rounds" => scale.rounds = number().ok_or_else(|| usage("--rounds takes a number"))? as usize,
            "clean" => return files::clean(),
            "instructions" => wanted.push(("instructions", instructions::section as Section)),
            name => match sections::SECTIONS.iter().find(|(section, _)| *section == name) {
                Some(section) => wanted.push(*section),
                None => return Err(usage(&format!("there is no section {name}"))),
            },
        }
    }
    if wanted.is_empty() {
        wanted.extend(sections::SECTIONS);
    }
    let files = files::Files::open()?;
    for (name, section) in wanted {
        println!("\n{name}");
        section(&files, scale)?;
    }
    Ok(())
}

fn usage(what: &str) -> io::Error {
    let sections = sections::SECTIONS.map(|(name, _)| name).join(" ");
    io::Error::new(
        io::ErrorKind::InvalidInput,
        format!("{what}; say [{sections} instructions | clean] [--size MEGABYTES] [--rounds NUMBER]"),
    )
}
