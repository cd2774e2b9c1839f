//! The fast way of reading comes to the same report as the plain one, byte for byte: over generated exports, over those
//! exports with something broken in them, over the fixtures as they are and with each of their lists and objects made
//! long, and over the corpus of real files where it is at hand.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::Value;

use tenantlint::lang::Lang;
use tenantlint::model::place::SourceId;
use tenantlint::model::severity::Severity;
use tenantlint::pack::catalogue::Catalogue;
use tenantlint::pack::rule::Rules;
use tenantlint::pipeline::check::{Checker, Keep};
use tenantlint::pipeline::judge::Gates;
use tenantlint::pipeline::source::{Collected, Encoding, Filter, Input, Source, Sources, collect};
use tenantlint::pipeline::{LintOptions, ReadMode, lint};
use tenantlint::progress::SILENT;
use tenantlint::report;
use tenantlint::report::{Context, Format, SarifOptions, Style};

struct Pack {
    catalogue: Catalogue,
    rules: Rules,
}

impl Pack {
    fn new() -> Self {
        Self::with_rules("*")
    }

    fn with_rules(pattern: &str) -> Self {
        let catalogue = Catalogue::builtin();
        let mut rules = Rules::builtin(&catalogue);
        rules.select(|rule| rule.is_named_by(pattern), &catalogue);
        Self { catalogue, rules }
    }

    /// A report in a form, with the summary.
    fn report(&self, collected: Collected, format: Format, read_mode: ReadMode) -> String {
        let sarif = SarifOptions::default();
        // People are shown the first of many; the plain way has all of them.
        let keep =
            format.keep(false, sarif).max(if read_mode == ReadMode::Whole { Keep::Actionable } else { Keep::First });
        let checker = Checker { rules: &self.rules, catalogue: &self.catalogue, today: date(2026, 12, 1), keep };
        let gates = Gates { fail_on: Some(Severity::Warning), min_coverage: None, as_written: false };
        let (sources, report) = lint(collected, LintOptions { gates, read_mode, ..LintOptions::new(checker) });
        let context = Context::new(&sources, &self.catalogue, &self.rules, Lang::En, checker.today);
        let style = Style { colour: false, width: 100, narrated: None, links: false };
        let mut out = Vec::new();
        report::render(&report, context, format, style, &mut out).expect("a report");
        String::from_utf8(out).expect("text") + &report::summary(&report, context) + &format!("{:?}", report.exit)
    }

    fn assert_same(&self, collected: impl Fn() -> Collected) {
        for format in [Format::Human, Format::Json, Format::Sarif] {
            let plain = self.report(collected(), format, ReadMode::Whole);
            assert_equal(format, &plain, &self.report(collected(), format, ReadMode::Streamed));
        }
    }

    /// The same for the fast way in one thread and in two.
    fn assert_same_in_threads(&self, text: &String) {
        let collected = || of_texts(std::slice::from_ref(text));
        for format in [Format::Human, Format::Json, Format::Sarif] {
            let plain = self.report(collected(), format, ReadMode::Whole);
            for threads in [1, 2] {
                let fast = in_threads(threads, || self.report(collected(), format, ReadMode::Streamed));
                assert_equal(format, &plain, &fast);
            }
        }
    }
}

fn assert_equal(format: Format, plain: &str, fast: &str) {
    if plain != fast {
        let differ = plain.lines().zip(fast.lines()).find(|(plain, fast)| plain != fast);
        panic!("{format:?}: {differ:?}, {} and {} bytes", plain.len(), fast.len());
    }
}

fn of_texts(texts: &[String]) -> Collected {
    let source =
        |(id, text): (u32, &String)| Source::new(SourceId(id), format!("{id}.json"), text.clone(), Encoding::Utf8);
    Collected { sources: Sources::of((0..).zip(texts).map(source).collect()), ..Collected::default() }
}

