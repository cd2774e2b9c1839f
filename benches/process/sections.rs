//! The sections: what is run beside what, and the table that comes of it.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use crate::files::Files;
use crate::hostile::HOSTILE;
use crate::listing::{self, LAYOUTS, Layout};
use crate::measure::{Job, Measured, in_turn};
use crate::small;
use crate::table::Table;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// Length of the listings, in millions of bytes.
    pub(crate) megabytes: u64,
    /// Rounds that count.
    pub(crate) rounds: usize,
}

/// Makes the inputs, measures, and prints a table.
pub(crate) type Section = fn(&Files, Scale) -> io::Result<()>;

pub(crate) const SECTIONS: [(&str, Section); 9] = [
    ("listing", listings),
    ("findings", findings),
    ("utf16", utf16),
    ("rules", rules),
    ("growth", growth),
    ("start", start),
    ("many", many),
    ("fleet", crate::fleets::section),
    ("hostile", hostile),
];

/// The whole check, on one thread, to the floor.
const TO_FLOOR: f64 = 1.3;
/// Peak memory beyond the bytes of the file, in MiB, with findings at one site in a hundred.
const MEMORY: f64 = 16.0;
/// All rules to fourteen.
const TO_FOURTEEN: f64 = 1.3;
/// A small export to SARIF, in ms.
const START: f64 = 4.0;
/// Twice the input may take twice the time; the rest is noise.
const TWICE: f64 = 2.5;

pub(crate) const MIB: f64 = 1024.0 * 1024.0;

fn listings(files: &Files, scale: Scale) -> io::Result<()> {
    let mut table = Comparison::new();
    for layout in LAYOUTS {
        let file = listing_file(files, layout, 1, scale.megabytes)?;
        let jobs = ["human", "json", "sarif"].map(|format| Job::check(format, &file));
        let jobs = jobs.into_iter().flat_map(|job| [job.clone().on_one_thread(), job]).collect();
        table.compare(layout.name(), Texts::one(&file), jobs, true, scale.rounds)?;
    }
    table.print();
    Ok(())
}

fn findings(files: &Files, scale: Scale) -> io::Result<()> {
    let mut table = Comparison::new();
    for percent in [0, 1, 50] {
        let file = listing_file(files, Layout::PowerShell5, percent, scale.megabytes)?;
        let jobs = ["human", "sarif"].map(|format| Job::check(format, &file).on_one_thread());
        let heading = format!("findings at {percent} % of the sites");
        table.compare(&heading, Texts::one(&file), jobs.into(), percent <= 1, scale.rounds)?;
    }
    table.print();
    Ok(())
}

fn utf16(files: &Files, scale: Scale) -> io::Result<()> {
    let text = listing_file(files, Layout::PowerShell5, 1, scale.megabytes)?;
    let file = files.file(&format!("utf16-{}.json", scale.megabytes), |out| {
        out.write_all(b"\xFF\xFE")?;
        for line in BufReader::new(std::fs::File::open(&text)?).split(b'\n') {
            let line = String::from_utf8(line?).map_err(io::Error::other)?;
            for unit in line.encode_utf16() {
                out.write_all(&unit.to_le_bytes())?;
            }
            // The last line has no end.
            if line.ends_with('\r') {
                out.write_all(&[b'\n', 0])?;
            }
        }
        Ok(())
    })?;
    let jobs = ["human", "json", "sarif"].map(|format| Job::check(format, &file));
    let jobs = jobs.into_iter().flat_map(|job| [job.clone().on_one_thread(), job]).collect();
    let mut table = Comparison::new();
    let heading = "UTF-16, little end first, byte order mark, CRLF; the floors are over the same text in UTF-8";
    table.compare(heading, Texts { floor: &text, read: &file }, jobs, true, scale.rounds)?;
    table.print();
    Ok(())
}

fn rules(files: &Files, scale: Scale) -> io::Result<()> {
    // Those about sites, which the listing holds, and as many again that are about other kinds.
    const FOURTEEN: &str = "sharepoint/access-apps,sharepoint/developer-site,sharepoint/site-external-sharing,\
        sharepoint/external-sharing,sharepoint/onedrive-external-sharing,sharepoint/anonymous-links,\
        sharepoint/default-sharing-link,sharepoint/infopath,sharepoint/store-access,sharepoint/translation,\
        exchange/places,exchange/icloud-contact-sync,office/translation,tenant/cloud";
    let mut table = Table::new(&["", "min ms", "median ms", "to fourteen"]);
    for layout in LAYOUTS {
        let file = listing_file(files, layout, 1, scale.megabytes)?;
        let all = Job::check("human", &file).on_one_thread();
        let fourteen = all.clone().with("fourteen rules", ["--rule".into(), FOURTEEN.into()]);
        let measured = in_turn(&[fourteen, all.with("all rules", [])], scale.rounds)?;
        table.heading(layout.name().to_owned());
        let [few, every] = measured.as_slice() else { continue };
        let ratio = every.wall.least() / few.wall.least();
        table.row(["  fourteen rules".into(), ms(few.wall.least()), ms(few.wall.median()), "1.00   ".into()]);
        table.row(["  all rules".into(), ms(every.wall.least()), ms(every.wall.median()), judged(ratio, TO_FOURTEEN)]);
    }
    table.print();
    println!("  Budget: at most {TO_FOURTEEN} times.");
    Ok(())
}

