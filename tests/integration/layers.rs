//! The house: which module uses which, read from the sources. Dependencies point one way, at every depth.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A module, by the names on the way to it from the crate's root.
type Module = Vec<String>;

/// The rooms, each after those that it may use.
const ROOMS: [&str; 14] = [
    "text",
    "lang",
    "progress",
    "order",
    "threads",
    "model",
    "json",
    "diagnostic",
    "pack",
    "pipeline",
    "report",
    "config",
    "commands",
    "cli",
];

/// One module's use of another: who, whom, and which of its items (none: the module itself).
type Edge = (Module, Module, Option<String>);

/// All uses in the sources below `src`, tests left out.
fn edges() -> Vec<Edge> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files: BTreeMap<Module, String> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if path.extension().is_some_and(|end| end == "rs") {
            let name = path.strip_prefix(&root).unwrap().with_extension("");
            let module: Module = name.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            if module != ["lib"] && module != ["main"] {
                files.insert(module, code(&fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut edges = Vec::new();
    for (module, text) in &files {
        for path in paths(text) {
            let Some(absolute) = resolve(module, &path) else { continue };
            let known = (1..=absolute.len()).rev().find(|end| files.contains_key(&absolute[..*end]));
            let Some(end) = known else { continue };
            let (owner, item) = (absolute[..end].to_vec(), absolute.get(end).cloned());
            if owner != *module {
                edges.push((module.clone(), owner, item));
            }
        }
    }
    assert!(edges.len() > 500, "only {} uses were found", edges.len());
    edges
}

/// A file without comments, strings and its tests.
fn code(text: &str) -> String {
    let text = text.split("\nmod tests {").next().unwrap_or_default();
    let mut code = String::new();
    for line in text.lines() {
        let mut quoted = false;
        let mut before = ' ';
        for (at, character) in line.char_indices() {
            match character {
                '"' if before != '\\' && before != '\'' => quoted = !quoted,
                '/' if !quoted && line[at..].starts_with("//") => break,
                other if !quoted => code.push(other),
                _ => {}
            }
            before = character;
        }
        code.push('\n');
    }
    code
}

/// Every path that begins with `crate` or `super`: those of `use`, one for each leaf, and those in the code.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|character| character == ':' || character == '_' || character.is_alphanumeric()) {
                continue;
            }
            leaves(&code[at..], &mut Vec::new(), &mut found);
        }
    }
    found
}

/// The leaves of a path that may end in a tree (`a::{b, c::d}`); the rest of the text, after it.
fn leaves<'t>(text: &'t str, prefix: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> &'t str {
    let mut text = text.trim_start();
    let depth = prefix.len();
    loop {
        if let Some(mut inner) = text.strip_prefix('{') {
            loop {
                inner = leaves(inner, prefix, found).trim_start();
                match inner.strip_prefix(',').map(str::trim_start) {
                    Some(rest) if rest.starts_with('}') => inner = rest,
                    Some(rest) => {
                        inner = rest;
                        continue;
                    }
                    None => {}
                }
                break;
            }
            text = inner.strip_prefix('}').unwrap_or(inner);
            break;
        }
        let end = text.find(|character: char| character != '_' && !character.is_alphanumeric()).unwrap_or(text.len());
        let name = if text.starts_with('*') { "*" } else { &text[..end] };
        if name != "self" && !name.is_empty() {
            prefix.push(name.to_owned());
        }
        text = &text[name.len()..];
        match text.strip_prefix("::") {
            Some(rest) if !rest.starts_with('<') => text = rest,
            _ => {
                found.push(prefix.clone());
                break;
            }
        }
    }
    prefix.truncate(depth);
    // `as other`
    match text.trim_start().strip_prefix("as ") {
        Some(rest) => rest.trim_start_matches(|character: char| character == '_' || character.is_alphanumeric()),
        None => text,
    }
}

/// The path from the crate's root.
fn resolve(module: &Module, path: &[String]) -> Option<Module> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        _ => Some([&module[..module.len().checked_sub(ups)?], &path[ups..]].concat()),
    }
}

fn shown(module: &[String]) -> String {
    module.join("::")
}