/// A member of a site: its name, and values to choose from.
const MEMBERS: [(&str, &[&str]); 14] = [
    ("Title", &["\"财务部 Finance\"", "\"a \\\"quoted\\\" one\"", "\"\"", "null", "\"},{\\u0022Url\"", "\"[]{}\""]),
    ("Url", &[]),
    ("StorageQuota", &["1048576", "0", "-1.5e3", "26214400"]),
    ("LockState", &["\"Unlock\"", "\"NoAccess\""]),
    ("Owner", &["\"a@lanhai.partner.onmschina.cn\"", "\"\"", "{\"Id\": [1, {\"x\": [[], {}]}, null]}"]),
    ("SharingCapability", &["0", "0", "0", "2", "\"Disabled\"", "\"1\"", "7", "null"]),
    ("Template", &["\"STS#3\"", "\"STS#3\"", "\"GROUP#0\"", "\"EHS#0\"", "\"ACCSRV#0\"", "\"DEV\\u00230\"", "3"]),
    ("DenyAddAndCustomizePages", &["2", "2", "0", "\"Enabled\""]),
    ("DisableCompanyWideSharingLinks", &["2", "2", "0", "1"]),
    ("CommentsOnSitePagesDisabled", &["true", "false", "null", "\"yes\""]),
    ("AllowedDomains", &["[]", "[\"a\", \"b\"]", "{\"results\": []}"]),
    ("LocaleId", &["2052", "1033"]),
    ("sharingcapability", &["0", "2"]),
    ("GroupId", &["\"00000000-0000-0000-0000-000000000000\"", "\"$ConfigurationData.Id\""]),
];

const URLS: [&str; 6] = [
    "https://lanhai.sharepoint.cn/sites/team-{}",
    "https://lanhai-my.sharepoint.cn/personal/{}",
    "https://www.lanhai.cn/{}",
    "https://lanhai.sharepoint.com/sites/{}",
    "$Url{}",
    "https://lanhai.sharepoint.cn/sites/[parameters('{}')]",
];

/// How members are set apart.
#[derive(Debug, Clone, Copy)]
struct Layout {
    item: &'static str,
    member: &'static str,
    colon: &'static str,
    close: &'static str,
    between: &'static str,
}

const LAYOUTS: [Layout; 3] = [
    Layout { item: "    {\r\n", member: "\r\n        ", colon: ":  ", close: "\r\n    }", between: ",\r\n" },
    Layout { item: "{", member: "", colon: ":", close: "}", between: "," },
    Layout { item: "  {\n", member: "\n    ", colon: ": ", close: "\n  }", between: ",\n" },
];

