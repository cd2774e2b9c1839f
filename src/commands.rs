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
use std::path::Path;

use crate::lang::{Lang, tell, words};
use crate::pipeline::judge::Exit;
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
    let inputs = inputs(job);
    if let Some(why) = absent(job, &inputs, lang) {
        writeln!(output.err, "{}{why}", words(lang, "error: ", "错误："))?;
        return Ok(Exit::Failed.code());
    }
    if *stdin_is_terminal && inputs.contains(&None) {
        let end = if cfg!(windows) { "Ctrl+Z, Enter" } else { "Ctrl+D" };
        tell!(
            output.err,
            lang,
            "Waiting for an export on standard input; {end} ends it",
            "正在等待从标准输入读取导出内容，按 {end} 结束"
        )?;
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

/// What is to be read, as it was named; nothing stands for standard input.
fn inputs(job: &Job) -> Vec<Option<&Path>> {
    fn path(input: &Input) -> Option<&Path> {
        match input {
            Input::Path(path) => Some(path),
            Input::Stdin => None,
        }
    }
    let inputs: &[Input] = match job {
        Job::Check(job) => &job.inputs,
        Job::Inspect(job) => &job.inputs,
        Job::Declaration(job) => &job.inputs,
        Job::Coverage(job) => &job.inputs,
        Job::Collect(job) => &job.basis.inputs,
        Job::Fix(job) => &job.basis.inputs,
        Job::Diff(job) => return vec![path(&job.old), path(&job.new)],
        Job::Fleet(job) => return job.paths.iter().map(|path| Some(path.as_path())).collect(),
        Job::Init(job) => return job.paths.iter().map(|path| Some(path.as_path())).collect(),
        Job::Rules(_) | Job::Schema(_) | Job::Explain(_) | Job::Waive(_) | Job::Config(_) => &[],
    };
    inputs.iter().map(path).collect()
}

/// What is said where nothing is there of what was named, or too little for the job.
fn absent(job: &Job, inputs: &[Option<&Path>], lang: Lang) -> Option<String> {
    let is_there = |path: &Path| path.symlink_metadata().is_ok();
    // A report tells of what is there; one for a program is written in any case.
    let some_will_do = match job {
        Job::Check(job) => !job.is_for_people() || inputs.is_empty(),
        Job::Inspect(_) | Job::Coverage(_) | Job::Fleet(_) => false,
        _ => {
            let gone = inputs.iter().flatten().find(|path| !is_there(path))?;
            return Some(guard::absent(gone, lang));
        }
    };
    let first = inputs.iter().flatten().next().filter(|_| !some_will_do)?;
    let any = inputs.iter().any(|input| input.is_none_or(is_there));
    (!any).then(|| guard::absent(first, lang))
}
