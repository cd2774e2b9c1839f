//! The Chinese: no English sentence in it, and no word that `docs/glossary.md` puts aside.
//!
//! What is looked at: the words of rules, kinds and statements, the pages of the rules (which are what `explain` prints), what
//! `golden.rs` keeps (help, messages, every format), the documentation, and what the commands say of whole exports.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::{cases, check, entries, json, tenantlint, two_levels};
use crate::readers::html_said;

/// The page that says which words are used.
struct Glossary {
    /// Words that are put aside.
    put_aside: Vec<String>,
    /// Names that stay English.
    names: Vec<String>,
}

impl Glossary {
    fn read() -> Self {
        let page = fs::read_to_string("docs/glossary.md").unwrap();
        let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| 用语 "));
        let third = rows.filter_map(|row| row.split('|').nth(3));
        let put_aside: Vec<_> =
            third.flat_map(|cell| cell.trim().split('、')).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let mut names: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("- ")).map(str::to_owned).collect();
        // A name in a longer one is a part of it.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        assert!(put_aside.len() > 80 && names.len() > 10, "{} {}", put_aside.len(), names.len());
        Self { put_aside, names }
    }

    /// What is wrong with a text, in which `quoted` may be repeated.
    fn flaws(&self, text: &str, quoted: &str) -> Vec<String> {
        let words = self.put_aside.iter().filter(|word| text.contains(word.as_str())).map(|word| format!("“{word}”"));
        words.chain(text.lines().flat_map(|line| self.sentences(line, quoted))).collect()
    }

    /// Three English words or more in a row that are no command, no name, and nothing that is quoted.
    fn sentences(&self, line: &str, quoted: &str) -> Vec<String> {
        let line = self.names.iter().fold(line.to_owned(), |line, name| line.replace(name.as_str(), "·"));
        let line: String = line.chars().flat_map(|c| if c.is_ascii() { vec![c] } else { vec![' ', c, ' '] }).collect();
        let mut found = Vec::new();
        let mut run: Vec<&str> = Vec::new();
        let mut before = "";
        for token in line.split([' ', '\t']).filter(|token| !token.is_empty()).chain([""]) {
            let token = token.trim_matches(['\'', '"']);
            let word = token.trim_end_matches([',', '.', ';', ':', '!', '?']);
            let is_word = !word.is_empty()
                && word.chars().all(|c| c.is_ascii_alphabetic())
                && !word.chars().skip(1).any(|c| c.is_ascii_uppercase());
            if is_word {
                run.push(token);
            }
            if !is_word || token.len() != word.len() && !token.ends_with(',') {
                let said = run.join(" ");
                let program = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
                let is_command =
                    run.first().is_some_and(|first| COMMANDS.contains(first) || COMMANDS.contains(&program));
                if run.len() > 2
                    && !is_command
                    && !quoted.contains(&said)
                    && !LIBRARIES.iter().any(|words| said.contains(words))
                {
                    found.push(said);
                }
                run.clear();
                before = token;
            }
        }
        found
    }
}

/// Programs, whose arguments are theirs; the second as it stands behind a line break in JSON.
const COMMANDS: [&str; 9] = ["m365", "nm365", "az", "git", "cargo", "tenantlint", "powershell", "pwsh", "exec"];

/// What parsers of other makers say of a text, which is quoted: of TOML, of a glob, of a declaration.
const LIBRARIES: [&str; 7] = [
    "array table, expected",
    "unclosed character class;",
    "is a required property",
    "is not of type",
    "is not of types",
    "Additional properties are not allowed",
    "properties are not allowed",
];

/// Tells every flaw of texts, each with its name.
fn none_of(glossary: &Glossary, texts: impl IntoIterator<Item = (String, String)>, quoted: &str) {
    let mut count = 0;
    let flaws: Vec<_> = texts
        .into_iter()
        .flat_map(|(name, text)| {
            count += 1;
            let flaws = glossary.flaws(&text, quoted);
            flaws.into_iter().map(move |flaw| format!("{name}: {flaw}"))
        })
        .collect();
    assert!(count > 0 && flaws.is_empty(), "{count} texts, {} flaws:\n{}", flaws.len(), flaws.join("\n"));
}

/// The Chinese words of a data file.
fn chinese(value: &Value, into: &mut String) {
    match value {
        Value::Object(members) => match members.get("zh-CN") {
            Some(Value::String(words)) => into.extend([words.as_str(), "\n"]),
            Some(Value::Array(lines)) => {
                into.extend(lines.iter().filter_map(Value::as_str).flat_map(|line| [line, "\n"]));
            }
            _ => members.values().for_each(|member| chinese(member, into)),
        },
        Value::Array(items) => items.iter().for_each(|item| chinese(item, into)),
        _ => {}
    }
}

fn files(folder: &str, wanted: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in entries(folder) {
        if path.is_dir() {
            found.extend(files(&path.to_string_lossy(), wanted));
        } else if wanted(&path) {
            found.push(path);
        }
    }
    found
}

fn read(paths: Vec<PathBuf>) -> Vec<(String, String)> {
    paths.into_iter().map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap())).collect()
}

/// What fixtures and tests put into exports, declarations and waivers, which reports quote.
fn inputs() -> String {
    let ends = ["json", "jsonl", "toml", "txt"];
    let data = |path: &Path| path.extension().is_some_and(|end| ends.contains(&&*end.to_string_lossy()));
    let paths: Vec<_> =
        ["fixtures", "tests/integration/golden"].into_iter().flat_map(|folder| files(folder, &data)).collect();
    paths.into_iter().map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()).collect()
}

