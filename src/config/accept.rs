//! The files that say what a team has agreed to accept, read: waivers and a baseline. What is wrong with them stops the run.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use bytestring::ByteString;

use super::file::LONGEST;
use super::waivers::{Others, parse};
use super::words;
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::Lang;
use crate::order::Order as _;
use crate::pipeline::accept::baseline::{self, BaselinePlan};
use crate::pipeline::accept::waiver::{self, Waivers};
use crate::pipeline::accept::{Gate, Pack};
use crate::pipeline::source::{Sources, read_beside, unread};
use crate::report::{self, Style};
use crate::text::path::told;

/// The files that the gate is made of.
#[derive(Debug, Clone, Default)]
pub struct GateFiles {
    /// The configuration file, which may hold waivers among other things.
    pub config: Option<PathBuf>,
    /// Files with waivers.
    pub waivers: Vec<PathBuf>,
    /// The files whose waivers count instead, such as those of the base branch.
    pub waivers_from: Vec<PathBuf>,
    /// No waiver counts.
    pub no_waivers: bool,
    /// The baseline and what to do with it.
    pub baseline: BaselineFile,
    /// Those of the working tree are only compared with what counts: what is wrong with them stops nothing.
    pub policy: bool,
}

impl GateFiles {
    /// The files that a run reads for it, and the configuration file.
    pub fn read<'f>(&'f self, config: Option<&'f Path>) -> Vec<&'f Path> {
        let baseline = match &self.baseline {
            BaselineFile::Compare(path) | BaselineFile::Prune(path) => Some(path),
            BaselineFile::None | BaselineFile::Write(_) => None,
        };
        let own = self.config.iter().chain(&self.waivers).chain(&self.waivers_from).chain(baseline);
        config.into_iter().chain(own.map(PathBuf::as_path)).collect()
    }
}

/// What to do with which baseline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum BaselineFile {
    /// There is none.
    #[default]
    None,
    /// Findings in it do not fail the run.
    Compare(PathBuf),
    /// The same; what is gone is taken out of it.
    Prune(PathBuf),
    /// All findings are recorded in it.
    Write(PathBuf),
}

impl BaselineFile {
    /// Its path.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::None => None,
            Self::Compare(path) | Self::Prune(path) | Self::Write(path) => Some(path),
        }
    }
}

/// Reads the files of a gate; they are put beside the sources, so that their places can be shown.
pub fn load(files: &GateFiles, sources: &mut Sources, pack: Pack<'_>) -> Result<Gate, Vec<Diagnostic>> {
    let waivers = if files.no_waivers { Ok(Waivers::default()) } else { waivers(files, sources, pack) };
    let name = |path: &Path| told(&path.to_string_lossy());
    let mut read = |path: &Path| {
        let (text, encoding) = read_beside(path).map_err(|why| match why.code {
            Code::InputGone => vec![words::no_baseline(&name(path)).of_file(name(path))],
            _ => vec![why.coded(Code::BaselineUnreadable).of_file(name(path))],
        })?;
        let id = sources.beside(name(path), text, encoding);
        baseline::read(&sources.get(id).text, id)
    };
    let baseline: Result<BaselinePlan, Vec<Diagnostic>> = match &files.baseline {
        BaselineFile::None => Ok(BaselinePlan::None),
        BaselineFile::Compare(path) => read(path).map(|baseline| BaselinePlan::Compare { baseline, prune: false }),
        BaselineFile::Prune(path) => read(path).map(|baseline| BaselinePlan::Compare { baseline, prune: true }),
        BaselineFile::Write(path) => Ok(BaselinePlan::Record { name: name(path) }),
    };
    match (waivers, baseline) {
        (Ok(waivers), Ok(baseline)) => Ok(Gate { waivers, baseline }),
        (waivers, baseline) => Err([waivers.err(), baseline.err()].into_iter().flatten().flatten().collect()),
    }
}

fn waivers(files: &GateFiles, sources: &mut Sources, pack: Pack<'_>) -> Result<Waivers, Vec<Diagnostic>> {
    let config = files.config.iter().map(|path| (path, Others::Left));
    let named = files.waivers.iter().map(|path| (path, Others::of(path)));
    let own = read_waivers(config.chain(named), sources, pack);
    if files.waivers_from.is_empty() {
        return own;
    }
    // Under whatever name a pipeline keeps the base branch's file, it may be a whole configuration.
    let from = read_waivers(files.waivers_from.iter().map(|path| (path, Others::Left)), sources, pack);
    let any = files.config.is_some() || !files.waivers.is_empty();
    match (own, from) {
        (Ok(own), Ok(from)) => Ok(Waivers { proposed: any.then_some(own.in_force), ..from }),
        (Err(_), Ok(from)) if files.policy => Ok(Waivers { proposed_unread: true, ..from }),
        (own, from) => Err([own.err(), from.err()].into_iter().flatten().flatten().collect()),
    }
}

/// The waivers of several files, which share one policy.
fn read_waivers<'p>(
    files: impl Iterator<Item = (&'p PathBuf, Others)>,
    sources: &mut Sources,
    pack: Pack<'_>,
) -> Result<Waivers, Vec<Diagnostic>> {
    let mut wrong = Vec::new();
    let (mut found, mut policy) = (Vec::new(), None);
    let mut seen = Vec::new();
    for (path, others) in files {
        let same = path.canonicalize().unwrap_or_else(|_| path.clone());
        if seen.contains(&same) {
            continue;
        }
        seen.push(same);
        let name = told(&path.to_string_lossy());
        let (text, encoding) = match read_beside(path) {
            Ok((text, _)) if text.len() as u64 > LONGEST => {
                let why = unread::io(ErrorKind::FileTooLarge);
                wrong.push(why.coded(Code::WaiversUnreadable).of_file(name));
                continue;
            }
            Ok(read) => read,
            // An empty text is TOML without waivers.
            Err(why) if why.code == Code::InputEmpty => (ByteString::new(), crate::pipeline::source::Encoding::Utf8),
            Err(why) => {
                wrong.push(why.coded(Code::WaiversUnreadable).of_file(name));
                continue;
            }
        };
        let id = sources.settings(name, text, encoding);
        let (file, said) = parse(&sources.get(id).text, id, others);
        wrong.extend(said);
        found.extend(file.waivers);
        match (&policy, file.policy) {
            (None, own) => policy = own,
            (Some(_), None) => {}
            (Some(_), Some(second)) => wrong.push(words::second_policy(second.place)),
        }
    }
    let policy = policy.map(|policy| policy.value).unwrap_or_default();
    wrong.extend(waiver::check::check(&found, policy, pack));
    // Files beside the inputs are numbered from the far end; what could not be read comes first.
    wrong.order_by_key(|told| told.place().map(|place| (std::cmp::Reverse(place.source), place.span)));
    if wrong.is_empty() {
        Ok(Waivers { in_force: found, policy, proposed: None, proposed_unread: false })
    } else {
        Err(wrong)
    }
}

/// What is wrong with the files of a gate, each thing drawn at its place.
pub(crate) fn refused(told: &[Diagnostic], sources: &Sources, lang: Lang, style: Style) -> String {
    let stopped = crate::lang::words(lang, "Nothing was checked.\n", "未执行检查。\n");
    report::drawn(told, sources, lang, style) + "\n" + stopped
}
