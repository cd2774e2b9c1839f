//! Thousands of damaged exports: none makes the program panic, hang or end otherwise than it says, and a text that ends
//! early passes nothing.
//!
//! `TENANTLINT_CHAOS` is how many (400); `.ci/slow` asks for 100,000. What damage made out of the exports is printed, and kept
//! in the folder that `TENANTLINT_CHAOS_KEEP` names: a byte that is gone can leave another value that is as good as any, so
//! that is looked at by somebody, and not forbidden.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::common::{Report, check, folder};
use crate::shapes::exports;

/// One export of the fixtures, and what is said of it whole.
struct Seed {
    title: String,
    name: String,
    bytes: Vec<u8>,
    code: u8,
    passes: BTreeSet<String>,
}

/// What is done to the bytes. The first five only damage: they add nothing that could be a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Blow {
    Cut,
    Remove,
    Blank,
    Flip,
    Nul,
    Repeat,
    Insert,
    Splice,
    Wrap,
    Twice,
}

const BLOWS: [Blow; 10] = [
    Blow::Cut,
    Blow::Remove,
    Blow::Blank,
    Blow::Flip,
    Blow::Nul,
    Blow::Repeat,
    Blow::Insert,
    Blow::Splice,
    Blow::Wrap,
    Blow::Twice,
];

impl Blow {
    fn only_damages(self) -> bool {
        self <= Self::Nul
    }
}

/// What a hand, a shell or a disk puts into a text.
const TOKENS: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u0000",
    "\\uD800",
    "null",
    "true",
    "-0",
    "1e999",
    "\u{FEFF}",
    "\u{202E}",
    "\"value\":[",
    "\"@odata.nextLink\":\"x\",",
    "\"@odata.context\":\"https://x/$metadata#sites\",",
    "\"SharingCapability\":2,",
    "\"Count\":99,",
    "// ",
    "\n{}\n",
    "WARNING: ",
];

/// The sequence of `SplitMix64` (Steele, Lea and Flood 2014): the same for the same number, anywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`, or 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 1).unwrap() % end.max(1)
    }
}

fn struck(seed: &Seed, other: &Seed, blow: Blow, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.bytes.clone();
    let start = dice.below(bytes.len());
    let end = (start + 1 + dice.below(64)).min(bytes.len());
    match blow {
        Blow::Cut => bytes.truncate(start),
        Blow::Remove => drop(bytes.drain(start..end)),
        Blow::Blank => bytes[start..end].fill(b' '),
        Blow::Flip => bytes[start] ^= 1 << dice.below(8),
        Blow::Nul => bytes[start..end].fill(0),
        Blow::Repeat => {
            let piece = bytes[start..end].to_vec();
            bytes.splice(end..end, piece);
        }
        Blow::Insert => _ = bytes.splice(start..start, TOKENS[dice.below(TOKENS.len())].bytes()),
        Blow::Splice => {
            let from = dice.below(other.bytes.len());
            let to = (from + dice.below(2000)).min(other.bytes.len());
            bytes.splice(start..end, other.bytes[from..to].iter().copied());
        }
        Blow::Wrap => {
            let deep = dice.below(200);
            bytes = [b"[".repeat(deep), bytes, b"]".repeat(deep)].concat();
        }
        Blow::Twice => bytes = [&bytes[..], &other.bytes[..]].concat(),
    }
    bytes
}

/// What passes: by which value.
fn passes(report: &Report) -> BTreeSet<String> {
    let passed = report.results.iter().filter(|finding| finding.verdict == "pass");
    passed.map(|finding| format!("{} {:?} {:?}", finding.rule, finding.setting, finding.observed)).collect()
}

fn judged(name: &str, bytes: &[u8]) -> (u8, Option<Report>) {
    let place = folder(&[(name, bytes)]);
    let run = check(place.path(), &["--format", "json", "--all"]);
    (run.code, serde_json::from_str(&run.out).ok())
}

fn seeds() -> Vec<Seed> {
    let files =
        exports().into_iter().flat_map(|(case, _)| case.files().into_iter().map(move |path| (case.title(), path)));
    let seeds = files.filter_map(|(title, path)| {
        let bytes = fs::read(&path).ok().filter(|bytes| !bytes.is_empty() && bytes.len() < 200_000)?;
        Some((title, path.file_name()?.to_string_lossy().into_owned(), bytes))
    });
    let seeds: Vec<_> = seeds.collect();
    let judge = |(title, name, bytes): (String, String, Vec<u8>)| {
        let (code, report) = judged(&name, &bytes);
        let passes = report.as_ref().map(passes).unwrap_or_default();
        Seed { title, name, bytes, code, passes }
    };
    seeds.into_par_iter().map(judge).collect()
}