/// A listing, decided by numbers: most sites are like the first, so that much of it repeats.
fn listing(seed: u64, count: usize, layout: Layout, odd_in: u64) -> String {
    let mut state = seed | 1;
    let mut next = |below: usize| {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let members = 4 + next(MEMBERS.len() - 3);
    let usual: Vec<usize> = (0..members).map(|at| next(MEMBERS[at].1.len())).collect();
    let usual_url = next(3);
    let mut text = "[".to_owned();
    for number in 0..count {
        text.push_str(if number > 0 { layout.between } else { "" });
        let odd = next(odd_in as usize) == 0;
        if odd && next(20) == 0 {
            text.push_str(["{}", "1", "[{}]", "null", "{\"Url\": 1}", "{\"Url\" : \"\", }"][next(5)]);
            continue;
        }
        text.push_str(layout.item);
        let mut first = true;
        for (at, (name, values)) in MEMBERS.iter().enumerate().take(members) {
            if odd && next(12) == 0 {
                continue;
            }
            text.push_str(if first { layout.member.trim_start_matches(['\r', '\n']) } else { "," });
            text.push_str(if first { "" } else { layout.member });
            first = false;
            let url = URLS[if odd { next(URLS.len()) } else { usual_url }].replace("{}", &number.to_string());
            let value = if values.is_empty() {
                format!("\"{url}\"")
            } else {
                values[if odd || next(6) == 0 && at < 5 { next(values.len()) } else { usual[at] }].to_owned()
            };
            let _ = write!(text, "\"{name}\"{}{value}", layout.colon);
        }
        text.push_str(layout.close);
    }
    text + "\n]"
}

fn mutated(text: &str, seed: u64) -> String {
    const PIECES: [&str; 12] = ["{", "}", "[", "]", ",", ":", "\"", "\\", "0", "null", "\n", "\"x\": ,"];
    let mut at = (seed % text.len().max(1) as u64) as usize;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (before, behind) = text.split_at(at);
    let mut rest = behind.chars();
    match seed >> 32 & 3 {
        0 => before.to_owned(),
        1 => before.to_owned() + PIECES[(seed >> 40) as usize % PIECES.len()] + behind,
        2 => {
            before.to_owned() + {
                rest.next();
                rest.as_str()
            }
        }
        _ => {
            before.to_owned() + PIECES[(seed >> 40) as usize % PIECES.len()] + {
                rest.next();
                rest.as_str()
            }
        }
    }
}

fn in_threads<T: Send>(count: usize, job: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads").install(job)
}

fn properties(cases: u32, test: impl Fn(u64, usize, Layout, u64, u64)) {
    // The same cases in every run, until PROPTEST_RNG_SEED asks for others.
    let asked = Config::default();
    let rng_seed = if asked.rng_seed == RngSeed::Random { RngSeed::Fixed(86) } else { asked.rng_seed };
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, rng_seed, ..asked });
    let strategy =
        (any::<u64>(), 1..400_usize, 0..LAYOUTS.len(), prop_oneof![Just(1_u64), 2..40_u64, Just(10_000)], any::<u64>());
    let run = runner.run(&strategy, |(seed, count, layout, odd_in, other)| {
        test(seed, count, LAYOUTS[layout], odd_in, other);
        Ok(())
    });
    run.expect("the same report");
}

#[test]
fn generated_exports() {
    let pack = Pack::new();
    properties(60, |seed, count, layout, odd_in, other| {
        let one = listing(seed, count, layout, odd_in);
        // The same sites in another file may have what these lack.
        let second = listing(other, count / 2, layout, odd_in);
        let wrapped = format!("{{\"@odata.nextLink\": \"x\", \"value\": {one}, \"after\": [1]}}");
        pack.assert_same(|| of_texts(&[one.clone(), second.clone(), wrapped.clone()]));
    });
}

#[test]
fn broken_exports() {
    let pack = Pack::new();
    properties(150, |seed, count, layout, odd_in, other| {
        let text = mutated(&listing(seed, count.max(80), layout, odd_in), other);
        pack.assert_same(|| of_texts(std::slice::from_ref(&text)));
    });
}

/// Long enough to be read in ranges, and a few of them with something broken.
#[test]
fn long_exports_in_ranges() {
    let pack = Pack::new();
    in_threads(3, || {
        properties(6, |seed, count, layout, odd_in, other| {
            let mut many = 8000 + count;
            let mut text = listing(seed, many, layout, odd_in.max(3));
            while text.len() < 3 << 20 {
                many *= 2;
                text = listing(seed, many, layout, odd_in.max(3));
            }
            pack.assert_same(|| of_texts(std::slice::from_ref(&text)));
            let broken = mutated(&text, other);
            pack.assert_same(|| of_texts(std::slice::from_ref(&broken)));
        });
        // What looks like the beginning of an element stands in the midst of one.
        let nested = listing(7, 9000, LAYOUTS[1], 10_000).replace("},{", "},\n{");
        assert!(nested.contains("},\n{\"Title\":"));
        let site =
            "{\"Title\": \"\", \"Url\": \"https://a.sharepoint.cn/\", \"SharingCapability\": 2, \"LockState\": \"\"";
        let sites = vec![format!("{site}, \"StorageQuota\": 1, \"Nested\": {nested}}}"); 70];
        let text = format!("[{}]", sites.join(",\n"));
        pack.assert_same(|| of_texts(std::slice::from_ref(&text)));
    });
}

