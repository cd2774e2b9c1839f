//! What the jobs of several commands are made of: inputs, reports, rule folders, what is accepted.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::Message;
use super::args::{AcceptArgs, EncodingArg};
use crate::commands::check;
use crate::commands::pack::{RuleFolder, RuleFolders};
use crate::commands::script::ScriptBasis;
use crate::config::accept::{BaselineFile, GateFiles};
use crate::config::{Chosen, From, Settings};
use crate::lang::{Lang, say, words};
use crate::pipeline::judge::Gates;
use crate::pipeline::source::{Encoding, Filter, Input, pattern};
use crate::report::{Format, SarifOptions, Shown, Workplace};
use crate::text::printable::printable;

/// What the configuration says of judging exports, to be told on standard output; which exports is still to be said.
pub(super) fn judging(settings: &Settings, accept: GateFiles, workplace: &Workplace, today: Date) -> check::Job {
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
pub(super) fn reports(
    format: Option<Format>,
    reports: Reports,
    lang: Lang,
) -> Result<(Option<Format>, Reports), Message> {
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

/// What a script is written from.
pub(super) fn basis(settings: Settings, inputs: Vec<Input>, encoding: Option<Encoding>, today: Date) -> ScriptBasis {
    ScriptBasis {
        inputs,
        filter: settings.filter(),
        encoding,
        folders: folders(&settings),
        levels: settings.levels,
        config: settings.file,
        today,
    }
}

pub(super) fn folders(settings: &Settings) -> RuleFolders {
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
pub(super) fn accept(args: AcceptArgs, settings: &Settings, lang: Lang) -> Result<GateFiles, Message> {
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

/// What must be there, each with the globs for it. A hook sees only some files.
pub(super) fn required(settings: &Settings, hook: bool) -> Vec<(String, Filter)> {
    let filter = |glob: &String| Filter::new(settings.base(), std::slice::from_ref(glob), &[]).unwrap_or_default();
    let required = settings.required.iter().filter(|_| !hook);
    required.map(|chosen| (chosen.value.clone(), filter(&chosen.value))).collect()
}

/// What is to be read, by the command line or by the configuration file.
pub(super) fn inputs(settings: &Settings, lang: Lang) -> Result<Vec<Input>, Message> {
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
pub(super) fn expanded(paths: &[PathBuf]) -> Vec<PathBuf> {
    let each = |path: &PathBuf| pattern::expand(path).filter(|found| !found.is_empty());
    paths.iter().flat_map(|path| each(path).unwrap_or_else(|| vec![path.clone()])).collect()
}

/// What was typed to be read.
pub(super) fn named(paths: &[PathBuf]) -> Vec<Input> {
    expanded(paths).iter().map(|path| input(path)).collect()
}

pub(super) fn input(path: &Path) -> Input {
    if path.as_os_str() == "-" { Input::Stdin } else { Input::Path(path.to_owned()) }
}

pub(super) fn encoding(arg: EncodingArg) -> Option<Encoding> {
    match arg {
        EncodingArg::Auto => None,
        EncodingArg::Utf8 => Some(Encoding::Utf8),
        EncodingArg::Utf16Le => Some(Encoding::Utf16Le),
        EncodingArg::Utf16Be => Some(Encoding::Utf16Be),
        EncodingArg::Gb18030 => Some(Encoding::Gb18030),
    }
}