fn growth(files: &Files, scale: Scale) -> io::Result<()> {
    let mut table =
        Table::new(&["MB", "min ms", "median ms", "ns a byte", "to floor", "to parse alone", "MiB beyond the file"]);
    for megabytes in [scale.megabytes / 10, scale.megabytes, scale.megabytes * 10] {
        let file = listing_file(files, Layout::PowerShell5, 1, megabytes.max(1))?;
        let jobs = [Job::floor(&file), Job::check("human", &file).on_one_thread()];
        let rounds = if megabytes > 500 { scale.rounds.min(2) } else { scale.rounds };
        let measured = in_turn(&jobs, rounds)?;
        let [floor, check] = measured.as_slice() else { continue };
        let (time, bytes) = (check.wall.least(), size(&file)?);
        table.row([
            megabytes.to_string(),
            ms(time),
            ms(check.wall.median()),
            format!("{:.3}", time * 1e9 / bytes),
            judged(time / floor.wall.least(), TO_FLOOR),
            judged(time / floor.told.least(), TO_FLOOR),
            judged((check.peak as f64 - bytes) / MIB, MEMORY),
        ]);
    }
    table.print();
    println!("  One thread. Budgets: at most {TO_FLOOR} times, and {MEMORY} MiB beyond the file at any size.");
    Ok(())
}

fn start(files: &Files, scale: Scale) -> io::Result<()> {
    let file = small_listing(files)?;
    let sarif = Job::check("sarif", &file);
    let jobs = [
        Job::nothing(),
        Job::tenantlint("--version", ["--version".into()]),
        Job::check("human", &file),
        Job::check("json", &file),
        sarif.clone().on_one_thread(),
        sarif,
    ];
    let measured = in_turn(&jobs, scale.rounds.max(100))?;
    let nothing = measured[0].wall.least();
    let mut table = Table::new(&["", "threads", "min ms", "median ms", "to nothing"]);
    for (job, Measured { wall, .. }) in jobs.iter().zip(&measured) {
        let least =
            if job.name.ends_with("sarif") { judged(wall.least() * 1e3, START) } else { ms(wall.least()) + "   " };
        table.row([job.name.clone(), job.threads(), least, ms(wall.median()), times(wall.least() / nothing)]);
    }
    table.print();
    println!(
        "  {:.0} KB of sites, {} rounds. Budget: SARIF at most {START} ms.",
        size(&file)? / 1e3,
        scale.rounds.max(100)
    );
    Ok(())
}

fn many(files: &Files, scale: Scale) -> io::Result<()> {
    const EXPORTS: usize = 10_000;
    let folder = files.folder("many", EXPORTS, small::write)?;
    let jobs = ["human", "sarif"].map(|format| Job::check(format, &folder));
    let jobs = jobs.into_iter().flat_map(|job| [job.clone().on_one_thread(), job]);
    let jobs: Vec<_> = [Job::read(&folder)].into_iter().chain(jobs).collect();
    let measured = in_turn(&jobs, scale.rounds)?;
    let mut bytes = 0;
    for entry in walkdir::WalkDir::new(&folder) {
        let file = entry?.metadata()?;
        bytes += if file.is_file() { file.len() } else { 0 };
    }
    let mut table =
        Table::new(&["", "threads", "min ms", "median ms", "µs a file", "to reading", "MiB beyond the files"]);
    for (job, Measured { wall, peak, .. }) in jobs.iter().zip(&measured) {
        let beyond = (*peak as f64 - bytes as f64) / MIB;
        table.row([
            job.name.clone(),
            job.threads(),
            ms(wall.least()),
            ms(wall.median()),
            format!("{:.1}", wall.least() * 1e6 / EXPORTS as f64),
            times(wall.least() / measured[0].wall.least()),
            if job.name == "read" { String::new() } else { format!("{beyond:.1}") },
        ]);
    }
    table.print();
    println!("  {EXPORTS} exports of five kinds, {:.1} MB in all; no budget.", bytes as f64 / 1e6);
    Ok(())
}

