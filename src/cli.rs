//! The command line: what was typed and what the configuration file says, joined into one job.

mod args;
mod fleet_job;
mod help;
mod pages;
mod parts;
mod settings;
mod typed;
mod words;
mod workplace;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use workplace::workplace;

use args::{Cli, ColorArg, CommandArgs, InspectFormat, SarifInclude};
use clap::{FromArgMatches as _, Parser as _};
use fleet_job::{fleet_job, fleet_root};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use parts::{accept, basis, encoding, expanded, folders, input, inputs, judging, named, reports, required};
use settings::join;

use crate::commands::{
    Command, Job, check, collect, coverage, declaration, diff, explain, fix, init, inspect, rules, schema, waive,
};
use crate::config;
use crate::config::accept::{BaselineFile, GateFiles};
use crate::config::{Flags, From};
use crate::lang::{Lang, words};
use crate::pipeline::judge::Gates;
use crate::report::{SarifOptions, Shown, Style, Workplace};

/// What the process is surrounded by; read in `main`, so that everything else is a function of it.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The system's locale.
    pub locale: Option<String>,
    /// Whether somebody looks at standard output.
    pub stdout_is_terminal: bool,
    /// What is written to standard output and to standard error goes to the same place, which is no terminal.
    pub one_stream: bool,
    /// The terminal's columns.
    pub width: Option<usize>,
    /// `NO_COLOR` is set.
    pub no_colour: bool,
    /// `FORCE_COLOR` or `CLICOLOR_FORCE` is set.
    pub force_colour: bool,
    /// The terminal shows no colours: `TERM` is `dumb`, or `CLICOLOR` is `0`.
    pub plain_terminal: bool,
    /// The terminal on standard output follows links.
    pub links: bool,
    /// The working directory, where the configuration file is looked for.
    pub folder: Option<PathBuf>,
    /// Where the program runs, for reports that must know it.
    pub workplace: Workplace,
    /// The day to evaluate for, in seconds since 1970.
    pub source_date_epoch: Option<String>,
    /// Whether somebody types standard input.
    pub stdin_is_terminal: bool,
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

impl Message {
    fn error(text: &str) -> Self {
        Self { text: text.to_owned(), to_stderr: true, code: 2 }
    }
}

