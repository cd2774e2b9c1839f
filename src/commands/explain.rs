//! Each rule in full for people, in the terminal and as the pages of `docs/rules/`.

mod condition;
mod content;
mod example;
mod pages;

use std::io;

pub(in crate::commands) use pages::{Linked, index, write, write_html};

use crate::commands::output::Output;
use crate::commands::pack::RuleFolders;
use crate::commands::pack::{no_such_rule, with_rules};
use crate::lang::Lang;
use crate::report::Style;
use crate::report::page::terminal;

/// What `explain` is to do.
#[derive(Debug)]
pub struct Job {
    /// The rule's id, as it was typed.
    pub rule: String,
    /// More rules.
    pub folders: RuleFolders,
}

/// Explains the rule.
pub(super) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    with_rules(&job.folders, None, lang, style, output, |catalogue, rules, output| {
        let Some(rule) = rules.named(&job.rule) else { return no_such_rule(&job.rule, rules, lang, output) };
        let example = example::draw(rule, rules, catalogue, lang, style);
        output.out.write_all(terminal(&content::page(rule, catalogue, example, lang), style).as_bytes())?;
        Ok(0)
    })
}
