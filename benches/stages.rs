//! What each stage costs, beside the floor.
//!
//! The floor is `serde_json`'s `IgnoredAny` over the same text: it checks the grammar and keeps nothing. All stages run
//! in one process over one generated listing of 100 MB, one site in a hundred with a finding, in three layouts. What a
//! stage works on is made before, and not timed:
//!
//! | bench | measures |
//! |---|---|
//! | `floor` | `serde_json::from_str::<IgnoredAny>` |
//! | `floor_file` | the same, the file read and its UTF-8 checked first: the floor of `run_*` |
//! | `collect` | the file to text |
//! | `collect_utf16` | the same listing in UTF-16 to text: what it takes longer is decoding |
//! | `tape` | the whole text to one tape (what streaming avoids) |
//! | `read` | the listing streamed, every site handed to a function that does nothing |
//! | `check` | the same, every site remembered for `derive` and judged by all rules, as if no two were alike |
//! | `derive` | what was remembered to derived resources |
//! | `judge` | verdicts and derived resources to a report |
//! | `positions` | line and column of a thousand places, in a text that none was asked of before |
//! | `render_human`, `render_json`, `render_sarif` | a report to the writer |
//! | `run_human`, `run_json`, `run_sarif` | the whole job: a file to the report; sites like others are only counted |
//!
//! Writers throw away what they get.
//!
//! ```text
//! cargo bench --bench stages                      # divan's table: time and throughput of each
//! cargo bench --bench stages -- check             # one of them
//! cargo bench --bench stages -- --ratios [rounds] # the stages in turn, the fastest of each as ratios to the floor
//! ```
//!
//! Only ratios within one run mean anything; on a shared machine single figures move by half. The budgets are about
//! whole processes, which `benches/process` measures: this shows where their time goes.

#![allow(missing_docs, clippy::print_stdout, clippy::type_complexity, clippy::unwrap_used)]

#[path = "inputs/listing.rs"]
mod listing;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use listing::{LAYOUTS, Layout};
use serde::de::IgnoredAny;
use tenantlint::cli;
use tenantlint::cli::Surroundings;
use tenantlint::commands as run;
use tenantlint::commands::output::Output;
use tenantlint::json::{Cursor, Tape};
use tenantlint::lang::Lang;
use tenantlint::model::place::SourceId;
use tenantlint::pack::catalogue::Catalogue;
use tenantlint::pack::rule::Rules;
use tenantlint::pipeline::check::{Checker, Keep, Verdicts};
use tenantlint::pipeline::derive;
use tenantlint::pipeline::derive::Facts;
use tenantlint::pipeline::judge;
use tenantlint::pipeline::judge::{Evidence, Gates, Report};
use tenantlint::pipeline::read;
use tenantlint::pipeline::read::Export;
use tenantlint::pipeline::source;
use tenantlint::pipeline::source::{Encoding, Filter, Input, Source, Sources};
use tenantlint::progress::Progress;
use tenantlint::report;
use tenantlint::report::{Context, Format, Style};

/// Length of the listing.
const BYTES: u64 = 100_000_000;

const TODAY: jiff::civil::Date = jiff::civil::date(2026, 12, 1);

/// Something made once for each layout.
struct Each<T>([OnceLock<T>; 3]);

impl<T> Each<T> {
    const fn new() -> Self {
        Self([OnceLock::new(), OnceLock::new(), OnceLock::new()])
    }

    fn get(&self, layout: Layout, make: impl FnOnce() -> T) -> &T {
        self.0[layout as usize].get_or_init(make)
    }
}

/// The listing, the only source.
fn sources(layout: Layout) -> &'static Sources {
    static SOURCES: Each<Sources> = Each::new();
    SOURCES.get(layout, || {
        let mut text = Vec::new();
        listing::write(layout, 1, BYTES, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        Sources::of(vec![Source::new(SourceId(0), format!("{layout:?}.json"), text, Encoding::Utf8)])
    })
}

fn listing(layout: Layout) -> &'static Source {
    &sources(layout).0[0]
}

/// The listing as a file, written once a process.
fn file(layout: Layout) -> &'static PathBuf {
    static PATHS: Each<PathBuf> = Each::new();
    PATHS.get(layout, || write(format!("{layout:?}.json"), listing(layout).text.as_bytes()))
}

