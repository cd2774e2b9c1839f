//! The command line: what may be typed, in both languages, and what it means.

mod help;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use crate::coverage::CoverageFormat;
use crate::explain::ListFormat;
use crate::gate::{BaselineFile, GateFiles};
use crate::judge::Gates;
use crate::lang::Lang;
use crate::report::{Format, Style};
use crate::rule::Severity;
use crate::source::{Encoding, Input};
use crate::waiver::add::Request;

/// What the process is surrounded by; read in `main`, so that everything else is a function of it.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The system's locale.
    pub locale: Option<String>,
    /// Whether somebody looks at standard output.
    pub stdout_is_terminal: bool,
    /// The terminal's columns.
    pub width: Option<usize>,
    /// `NO_COLOR` is set.
    pub no_colour: bool,
    /// `CLICOLOR_FORCE` is set.
    pub force_colour: bool,
    /// The day to evaluate for, in seconds since 1970.
    pub source_date_epoch: Option<i64>,
}

/// What was asked for.
#[derive(Debug)]
pub struct Command {
    /// The job.
    pub job: Job,
    /// The language.
    pub lang: Lang,
    /// How things are drawn.
    pub style: Style,
}

/// The jobs.
#[derive(Debug)]
pub enum Job {
    /// Lint exports.
    Check(CheckJob),
    /// Tell what exports hold.
    Inspect(InspectJob),
    /// Write the questions that exports leave open.
    Declaration(DeclarationJob),
    /// Compare two exports or folders.
    Diff(DiffJob),
    /// List the rules.
    Rules(RulesJob),
    /// Tell what answers for each statement of the documents.
    Coverage(CoverageJob),
    /// Explain one rule.
    Explain(String, RuleFolders),
    /// Add a waiver to a file.
    Waive(WaiveJob),
}

/// Folders with rules of the user's own.
#[derive(Debug, Clone, Default)]
pub struct RuleFolders(pub Vec<PathBuf>);

/// What `check` is to do.
#[derive(Debug)]
pub struct CheckJob {
    /// What to read.
    pub inputs: Vec<Input>,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// The report's form.
    pub format: Format,
    /// The rules to use; all if empty.
    pub only: Vec<String>,
    /// The rules not to use.
    pub skip: Vec<String>,
    /// More rules.
    pub folders: RuleFolders,
    /// The gates.
    pub gates: Gates,
    /// What says that findings are accepted.
    pub accept: GateFiles,
    /// Findings do not fail the run.
    pub exit_zero: bool,
    /// Passes are reported too.
    pub all: bool,
    /// The day of the evaluation.
    pub today: Date,
}

/// What `declaration` is to do.
#[derive(Debug)]
pub struct DeclarationJob {
    /// What to read; answers given already are among it.
    pub inputs: Vec<Input>,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// More rules.
    pub folders: RuleFolders,
    /// Where to write to; standard output if nowhere.
    pub output: Option<PathBuf>,
    /// Whether a file that is there may be replaced.
    pub force: bool,
    /// The day of the evaluation.
    pub today: Date,
}

/// What `inspect` is to do.
#[derive(Debug)]
pub struct InspectJob {
    /// What to read.
    pub inputs: Vec<Input>,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// As JSON.
    pub json: bool,
}

/// What `rules` is to do.
#[derive(Debug)]
pub struct RulesJob {
    /// More rules.
    pub folders: RuleFolders,
    /// The list's form.
    pub format: ListFormat,
    /// Where to write a page for each rule, instead of the list.
    pub pages: Option<PathBuf>,
}

/// What `coverage` is to do.
#[derive(Debug)]
pub struct CoverageJob {
    /// What to read; nothing: only the statements and their rules.
    pub inputs: Vec<Input>,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// The output's form.
    pub format: CoverageFormat,
    /// More rules.
    pub folders: RuleFolders,
    /// Superseded statements count like the others.
    pub as_written: bool,
    /// The day of the evaluation.
    pub today: Date,
}

/// What `diff` is to do.
#[derive(Debug)]
pub struct DiffJob {
    /// The earlier side.
    pub old: Input,
    /// The later side.
    pub new: Input,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// The form of the comparison.
    pub format: DiffFormat,
    /// New findings from this severity on fail the run; none: no finding does.
    pub fail_on: Option<Severity>,
    /// More rules.
    pub folders: RuleFolders,
    /// The day of the evaluation.
    pub today: Date,
}

