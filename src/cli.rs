//! The command line: what may be typed, in both languages, and what it means.

mod help;
mod pages;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, FromArgMatches as _, Parser, Subcommand, ValueEnum, ValueHint};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use crate::cloud::Cloud;
use crate::config::{self, Choice, ConfigFile, FailOn, Flags, Levels, Settings};
use crate::expect::{Expectations, MaxAge, TenantNames};
use crate::judge::Gates;
use crate::lang::{Lang, words};
use crate::report::{Format, Style};
use crate::source::{Encoding, Filter, Input};

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
    /// The terminal shows no colours: `TERM` is `dumb`, or `CLICOLOR` is `0`.
    pub plain_terminal: bool,
    /// The terminal on standard output follows links.
    pub links: bool,
    /// The working directory, where the configuration file is looked for.
    pub folder: Option<PathBuf>,
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
    Check(Box<CheckJob>),
    /// Tell what exports hold.
    Inspect(InspectJob),
    /// List the rules.
    Rules(RuleFolders),
    /// Explain one rule.
    Explain(String, RuleFolders),
    /// Show what is configured.
    Config(Box<Settings>, ConfigFormat),
    /// Write a configuration file.
    Init(InitJob),
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
    /// Which files of folders are read.
    pub filter: Filter,
    /// The rules to use, and how they count.
    pub levels: Levels,
    /// The configuration file, if there is one.
    pub config: Option<ConfigFile>,
    /// Files with waivers.
    pub waiver_files: Vec<PathBuf>,
    /// The file with the findings recorded earlier.
    pub baseline: Option<PathBuf>,
    /// What the exports are expected to be.
    pub expect: Expectations,
    /// The files were named by a hook: those that are no exports are passed over.
    pub hook: bool,
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
    /// Which files of folders are read.
    pub filter: Filter,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// As JSON.
    pub json: bool,
}

/// What `init` is to do.
#[derive(Debug)]
pub struct InitJob {
    /// Where exports are looked for, as it was typed.
    pub paths: Vec<PathBuf>,
    /// The file to write.
    pub file: PathBuf,
    /// Write over a file that is there.
    pub force: bool,
    /// The day of the evaluation.
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
    lang: Option<Lang>,
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    color: ColorArg,
    /// Use this configuration file [default: tenantlint.toml, from the working directory upwards]
    #[arg(long = "config", global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config_file: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, global = true, conflicts_with = "config_file")]
    no_config: bool,
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
    /// Show what is configured, and where each value comes from
    Config(ConfigArgs),
    /// Write a tenantlint.toml from what is found in the exports
    Init(InitArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

#[derive(Debug, Args)]
struct InputArgs {
    /// Files, folders (every .json, .jsonl and .ndjson in them), or - for standard input [default: paths of the configuration]
    #[arg(value_name = "PATH")]
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
    #[arg(long, short, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    settings: SettingArgs,
    /// Report what passes too
    #[arg(long)]
    all: bool,
    /// Findings do not change the exit code
    #[arg(long)]
    exit_zero: bool,
    /// For hooks, which name changed files: pass over those that are no exports or that the configuration excludes
    #[arg(long)]
    hook: bool,
    /// Judge as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    now: Option<Date>,
}

/// What the configuration file may say too.
#[derive(Debug, Args)]
struct SettingArgs {
    /// Fail on findings of this severity or above [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Fail if less than this share of the rules could be judged
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_coverage: Option<u8>,
    /// Do not judge exports that say they are older, such as 30d, 4w or P30D
    #[arg(long, value_name = "AGE", value_parser = age)]
    max_age: Option<MaxAge>,
    /// Fail on exports that name another tenant: initial domain, SharePoint host or id
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = tenant)]
    tenant: Vec<TenantNames>,
    /// Fail on exports from another cloud
    #[arg(long, value_enum, value_name = "CLOUD")]
    cloud: Option<Cloud>,
    /// Use only these rules: an id, or all of a service as `sharepoint/*`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    rule: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip_rule: Vec<String>,
    /// Use the rules and kinds in this folder too
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    rules: Vec<PathBuf>,
}

#[derive(Debug, Args)]
struct ConfigArgs {
    /// What would be checked
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    settings: SettingArgs,
    /// Form of the output
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    format: ConfigFormat,
}

#[derive(Debug, Args)]
struct InitArgs {
    /// Folders or files with exports [default: the working directory]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Args)]
struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
struct ManArgs {
    /// The page of this command [default: that of tenantlint]
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
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

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum InspectFormat {
    Human,
    Json,
}

/// The forms in which the configuration is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ConfigFormat {
    /// As a configuration file with remarks.
    Human,
    /// For programs.
    Json,
}

fn date(text: &str) -> Result<Date, &'static str> {
    text.parse().map_err(|_| "not a date; write it as 2026-11-22")
}

fn age(text: &str) -> Result<MaxAge, &'static str> {
    text.parse().map_err(|_| "not an age in days or longer; write it as 30d, 4w or P30D")
}

fn tenant(text: &str) -> Result<TenantNames, &'static str> {
    text.parse()
        .map_err(|_| "names no tenant; write contoso.partner.onmschina.cn, a SharePoint host or the tenant's id")
}

