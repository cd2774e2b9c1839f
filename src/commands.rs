//! The commands: one module each, all of one form: a `Job`, and `run`, which does it and tells the exit code.

pub mod check;
pub mod collect;
pub mod config;
pub mod coverage;
pub mod declaration;
pub mod diff;
pub mod explain;
pub mod fix;
pub mod fleet;
mod guard;
pub mod init;
pub mod inspect;
pub mod output;
pub mod pack;
pub mod rules;
pub mod schema;
pub mod script;
pub mod waive;

use std::io;

use crate::lang::Lang;
use crate::pipeline::source::Input;
use crate::report::Style;
use output::Output;

/// What was asked for.
#[derive(Debug)]
pub struct Command {
    /// The job.
    pub job: Job,
    /// The language.
    pub lang: Lang,
    /// How things are drawn.
    pub style: Style,
    /// Whether somebody types standard input.
    pub stdin_is_terminal: bool,
}

/// A job of each command, with everything that it needs to know.
#[derive(Debug)]
pub enum Job {
    /// Lint exports.
    Check(Box<check::Job>),
    /// Tell what exports hold.
    Inspect(inspect::Job),
    /// Write the questions that exports leave open.
    Declaration(declaration::Job),
    /// Write a script that exports.
    Collect(Box<collect::Job>),
    /// Write a script that mends.
    Fix(Box<fix::Job>),
    /// Judge many tenants, each apart.
    Fleet(Box<fleet::Job>),
    /// Compare two exports or folders.
    Diff(diff::Job),
    /// Tell what answers for each statement of the documents.
    Coverage(coverage::Job),
    /// List the rules.
    Rules(rules::Job),
    /// Print the published JSON Schemas.
    Schema(schema::Job),
    /// Explain one rule.
    Explain(explain::Job),
    /// Add a waiver to a file.
    Waive(waive::Job),
    /// Write a configuration file.
    Init(init::Job),
    /// Show what is configured.
    Config(Box<config::Job>),
}

/// Does a job and tells the exit code.
pub fn run(command: &Command, output: &mut Output<'_>) -> io::Result<u8> {
    let Command { job, lang, style, stdin_is_terminal } = command;
    let (lang, style) = (*lang, *style);
    if *stdin_is_terminal && reads_stdin(job) {
        let end = if cfg!(windows) { "Ctrl+Z, Enter" } else { "Ctrl+D" };
        match lang {
            Lang::En => writeln!(output.err, "Waiting for an export on standard input; {end} ends it")?,
            Lang::ZhCn => writeln!(output.err, "正在等待从标准输入读取导出内容，按 {end} 结束")?,
        }
    }
    match job {
        Job::Check(job) => check::run(job, lang, style, output),
        Job::Inspect(job) => inspect::run(job, lang, style, output),
        Job::Declaration(job) => declaration::run(job, lang, style, output),
        Job::Collect(job) => collect::run(job, lang, style, output),
        Job::Fix(job) => fix::run(job, lang, style, output),
        Job::Fleet(job) => fleet::run(job, lang, style, output),
        Job::Diff(job) => diff::run(job, lang, style, output),
        Job::Coverage(job) => coverage::run(job, lang, style, output),
        Job::Rules(job) => rules::run(job, lang, style, output),
        Job::Schema(job) => schema::run(job, lang, style, output),
        Job::Explain(job) => explain::run(job, lang, style, output),
        Job::Waive(job) => waive::run(job, lang, style, output),
        Job::Init(job) => init::run(job, lang, style, output),
        Job::Config(job) => config::run(job, lang, style, output),
    }
}

fn reads_stdin(job: &Job) -> bool {
    let inputs: &[Input] = match job {
        Job::Check(job) => &job.inputs,
        Job::Inspect(job) => &job.inputs,
        Job::Declaration(job) => &job.inputs,
        Job::Coverage(job) => &job.inputs,
        Job::Collect(job) => &job.basis.inputs,
        Job::Fix(job) => &job.basis.inputs,
        Job::Diff(job) => return job.old == Input::Stdin || job.new == Input::Stdin,
        Job::Fleet(_)
        | Job::Rules(_)
        | Job::Schema(_)
        | Job::Explain(_)
        | Job::Waive(_)
        | Job::Init(_)
        | Job::Config(_) => &[],
    };
    inputs.contains(&Input::Stdin)
}
