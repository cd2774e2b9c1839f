//! What was typed, to be typed again in the commands that a report proposes.

use std::path::PathBuf;

use crate::config::Levels;
use crate::pipeline::source::Input;

/// So many inputs are repeated; for more, a placeholder stands.
const MOST: usize = 3;

/// The file that questions are written to where there is none yet.
const FORM: &str = "declaration.json";

/// An input, where every shell takes it as it is.
fn typed(input: &Input) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || "-_./\\:".contains(c);
    match input {
        Input::Path(path) => {
            let path = path.to_string_lossy().into_owned();
            (!path.starts_with('-') && path.chars().all(plain)).then_some(path)
        }
        Input::Stdin => None,
    }
}

/// Where a declaration is begun: in the first folder of the exports, where the next run reads it.
pub(super) fn form(inputs: &[Input]) -> String {
    let is_folder = |input: &&Input| matches!(input, Input::Path(path) if path.is_dir());
    match inputs.iter().find(is_folder).and_then(typed) {
        Some(folder) if !matches!(folder.trim_end_matches(['/', '\\']), "" | ".") => {
            let separator = if folder.contains('\\') { '\\' } else { '/' };
            format!("{}{separator}{FORM}", folder.trim_end_matches(['/', '\\']))
        }
        _ => FORM.to_owned(),
    }
}

/// The inputs, where every shell takes them as they are.
pub(super) fn inputs(inputs: &[Input]) -> String {
    // One file in two spellings is one file.
    let real = |input: &Input| match input {
        Input::Path(path) => path.canonicalize().unwrap_or_else(|_| path.clone()),
        Input::Stdin => PathBuf::new(),
    };
    let known = |at: usize| inputs[..at].iter().any(|other| real(other) == real(&inputs[at]));
    let different = inputs.iter().take(10 * MOST).enumerate().filter(|(at, _)| !known(*at));
    let all: Option<Vec<String>> = different.map(|(_, input)| typed(input)).collect();
    match all {
        Some(all) if !all.is_empty() && all.len() <= MOST => all.join(" "),
        _ => "<exports>".to_owned(),
    }
}

/// The choice of rules, with a blank before it.
pub(super) fn rules(levels: &Levels) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-/_".contains(c);
    let of = |flag: &'static str, rules: &[String]| {
        let all_plain = rules.iter().all(|rule| rule.chars().all(plain));
        rules
            .iter()
            .map(|rule| if all_plain { format!(" {flag} {rule}") } else { format!(" {flag} '{rule}'") })
            .collect::<String>()
    };
    of("--rule", &levels.only) + &of("--skip-rule", &levels.skip)
}

/// Whether one file was named: what it is not about, nobody expects in it.
pub(super) fn is_one_file(inputs: &[Input]) -> bool {
    match inputs {
        [Input::Path(path)] => path.is_file(),
        [Input::Stdin] => true,
        _ => false,
    }
}