/// Objects stand behind so many lists that nobody expects them.
#[test]
fn objects_behind_lists() {
    let site = "{\"Url\": \"https://lanhai.sharepoint.cn/\", \"SharingCapability\": 2, \"Template\": \"STS#3\"}";
    let domain = "{\"DomainName\": \"lanhai.partner.onmschina.cn\", \"InitialDomain\": true, \"DomainType\": 1}";
    let lists = "[[1], {\"a\": []}], ".repeat(70);
    let texts = [
        format!("[{lists}{site}, {site}]"),
        format!("{{\"value\": [{lists}{site}]}}"),
        format!("{{\"HostedContentFilterPolicy\": [], \"AcceptedDomains\": [{lists}{domain}], \"Services\": []}}"),
        format!("[{lists}{{\"a\": 1, \"b\": 2}}]"),
        format!("[{lists}[], 7, {site}]"),
        format!("[{lists}[]]"),
        format!("{{\"x\": [{lists}[]], \"value\": [{site}]}}"),
        format!("[{lists}[], ]"),
        format!("[{lists}[] {site}]"),
    ];
    let pack = Pack::new();
    for text in texts {
        pack.assert_same(|| of_texts(std::slice::from_ref(&text)));
    }
}

/// What names an object is not always where it names itself; another export has what this one lacks.
#[test]
fn names_of_what_is_only_counted() {
    let users = |count: usize, name: &str, voice: &str| {
        let user = |at: usize| {
            let name = name.replace("{}", &at.to_string());
            format!(
                "{{\"UserPrincipalName\": {name}, \"SipAddress\": \"sip:u{at}@lanhai.example\", \
                 \"InterpretedUserType\": \"PureOnlineTeamsOnlyUser\", {voice}\"LineUri\": \"\"}}"
            )
        };
        format!("[{}]", (0..count).map(user).collect::<Vec<_>>().join(",\n"))
    };
    let pack = Pack::new();
    for name in ["\"\"", "\"u{}@lanhai.cn\"", "\"u\\u002f{}\"", "null", "{\"Name\": \"r{}\"}", "\"@{Name=r{}}\""] {
        let texts = [users(90, name, "\"EnterpriseVoiceEnabled\": true, "), users(95, name, "")];
        pack.assert_same(|| of_texts(&texts));
    }
}

/// Objects around settings, and some that look the same around something unknown.
#[test]
fn elements_that_hold_settings_beside_such_that_hold_none() {
    let item = |at: usize| {
        let held = if at.is_multiple_of(7) {
            "{\"Unknown\": 1}"
        } else {
            "{\"SharingCapability\": 0, \"OneDriveSharingCapability\": 2, \"OneDriveStorageQuota\": 1048576, \"LegacyAuthProtocolsEnabled\": true, \"CompatibilityRange\": \"15,15\"}"
        };
        format!("{{\"name\": \"SPOTenant{at}\", \"data\": {held}, \"done\": false}}")
    };
    let pack = Pack::new();
    for count in [8, 90, 3000] {
        let items = (0..count).map(item).collect::<Vec<_>>().join(",\n");
        let texts = [format!("{{\"checkedAt\": \"2026-05-02\", \"items\": [{items}]}}")];
        pack.assert_same(|| of_texts(&texts));
        let report = pack.report(of_texts(&texts), Format::Json, ReadMode::Streamed);
        assert!(report.contains("partial_listing"), "{count}: {report}");
    }
}