/// The forms of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For comments and job summaries.
    Markdown,
}

/// What `waive` is to do.
#[derive(Debug)]
pub struct WaiveJob {
    /// The waiver.
    pub request: Request,
    /// The file to add it to; the nearest `tenantlint.toml` if none is named.
    pub file: Option<PathBuf>,
    /// More rules.
    pub folders: RuleFolders,
    /// The day on which it is created.
    pub today: Date,
}

/// Something to print instead of a job: help, the version, or what is wrong with the arguments.
#[derive(Debug)]
pub struct Message {
    /// The text.
    pub text: String,
    /// Whether it is an error.
    pub to_stderr: bool,
    /// The exit code.
    pub code: u8,
}

#[derive(Debug, Parser)]
#[command(name = "tenantlint", version, about, long_about = None, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Commands,
    #[command(flatten)]
    global: Global,
}

#[derive(Debug, Args)]
struct Global {
    /// Language of the report: en or zh-CN [default: the system's]
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    lang: Option<LangArg>,
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    color: ColorArg,
}

#[derive(Debug, Subcommand)]
enum Commands {
    /// Check exported settings against the rules
    #[command(after_help = help::CHECK_AFTER.0)]
    Check(CheckArgs),
    /// Tell what exports hold, before any rule
    Inspect(InspectArgs),
    /// Write a declaration to fill in: what no export tells and is not answered yet
    #[command(after_help = help::DECLARATION_AFTER.0)]
    Declaration(DeclarationArgs),
    /// Compare two exports, folders or saved reports: what changed, what is new, what is fixed
    #[command(after_help = help::DIFF_AFTER.0)]
    Diff(DiffArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Show every statement of the documents: its rules, and what exports decide
    Coverage(CoverageArgs),
    /// Explain a rule: what it checks, why, and how to fix it
    Explain(ExplainArgs),
    /// Add a waiver: accept a finding, for a reason, until a day
    #[command(after_help = help::WAIVE_AFTER.0)]
    Waive(WaiveArgs),
}

#[derive(Debug, Args)]
struct InputArgs {
    /// Files, folders (every .json, .jsonl and .ndjson in them), or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Encoding of files whose bytes do not tell it
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    encoding: EncodingArg,
}

#[derive(Debug, Args)]
struct CheckArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Form of the report on standard output
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Fail on findings of this severity or above
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,
    /// Fail if less than this share of the rules could be judged
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_coverage: Option<u8>,
    /// Use only these rules: an id, or all of a service as `sharepoint/*`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    rule: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip_rule: Vec<String>,
    /// Use the rules and kinds in this folder too
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    #[command(flatten)]
    accept: AcceptArgs,
    /// Report what passes too
    #[arg(long)]
    all: bool,
    /// Judge by the documents alone, also where later sources have overtaken them
    #[arg(long)]
    as_written: bool,
    /// Findings do not change the exit code
    #[arg(long)]
    exit_zero: bool,
    /// Judge as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    now: Option<Date>,
}

#[derive(Debug, Args)]
struct DeclarationArgs {
    /// Exports, and the declaration so far: its answers are kept
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Encoding of files whose bytes do not tell it
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    encoding: EncodingArg,
    /// Use the rules and kinds in this folder too
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
    /// Judge as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    now: Option<Date>,
}

#[derive(Debug, Args)]
struct AcceptArgs {
    /// Accept the findings that the waivers in this file name
    #[arg(long, value_name = "FILE")]
    waivers: Vec<PathBuf>,
    /// Let only the waivers in this file count, such as that of the base branch
    #[arg(long, value_name = "FILE")]
    waivers_from: Vec<PathBuf>,
    /// Let no waiver count
    #[arg(long, conflicts_with_all = ["waivers", "waivers_from"])]
    no_waivers: bool,
    /// Fail only on findings that are not recorded in this file
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Record the findings in this file; from then on they do not fail
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
    /// Take out of the baseline what is gone
    #[arg(long, requires = "baseline")]
    prune_baseline: bool,
}

