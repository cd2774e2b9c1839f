//! The command line: what was typed and what the configuration file says, joined into one job.

mod args;
mod help;
mod pages;
mod typed;
mod workplace;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use workplace::workplace;

use args::{
    Cli, ColorArg, Commands, EncodingArg, FleetArgs, Global, InspectFormat, PickArgs, SarifInclude, SettingArgs,
};
use clap::FromArgMatches as _;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use crate::commands::pack::{RuleFolder, RuleFolders};
use crate::commands::script::Basis;
use crate::commands::{
    Command, Job, check, collect, coverage, declaration, diff, explain, fix, fleet, init, inspect, rules, schema, waive,
};
use crate::config;
use crate::config::accept::{BaselineFile, GateFiles};
use crate::config::{Choice, Chosen, ConfigFile, Flags, From, Settings};
use crate::lang::{Lang, say, words};
use crate::pipeline::expect::TenantNames;
use crate::pipeline::judge::Gates;
use crate::pipeline::source::{Encoding, Filter, Input, pattern};
use crate::report::{Format, SarifOptions, Shown, Style, Workplace};
use crate::text::printable::printable;

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
    let command = help::command::<Cli>(lang);
    let command = if lang == Lang::En { command.term_width(width) } else { command };
    let parsed = command.try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = parsed.map_err(|error| help::message(&error, lang, width))?;
    let style = style(cli.global.color, surroundings);
    let day = today(surroundings).ok_or_else(|| {
        Message::error(words(
            lang,
            "error: SOURCE_DATE_EPOCH is not a number of seconds since 1970\n",
            "错误：SOURCE_DATE_EPOCH 应为自 1970 年起的秒数\n",
        ))
    })?;
    let joined = |flags: Flags| join(flags, &cli.global, lang, style, surroundings);
    let today = |now: Option<Date>| now.unwrap_or(day);
    let with_rules = |rule_folders: Vec<PathBuf>| joined(Flags { rule_folders, ..Flags::default() });
    let (job, lang) = match cli.command {
        Commands::Check(args) => {
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
        Commands::Collect(args) => {
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
        Commands::Fix(args) => {
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
        Commands::Inspect(args) => {
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
        Commands::Declaration(args) => {
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
        Commands::Diff(args) => {
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
        Commands::Fleet(args) => {
            let root = fleet_root(&args.paths, &cli.global);
            let (job, lang) = fleet_job(args, day, &surroundings.workplace, |flags| {
                join_by(root.clone(), flags, &cli.global, lang, style, surroundings)
            })?;
            (Job::Fleet(Box::new(job)), lang)
        }
        Commands::Coverage(args) => {
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
        Commands::Rules(args) => {
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
        Commands::Schema(args) => {
            let settings = with_rules(args.rules)?;
            let (folders, lang) = (folders(&settings), settings.lang.value);
            (Job::Schema(schema::Job { name: args.name, folders, output: args.output, force: args.force }), lang)
        }
        Commands::Explain(args) => {
            let settings = with_rules(args.rules)?;
            (Job::Explain(explain::Job { rule: args.rule, folders: folders(&settings) }), settings.lang.value)
        }
        Commands::Waive(args) => {
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
        Commands::Config(args) => {
            let settings = joined(Flags { paths: args.paths, ..args.settings.flags() })?;
            let lang = settings.lang.value;
            (Job::Config(Box::new(crate::commands::config::Job { settings, format: args.format })), lang)
        }
        Commands::Init(args) => {
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
        Commands::Completions(args) => return Err(pages::completions(help::command::<Cli>(lang), args.shell)),
        Commands::Man(args) => return Err(pages::man(help::command::<Cli>(lang), args.command.as_deref(), lang)),
    };
    Ok(Command { job, lang, style, stdin_is_terminal: surroundings.stdin_is_terminal })
}

/// The configuration of a fleet lies in the one folder that is named, as if it were named itself.
fn fleet_root(paths: &[PathBuf], global: &Global) -> Option<Choice> {
    let [root] = paths else { return None };
    let file = root.join(config::NAME);
    let found = global.config_file.is_none() && !global.no_config && file.symlink_metadata().is_ok();
    found.then_some(Choice::File(file))
}

/// The job of a fleet, and the language.
fn fleet_job(
    args: FleetArgs,
    day: Date,
    workplace: &Workplace,
    joined: impl Fn(Flags) -> Result<Settings, Message>,
) -> Result<(fleet::Job, Lang), Message> {
    let flags = Flags {
        paths: args.paths,
        fail_on: args.fail_on,
        min_coverage: args.min_coverage,
        max_age: args.max_age,
        cloud: args.cloud,
        policy: args.policy,
        ..args.pick.flags()
    };
    let settings = joined(flags)?;
    let lang = settings.lang.value;
    inputs(&settings, lang)?;
    let (here, reports): (Vec<_>, Vec<_>) = args.reports.into_iter().partition(|(_, path)| path.as_os_str() == "-");
    let format = match here.as_slice() {
        [] => args.format,
        [(format, _)] if args.format == fleet::Format::Human => *format,
        _ => {
            return Err(Message::error(words(
                lang,
                "error: standard output holds one report; give the others a file\n",
                "错误：标准输出只能写一份报告，其余请写入文件\n",
            )));
        }
    };
    let accept = accept(args::AcceptArgs::default(), &settings, lang)?;
    let mut each = judging(&settings, accept, workplace, args.now.unwrap_or(day));
    each.gates.as_written = args.as_written;
    (each.encoding, each.exit_zero) = (encoding(args.encoding), args.exit_zero);
    let paths = expanded(&settings.paths.value);
    Ok((fleet::Job { paths, format, reports, since: args.since, settings, each }, lang))
}

/// What the configuration says of judging exports, to be told on standard output; which exports is still to be said.
fn judging(settings: &Settings, accept: GateFiles, workplace: &Workplace, today: Date) -> check::Job {
    check::Job {
        inputs: Vec::new(),
        encoding: None,
        format: Format::Human,
        reports: Vec::new(),
        sarif: SarifOptions::default(),
        workplace: workplace.clone(),
        filter: settings.filter(),
        required: required(settings, false),
        declarations: settings.declarations.value,
        absences: settings.absences.value,
        fail_on: settings.fail_on.value,
        config_name: settings.file.as_ref().map(|file| file.name.clone()),
        ignored: settings.ignored.clone(),
        folders: folders(settings),
        gates: Gates {
            fail_on: settings.fail_on.value.severity(),
            min_coverage: settings.min_coverage.value,
            as_written: false,
        },
        expect: settings.expectations(),
        accept,
        levels: settings.levels.clone(),
        config: settings.policy.clone().or_else(|| settings.file.clone()),
        hook: false,
        force: false,
        exit_zero: false,
        all: false,
        shown: Shown::default(),
        redact: false,
        to_terminal: false,
        one_stream: false,
        today,
    }
}

/// Reports and the files they go to.
type Reports = Vec<(Format, PathBuf)>;

/// The report on standard output and those in files; no two of them to the same place.
fn reports(format: Option<Format>, reports: Reports, lang: Lang) -> Result<(Option<Format>, Reports), Message> {
    let (here, files): (Vec<_>, Vec<_>) = reports.into_iter().partition(|(_, path)| path.as_os_str() == "-");
    let mut here = format.into_iter().chain(here.into_iter().map(|(format, _)| format));
    let stdout = here.next();
    if here.next().is_some() {
        return Err(Message::error(words(
            lang,
            "error: standard output holds one report; give the others a file\n",
            "错误：标准输出只能写一份报告，其余请写入文件\n",
        )));
    }
    for (at, (_, path)) in files.iter().enumerate() {
        if files[..at].iter().any(|(_, other)| other == path) {
            let path = printable(&path.to_string_lossy());
            return Err(Message::error(&say!(
                lang,
                "error: {path} is named for two reports; give each a file of its own\n",
                "错误：两份报告都指定了 {path}，请分别写入不同的文件\n"
            )));
        }
    }
    Ok((stdout, files))
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

/// Flags and the configuration file together.
fn join(
    flags: Flags,
    global: &Global,
    lang: Lang,
    style: Style,
    surroundings: &Surroundings,
) -> Result<Settings, Message> {
    join_by(None, flags, global, lang, style, surroundings)
}

/// The same with a configuration file that is known already.
fn join_by(
    known: Option<Choice>,
    flags: Flags,
    global: &Global,
    lang: Lang,
    style: Style,
    surroundings: &Surroundings,
) -> Result<Settings, Message> {
    let found = match (&global.config_file, global.no_config, &surroundings.folder) {
        (Some(file), ..) => Choice::File(file.clone()),
        (None, false, Some(folder)) => Choice::Find(folder.clone()),
        _ => Choice::Without,
    };
    let choice = known.unwrap_or(found);
    let load = |choice: &Choice| {
        config::load(choice)
            .map_err(|wrong| Message::error(&wrong.draw(global.lang.or(wrong.lang).unwrap_or(lang), style)))
    };
    let policy = flags.policy.clone().map(Choice::File);
    let policy = load(policy.as_ref().unwrap_or(&Choice::Without))?;
    let file = load(&choice)?;
    // Where what is used names itself the policy, there is nothing above it.
    let same = |file: &ConfigFile, policy: &ConfigFile| {
        file.path.canonicalize().ok().zip(policy.path.canonicalize().ok()).is_some_and(|(file, policy)| file == policy)
    };
    let file = file.filter(|file| !policy.as_ref().is_some_and(|policy| same(file, policy)));
    if let (Some(file), Some(_)) = (&file, &policy) {
        refuse_unclassified(file, lang)?;
    }
    let system = surroundings.locale.as_deref().map(Lang::of_locale);
    Ok(Settings::new(Flags { lang: global.lang, ..flags }, file, policy, system))
}

/// Under a policy, a key of the repository's own file of which nobody has said what it may do is refused.
fn refuse_unclassified(file: &ConfigFile, lang: Lang) -> Result<(), Message> {
    let unknown = file.config.keys.iter().find(|(key, ..)| config::policy::authority(key).is_none());
    let Some((key, ..)) = unknown else { return Ok(()) };
    let (name, key) = (printable(&file.name), printable(key));
    Err(Message::error(&say!(
        lang,
        "error: {name}: {key} does not go with --policy; say it in the policy\n",
        "错误：{name}：{key} 不能与 --policy 同时使用，请写在策略文件中\n"
    )))
}

/// What a script is written from.
fn basis(settings: Settings, inputs: Vec<Input>, encoding: Option<Encoding>, today: Date) -> Basis {
    Basis {
        inputs,
        filter: settings.filter(),
        encoding,
        folders: folders(&settings),
        levels: settings.levels,
        config: settings.file,
        today,
    }
}

fn folders(settings: &Settings) -> RuleFolders {
    // Those of the file come first, each with its place in it.
    let file = settings.whole();
    let mut places = file.into_iter().flat_map(|file| file.config.rule_folders.iter().map(move |at| (file, at.place)));
    let one = |folder: &Chosen<PathBuf>| {
        let place = if matches!(folder.from, From::Flag(_)) { None } else { places.next() };
        RuleFolder { path: folder.value.clone(), place: place.map(|(file, span)| (Box::new(file.clone()), span)) }
    };
    RuleFolders(settings.rule_folders.iter().map(one).collect())
}

/// What says that findings are accepted: the configuration file, the files that it names, and those of the flags.
fn accept(args: args::AcceptArgs, settings: &Settings, lang: Lang) -> Result<GateFiles, Message> {
    if settings.policy.is_some() && (args.baseline.is_some() || args.write_baseline.is_some()) {
        return Err(Message::error(words(
            lang,
            "error: under --policy the baseline is the one that the policy names\n",
            "错误：使用 --policy 时，基线须由策略文件指明\n",
        )));
    }
    let baseline = match (args.baseline.or_else(|| settings.baseline.value.clone()), args.write_baseline) {
        (_, Some(path)) => BaselineFile::Write(path),
        (Some(path), None) if args.prune_baseline => BaselineFile::Prune(path),
        (Some(path), None) => BaselineFile::Compare(path),
        (None, None) if args.prune_baseline => {
            return Err(Message::error(words(
                lang,
                "error: there is no baseline to prune: name it by --baseline, or by baseline in tenantlint.toml\n",
                "错误：没有可清理的基线，请用 --baseline 或 tenantlint.toml 中的 baseline 指明\n",
            )));
        }
        (None, None) => BaselineFile::None,
    };
    let named = settings.waiver_files.iter().map(|file| file.value.clone());
    let own = settings.file.as_ref().map(|file| file.path.clone());
    let (no_waivers, waivers_from) = (args.no_waivers, args.waivers_from);
    Ok(match &settings.policy {
        None => {
            let waivers = named.chain(args.waivers).collect();
            GateFiles { config: own, waivers, waivers_from, no_waivers, baseline, policy: false }
        }
        // What the working tree says is only compared with what counts.
        Some(policy) => GateFiles {
            config: own,
            waivers: settings.proposed_waiver_files().into_iter().chain(args.waivers).collect(),
            waivers_from: std::iter::once(policy.path.clone()).chain(named).chain(waivers_from).collect(),
            no_waivers,
            baseline,
            policy: true,
        },
    })
}

impl PickArgs {
    fn flags(self) -> Flags {
        Flags { only: self.rule, skip: self.skip_rule, rule_folders: self.rules, ..Flags::default() }
    }
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
            policy: self.policy,
            ..Flags::default()
        }
    }
}

/// What must be there, each with the globs for it. A hook sees only some files.
fn required(settings: &Settings, hook: bool) -> Vec<(String, Filter)> {
    let filter = |glob: &String| Filter::new(settings.base(), std::slice::from_ref(glob), &[]).unwrap_or_default();
    let required = settings.required.iter().filter(|_| !hook);
    required.map(|chosen| (chosen.value.clone(), filter(&chosen.value))).collect()
}

/// The day of the evaluation, where none is given; nothing where one is given that is none.
fn today(surroundings: &Surroundings) -> Option<Date> {
    let moment = match &surroundings.source_date_epoch {
        Some(seconds) => Timestamp::from_second(seconds.trim().parse().ok()?).ok()?,
        None => Timestamp::now(),
    };
    Some(moment.to_zoned(TimeZone::UTC).date())
}

/// What is to be read, by the command line or by the configuration file.
fn inputs(settings: &Settings, lang: Lang) -> Result<Vec<Input>, Message> {
    let paths = &settings.paths.value;
    if paths.is_empty() {
        return Err(Message::error(words(
            lang,
            "error: there is nothing to check: name files or folders (tenantlint check exports/), or set paths in \
             tenantlint.toml (tenantlint init writes one)\n",
            "错误：没有要检查的内容。请指明文件或文件夹（tenantlint check exports/），或在 tenantlint.toml 中设置 \
             paths（可用 tenantlint init 生成）\n",
        )));
    }
    if settings.paths.from == From::Flag("PATH") {
        return Ok(named(paths));
    }
    Ok(expanded(paths).into_iter().map(Input::Path).collect())
}

/// Paths with the patterns among them expanded that the shell has left; one that nothing matches stays as it is.
fn expanded(paths: &[PathBuf]) -> Vec<PathBuf> {
    let each = |path: &PathBuf| pattern::expand(path).filter(|found| !found.is_empty());
    paths.iter().flat_map(|path| each(path).unwrap_or_else(|| vec![path.clone()])).collect()
}

/// What was typed to be read.
fn named(paths: &[PathBuf]) -> Vec<Input> {
    expanded(paths).iter().map(|path| input(path)).collect()
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