/// A file lends its name to the one object in it; the objects of a listing have none then, however it is read.
#[test]
fn a_file_lends_its_name_to_no_element_of_a_listing() {
    let policy = |at: usize| {
        let places = at.is_multiple_of(2);
        format!(
            "{{\"IsDefault\": false, \"PlacesEnabled\": {places}, \"AllowCopyContactsToDeviceAddressBook\": true, \"OWALightEnabled\": true}}"
        )
    };
    let pack = Pack::new();
    for (count, named) in [(1, true), (2, false), (200, false)] {
        let text = format!("[{}]", (0..count).map(policy).collect::<Vec<_>>().join(",\n"));
        let collected = || {
            let source = Source::new(SourceId(0), "Kiosk.json".to_owned(), text.clone(), Encoding::Utf8);
            Collected { sources: Sources::of(vec![source]), ..Collected::default() }
        };
        pack.assert_same(collected);
        let report = pack.report(collected(), Format::Json, ReadMode::Streamed);
        assert!(report.contains("exchange/icloud-contact-sync"), "{report}");
        assert_eq!(report.contains("\"resource\": \"Kiosk\""), named, "{count}: {report}");
    }
}

/// Five members of one name and one member that stands for five settings are not five and five.
#[test]
fn names_that_stand_for_several_settings() {
    let environment = |last: &str| {
        let names = "\"name\": \"e\", ".repeat(4);
        format!(
            "{{\"type\": \"Microsoft.BusinessAppPlatform/environments\", {names}\"name\": \"{last}\", \"properties\": null}}"
        )
    };
    let text = format!("[{}{}]", format!("{},\n", environment("e")).repeat(80), environment("b"));
    for rules in ["*", "sharepoint/*", "power-platform/*"] {
        Pack::with_rules(rules).assert_same(|| of_texts(std::slice::from_ref(&text)));
    }
}

/// What is said of thousands of elements hides nothing that is said of the whole.
#[test]
fn more_notes_than_are_kept() {
    let site = "{\"Url\": \"https://lanhai.sharepoint.cn/\", \"SharingCapability\": 2, \"sharingcapability\": 0, \"Template\": ,\
                \"LockState\": \"\", \"StorageQuota\": 1}";
    let text = format!("{{\"value\": [{}], \"@odata.nextLink\": \"x\"}}", vec![site; 2500].join(",\n"));
    let pack = Pack::new();
    for text in [text.clone(), text.replace("\"Template\": ,", ""), format!("{text}\n{text}")] {
        pack.assert_same(|| of_texts(std::slice::from_ref(&text)));
    }
}

fn folder(path: PathBuf) -> Collected {
    collect(&[Input::Path(path)], &Filter::default(), None, false, &SILENT)
}

#[test]
fn fixtures() {
    let pack = Pack::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    for part in ["exports", "dialects", "rules"] {
        for entry in std::fs::read_dir(root.join(part)).expect("fixtures") {
            let path = entry.expect("an entry").path();
            pack.assert_same(|| folder(path.clone()));
        }
    }
}

/// What a thread remembers of the keys of one file tells nothing that is not in the next one.
#[test]
fn what_is_remembered_changes_no_report() {
    let pack = Pack::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let files = ["exports", "dialects", "rules"].into_iter().flat_map(|part| {
        let entries = walkdir::WalkDir::new(root.join(part)).sort_by_file_name().into_iter().flatten();
        entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path)
    });
    // Of one rule's fixtures, which are much alike, a third is enough.
    let files: Vec<PathBuf> = files.step_by(3).collect();
    assert!(files.len() > 400, "only {} fixtures", files.len());
    let report = |path: &PathBuf| pack.report(folder(path.clone()), Format::Json, ReadMode::Streamed);
    // A thread of its own remembers nothing.
    let alone = |path| std::thread::scope(|scope| scope.spawn(|| report(path)).join().expect("a report"));
    let alone: Vec<String> = files.iter().map(alone).collect();
    for (path, alone) in files.iter().zip(&alone) {
        assert!(report(path) == *alone, "{}", path.display());
    }
}