/// Understands the arguments and reads the configuration file.
pub fn parse(args: impl Iterator<Item = OsString>, surroundings: &Surroundings) -> Result<Command, Message> {
    let args: Vec<OsString> = args.collect();
    let lang = early_lang(&args, surroundings);
    let width = surroundings.width.unwrap_or(100).min(120);
    // The words of help are looked up only when help or an error is to be told.
    let cli = Cli::try_parse_from(&args).or_else(|_| {
        let command = help::command::<Cli>(lang);
        let command = if lang == Lang::En { command.term_width(width) } else { command };
        let parsed = command.try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches));
        parsed.map_err(|error| help::message(&error, lang, width))
    })?;
    let style = style(cli.global.color, surroundings);
    let day = today(surroundings).ok_or_else(|| {
        Message::error(words(
            lang,
            "error: SOURCE_DATE_EPOCH is not a number of seconds since 1970\n",
            "错误：SOURCE_DATE_EPOCH 应为自 1970 年起的秒数\n",
        ))
    })?;
    let joined = |flags: Flags| join(None, flags, &cli.global, lang, style, surroundings);
    let today = |now: Option<Date>| now.unwrap_or(day);
    let with_rules = |rule_folders: Vec<PathBuf>| joined(Flags { rule_folders, ..Flags::default() });
    let (job, lang) = match cli.command {
        CommandArgs::Check(args) => {
            let mut flags = args.settings.flags();
            let (stdout, reports) = reports(args.format, args.reports, lang)?;
            // A hook names files; where it names none, there is nothing to look at.
            let names_none = args.hook && args.input.paths.is_empty();
            (flags.paths, flags.format) = (args.input.paths, stdout);
            let settings = joined(flags)?;
            let lang = settings.lang.value;
            // A hook sees only the files of one change; the file's gate is about all of them.
            let typed = matches!(settings.min_coverage.from, From::Flag(_));
            let gates = Gates {
                fail_on: settings.fail_on.value.severity(),
                min_coverage: settings.min_coverage.value.filter(|_| !args.hook || typed),
                as_written: args.as_written,
            };
            let force = args.accept.force;
            let accept = accept(args.accept, &settings, lang)?;
            let job = check::Job {
                inputs: match (args.hook, names_none) {
                    (_, true) => Vec::new(),
                    // A program names files as they are called.
                    (true, false) => settings.paths.value.iter().map(|path| input(path)).collect(),
                    (false, false) => inputs(&settings, lang)?,
                },
                encoding: encoding(args.input.encoding),
                format: settings.format.value,
                reports,
                sarif: SarifOptions { all: args.sarif_include == SarifInclude::All, line_hash: args.sarif_line_hash },
                filter: settings.filter().with_named(args.hook),
                required: required(&settings, args.hook),
                gates,
                hook: args.hook,
                force,
                exit_zero: args.exit_zero,
                all: args.all,
                redact: args.redact,
                shown: Shown {
                    least: args.min_severity.severity(),
                    notes: args.show_notes,
                    missing: args.show_missing,
                    quiet: args.quiet,
                    statistics: args.statistics,
                    ..Shown::default()
                },
                to_terminal: surroundings.stdout_is_terminal,
                one_stream: surroundings.one_stream,
                ..judging(&settings, accept, &surroundings.workplace, today(args.now))
            };
            (Job::Check(Box::new(job)), lang)
        }
        CommandArgs::Collect(args) => {
            let settings = joined(args.pick.flags())?;
            let lang = settings.lang.value;
            let inputs = named(&args.known);
            let job = collect::Job {
                basis: basis(settings, inputs, encoding(args.encoding), today(args.now)),
                services: args.service,
                on_premises: args.on_premises,
                output: args.output,
                force: args.force,
            };
            (Job::Collect(Box::new(job)), lang)
        }
        CommandArgs::Fix(args) => {
            let settings = joined(Flags { paths: args.input.paths, ..args.pick.flags() })?;
            let lang = settings.lang.value;
            let compared = args.baseline.or_else(|| settings.baseline.value.clone());
            let accept = GateFiles {
                config: settings.file.as_ref().map(|file| file.path.clone()),
                waivers: settings.waiver_files.iter().map(|file| file.value.clone()).chain(args.waivers).collect(),
                baseline: compared.map_or(BaselineFile::None, BaselineFile::Compare),
                ..GateFiles::default()
            };
            let inputs = inputs(&settings, lang)?;
            let job = fix::Job {
                basis: basis(settings, inputs, encoding(args.input.encoding), today(args.now)),
                accept,
                accepted: args.accepted,
                output: args.output,
                force: args.force,
            };
            (Job::Fix(Box::new(job)), lang)
        }
        CommandArgs::Inspect(args) => {
            let settings = joined(Flags { paths: args.input.paths, ..Flags::default() })?;
            let lang = settings.lang.value;
            let job = inspect::Job {
                inputs: inputs(&settings, lang)?,
                filter: settings.filter(),
                encoding: encoding(args.input.encoding),
                json: args.format == InspectFormat::Json,
            };
            (Job::Inspect(job), lang)
        }
        CommandArgs::Declaration(args) => {
            let settings = with_rules(args.rules)?;
            let job = declaration::Job {
                inputs: named(&args.paths),
                filter: settings.filter(),
                encoding: encoding(args.encoding),
                folders: folders(&settings),
                output: args.output,
                force: args.force,
                today: today(args.now),
            };
            (Job::Declaration(job), settings.lang.value)
        }
        CommandArgs::Diff(args) => {
            let settings = with_rules(args.rules)?;
            let job = diff::Job {
                old: input(&args.old),
                new: input(&args.new),
                filter: settings.filter(),
                encoding: encoding(args.encoding),
                format: args.format,
                fail_on: args.fail_on.severity(),
                folders: folders(&settings),
                today: today(args.now),
            };
            (Job::Diff(job), settings.lang.value)
        }
        CommandArgs::Fleet(args) => {
            let root = fleet_root(&args.paths, &cli.global);
            let (job, lang) = fleet_job(args, day, &surroundings.workplace, |flags| {
                join(root.clone(), flags, &cli.global, lang, style, surroundings)
            })?;
            (Job::Fleet(Box::new(job)), lang)
        }
        CommandArgs::Coverage(args) => {
            let settings = with_rules(args.rules)?;
            let job = coverage::Job {
                inputs: named(&args.paths),
                filter: settings.filter(),
                encoding: encoding(args.encoding),
                format: args.format,
                folders: folders(&settings),
                as_written: args.as_written,
                today: today(args.now),
            };
            (Job::Coverage(job), settings.lang.value)
        }
        CommandArgs::Rules(args) => {
            let settings = with_rules(args.rules)?;
            let folders = folders(&settings);
            let new = args.new.map(|id| {
                let first = folders.0.first().map(|folder| folder.path.clone());
                let folder = first.unwrap_or_else(|| PathBuf::from("rules"));
                rules::New { id, kind: args.kind, folder, today: today(None) }
            });
            let job = rules::Job { folders, format: args.format, pages: args.write_pages, new };
            (Job::Rules(job), settings.lang.value)
        }
        CommandArgs::Schema(args) => {
            let settings = with_rules(args.rules)?;
            let (folders, lang) = (folders(&settings), settings.lang.value);
            (Job::Schema(schema::Job { name: args.name, folders, output: args.output, force: args.force }), lang)
        }
        CommandArgs::Explain(args) => {
            let settings = with_rules(args.rules)?;
            (Job::Explain(explain::Job { rule: args.rule, folders: folders(&settings) }), settings.lang.value)
        }
        CommandArgs::Waive(args) => {
            let settings = with_rules(args.rules)?;
            let request = waive::Request {
                rule: args.rule,
                kind: args.kind,
                resource: args.resource,
                setting: args.setting,
                tenant: args.of_tenant,
                file: args.export,
                value: args.value,
                reason: args.reason,
                owner: args.owner,
                expires: args.expires,
                days: args.days,
                ticket: args.ticket,
            };
            let file = args.file.or_else(|| settings.file.as_ref().map(|file| file.path.clone()));
            let file = file.unwrap_or_else(|| PathBuf::from(config::NAME));
            let job = waive::Job { request, file, folders: folders(&settings), today: today(args.now) };
            (Job::Waive(job), settings.lang.value)
        }
        CommandArgs::Config(args) => {
            let settings = joined(Flags { paths: args.paths, ..args.settings.flags() })?;
            let lang = settings.lang.value;
            (Job::Config(Box::new(crate::commands::config::Job { settings, format: args.format })), lang)
        }
        CommandArgs::Init(args) => {
            if cli.global.config_file.is_some() {
                return Err(Message::error(words(
                    lang,
                    "error: init writes tenantlint.toml in the working directory; --config does not go with it\n",
                    "错误：init 在工作目录中写入 tenantlint.toml，不能与 --config 同时使用\n",
                )));
            }
            let paths = if args.paths.is_empty() { vec![PathBuf::from(".")] } else { expanded(&args.paths) };
            let above = surroundings.folder.as_deref().and_then(config::find);
            let above = above.filter(|above| above.as_path() != Path::new(config::NAME));
            let job =
                init::Job { paths, file: PathBuf::from(config::NAME), force: args.force, above, today: today(None) };
            (Job::Init(job), lang)
        }
        CommandArgs::Completions(args) => return Err(pages::completions(help::command::<Cli>(lang), args.shell)),
        CommandArgs::Man(args) => return Err(pages::man(help::command::<Cli>(lang), args.command.as_deref(), lang)),
    };
    Ok(Command { job, lang, style, stdin_is_terminal: surroundings.stdin_is_terminal })
}

/// How things are drawn. What people set for all programs: none wins over always, and both over what the terminal is.
fn style(when: ColorArg, surroundings: &Surroundings) -> Style {
    let colour = match when {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto if surroundings.no_colour => false,
        ColorArg::Auto => surroundings.force_colour || surroundings.stdout_is_terminal && !surroundings.plain_terminal,
    };
    let links = surroundings.links && when != ColorArg::Never;
    Style { colour, width: surroundings.width.unwrap_or(100), narrated: None, links }
}

/// The day of the evaluation, where none is given; nothing where one is given that is none.
fn today(surroundings: &Surroundings) -> Option<Date> {
    let moment = match &surroundings.source_date_epoch {
        Some(seconds) => Timestamp::from_second(seconds.trim().parse().ok()?).ok()?,
        None => Timestamp::now(),
    };
    Some(moment.to_zoned(TimeZone::UTC).date())
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
