//! The files that say what a team has agreed to accept, read: waivers and a baseline. What is wrong with them stops the run.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use bytestring::ByteString;

use crate::config::LONGEST;
use crate::lang::{Lang, words};
use crate::pipeline::accept::baseline::{self, Plan};
use crate::pipeline::accept::waiver::{self, Waivers, file::Others};
use crate::pipeline::accept::{Flaw, Gate, Pack};
use crate::pipeline::source::unread::unread_words;
use crate::pipeline::source::{Sources, Unread, read_beside};
use crate::report::{self, Style};
use crate::text::path::told;
use crate::text::printable::printable;

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

/// Why a gate cannot be put together.
#[derive(Debug)]
pub enum Refusal {
    /// A file could not be read.
    Unread(String, Unread),
    /// There is no such baseline yet.
    NoBaseline(String),
    /// A file does not say what it should.
    Flaw(Box<Flaw>),
}

impl From<Flaw> for Refusal {
    fn from(flaw: Flaw) -> Self {
        Self::Flaw(Box::new(flaw))
    }
}

/// Reads the files of a gate; they are put beside the sources, so that their places can be shown.
pub fn load(files: &GateFiles, sources: &mut Sources, pack: Pack<'_>) -> Result<Gate, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let waivers = if files.no_waivers {
        Waivers::default()
    } else {
        waivers(files, sources, pack).unwrap_or_else(|found| {
            refusals.extend(found);
            Waivers::default()
        })
    };
    let name = |path: &Path| told(&path.to_string_lossy());
    let mut read = |path: &Path| {
        let (text, encoding) = read_beside(path).map_err(|why| match &why {
            Unread::Io(error) if error.kind() == ErrorKind::NotFound => vec![Refusal::NoBaseline(name(path))],
            _ => vec![Refusal::Unread(name(path), why)],
        })?;
        let id = sources.beside(name(path), text, encoding);
        baseline::read(&sources.get(id).text, id).map_err(|flaws| flaws.into_iter().map(Refusal::from).collect())
    };
    let baseline: Result<Plan, Vec<Refusal>> = match &files.baseline {
        BaselineFile::None => Ok(Plan::None),
        BaselineFile::Compare(path) => read(path).map(|baseline| Plan::Compare { baseline, prune: false }),
        BaselineFile::Prune(path) => read(path).map(|baseline| Plan::Compare { baseline, prune: true }),
        BaselineFile::Write(path) => Ok(Plan::Record { name: name(path) }),
    };
    match baseline {
        Ok(baseline) if refusals.is_empty() => Ok(Gate { waivers, baseline }),
        Ok(_) => Err(refusals),
        Err(found) => {
            refusals.extend(found);
            Err(refusals)
        }
    }
}

fn waivers(files: &GateFiles, sources: &mut Sources, pack: Pack<'_>) -> Result<Waivers, Vec<Refusal>> {
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
) -> Result<Waivers, Vec<Refusal>> {
    let (mut refusals, mut flaws) = (Vec::new(), Vec::new());
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
                refusals.push(Refusal::Unread(name, Unread::Io(ErrorKind::FileTooLarge.into())));
                continue;
            }
            Ok(read) => read,
            // An empty text is TOML without waivers.
            Err(Unread::Empty) => (ByteString::new(), crate::pipeline::source::Encoding::Utf8),
            Err(why) => {
                refusals.push(Refusal::Unread(name, why));
                continue;
            }
        };
        let id = sources.settings(name, text, encoding);
        let (file, wrong) = waiver::file::parse(&sources.get(id).text, id, others);
        flaws.extend(wrong);
        found.extend(file.waivers);
        match (&policy, file.policy) {
            (None, own) => policy = own,
            (Some(_), None) => {}
            (Some(_), Some(second)) => flaws.push(waiver::file::second_policy(second.place)),
        }
    }
    let policy = policy.map(|policy| policy.it).unwrap_or_default();
    flaws.extend(waiver::check::check(&found, policy, pack));
    // Files beside the inputs are numbered from the far end.
    flaws.sort_by_key(|flaw| (std::cmp::Reverse(flaw.place.source), flaw.place.span));
    refusals.extend(flaws.into_iter().map(Refusal::from));
    if refusals.is_empty() {
        Ok(Waivers { in_force: found, policy, proposed: None, proposed_unread: false })
    } else {
        Err(refusals)
    }
}

/// What is wrong with the files of a gate, each thing drawn at its place.
pub(crate) fn refused(refusals: &[Refusal], sources: &Sources, lang: Lang, style: Style) -> String {
    let drawn = refusals.iter().map(|refusal| match refusal {
        Refusal::Unread(name, why) => format!("{}: {}\n", printable(name), unread_words(why, lang)),
        Refusal::NoBaseline(name) => {
            let name = printable(name);
            match lang {
                Lang::En => {
                    format!("{name}: there is no such baseline; --write-baseline {name} records the findings in it\n")
                }
                Lang::ZhCn => format!("{name}：基线文件不存在；可用 --write-baseline {name} 记录当前问题\n"),
            }
        }
        Refusal::Flaw(flaw) => {
            let help = flaw.help.as_ref().map(|help| printable(help.get(lang)));
            let (headline, label) = (printable(flaw.headline.get(lang)), printable(flaw.label.get(lang)));
            report::draw(sources, flaw.place, &headline, &label, help.as_deref(), style)
        }
    });
    let stopped = words(lang, "Nothing was checked.\n", "未执行检查。\n");
    drawn.collect::<Vec<_>>().join("\n") + "\n" + stopped
}
