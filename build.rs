//! Packs the data files, so that a new rule or kind is a file and nothing else: kinds, rules, services and statements in a compact form that
//! the program reads faster than JSON, their hash, and a failing example of each rule.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Digest as _;

#[path = "src/text"]
mod text {
    #[expect(dead_code, unreachable_pub, reason = "the program uses more of it")]
    pub mod data;

    /// The texts of all that is packed.
    pub(crate) mod pool {
        use std::cell::RefCell;
        use std::collections::HashMap;

        thread_local! {
            static TEXTS: RefCell<(String, HashMap<String, u32>)> = RefCell::default();
        }

        /// Where a text stands, from now on if not before.
        pub(crate) fn place(text: &str) -> Option<(u32, u32)> {
            TEXTS.with_borrow_mut(|(texts, places)| {
                let start = *places.entry(text.to_owned()).or_insert_with(|| {
                    texts.push_str(text);
                    (texts.len() - text.len()).try_into().expect("less than 4 GiB")
                });
                Some((start, text.len().try_into().ok()?))
            })
        }

        /// Nothing that is packed is read here.
        pub(crate) fn text(_: u32, _: u32) -> Option<&'static str> {
            None
        }

        /// All that have a place.
        pub(crate) fn texts() -> String {
            TEXTS.with_borrow(|(texts, _)| texts.clone())
        }
    }
}
#[path = "src/model"]
mod model {
    #[expect(dead_code, unreachable_pub, reason = "the program uses more of it")]
    pub mod dialect;
    #[expect(dead_code, unreachable_pub, reason = "the program uses more of it")]
    pub mod severity;
}
#[path = "src/model/cloud/file.rs"]
mod hosts_file;
#[path = "src/pack/vocabulary/icp/file.rs"]
mod icp_file;
#[path = "src/pack/catalogue/file.rs"]
#[expect(unreachable_pub, reason = "the program uses more of it")]
mod kind_file;
#[path = "src/pack/vocabulary/plans_file.rs"]
mod plans_file;
#[path = "src/pack/rule/file.rs"]
#[expect(unreachable_pub, reason = "the program uses more of it")]
mod rule_file;
#[path = "src/pack/services/file.rs"]
#[expect(unreachable_pub, reason = "the program uses more of it")]
mod services_file;
#[path = "src/pack/statements/file.rs"]
#[expect(unreachable_pub, reason = "the program uses more of it")]
mod statements_file;

use kind_file::KindFile;
use rule_file::RuleFile;
use services_file::ServicesFile;
use statements_file::Ledger;

/// A data file: its name and its text.
type DataFile = (String, String);

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let (kinds, rules) = (folder(&root, "schemas/kinds")?, folder(&root, "rules")?);
    let statements = read(&root, vec![root.join("documents/statements.json")])?;
    fs::write(out.join("kinds.postcard"), packed(&parsed::<KindFile>(&kinds)))?;
    let (rule_files, ledgers) = (parsed::<RuleFile>(&rules), parsed::<Ledger>(&statements));
    fs::write(out.join("rules.postcard"), packed(&rule_files))?;
    for mut ledger in ledgers {
        let entered = ledger.enter(rule_files.iter().map(RuleFile::answers).collect());
        entered.unwrap_or_else(|id| panic!("a rule cites {id}, and there is no such statement"));
        fs::write(out.join("statements.postcard"), packed(&ledger))?;
    }
    let services = read(&root, vec![root.join("schemas/services.json")])?;
    fs::write(out.join("services.postcard"), packed(&parsed::<ServicesFile>(&services)[0]))?;
    fs::write(out.join("texts"), text::pool::texts())?;
    let hybrid = ["builds", "topology", "messaging"].map(|name| root.join(format!("schemas/hybrid/{name}.json")));
    let hybrid = read(&root, hybrid.to_vec())?;
    let vocabulary =
        read(&root, ["hosts", "icp", "parts", "plans"].map(|name| root.join(format!("schemas/{name}.json"))).to_vec())?;
    fs::write(out.join("hosts.rs"), hosts(&parsed::<hosts_file::HostsFile>(&vocabulary[..1])[0]))?;
    fs::write(out.join("plans.rs"), plans(&parsed::<plans_file::PlansFile>(&vocabulary[3..])[0]))?;
    fs::write(out.join("icp.rs"), icp(&parsed::<icp_file::IcpFile>(&vocabulary[1..2])[0]))?;
    fs::write(out.join("pack.sha256"), sha256(kinds.iter().chain(&rules).chain(&hybrid).chain(&vocabulary)))?;
    fs::write(out.join("help.rs"), help(&parsed(&read(&root, vec![root.join("src/cli/help.json")])?)[0]))?;
    fs::write(out.join("examples.rs"), examples(&root)?)
}