/// Understands the arguments and reads the configuration file.
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
        // What people set for all programs: none wins over always, and both over what the terminal is.
        ColorArg::Auto if surroundings.no_colour => false,
        ColorArg::Auto => surroundings.force_colour || surroundings.stdout_is_terminal && !surroundings.plain_terminal,
    };
    let width = surroundings.width.unwrap_or(100);
    let style =
        Style { colour, width, narrated: None, links: surroundings.links && cli.global.color != ColorArg::Never };
    let system = surroundings.locale.as_deref().map(Lang::of_locale);
    let choice = match (cli.global.config_file, cli.global.no_config, &surroundings.folder) {
        (Some(file), ..) => Choice::File(file),
        (None, false, Some(folder)) => Choice::Find(folder.clone()),
        _ => Choice::Without,
    };
    let global = cli.global.lang;
    let join = |flags: Flags| -> Result<Settings, Message> {
        let file = config::load(&choice).map_err(|error| {
            let lang = global.or(error.lang()).unwrap_or(lang);
            Message { text: error.draw(lang, style), to_stderr: true, code: 2 }
        })?;
        Ok(Settings::new(Flags { lang: global, ..flags }, file, system))
    };
    let folders =
        |settings: &Settings| RuleFolders(settings.rule_folders.iter().map(|folder| folder.value.clone()).collect());
    let (job, lang) = match cli.command {
        Commands::Check(args) => {
            let mut flags = args.settings.flags();
            (flags.paths, flags.format) = (args.input.paths, args.format);
            let settings = join(flags)?;
            let lang = settings.lang.value;
            let job = CheckJob {
                inputs: inputs(&settings, lang)?,
                encoding: encoding(args.input.encoding),
                format: settings.format.value,
                filter: settings.filter().with_named(args.hook),
                folders: folders(&settings),
                gates: Gates {
                    fail_on: settings.fail_on.value.severity(),
                    // A hook sees only the files of one change; the file's gate is about all of them.
                    min_coverage: settings
                        .min_coverage
                        .value
                        .filter(|_| !args.hook || matches!(settings.min_coverage.from, config::From::Flag(_))),
                },
                expect: settings.expectations(),
                levels: settings.levels,
                config: settings.file,
                waiver_files: settings.waiver_files.into_iter().map(|file| file.value).collect(),
                baseline: settings.baseline.value,
                hook: args.hook,
                exit_zero: args.exit_zero,
                all: args.all,
                today: args.now.unwrap_or_else(|| today(surroundings)),
            };
            (Job::Check(Box::new(job)), lang)
        }
        Commands::Inspect(args) => {
            let settings = join(Flags { paths: args.input.paths, ..Flags::default() })?;
            let lang = settings.lang.value;
            let job = InspectJob {
                inputs: inputs(&settings, lang)?,
                filter: settings.filter(),
                encoding: encoding(args.input.encoding),
                json: args.format == InspectFormat::Json,
            };
            (Job::Inspect(job), lang)
        }
        Commands::Rules(args) => {
            let settings = join(Flags { rule_folders: args.rules, ..Flags::default() })?;
            (Job::Rules(folders(&settings)), settings.lang.value)
        }
        Commands::Explain(args) => {
            let settings = join(Flags { rule_folders: args.rules, ..Flags::default() })?;
            (Job::Explain(args.rule, folders(&settings)), settings.lang.value)
        }
        Commands::Config(args) => {
            let settings = join(Flags { paths: args.paths, ..args.settings.flags() })?;
            let lang = settings.lang.value;
            (Job::Config(Box::new(settings), args.format), lang)
        }
        Commands::Init(args) => {
            let paths = if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths };
            if let Choice::File(_) = choice {
                let text = words(
                    lang,
                    "error: init writes tenantlint.toml in the working directory; --config does not go with it\n",
                    "错误：init 在工作目录中写入 tenantlint.toml，不能与 --config 同时使用\n",
                );
                return Err(Message { text: text.to_owned(), to_stderr: true, code: 2 });
            }
            let file = PathBuf::from(config::NAME);
            let job = InitJob { paths, file, force: args.force, today: today(surroundings) };
            (Job::Init(job), lang)
        }
        Commands::Completions(args) => return Err(pages::completions(help::command::<Cli>(lang), args.shell)),
        Commands::Man(args) => return Err(pages::man(help::command::<Cli>(lang), args.command.as_deref(), lang)),
    };
    Ok(Command { job, lang, style })
}

impl SettingArgs {
    fn flags(self) -> Flags {
        let tenant = self.tenant.into_iter().reduce(TenantNames::and);
        Flags {
            fail_on: self.fail_on,
            min_coverage: self.min_coverage,
            max_age: self.max_age,
            tenant,
            cloud: self.cloud,
            only: self.rule,
            skip: self.skip_rule,
            rule_folders: self.rules,
            ..Flags::default()
        }
    }
}

fn today(surroundings: &Surroundings) -> Date {
    let epoch = surroundings.source_date_epoch.and_then(|seconds| Timestamp::from_second(seconds).ok());
    epoch.unwrap_or_else(Timestamp::now).to_zoned(TimeZone::UTC).date()
}

/// What is to be read, by the command line or by the configuration file.
fn inputs(settings: &Settings, lang: Lang) -> Result<Vec<Input>, Message> {
    let paths = &settings.paths.value;
    if paths.is_empty() {
        let text = words(
            lang,
            "error: there is nothing to check: name files or folders (tenantlint check exports/), or set paths in \
             tenantlint.toml (tenantlint init writes one)\n",
            "错误：没有要检查的内容。请指明文件或文件夹（tenantlint check exports/），或在 tenantlint.toml 中设置 \
             paths（可用 tenantlint init 生成）\n",
        );
        return Err(Message { text: text.to_owned(), to_stderr: true, code: 2 });
    }
    let typed = settings.paths.from == config::From::Flag("PATH");
    let input = |path: &PathBuf| {
        if typed && path.as_os_str() == "-" { Input::Stdin } else { Input::Path(path.clone()) }
    };
    Ok(paths.iter().map(input).collect())
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