#[derive(Debug, Args)]
struct WaiveArgs {
    /// The rule's id, or all of a service as `sharepoint/*`
    #[arg(value_name = "RULE")]
    rule: String,
    /// Only this resource; * stands for any characters
    #[arg(long, value_name = "NAME")]
    resource: Option<String>,
    /// Only resources of this kind
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only this setting
    #[arg(long, value_name = "SETTING")]
    setting: Option<String>,
    /// Only as long as the setting has this value; several times for a list
    #[arg(long, value_name = "VALUE")]
    value: Vec<String>,
    /// Why the finding is accepted
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who answers for it
    #[arg(long, value_name = "NAME")]
    owner: String,
    /// The last day (UTC) [default: in 90 days]
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "days")]
    expires: Option<Date>,
    /// The last day, so many days from today
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i32).range(0..=36_500))]
    days: Option<i32>,
    /// Where it was agreed
    #[arg(long, value_name = "TICKET")]
    ticket: Option<String>,
    /// The file to add it to [default: the nearest tenantlint.toml, from here upwards]
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Look for the rule in this folder too
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Create it as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    now: Option<Date>,
}

#[derive(Debug, Args)]
struct InspectArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Form of the output
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    format: InspectFormat,
}

#[derive(Debug, Args)]
struct DiffArgs {
    /// The earlier export, folder of exports, or report of `check --format json --all`
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The later one; - stands for standard input on one of both sides
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Encoding of files whose bytes do not tell it
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    encoding: EncodingArg,
    /// Form of the comparison on standard output
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    format: DiffFormat,
    /// Fail on new findings of this severity or above
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,
    /// Use the rules and kinds in this folder too
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Judge both sides as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    now: Option<Date>,
}