/// The same in UTF-16.
fn utf16_file(layout: Layout) -> &'static PathBuf {
    static PATHS: Each<PathBuf> = Each::new();
    PATHS.get(layout, || {
        let units = std::iter::once(0xFEFF).chain(listing(layout).text.encode_utf16());
        write(format!("{layout:?}-utf16.json"), &units.flat_map(u16::to_le_bytes).collect::<Vec<_>>())
    })
}

fn write(name: String, bytes: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn pack() -> &'static (Catalogue, Rules) {
    static PACK: OnceLock<(Catalogue, Rules)> = OnceLock::new();
    PACK.get_or_init(|| {
        let catalogue = Catalogue::builtin();
        let mut rules = Rules::builtin(&catalogue);
        rules.select(|_| true, &catalogue);
        (catalogue, rules)
    })
}

/// The timed part of a stage; what it returns keeps the work from being left out.
type Work = Box<dyn FnOnce() -> usize>;

/// A stage makes ready what it needs and returns the part that is timed.
type Stage = fn(Layout) -> Work;

fn floor(layout: Layout) -> Work {
    let text = &listing(layout).text;
    Box::new(move || {
        serde_json::from_str::<IgnoredAny>(black_box(text)).unwrap();
        0
    })
}

fn floor_file(layout: Layout) -> Work {
    let file = file(layout);
    Box::new(move || {
        let text = String::from_utf8(std::fs::read(file).unwrap()).unwrap();
        serde_json::from_str::<IgnoredAny>(black_box(&text)).unwrap();
        text.len()
    })
}

fn collect_file(file: &Path) -> Work {
    let inputs = [Input::Path(file.to_path_buf())];
    Box::new(move || {
        let collected = source::collect(&inputs, &Filter::default(), None, false, &Progress::default());
        collected.sources.0[0].text.len()
    })
}

fn tape(layout: Layout) -> Work {
    let text = &listing(layout).text;
    Box::new(move || {
        let mut tape = Tape::default();
        Cursor::new(text).value(&mut tape).unwrap();
        tape.document(text).root().span().end()
    })
}

fn read(layout: Layout) -> Work {
    let (source, (catalogue, _)) = (listing(layout), pack());
    Box::new(move || {
        let mut resources = 0;
        read::read(source, catalogue, true, &mut |_| resources += 1).unwrap();
        resources
    })
}

/// What `check` leaves behind.
struct Checked {
    export: Export,
    verdicts: Verdicts,
    facts: Facts,
}

fn checked(layout: Layout) -> Checked {
    let (catalogue, rules) = pack();
    let checker = Checker { rules, catalogue, today: TODAY, keep: Keep::NotPasses };
    let (mut verdicts, mut facts) = (Verdicts::new(rules.len()), Facts::default());
    let export = read::read(listing(layout), catalogue, true, &mut |resource| {
        facts.observe(resource, catalogue);
        checker.check(resource, &mut verdicts);
        derive::inside(resource, catalogue, &mut |inner| checker.check(inner, &mut verdicts));
    });
    Checked { export: export.unwrap(), verdicts, facts }
}

fn check(layout: Layout) -> Work {
    let (_, _) = (listing(layout), pack());
    Box::new(move || black_box(checked(layout)).verdicts.kept.len())
}

fn derive(layout: Layout) -> Work {
    let facts = [(SourceId(0), checked(layout).facts)];
    Box::new(move || derive::derive(&facts, sources(layout), &pack().0, TODAY).derived.len())
}

fn judged(layout: Layout) -> impl FnOnce() -> Report {
    let (catalogue, rules) = pack();
    let Checked { export, verdicts, facts } = checked(layout);
    let tenant = derive::derive(&[(SourceId(0), facts)], sources(layout), catalogue, TODAY);
    let evidence = Evidence { exports: vec![export], tenant, ..Evidence::default() };
    let gates = Gates { fail_on: None, min_coverage: None, as_written: false };
    move || judge::judge(verdicts, evidence, sources(layout), rules, catalogue, gates, Keep::NotPasses)
}