/// What became of one.
struct Struck {
    number: usize,
    seed: usize,
    blow: Blow,
    code: Option<u8>,
    gained: Vec<String>,
    took: Duration,
}

#[test]
fn damaged_exports_are_told_and_never_worse() {
    let many: usize = std::env::var_os("TENANTLINT_CHAOS").map_or(400, |many| many.to_str().unwrap().parse().unwrap());
    let seeds = seeds();
    assert!(seeds.len() > 200, "{}", seeds.len());
    let strike = |number: usize| {
        let mut dice = Dice(number as u64);
        let (seed, other) = (dice.below(seeds.len()), dice.below(seeds.len()));
        let blow = BLOWS[number % BLOWS.len()];
        let bytes = struck(&seeds[seed], &seeds[other], blow, &mut dice);
        let begun = Instant::now();
        let judged = panic::catch_unwind(|| judged(&seeds[seed].name, &bytes));
        let took = begun.elapsed();
        let (code, report) = judged.map_or((None, None), |(code, report)| (Some(code), report));
        let gained = report.as_ref().map(passes).unwrap_or_default();
        let gained = gained.difference(&seeds[seed].passes).cloned().collect();
        Struck { number, seed, blow, code, gained, took }
    };
    let all: Vec<Struck> = (0..many).into_par_iter().map(strike).collect();
    let named = |one: &Struck| {
        format!("{} ({:?} of {}, {})", one.number, one.blow, seeds[one.seed].title, seeds[one.seed].name)
    };

    let mut codes = BTreeMap::<_, usize>::new();
    for one in &all {
        *codes.entry(one.code).or_default() += 1;
    }
    let damaged: Vec<_> = all.iter().filter(|one| one.blow.only_damages()).collect();
    let gained: Vec<_> = damaged.iter().filter(|one| !one.gained.is_empty()).collect();
    let cleared: Vec<_> = damaged.iter().filter(|one| seeds[one.seed].code == 1 && one.code == Some(0)).collect();
    let slowest = all.iter().max_by_key(|one| one.took).unwrap();
    println!("{many} of {} exports; exit codes {codes:?}; slowest {:?}: {}", seeds.len(), slowest.took, named(slowest));
    println!(
        "{} only damaged; {} pass by another value, {} end in 0 and not in 1",
        damaged.len(),
        gained.len(),
        cleared.len()
    );
    // Where somebody wants to look at them.
    if let Some(folder) = std::env::var_os("TENANTLINT_CHAOS_KEEP").map(PathBuf::from) {
        for one in gained.iter().chain(&cleared) {
            let mut dice = Dice(one.number as u64);
            let (seed, other) = (dice.below(seeds.len()), dice.below(seeds.len()));
            let bytes = struck(&seeds[seed], &seeds[other], one.blow, &mut dice);
            fs::write(folder.join(format!("{}-{}", one.number, seeds[seed].name)), bytes).unwrap();
            fs::write(folder.join(format!("{}-whole-{}", one.number, seeds[seed].name)), &seeds[seed].bytes).unwrap();
        }
    }
    for one in gained.iter().take(40) {
        println!("  other value: {}: {:?}", named(one), one.gained);
    }
    for one in cleared.iter().take(40) {
        println!("  from 1 to 0: {}", named(one));
    }

    let panicked: Vec<_> = all.iter().filter(|one| one.code.is_none_or(|code| code > 3)).map(named).collect();
    assert!(panicked.is_empty(), "{}", panicked.join("\n"));
    let hung: Vec<_> = all.iter().filter(|one| one.took > Duration::from_secs(60)).map(named).collect();
    assert!(hung.is_empty(), "{}", hung.join("\n"));
    let cut = gained.iter().filter(|one| one.blow == Blow::Cut || one.blow == Blow::Nul);
    let cut: Vec<_> = cut.map(|one| format!("{}: {:?}", named(one), one.gained)).collect();
    assert!(cut.is_empty(), "{}", cut.join("\n"));
}