/// The files of a folder in the order of their names.
fn folder(root: &Path, name: &str) -> io::Result<Vec<DataFile>> {
    println!("cargo::rerun-if-changed={name}");
    let mut files = Vec::new();
    list(&root.join(name), &mut files)?;
    files.sort();
    read(root, files)
}

fn read(root: &Path, files: Vec<PathBuf>) -> io::Result<Vec<DataFile>> {
    let read = |file: PathBuf| {
        println!("cargo::rerun-if-changed={}", file.display());
        Ok((shown(file.strip_prefix(root).unwrap_or(&file)), fs::read_to_string(&file)?))
    };
    files.into_iter().map(read).collect()
}

fn parsed<T: DeserializeOwned>(files: &[DataFile]) -> Vec<T> {
    let parse = |(name, text): &DataFile| serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    files.iter().map(parse).collect()
}

/// The form that the program reads.
fn packed(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap_or_else(|error| panic!("{error}"))
}

/// The hash over all data files, by which two runs can tell that they used the same rules.
fn sha256<'f>(files: impl Iterator<Item = &'f DataFile>) -> String {
    let mut hash = sha2::Sha256::new();
    for part in files.flat_map(|(name, text)| [name, text]) {
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// A failing fixture of each rule, for those who ask what the rule is about.
fn examples(root: &Path) -> io::Result<String> {
    let mut code = "pub(crate) static EXAMPLES: &[PackedExample] = &[\n".to_owned();
    let fixtures = root.join("fixtures/rules");
    println!("cargo::rerun-if-changed=fixtures/rules");
    let mut rules = Vec::new();
    list(&root.join("rules"), &mut rules)?;
    rules.sort();
    for rule in rules {
        let id = rule.strip_prefix(root.join("rules")).unwrap_or(&rule).with_extension("");
        let folder = fixtures.join(&id);
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let mut cases: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        cases.retain(|case| case.file_stem().is_some_and(|stem| stem.to_string_lossy().starts_with("fail")));
        // The plain case comes before those that are special.
        cases.sort_by_key(|case| case.file_stem().map(|stem| (stem.len(), stem.to_owned())));
        let Some(case) = cases.first() else { continue };
        let mut files = vec![case.clone()];
        if case.is_dir() {
            files = fs::read_dir(case)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
            files.sort();
        }
        let path = shown(case.strip_prefix(root).unwrap_or(case));
        let _ = write!(code, "    PackedExample {{ rule: {:?}, path: {path:?}, files: &[", shown(&id));
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let _ = write!(code, "({name:?}, include_bytes!({:?})), ", file.to_string_lossy());
        }
        code.push_str("] },\n");
    }
    code.push_str("];\n");
    Ok(code)
}

/// The suffixes of hosts in the order of their names, and the brands, as Rust.
fn hosts(file: &hosts_file::HostsFile) -> String {
    let mut known = Vec::new();
    for group in &file.groups {
        let cloud = match group.cloud.as_str() {
            "21Vianet" => "Some(Cloud::Vianet21)".to_owned(),
            "Shared" => "None".to_owned(),
            "USGovernment" => "Some(Cloud::UsGovernment)".to_owned(),
            "GovSG" => "Some(Cloud::GovSg)".to_owned(),
            other => format!("Some(Cloud::{other})"),
        };
        let label = match group.tenant.as_deref() {
            None => "None".to_owned(),
            Some("label") => "Some(TenantLabel::Whole)".to_owned(),
            Some(_) => "Some(TenantLabel::Site)".to_owned(),
        };
        for suffix in &group.suffixes {
            known.push((suffix, format!("cloud: {cloud}, evidence: {}, label: {label}", group.evidence)));
        }
    }
    known.sort();
    let doubled = known.windows(2).find(|pair| pair[0].0 == pair[1].0);
    assert!(doubled.is_none(), "schemas/hosts.json: {doubled:?} stands twice");
    let mut code = "static SUFFIXES: &[(&str, Suffix)] = &[\n".to_owned();
    for (suffix, rest) in known {
        let _ = writeln!(code, "    ({suffix:?}, Suffix {{ {rest} }}),");
    }
    let _ = write!(code, "];\nstatic BRANDS: &[&str] = &{:?};\n", file.brands);
    code
}

/// The families of service plans, and names and ids in their order, as Rust.
fn plans(file: &plans_file::PlansFile) -> String {
    let mut code = "static FAMILIES: &[Family] = &[\n".to_owned();
    let (mut names, mut ids) = (BTreeMap::new(), BTreeMap::new());
    for (family, plans) in &file.families {
        let plans_file::FamilyFile { members, maybe, never, .. } = plans;
        let _ = writeln!(
            code,
            "    Family {{ name: {family:?}, members: &{members:?}, maybe: &{maybe:?}, never: &{never:?} }},"
        );
        for (name, id) in &plans.plans {
            let earlier = names.insert(name.to_ascii_uppercase(), family);
            assert!(earlier.is_none_or(|of| of == family), "schemas/plans.json: {name} is in two families");
            ids.entry(id.to_ascii_lowercase()).or_insert(name);
        }
    }
    let table = |name: &str, entries: Vec<(&String, &String)>| {
        let lines = entries.into_iter().map(|entry| format!("    {entry:?},\n"));
        format!("static {name}: &[(&str, &str)] = &[\n{}];\n", lines.collect::<String>())
    };
    code.push_str("];\n");
    code.push_str(&table("NAMES", names.iter().map(|(name, family)| (name, *family)).collect()));
    code.push_str(&table("IDS", ids.iter().map(|(id, name)| (id, *name)).collect()));
    code
}

/// The problems of ICP numbers, with what is said about each, and what is a list of characters, as Rust.
fn icp(file: &icp_file::IcpFile) -> String {
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    let (mut variants, mut all, mut facts, mut signs) = (String::new(), String::new(), String::new(), String::new());
    for icp_file::ProblemFile { code, weight, what, signs: words, words: said } in &file.problems {
        let name: String = code.split('_').map(capital).collect();
        let _ = writeln!(variants, "    #[doc = {what:?}]\n    {name},");
        let _ = writeln!(all, "    IcpProblem::{name},");
        let _ = writeln!(facts, "    (Weight::{}, {:?}, {:?}),", capital(weight), &*said.en, &*said.zh_cn);
        signs.extend(words.iter().map(|sign| format!("    ({sign:?}, IcpProblem::{name}),\n")));
    }
    let mut code =
        "/// What is wrong, or doubtful, about a declared ICP number. One number yields at most one.\n".to_owned();
    let _ = writeln!(code, "#[derive(Debug, Clone, Copy, PartialEq, Eq)]\npub enum IcpProblem {{\n{variants}}}");
    let _ = writeln!(code, "#[cfg(test)]\npub(super) static ALL: &[IcpProblem] = &[\n{all}];");
    let _ = writeln!(code, "static FACTS: &[(Weight, &str, &str)] = &[\n{facts}];");
    let _ = writeln!(code, "pub(super) static SIGNS: &[(&str, IcpProblem)] = &[\n{signs}];");
    let _ = writeln!(
        code,
        "pub(super) static TRADITIONAL: &[(char, char)] = &{:?};",
        file.traditional.iter().collect::<Vec<_>>()
    );
    for (name, prefixes) in &file.prefixes {
        let _ = writeln!(code, "pub(super) static {}: &str = {prefixes:?};", name.to_ascii_uppercase());
    }
    code
}

/// A line or several in each language.
#[derive(Deserialize)]
struct HelpWords {
    en: text::data::OneOrMany,
    #[serde(rename = "zh-CN")]
    zh_cn: text::data::OneOrMany,
}

/// What commands and arguments are for, sorted by both, as Rust.
fn help(words: &BTreeMap<String, HelpWords>) -> String {
    let words: BTreeMap<_, _> =
        words.iter().map(|(key, words)| (key.split_once('/').unwrap_or((key, "")), words)).collect();
    let line = |((command, argument), words): (&(&str, &str), &&HelpWords)| {
        let [en, zh] =
            [&words.en, &words.zh_cn].map(|lines| lines.0.iter().map(|line| &**line).collect::<Vec<_>>().join("\n"));
        format!("    ({command:?}, {argument:?}, {en:?}, {zh:?}),\n")
    };
    let lines: String = words.iter().map(line).collect();
    format!("static WORDS: &[(&str, &str, &str, &str)] = &[\n{lines}];\n")
}

/// A path with `/` on every system.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            list(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}