fn judge(layout: Layout) -> Work {
    let judge = judged(layout);
    Box::new(|| black_box(judge()).results.len())
}

fn positions(layout: Layout) -> Work {
    let listing = listing(layout);
    let source = Source::new(SourceId(0), String::new(), listing.text.clone(), Encoding::Utf8);
    Box::new(move || {
        let step = source.text.len() / 1000;
        (0..1000).map(|at| source.position(at * step).line as usize).sum()
    })
}

fn render(layout: Layout, format: Format) -> Work {
    static REPORTS: Each<Report> = Each::new();
    let report = REPORTS.get(layout, || judged(layout)());
    let (catalogue, rules) = pack();
    let context = Context::new(sources(layout), catalogue, rules, Lang::En, TODAY);
    let style = Style { colour: false, width: 100, narrated: None, links: false };
    Box::new(move || {
        report::render(report, context, format, style, &mut io::sink()).unwrap();
        0
    })
}

fn run(layout: Layout, format: &str) -> Work {
    let args = ["tenantlint", "check", "--now", "2026-12-01", "--format", format].map(Into::into);
    let args = args.into_iter().chain([file(layout).into()]);
    let command = cli::parse(args, &Surroundings::default()).unwrap();
    Box::new(move || run::run(&command, &mut Output::new(&mut io::sink(), &mut io::sink())).unwrap().into())
}

macro_rules! stages {
    ($($name:ident: $stage:expr,)*) => {
        const STAGES: &[(&str, Stage)] = &[$((stringify!($name), $stage)),*];

        mod stage {
            use super::{
                Bencher, BytesCount, Format, LAYOUTS, Layout, Stage, collect_file, file, listing, render, run, utf16_file,
            };

            $(
            #[divan::bench(args = LAYOUTS, sample_count = 7, sample_size = 1)]
            fn $name(bencher: Bencher<'_, '_>, layout: Layout) {
                let stage: Stage = $stage;
                let bytes = BytesCount::new(listing(layout).text.len());
                bencher.counter(bytes).with_inputs(|| stage(layout)).bench_local_values(|work| work());
            }
            )*
        }
    };
}

stages! {
    floor: crate::floor,
    floor_file: crate::floor_file,
    collect: |layout| collect_file(file(layout)),
    collect_utf16: |layout| collect_file(utf16_file(layout)),
    tape: crate::tape,
    read: crate::read,
    check: crate::check,
    derive: crate::derive,
    judge: crate::judge,
    positions: crate::positions,
    render_human: |layout| render(layout, Format::Human),
    render_json: |layout| render(layout, Format::Json),
    render_sarif: |layout| render(layout, Format::Sarif),
    run_human: |layout| run(layout, "human"),
    run_json: |layout| run(layout, "json"),
    run_sarif: |layout| run(layout, "sarif"),
}

/// Runs the stages in turn, so that what disturbs the machine disturbs all of them, and prints ratios to the floor.
fn ratios(rounds: usize) {
    for layout in LAYOUTS {
        let mut times = vec![Vec::new(); STAGES.len()];
        for round in 0..=rounds {
            for ((_, stage), times) in STAGES.iter().zip(&mut times) {
                let work = stage(black_box(layout));
                let begun = Instant::now();
                black_box(work());
                // The first round fills caches.
                if round > 0 {
                    times.push(begun.elapsed());
                }
            }
        }
        let fastest = |times: &Vec<Duration>| times.iter().min().copied().unwrap_or_default().as_secs_f64();
        let times: Vec<f64> = times.iter().map(fastest).collect();
        let bytes = listing(layout).text.len() as f64;
        println!("{}, {:.1} MB", layout.name(), bytes / 1e6);
        for ((name, _), time) in STAGES.iter().zip(&times) {
            let (ms, speed, ratio) = (time * 1e3, bytes / time / 1e6, time / times[0]);
            println!("  {name:<14} {ms:>8.2} ms {speed:>7.0} MB/s {ratio:>6.2}");
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args.iter().position(|arg| arg == "--ratios") {
        Some(at) => ratios(args.get(at + 1).and_then(|rounds| rounds.parse().ok()).unwrap_or(9)),
        None => divan::main(),
    }
}