/// The names under which any tool tells what an object is called.
fn identities() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in
        walkdir::WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/kinds")).into_iter().flatten()
    {
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let kind: Value = serde_json::from_str(&text).expect("a kind");
        for identity in kind["identity"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            names.insert(identity.to_lowercase());
            for name in kind["properties"][identity]["names"].as_object().into_iter().flat_map(|names| names.values()) {
                let all = name.as_array().into_iter().flatten();
                let told = all.filter_map(|name| name.as_str().or_else(|| name["name"].as_str()));
                names.extend(told.map(|name| name.rsplit('/').next().unwrap_or(name).to_lowercase()));
            }
        }
    }
    assert!(names.len() > 10, "{names:?}");
    names
}

/// A copy of an object that is called something else.
fn varied(object: &Value, number: usize, identities: &BTreeSet<String>) -> Value {
    let mut object = object.clone();
    for (key, value) in object.as_object_mut().into_iter().flatten() {
        let Some(text) = value.as_str().filter(|text| !text.is_empty() && identities.contains(&key.to_lowercase()))
        else {
            continue;
        };
        let of_domain = text.contains('.') && ["id", "domainname", "name"].contains(&key.to_lowercase().as_str());
        *value = match text {
            address if address.contains("://") => format!("{}/n{number}", address.trim_end_matches('/')),
            address if address.contains('@') => format!("u{number}.{address}"),
            domain if of_domain => format!("n{number}.{domain}"),
            name => format!("{name} {number}"),
        }
        .into();
    }
    object
}

/// A fixture's list of objects, or the object that it is, and what stands around the list.
fn list_of(fixture: &Value) -> Option<(Vec<Value>, Option<Value>)> {
    let objects = |list: &Value| {
        let list = list.as_array().filter(|list| !list.is_empty() && list.iter().all(Value::is_object))?;
        Some(list.clone())
    };
    if fixture.is_array() {
        return Some((objects(fixture)?, None));
    }
    if let Some(list) = objects(&fixture["value"]) {
        return Some((list, Some(fixture.clone())));
    }
    let whole = ["tenantlint", "MetaData", "baseline_version", "value"];
    (fixture.is_object() && whole.iter().all(|key| fixture.get(key).is_none())).then(|| (vec![fixture.clone()], None))
}

/// The list made so long, with a stranger (an object of another fixture) at these places.
fn stretched(
    (list, around): &(Vec<Value>, Option<Value>),
    length: usize,
    strangers: &[(usize, &Value)],
    identities: &BTreeSet<String>,
) -> String {
    let element = |at: usize| match strangers.iter().find(|(place, _)| *place == at) {
        Some((_, stranger)) => (*stranger).clone(),
        // At first all alike, so that a reference is found; then whatever the fixture has.
        None if at < length / 2 => varied(&list[0], at, identities),
        None => varied(&list[at % list.len()], at, identities),
    };
    let elements: Vec<Value> = (0..length).map(element).collect();
    let text = match around {
        None => serde_json::to_string_pretty(&elements),
        Some(around) => {
            let mut around = around.clone();
            around["value"] = elements.into();
            serde_json::to_string_pretty(&around)
        }
    };
    text.expect("JSON")
}