#[test]
fn the_words_of_rules_kinds_and_statements() {
    let data = two_levels("rules").into_iter().map(|(_, path)| path).chain(entries("schemas/kinds"));
    let data = data
        .chain(entries("schemas/hybrid"))
        .chain(["documents/statements.json", "schemas/icp.json", "src/cli/help.json"].map(PathBuf::from));
    let texts: Vec<_> = data
        .map(|path| {
            let mut words = String::new();
            chinese(&json(&path), &mut words);
            (path.display().to_string(), words)
        })
        .collect();
    assert!(texts.len() > 100, "{}", texts.len());
    none_of(&Glossary::read(), texts, "");
}

#[test]
fn the_pages_of_the_rules_and_the_documentation() {
    let pages = files("docs/rules/zh-CN", &|path| path.extension().is_some_and(|end| end == "md"));
    assert!(pages.len() > 60, "{}", pages.len());
    let docs = files("docs", &|path| path.to_string_lossy().ends_with(".zh-CN.md"));
    let all = pages.into_iter().chain(docs).chain([PathBuf::from("README.zh-CN.md")]).collect();
    none_of(&Glossary::read(), read(all), &inputs());
}

#[test]
fn everything_that_is_kept_word_for_word() {
    let kept = files("tests/integration/golden/written", &|path| path.to_string_lossy().ends_with("zh-CN.snap"));
    assert!(kept.len() > 40, "{}", kept.len());
    let own = |text: String| text.splitn(3, "---\n").nth(2).unwrap_or_default().replace("--- standard ", "");
    // The page holds both languages.
    let texts = read(kept).into_iter().map(|(name, text)| {
        let text = own(text);
        let text = if name.contains(".html.") { html_said(&text, "en") } else { text };
        (name, text)
    });
    none_of(&Glossary::read(), texts, &inputs());
}

#[test]
fn what_is_said_of_every_failing_fixture() {
    let failing = cases().into_iter().filter(|case| case.rule.is_none() || case.is("fail"));
    let texts = failing.map(|case| {
        let run = check(&case.path, &["--lang", "zh-CN"]);
        (case.title(), run.out + &run.err)
    });
    none_of(&Glossary::read(), texts, &inputs());
}

#[test]
fn what_the_other_commands_say() {
    let exports = "fixtures/exports/lanhai-group";
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("x.ps1");
    let script = script.to_string_lossy().into_owned();
    let runs: [&[&str]; 6] = [
        &["coverage", exports],
        &["coverage", "--format", "markdown", exports],
        &["inspect", exports],
        &["declaration", exports],
        &["rules"],
        &["diff", "fixtures/exports/contoso-cn", exports],
    ];
    let texts = runs.map(|args| {
        let run = tenantlint(args.iter().copied().chain(["--lang", "zh-CN"]));
        (args.join(" "), run.out + &run.err)
    });
    none_of(&Glossary::read(), texts, &inputs());
    // Of a script, what it says and what stands above it.
    let made: [&[&str]; 2] = [&["collect"], &["fix", exports]];
    for args in made {
        tenantlint(args.iter().copied().chain(["--force", "--output", &script, "--lang", "zh-CN"]));
        let text = fs::read_to_string(&script).unwrap();
        let words = text.lines().filter(|line| line.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')));
        let words = words.collect::<Vec<_>>().join("\n");
        assert!(words.lines().count() > 20, "{args:?}: {words}");
        none_of(&Glossary::read(), [(args.join(" "), words)], &inputs());
    }
}

#[test]
fn a_planted_sentence_or_word_is_found() {
    let glossary = Glossary::read();
    let found = |text: &str| !glossary.flaws(text, "Default 2 year move to archive").is_empty();
    for planted in [
        "原因：only after the data has been saved",
        "处理：关闭。 Nothing was exported.",
        "Tenant administration status > 租户",
        "# Mrm: no more moves to the archive",
        "世纪互联云不提供该功能",
        "请检查可用性清单",
        "声明中称正在使用",
    ] {
        assert!(found(planted), "{planted}");
    }
    for right in [
        "命令：m365 spo tenant settings set --SharingCapability Disabled",
        "命令：Get-ExchangeServer | Format-Table Name, AdminDisplayVersion",
        "在 SharePoint Online Management Shell 中运行",
        "保留标记“Default 2 year move to archive”会将邮件移至存档",
        "世纪互联版不提供该功能",
    ] {
        assert!(!found(right), "{right}: {:?}", glossary.flaws(right, ""));
    }
    // One in a rule of the user's own reaches the report, and would be seen there.
    let rule = fs::read_to_string("rules/sharepoint/external-sharing.json").unwrap();
    let rule = rule
        .replace("sharepoint/external-sharing", "acme/planted")
        .replace("外部共享已开启", "External sharing is on here");
    let folder = crate::common::folder(&[("acme/planted.json", rule)]);
    let rules = folder.path().to_string_lossy().into_owned();
    let run = check("fixtures/rules/sharepoint/external-sharing/fail.json", &["--rules", &rules, "--lang", "zh-CN"]);
    assert!(
        glossary.flaws(&run.out, &inputs()).iter().any(|flaw| flaw.contains("External sharing is on here")),
        "{}",
        run.out
    );
}