fn hostile(files: &Files, scale: Scale) -> io::Result<()> {
    let head =
        ["", "MB", "half ms", "full ms", "full to half", "MB/s", "half MiB", "full MiB", "full MiB to file", "exit"];
    let mut table = Table::new(&head);
    for hostile in HOSTILE {
        let full = hostile.a_megabyte * scale.megabytes as usize;
        let file =
            |amount| files.file(&format!("hostile-{}-{amount}.json", hostile.name), |out| (hostile.write)(amount, out));
        let files = [file(full / 2)?, file(full)?];
        let jobs = files.each_ref().map(|file| Job::check("human", file).on_one_thread());
        let measured = in_turn(&jobs, scale.rounds.min(2))?;
        let [half, whole] = measured.as_slice() else { continue };
        let (bytes, time) = (size(&files[1])?, whole.wall.least());
        table.row([
            hostile.what.to_owned(),
            format!("{:.1}", bytes / 1e6),
            ms(half.wall.least()),
            ms(time),
            judged(time / half.wall.least(), TWICE),
            format!("{:.0}", bytes / time / 1e6),
            format!("{:.1}", half.peak as f64 / MIB),
            format!("{:.1}", whole.peak as f64 / MIB),
            format!("{:.2}", whole.peak as f64 / bytes),
            if half.code == whole.code { whole.code.to_string() } else { format!("{}/{}", half.code, whole.code) },
        ]);
    }
    table.print();
    println!("  One thread. Expected: at most {TWICE} times the time for twice the input, and no exit but 0 to 3.");
    Ok(())
}

/// The files of a comparison.
#[derive(Clone, Copy)]
struct Texts<'a> {
    /// What the floors check.
    floor: &'a Path,
    /// What `tenantlint` reads.
    read: &'a Path,
}

impl<'a> Texts<'a> {
    fn one(file: &'a Path) -> Self {
        Self { floor: file, read: file }
    }
}

/// The table of runs beside the floors.
struct Comparison(Table);

impl Comparison {
    fn new() -> Self {
        Self(Table::new(&[
            "",
            "threads",
            "min ms",
            "median ms",
            "MB/s",
            "to floor",
            "to parse alone",
            "MiB beyond the file",
        ]))
    }

    /// Measures the jobs and the floors in turn. `memory` tells whether the budget of memory is about them.
    fn compare(
        &mut self,
        heading: &str,
        texts: Texts<'_>,
        jobs: Vec<Job>,
        memory: bool,
        rounds: usize,
    ) -> io::Result<()> {
        let all: Vec<_> = [Job::read(texts.read), Job::floor(texts.floor)].into_iter().chain(jobs).collect();
        let measured = in_turn(&all, rounds)?;
        let (bytes, checked) = (size(texts.read)?, size(texts.floor)?);
        let (floor, alone) = (measured[1].wall.least(), measured[1].told.least());
        self.0.heading(format!("{heading}, {:.1} MB", bytes / 1e6));
        for (job, run) in all.iter().zip(&measured) {
            let mut row = |name: &str, least: f64, median: f64, to_floor: f64, to_alone: f64, last: String| {
                let budget = job.single && job.name.starts_with("check");
                let judge = |ratio| if budget { judged(ratio, TO_FLOOR) } else { times(ratio) };
                let read = if job.name == "floor" { checked } else { bytes };
                let speed = format!("{:.0}", read / least / 1e6);
                let name = format!("  {name}");
                self.0.row([
                    name,
                    job.threads(),
                    ms(least),
                    ms(median),
                    speed,
                    judge(to_floor / floor),
                    judge(to_alone / alone),
                    last,
                ]);
            };
            let (least, median) = (run.wall.least(), run.wall.median());
            let beyond = (run.peak as f64 - bytes) / MIB;
            let beyond = match job.name.as_str() {
                "read" | "floor" => String::new(),
                _ if memory => judged(beyond, MEMORY),
                _ => format!("{beyond:.1}   "),
            };
            row(&job.name, least, median, least, least, beyond);
            if job.name == "floor" {
                row("parse alone", alone, run.told.median(), alone, alone, String::new());
            }
        }
        Ok(())
    }

    fn print(&self) {
        self.0.print();
        println!("  Budgets: on one thread at most {TO_FLOOR} times, and {MEMORY} MiB beyond the file.");
    }
}

/// A listing of so many million bytes.
fn listing_file(files: &Files, layout: Layout, percent: usize, megabytes: u64) -> io::Result<PathBuf> {
    files.file(&format!("listing-{layout:?}-{percent}-{megabytes}.json"), |out| {
        listing::write(layout, percent, megabytes * 1_000_000, out)
    })
}

/// A listing of 60 KB.
pub(crate) fn small_listing(files: &Files) -> io::Result<PathBuf> {
    files.file("small.json", |out| listing::write(Layout::PowerShell5, 1, 60_000, out))
}

fn size(file: &Path) -> io::Result<f64> {
    Ok(std::fs::metadata(file)?.len() as f64)
}

pub(crate) fn ms(seconds: f64) -> String {
    let ms = seconds * 1e3;
    if ms < 100.0 { format!("{ms:.2}") } else { format!("{ms:.0}") }
}

/// A ratio without a budget, as wide as one with.
fn times(ratio: f64) -> String {
    format!("{ratio:.2}     ")
}

/// A figure, and whether it keeps its budget.
pub(crate) fn judged(figure: f64, budget: f64) -> String {
    let verdict = if figure <= budget { "ok  " } else { "over" };
    format!("{figure:.2} {verdict}")
}