/// Every list and object of the fixtures, long enough that elements are compared and counted, and a few of every sort so
/// long that they are read in ranges.
#[test]
fn fixtures_made_long() {
    let (pack, identities) = (Pack::new(), identities());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut lists = Vec::new();
    for part in ["rules", "dialects", "exports"] {
        for entry in walkdir::WalkDir::new(root.join(part)).sort_by_file_name().into_iter().flatten() {
            let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
            let Ok(fixture) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) else { continue };
            lists.extend(list_of(&fixture));
        }
    }
    assert!(lists.len() > 400, "only {} fixtures hold a list or an object", lists.len());
    // One of each shape: fixtures differ in values mostly, and values are varied below.
    let mut shapes = BTreeSet::new();
    let shape = |list: &(Vec<Value>, Option<Value>)| {
        let keys = list.0[0].as_object().map(|object| object.keys().cloned().collect::<Vec<_>>());
        (keys, list.1.is_some(), list.0.len().min(3))
    };
    let mut seed = 0x9E37_79B9_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for at in 0..lists.len() {
        if !shapes.insert(shape(&lists[at])) {
            continue;
        }
        let stranger = &lists[next(lists.len())].0[0];
        let length = 200 + next(100);
        let text = stretched(&lists[at], length, &[(next(length), stranger)], &identities);
        pack.assert_same(|| of_texts(std::slice::from_ref(&text)));
    }
    assert!(shapes.len() > 60, "only {} shapes", shapes.len());
    // Long enough for ranges, with strangers at their borders: where the bytes are cut in as many equal parts.
    for at in (0..lists.len()).step_by(lists.len() / 4) {
        let sample = stretched(&lists[at], 100, &[], &identities).len() / 100;
        let length = ((9 << 19) / sample.max(1)).clamp(200, 100_000);
        let strangers: Vec<(usize, &Value)> = (1..8)
            .flat_map(|part| [length * part / 8 - 1, length * part / 8])
            .map(|place| (place, &lists[next(lists.len())].0[0]))
            .collect();
        let text = stretched(&lists[at], length, &strangers, &identities);
        pack.assert_same_in_threads(&text);
    }
}

#[test]
fn corpus() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !path.is_dir() {
        println!("skipped: there is no corpus of real files");
        return;
    }
    let pack = Pack::new();
    pack.assert_same(|| folder(path.clone()));
}

/// What the last element of a listing shows, and no other, that is long enough for ranges.
#[test]
fn what_only_a_later_range_shows() {
    let pack = Pack::new();
    let mailbox = |name: &str, archive: u8, remote: u8| {
        serde_json::json!({"PrimarySmtpAddress": format!("{name}@lanhai.example"), "Name": name, "ServerName": "SHEX10",
            "ArchiveState": archive, "ArchiveStatus": archive.min(1), "RemoteRecipientType": remote,
            "RetentionPolicy": "Default MRM Policy", "ElcProcessingDisabled": false, "AuditEnabled": true})
    };
    let domain = |name: &str, initial: bool| serde_json::json!({"id": name, "isInitial": initial, "isVerified": true, "supportedServices": ["Email"]});
    let own = domain("lanhai.partner.onmschina.cn", true);
    let stranger = serde_json::json!({"Colour": "red", "Size": 3});
    for (ordinary, telling) in [
        (mailbox("lina", 0, 0), mailbox("chenwei", 2, 2)),
        (own.clone(), domain("lanhai.cn", false)),
        (domain("lanhai.cn", false), own.clone()),
        (own, stranger),
    ] {
        let text = |last: &Value| {
            let padded = |element: &Value| {
                let mut element = element.clone();
                element["Notes"] = "x".repeat(2000).into();
                element
            };
            // The second half shows nothing, or all of it what is asked for.
            let half = if last.get("Colour").is_some() { last } else { &ordinary };
            let elements = std::iter::repeat_n(&ordinary, 700).chain(std::iter::repeat_n(half, 699)).chain([last]);
            Value::Array(elements.map(padded).collect()).to_string()
        };
        let report = |text: &String, read_mode: ReadMode| {
            let collected = of_texts(std::slice::from_ref(text));
            in_threads(2, || pack.report(collected, Format::Json, read_mode))
        };
        let (shown, hidden) = (text(&telling), text(&ordinary));
        let plain = report(&shown, ReadMode::Whole);
        assert_ne!(plain, report(&hidden, ReadMode::Whole), "it shows nothing");
        assert_equal(Format::Json, &plain, &report(&shown, ReadMode::Streamed));
    }
}
