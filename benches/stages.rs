//! What each stage costs, beside the floor.
//!
//! The floor is `serde_json`'s `IgnoredAny` over the same text: it checks the grammar and keeps nothing. All stages run
//! in one process over one generated listing of [`SITES`] sites, one in a hundred with a finding, in three layouts:
//!
//! | bench | measures |
//! |---|---|
//! | `floor` | `serde_json::from_str::<IgnoredAny>` |
//! | `floor_file` | the same, the file read and its UTF-8 checked first: the floor of `run_*` |
//! | `tape` | the whole text to one tape (what streaming avoids) |
//! | `read` | the listing streamed to a sink that does nothing |
//! | `check` | the listing streamed, remembered for `derive`, judged by all rules |
//! | `run_human`, `run_json` | the whole job: a file to the report, into a writer that throws it away |
//!
//! ```text
//! cargo bench --bench stages                      # divan's table: time and throughput of each
//! cargo bench --bench stages -- check             # one of them
//! cargo bench --bench stages -- --ratios [rounds] # the stages in turn, the fastest of each as ratios to the floor
//! ```
//!
//! Only ratios within one run mean anything; on a shared machine single figures move by half. The budget is section 9
//! of the design: the whole check at most 1.3 times the floor on one thread (`RAYON_NUM_THREADS=1`).

#![allow(missing_docs, clippy::print_stdout, clippy::type_complexity, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use serde::de::IgnoredAny;
use tenantlint::catalogue::Catalogue;
use tenantlint::check::{Checker, Keep, Verdicts};
use tenantlint::cli::{self, Surroundings};
use tenantlint::derive::{self, Facts};
use tenantlint::json::{Cursor, Tape};
use tenantlint::read;
use tenantlint::rule::Rules;
use tenantlint::run::{self, Output};
use tenantlint::source::{Encoding, Source, SourceId};

/// Objects in the listing: about 100 MB.
const SITES: usize = 100_000;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Layout {
    /// Windows PowerShell 5.1: four blanks a level, two after the colon.
    PowerShell5,
    /// PowerShell 7: two blanks a level.
    PowerShell7,
    /// One line.
    Compact,
}

const LAYOUTS: [Layout; 3] = [Layout::PowerShell5, Layout::PowerShell7, Layout::Compact];

/// One site in the shape of `Get-SPOSite`.
fn site(number: usize) -> serde_json::Value {
    let sharing = if number % 100 == 37 { 2 } else { 0 };
    let title = ["财务部 Finance", "采购部", "Project room", "研发中心 R&D"][number % 4];
    serde_json::json!({
        "LastContentModifiedDate": format!("2026-0{}-1{}T08:{:02}:00", 1 + number % 9, number % 10, number % 60),
        "Status": "Active",
        "ResourceUsageCurrent": 0,
        "ResourceUsageAverage": 0,
        "StorageUsageCurrent": number * 7 % 90_000,
        "LockIssue": null,
        "WebsCount": 1 + number % 3,
        "CompatibilityLevel": 15,
        "Url": format!("https://lanhai.sharepoint.cn/sites/team-{number:06}"),
        "LocaleId": 2052,
        "LockState": "Unlock",
        "Owner": format!("owner{}@lanhai.partner.onmschina.cn", number % 977),
        "StorageQuota": 1_048_576,
        "StorageQuotaWarningLevel": 943_718,
        "ResourceQuota": 300,
        "ResourceQuotaWarningLevel": 255,
        "Template": "STS#3",
        "Title": format!("{title} {number}"),
        "AllowSelfServiceUpgrade": true,
        "DenyAddAndCustomizePages": 2,
        "PWAEnabled": 1,
        "SharingCapability": sharing,
        "SiteDefinedSharingCapability": sharing,
        "SandboxedCodeActivationCapability": 2,
        "DisableCompanyWideSharingLinks": 2,
        "DisableAppViews": 2,
        "DisableFlows": 2,
        "StorageQuotaType": null,
        "SharingDomainRestrictionMode": 0,
        "SharingAllowedDomainList": "",
        "SharingBlockedDomainList": "",
        "ConditionalAccessPolicy": 0,
        "CommentsOnSitePagesDisabled": number.is_multiple_of(2),
        "SensitivityLabel": "",
        "GroupId": "00000000-0000-0000-0000-000000000000"
    })
}

/// The listing in a layout, generated once.
fn listing(layout: Layout) -> &'static Source {
    static LISTINGS: [OnceLock<Source>; 3] = [OnceLock::new(), OnceLock::new(), OnceLock::new()];
    LISTINGS[layout as usize].get_or_init(|| {
        let (open, item, member, colon, close) = match layout {
            Layout::PowerShell5 => ("[\r\n", "    {\r\n", "        ", ":  ", "\r\n    }"),
            Layout::PowerShell7 => ("[\n", "  {\n", "    ", ": ", "\n  }"),
            Layout::Compact => ("[", "{", "", ":", "}"),
        };
        let newline = &open[1..];
        let mut text = open.to_owned();
        for number in 0..SITES {
            if number > 0 {
                text.push(',');
                text.push_str(newline);
            }
            text.push_str(item);
            for (at, (key, value)) in site(number).as_object().into_iter().flatten().enumerate() {
                let comma = if at > 0 { "," } else { "" };
                let newline = if at > 0 { newline } else { "" };
                let _ = write!(text, "{comma}{newline}{member}\"{key}\"{colon}{value}");
            }
            text.push_str(close);
        }
        text.push_str(newline);
        text.push(']');
        Source::new(SourceId(0), format!("{layout:?}.json"), text, Encoding::Utf8)
    })
}