#[derive(Debug, Args)]
struct RulesArgs {
    /// List the rules in this folder too
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Form of the list
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    format: ListFormat,
    /// Write a page for each rule into this folder, in English and Chinese, instead of the list
    #[arg(long, value_name = "DIR", conflicts_with = "format")]
    write_pages: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct CoverageArgs {
    /// Files, folders (every .json, .jsonl and .ndjson in them), or - for standard input; none: only the rules
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Encoding of files whose bytes do not tell it
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    encoding: EncodingArg,
    /// Form of the output
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    format: CoverageFormat,
    /// Use the rules and kinds in this folder too
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Judge by the documents alone, also where later sources have overtaken them
    #[arg(long)]
    as_written: bool,
    /// Judge as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    now: Option<Date>,
}

#[derive(Debug, Args)]
struct ExplainArgs {
    /// The rule's id
    #[arg(value_name = "RULE")]
    rule: String,
    /// Look for it in this folder too
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LangArg {
    En,
    #[value(name = "zh-CN", aliases = ["zh", "zh-cn", "zh_CN"])]
    ZhCn,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum ColorArg {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EncodingArg {
    Auto,
    #[value(name = "utf-8")]
    Utf8,
    #[value(name = "utf-16le")]
    Utf16Le,
    #[value(name = "utf-16be")]
    Utf16Be,
    #[value(name = "gb18030", alias = "gbk")]
    Gb18030,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum InspectFormat {
    Human,
    Json,
}

fn date(text: &str) -> Result<Date, &'static str> {
    text.parse().map_err(|_| "not a date; write it as 2026-11-22")
}

/// Understands the arguments.
pub fn parse(args: impl Iterator<Item = OsString>, surroundings: &Surroundings) -> Result<Command, Message> {
    let args: Vec<OsString> = args.collect();
    let lang = early_lang(&args, surroundings);
    let parsed = help::command::<Cli>(lang)
        .term_width(surroundings.width.unwrap_or(100).min(120))
        .try_get_matches_from(args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = parsed.map_err(|error| help::message(&error, lang, surroundings.stdout_is_terminal))?;
    let colour = match cli.global.color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => surroundings.force_colour || surroundings.stdout_is_terminal && !surroundings.no_colour,
    };
    let style = Style { colour, width: surroundings.width.unwrap_or(100), narrated: None };
    let job = match cli.command {
        Commands::Check(args) => Job::Check(check_job(args, surroundings)),
        Commands::Inspect(args) => Job::Inspect(InspectJob {
            inputs: inputs(&args.input.paths),
            encoding: encoding(args.input.encoding),
            json: args.format == InspectFormat::Json,
        }),
        Commands::Declaration(args) => Job::Declaration(DeclarationJob {
            inputs: inputs(&args.paths),
            encoding: encoding(args.encoding),
            folders: RuleFolders(args.rules),
            output: args.output,
            force: args.force,
            today: args.now.unwrap_or_else(|| today(surroundings)),
        }),
        Commands::Rules(args) => {
            Job::Rules(RulesJob { folders: RuleFolders(args.rules), format: args.format, pages: args.write_pages })
        }
        Commands::Coverage(args) => Job::Coverage(CoverageJob {
            inputs: inputs(&args.paths),
            encoding: encoding(args.encoding),
            format: args.format,
            folders: RuleFolders(args.rules),
            as_written: args.as_written,
            today: args.now.unwrap_or_else(|| today(surroundings)),
        }),
        Commands::Diff(args) => Job::Diff(DiffJob {
            old: input(&args.old),
            new: input(&args.new),
            encoding: encoding(args.encoding),
            format: args.format,
            fail_on: args.fail_on.severity(),
            folders: RuleFolders(args.rules),
            today: args.now.unwrap_or_else(|| today(surroundings)),
        }),
        Commands::Explain(args) => Job::Explain(args.rule, RuleFolders(args.rules)),
        Commands::Waive(args) => Job::Waive(waive_job(args, surroundings)),
    };
    Ok(Command { job, lang, style })
}

fn check_job(args: CheckArgs, surroundings: &Surroundings) -> CheckJob {
    CheckJob {
        inputs: inputs(&args.input.paths),
        encoding: encoding(args.input.encoding),
        format: args.format,
        only: args.rule,
        skip: args.skip_rule,
        folders: RuleFolders(args.rules),
        gates: Gates { fail_on: args.fail_on.severity(), min_coverage: args.min_coverage, as_written: args.as_written },
        accept: GateFiles {
            waivers: args.accept.waivers,
            waivers_from: args.accept.waivers_from,
            no_waivers: args.accept.no_waivers,
            baseline: match (args.accept.baseline, args.accept.write_baseline) {
                (_, Some(path)) => BaselineFile::Write(path),
                (Some(path), None) if args.accept.prune_baseline => BaselineFile::Prune(path),
                (Some(path), None) => BaselineFile::Compare(path),
                (None, None) => BaselineFile::None,
            },
        },
        exit_zero: args.exit_zero,
        all: args.all,
        today: args.now.unwrap_or_else(|| today(surroundings)),
    }
}

impl FailOn {
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

fn waive_job(args: WaiveArgs, surroundings: &Surroundings) -> WaiveJob {
    WaiveJob {
        request: Request {
            rule: args.rule,
            kind: args.kind,
            resource: args.resource,
            setting: args.setting,
            value: args.value,
            reason: args.reason,
            owner: args.owner,
            expires: args.expires,
            days: args.days,
            ticket: args.ticket,
        },
        file: args.file,
        folders: RuleFolders(args.rules),
        today: args.now.unwrap_or_else(|| today(surroundings)),
    }
}

/// The day it is, in UTC.
fn today(surroundings: &Surroundings) -> Date {
    let epoch = surroundings.source_date_epoch.and_then(|seconds| Timestamp::from_second(seconds).ok());
    epoch.unwrap_or_else(Timestamp::now).to_zoned(TimeZone::UTC).date()
}

fn inputs(paths: &[PathBuf]) -> Vec<Input> {
    paths.iter().map(|path| input(path)).collect()
}

fn input(path: &Path) -> Input {
    if path.as_os_str() == "-" { Input::Stdin } else { Input::Path(path.to_owned()) }
}

fn encoding(arg: EncodingArg) -> Option<Encoding> {
    match arg {
        EncodingArg::Auto => None,
        EncodingArg::Utf8 => Some(Encoding::Utf8),
        EncodingArg::Utf16Le => Some(Encoding::Utf16Le),
        EncodingArg::Utf16Be => Some(Encoding::Utf16Be),
        EncodingArg::Gb18030 => Some(Encoding::Gb18030),
    }
}

/// The language, before the arguments are understood: their errors are in it too.
fn early_lang(args: &[OsString], surroundings: &Surroundings) -> Lang {
    let texts: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let given = texts.iter().enumerate().find_map(|(at, text)| match text.strip_prefix("--lang") {
        Some("") => texts.get(at + 1).map(ToString::to_string),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    given.or_else(|| surroundings.locale.clone()).map_or(Lang::En, |locale| Lang::of_locale(&locale))
}
