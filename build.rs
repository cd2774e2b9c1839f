//! Lists the data files of the rule pack, so that a new rule or kind is a file and nothing else, and a failing example
//! of each rule.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut code = String::new();
    for (name, folder) in [("KINDS", "schemas/kinds"), ("RULES", "rules")] {
        println!("cargo::rerun-if-changed={folder}");
        let mut files = Vec::new();
        list(&root.join(folder), &mut files)?;
        files.sort();
        let _ = writeln!(code, "pub(crate) static {name}: &[(&str, &str)] = &[");
        for file in files {
            let shown = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            let _ = writeln!(code, "    ({shown:?}, include_str!({:?})),", file.to_string_lossy());
        }
        code.push_str("];\n");
    }
    examples(&root, &mut code)?;
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("pack.rs"), code)
}

/// A failing fixture of each rule, for those who ask what the rule is about.
fn examples(root: &Path, code: &mut String) -> io::Result<()> {
    code.push_str("pub(crate) static EXAMPLES: &[Example] = &[\n");
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
        let shown = |path: &Path| path.to_string_lossy().replace('\\', "/");
        let path = shown(case.strip_prefix(root).unwrap_or(case));
        let _ = write!(code, "    Example {{ rule: {:?}, path: {path:?}, files: &[", shown(&id));
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let _ = write!(code, "({name:?}, include_bytes!({:?})), ", file.to_string_lossy());
        }
        code.push_str("] },\n");
    }
    code.push_str("];\n");
    Ok(())
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
