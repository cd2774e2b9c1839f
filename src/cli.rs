//! The command line: what may be typed, in both languages, and what it means.

mod help;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use crate::judge::Gates;
use crate::lang::{Lang, words};
use crate::report::{Format, SarifOptions, Style, Workplace};
use crate::rule::Severity;
use crate::source::{Encoding, Input};

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
    /// Where the program runs, for reports that must know it.
    pub workplace: Workplace,
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
    Check(Box<CheckJob>),
    /// Tell what exports hold.
    Inspect(InspectJob),
    /// List the rules.
    Rules(RuleFolders),
    /// Explain one rule.
    Explain(String, RuleFolders),
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
    /// The form of the report on standard output.
    pub format: Format,
    /// More reports, and the files they go to.
    pub outputs: Vec<(Format, PathBuf)>,
    /// What a SARIF report holds.
    pub sarif: SarifOptions,
    /// Where the program runs.
    pub workplace: Workplace,
    /// The rules to use; all if empty.
    pub only: Vec<String>,
    /// The rules not to use.
    pub skip: Vec<String>,
    /// More rules.
    pub folders: RuleFolders,
    /// The gates.
    pub gates: Gates,
    /// Findings do not fail the run.
    pub exit_zero: bool,
    /// Passes are reported too.
    pub all: bool,
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
    /// List the rules
    Rules(RulesArgs),
    /// Explain a rule: what it checks, why, and how to fix it
    Explain(ExplainArgs),
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
    /// Form of the report on standard output [default: human]
    #[arg(long, short, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<Format>,
    /// Write a report to a file too, as sarif=report.sarif; - is standard output. May be repeated. FORMAT: human,
    /// narrated, json, json-v1, jsonl, sarif, junit, gitlab, github, azure, markdown, csv
    #[arg(long, short, value_name = "FORMAT=FILE", value_parser = output)]
    output: Vec<(Format, PathBuf)>,
    /// What a SARIF report holds: open findings, or everything
    #[arg(long, value_enum, value_name = "WHAT", default_value = "open")]
    sarif_include: SarifInclude,
    /// Add the line hash that GitHub needs for SARIF uploaded without its action
    #[arg(long)]
    sarif_line_hash: bool,
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
    /// Report what passes too
    #[arg(long)]
    all: bool,
    /// Findings do not change the exit code
    #[arg(long)]
    exit_zero: bool,
    /// Judge as of this day [default: today, UTC]
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
struct RulesArgs {
    /// List the rules in this folder too
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
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
enum SarifInclude {
    Open,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum InspectFormat {
    Human,
    Json,
}

fn date(text: &str) -> Result<Date, &'static str> {
    text.parse().map_err(|_| "not a date; write it as 2026-11-22")
}

fn output(text: &str) -> Result<(Format, PathBuf), String> {
    match text.split_once('=') {
        Some((_, "")) | None => Err("write it as FORMAT=FILE, such as sarif=report.sarif".to_owned()),
        Some((format, file)) => Ok((Format::from_str(format, false)?, file.into())),
    }
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
        Commands::Check(args) => Job::Check(Box::new(check_job(args, surroundings, lang)?)),
        Commands::Inspect(args) => Job::Inspect(InspectJob {
            inputs: inputs(&args.input.paths),
            encoding: encoding(args.input.encoding),
            json: args.format == InspectFormat::Json,
        }),
        Commands::Rules(args) => Job::Rules(RuleFolders(args.rules)),
        Commands::Explain(args) => Job::Explain(args.rule, RuleFolders(args.rules)),
    };
    Ok(Command { job, lang, style })
}

fn check_job(args: CheckArgs, surroundings: &Surroundings, lang: Lang) -> Result<CheckJob, Message> {
    let today = || {
        let epoch = surroundings.source_date_epoch.and_then(|seconds| Timestamp::from_second(seconds).ok());
        epoch.unwrap_or_else(Timestamp::now).to_zoned(TimeZone::UTC).date()
    };
    let (format, outputs) = outputs(args.format, args.output, lang)?;
    Ok(CheckJob {
        inputs: inputs(&args.input.paths),
        encoding: encoding(args.input.encoding),
        format,
        outputs,
        sarif: SarifOptions { all: args.sarif_include == SarifInclude::All, line_hash: args.sarif_line_hash },
        workplace: surroundings.workplace.clone(),
        only: args.rule,
        skip: args.skip_rule,
        folders: RuleFolders(args.rules),
        gates: Gates {
            fail_on: match args.fail_on {
                FailOn::Error => Some(Severity::Error),
                FailOn::Warning => Some(Severity::Warning),
                FailOn::Info => Some(Severity::Info),
                FailOn::Never => None,
            },
            min_coverage: args.min_coverage,
        },
        exit_zero: args.exit_zero,
        all: args.all,
        today: args.now.unwrap_or_else(today),
    })
}

/// The report on standard output and those in files; no two of them to the same place.
fn outputs(
    format: Option<Format>,
    outputs: Vec<(Format, PathBuf)>,
    lang: Lang,
) -> Result<(Format, Vec<(Format, PathBuf)>), Message> {
    let mistake = |text: String| Message { text: text + "\n", to_stderr: true, code: 2 };
    let (here, files): (Vec<_>, Vec<_>) = outputs.into_iter().partition(|(_, path)| path.as_os_str() == "-");
    let mut here = format.into_iter().chain(here.into_iter().map(|(format, _)| format));
    let stdout = here.next().unwrap_or(Format::Human);
    if here.next().is_some() {
        let (en, zh) = (
            "error: standard output holds one report; give the others a file",
            "错误：标准输出只能写一份报告，其余请写入文件",
        );
        return Err(mistake(words(lang, en, zh).to_owned()));
    }
    for (at, (_, path)) in files.iter().enumerate() {
        if files[..at].iter().any(|(_, other)| other == path) {
            let path = crate::report::printable(&path.to_string_lossy());
            return Err(mistake(match lang {
                Lang::En => format!("error: {path} is named for two reports; give each a file of its own"),
                Lang::ZhCn => format!("错误：两份报告都指定了 {path}，请分别写入不同的文件"),
            }));
        }
    }
    Ok((stdout, files))
}

fn inputs(paths: &[PathBuf]) -> Vec<Input> {
    paths.iter().map(|path| if path.as_os_str() == "-" { Input::Stdin } else { Input::Path(path.clone()) }).collect()
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