/// The listing as a file, written once a process.
fn file(layout: Layout) -> &'static PathBuf {
    static PATHS: [OnceLock<PathBuf>; 3] = [OnceLock::new(), OnceLock::new(), OnceLock::new()];
    PATHS[layout as usize].get_or_init(|| {
        let source = listing(layout);
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(&source.name);
        std::fs::write(&path, &source.text).unwrap();
        path
    })
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

fn floor_once(layout: Layout) -> usize {
    serde_json::from_str::<IgnoredAny>(black_box(&listing(layout).text)).unwrap();
    0
}

fn floor_file_once(layout: Layout) -> usize {
    let text = String::from_utf8(std::fs::read(file(layout)).unwrap()).unwrap();
    serde_json::from_str::<IgnoredAny>(black_box(&text)).unwrap();
    0
}

fn tape_once(layout: Layout) -> usize {
    let text = &listing(layout).text;
    let mut tape = Tape::default();
    Cursor::new(text).value(&mut tape).unwrap();
    tape.document(text).root().span().end()
}

fn read_once(layout: Layout) -> usize {
    let mut resources = 0;
    read::read(listing(layout), &pack().0, true, &mut |_| resources += 1).unwrap();
    resources
}

fn check_once(layout: Layout) -> usize {
    let (catalogue, rules) = pack();
    let today = jiff::civil::date(2026, 12, 1);
    let checker = Checker { rules, catalogue, today, keep: Keep::Actionable };
    let (mut verdicts, mut facts) = (Verdicts::new(rules.len()), Facts::default());
    let export = read::read(listing(layout), catalogue, true, &mut |resource| {
        facts.observe(resource, catalogue);
        checker.check(resource, &mut verdicts);
        derive::inside(resource, catalogue, &mut |inner| checker.check(inner, &mut verdicts));
    });
    black_box(export.unwrap());
    verdicts.kept.len()
}

fn run_once(layout: Layout, format: &str) -> usize {
    let args = ["tenantlint", "check", "--now", "2026-12-01", "--format", format].map(Into::into);
    let args = args.into_iter().chain([file(layout).into()]);
    let command = cli::parse(args, &Surroundings::default()).unwrap();
    let code = run::run(&command, &mut Output { out: &mut io::sink(), err: &mut io::sink() });
    code.unwrap().into()
}

const STAGES: [(&str, fn(Layout) -> usize); 7] = [
    ("floor", floor_once),
    ("floor_file", floor_file_once),
    ("tape", tape_once),
    ("read", read_once),
    ("check", check_once),
    ("run_human", |layout| run_once(layout, "human")),
    ("run_json", |layout| run_once(layout, "json")),
];

fn bench(bencher: Bencher<'_, '_>, layout: Layout, stage: usize) {
    let run = STAGES[stage].1;
    run(layout);
    bencher.counter(BytesCount::new(listing(layout).text.len())).bench_local(|| run(black_box(layout)));
}

macro_rules! benches {
    ($($name:ident = $stage:literal),*) => {mod stage {
        use super::{Bencher, LAYOUTS, Layout};
        $(
        #[divan::bench(args = LAYOUTS, sample_count = 7, sample_size = 1)]
        fn $name(bencher: Bencher<'_, '_>, layout: Layout) {
            super::bench(bencher, layout, $stage);
        }
    )*}};
}

benches!(floor = 0, floor_file = 1, tape = 2, read = 3, check = 4, run_human = 5, run_json = 6);

/// Runs the stages in turn, so that what disturbs the machine disturbs all of them, and prints ratios to the floor.
fn ratios(rounds: usize) {
    for layout in LAYOUTS {
        let mut times = vec![Vec::new(); STAGES.len()];
        for round in 0..=rounds {
            for (stage, times) in STAGES.iter().zip(&mut times) {
                let begun = Instant::now();
                black_box(stage.1(black_box(layout)));
                // The first round fills caches.
                if round > 0 {
                    times.push(begun.elapsed());
                }
            }
        }
        let fastest = |times: &Vec<Duration>| times.iter().min().copied().unwrap_or_default().as_secs_f64();
        let times: Vec<f64> = times.iter().map(fastest).collect();
        let bytes = listing(layout).text.len() as f64;
        println!("{layout:?}, {:.1} MB", bytes / 1e6);
        for ((name, _), time) in STAGES.iter().zip(&times) {
            let (ms, speed, ratio) = (time * 1e3, bytes / time / 1e6, time / times[0]);
            println!("  {name:<10} {ms:>7.1} ms {speed:>7.0} MB/s {ratio:>6.2}");
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