#[test]
fn rooms_use_only_the_rooms_before_them() {
    let place = |room: &String| ROOMS.iter().position(|known| known == room);
    let mut wrong = BTreeSet::new();
    for (from, to, item) in edges() {
        let (Some(mine), Some(theirs)) = (place(&from[0]), place(&to[0])) else {
            panic!("a room that ROOMS does not name: {} or {}", from[0], to[0]);
        };
        if theirs > mine {
            wrong.insert(format!("{} uses {} ({})", shown(&from), shown(&to), item.unwrap_or_default()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_modules_use_each_other_at_any_depth() {
    // For each folder: which of its modules use which, by the files below them.
    let mut uses: BTreeMap<Module, BTreeMap<String, BTreeMap<String, String>>> = BTreeMap::new();
    for (from, to, _) in edges() {
        let common = from.iter().zip(&to).take_while(|(mine, theirs)| mine == theirs).count();
        let (Some(mine), Some(theirs)) = (from.get(common), to.get(common)) else { continue };
        let of_folder = uses.entry(from[..common].to_vec()).or_default();
        let by = format!("{} uses {}", shown(&from), shown(&to));
        of_folder.entry(mine.clone()).or_default().entry(theirs.clone()).or_insert(by);
    }
    let mut circles = BTreeSet::new();
    for (folder, graph) in &uses {
        for start in graph.keys() {
            if let Some(circle) = circle(graph, start) {
                circles
                    .insert(format!("in {}: {circle}", if folder.is_empty() { "src".into() } else { shown(folder) }));
            }
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

/// The shortest way from a module back to itself.
fn circle(graph: &BTreeMap<String, BTreeMap<String, String>>, start: &str) -> Option<String> {
    let mut ways: BTreeMap<&str, String> = BTreeMap::from([(start, String::new())]);
    let mut next = vec![start];
    while !next.is_empty() {
        let mut after = Vec::new();
        for module in next {
            for (to, by) in graph.get(module).into_iter().flatten() {
                let way = format!("{}{by}; ", ways[module]);
                if to == start {
                    return Some(way);
                }
                if !ways.contains_key(to.as_str()) {
                    ways.insert(to, way);
                    after.push(to.as_str());
                }
            }
        }
        next = after;
    }
    None
}

#[test]
fn children_use_only_the_types_of_a_parent() {
    let mut wrong = BTreeSet::new();
    for (from, to, item) in edges() {
        let own = |item: &String| item.starts_with(|first: char| first.is_lowercase() || first == '*' || first == '_');
        if from.starts_with(&to) && item.as_ref().is_some_and(own) {
            wrong.insert(format!("{} uses {}::{}", shown(&from), shown(&to), item.unwrap_or_default()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The sources below `src`, by their paths.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "rs"));
    files
        .map(|path| (path.strip_prefix(&root).unwrap().display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect()
}

#[test]
fn no_two_types_have_one_name() {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in sources() {
        for line in code(&text).lines() {
            let line = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub(super) ")).unwrap_or(line);
            let line = line.strip_prefix("pub ").unwrap_or(line);
            let Some((sort, rest)) = line.split_once(' ') else { continue };
            if ["struct", "enum", "trait", "type", "union"].contains(&sort) {
                let end = rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len());
                names.entry(rest[..end].to_owned()).or_default().push(path.clone());
            }
        }
    }
    assert!(names.len() > 500, "{}", names.len());
    // Each command has its job: that is the form of all of them.
    names.retain(|name, paths| name != "Job" && paths.len() > 1);
    assert!(names.is_empty(), "{names:#?}");
}

#[test]
fn a_long_file_says_why_it_is_long() {
    for (path, text) in sources() {
        let head: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        let lines = text.lines().count();
        assert!(!head.is_empty(), "{path} does not say what it is about");
        assert!(lines <= 400 || head.contains("Long, because"), "{path} has {lines} lines and does not say why");
    }
}

#[test]
fn what_is_said_in_both_languages_stands_in_a_table() {
    let mut seen = 0;
    for (path, text) in sources() {
        let text = text.split("\nmod tests {").next().unwrap_or_default();
        let calls = ["both(", "text!("]
            .iter()
            .flat_map(|call| text.match_indices(call).map(|(at, _)| &text[at + call.len()..]));
        let arguments = calls.map(|rest| rest.trim_start_matches(['(', ' ', '\n']));
        assert!(arguments.clone().all(|rest| !rest.starts_with("format!")), "{path}: `text!` takes both templates");
        let is_sentence = |rest: &&str| {
            let end = rest.find(';').unwrap_or(rest.len());
            rest.starts_with('"') && rest[..end].chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
        };
        let sentences = arguments.filter(is_sentence).count();
        seen += sentences;
        let own = path.ends_with("words.rs");
        assert!(
            own || sentences <= 3,
            "{path} has {sentences} sentences in the midst of its code: they belong into `words.rs`"
        );
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn paths_are_found_in_all_their_forms() {
    let text = code(
        "use crate::{a::{b, c as d}, e};\nuse super::super::f::{self, G};\nlet x = crate::h::i(\"crate::no\"); // crate::no\n",
    );
    let found: BTreeSet<String> = paths(&text).iter().map(|path| path.join("::")).collect();
    let wanted = ["crate::a::b", "crate::a::c", "crate::e", "crate::h::i", "super::super::f", "super::super::f::G"];
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
}
