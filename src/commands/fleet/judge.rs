//! One folder to what is kept of its tenants: read, judged and forgotten. Where its exports name several tenants, each is
//! judged for itself.

use std::path::Path;

use super::find::Unit;
use super::own::{self, Template};
use super::row::{Row, Sort, Trouble, cells};
use crate::commands::check::Job;
use crate::commands::check::judged::{Around, CheckJudged, judge as check};
use crate::config::accept;
use crate::diagnostic::Code;
use crate::lang::{Lang, say, words};
use crate::model::narrow::offset;
use crate::model::severity::Severity;
use crate::order::Order as _;
use crate::pack::catalogue::Catalogue;
use crate::pack::rule::Rules;
use crate::pipeline::accept::Pack;
use crate::pipeline::check::Keep;
use crate::pipeline::judge::{Exit, Report};
use crate::pipeline::source::{Collected, Encoding, Filter, Input, Sources, collect_here};
use crate::progress::SILENT;
use crate::report::Style;
use crate::text::printable::printable;

/// What all tenants are judged by.
pub(super) struct Court<'a> {
    pub(super) template: &'a Template,
    pub(super) catalogue: &'a Catalogue,
    /// The rules that were selected.
    pub(super) rules: &'a Rules,
    /// All rules: waivers may name what a run leaves out.
    pub(super) every: &'a Rules,
    pub(super) around: Around<'a>,
    pub(super) filter: &'a Filter,
    pub(super) encoding: Option<Encoding>,
    pub(super) lang: Lang,
}

/// What is read together.
pub(super) struct Batch<'u> {
    pub(super) units: Vec<&'u Unit>,
    /// Only what the tenant with one of these names has.
    pub(super) only: Option<&'u [String]>,
}

/// A tenant, or what is nobody's, of a batch.
#[derive(Debug)]
pub(super) struct FleetPart {
    pub(super) row: Row,
    /// By what other exports would name it too.
    pub(super) names: Vec<String>,
    /// Its files, where it has only some of the folder.
    pub(super) files: Option<Vec<std::path::PathBuf>>,
}

impl Court<'_> {
    /// The tenants of a batch; none if the configuration leaves all of it out.
    pub(super) fn judge(&self, batch: &Batch<'_>) -> Vec<FleetPart> {
        let folders: Vec<&Path> = batch.units.iter().map(|unit| unit.path.as_path()).collect();
        let names: Vec<String> = {
            let mut names: Vec<String> = batch.units.iter().map(|unit| unit.name()).collect();
            names.order_by(Ord::cmp);
            names.dedup();
            names
        };
        let name = names.first().cloned().unwrap_or_default();
        let refused = |sort: Sort, message: &str| {
            let folders = names.iter().map(|name| name.as_str().into()).collect();
            vec![FleetPart {
                row: Row { folders, ..Row::of_trouble(&name, sort, message) },
                names: Vec::new(),
                files: None,
            }]
        };
        let job = match own::job(&folders, self.template, self.lang) {
            Ok(job) => job,
            Err(message) => return refused(Sort::Configuration, &message),
        };
        let inputs: Vec<Input> = batch.units.iter().flat_map(|unit| unit.inputs()).collect();
        let collected = collect_here(&inputs, self.filter, self.encoding, false);
        if !collected.written_to.is_empty() {
            let said = words(self.lang, "this run would write over an export: ", "本次运行会覆盖导出文件：");
            return refused(Sort::Unreadable, &format!("{said}{}", printable(&collected.written_to.join(", "))));
        }
        if collected.sources.0.is_empty()
            && !collected.unreadable.is_empty()
            && collected.unreadable.iter().all(|one| one.code == Code::FolderExcluded)
        {
            return Vec::new();
        }
        let judged = match self.checked(&job, collected) {
            Ok(judged) => judged,
            Err(message) => return refused(Sort::Configuration, &message),
        };
        if judged.report.evidence.tenant.tenants.len() > 1 {
            return self.apart(&job, judged, &names, batch.only);
        }
        let tenant = judged.report.evidence.tenant.tenants.first();
        let keys = tenant.map(|tenant| tenant.names().to_vec()).unwrap_or_default();
        let told = tenant.map(|tenant| printable(&tenant.name));
        vec![FleetPart { row: self.row(&judged, told, &names), names: keys, files: None }]
    }

    /// Judges what was collected.
    fn checked(&self, job: &Job, mut collected: Collected) -> Result<CheckJudged, String> {
        let mut beside = Sources::default();
        let pack = Pack { rules: self.every, catalogue: self.catalogue, today: job.today };
        let accepted = accept::load(&job.accept, &mut beside, pack).map_err(|refusals| {
            let style = Style { colour: false, width: 100, narrated: None, links: false };
            accept::refused(&refusals, &beside, self.lang, style)
        })?;
        collected.sources = collected.sources.with_beside(beside);
        let keep = if accepted.is_empty() { Keep::Numbers } else { Keep::Actionable };
        Ok(check(job, collected, &accepted, Around { keep, progress: &SILENT, ..self.around }))
    }

    /// Judges the tenants of one folder each for itself.
    fn apart(&self, job: &Job, judged: CheckJudged, folders: &[String], only: Option<&[String]>) -> Vec<FleetPart> {
        let CheckJudged { sources, report, .. } = judged;
        let tenants = &report.evidence.tenant.tenants;
        let nobody = tenants.len();
        let owner = |source| {
            let name = report.evidence.tenant.of(Some(source));
            name.and_then(|name| tenants.iter().position(|tenant| tenant.name == *name)).unwrap_or(nobody)
        };
        let mut parts = Vec::new();
        for (at, sources) in sources.parted(nobody + 1, owner).into_iter().enumerate() {
            let Some(tenant) = tenants.get(at) else {
                parts.extend(self.rest(&report, &sources, folders).filter(|_| only.is_none()));
                continue;
            };
            let keys = tenant.names().to_vec();
            if sources.0.is_empty() || only.is_some_and(|only| !keys.iter().any(|key| only.contains(key))) {
                continue;
            }
            let files = sources.0.iter().map(|source| std::path::PathBuf::from(&source.name)).collect();
            let name = printable(&tenant.name);
            let row = match self.checked(job, Collected { sources, ..Collected::default() }) {
                Ok(judged) => self.row(&judged, Some(name), folders),
                Err(message) => Row { named: true, ..Row::of_trouble(&name, Sort::Configuration, &message) },
            };
            parts.push(FleetPart { row, names: keys, files: Some(files) });
        }
        parts
    }

    /// What lies among the exports of several tenants and is nobody's.
    fn rest(&self, report: &Report, sources: &Sources, folders: &[String]) -> Option<FleetPart> {
        let mut names: Vec<String> = sources.0.iter().map(|source| printable(&source.name)).collect();
        names.extend(report.evidence.unreadable.iter().map(|one| printable(one.file())));
        let first = names.first()?;
        let message = match (self.lang, names.len()) {
            (Lang::En, 1) => {
                format!("{first} names no tenant, and lies among the exports of several; give each tenant a folder")
            }
            (Lang::En, count) => {
                format!(
                    "{count} files name no tenant ({first}, …), and lie among the exports of several; give each tenant a folder"
                )
            }
            (Lang::ZhCn, 1) => format!("{first} 未指明租户，且与多个租户的导出混放；请为每个租户单独建文件夹"),
            (Lang::ZhCn, count) => {
                format!("{count} 个文件（{first} 等）未指明租户，且与多个租户的导出混放；请为每个租户单独建文件夹")
            }
        };
        let name = folders.first().map_or("./", String::as_str);
        let row = Row { files: offset(names.len()), ..Row::of_trouble(name, Sort::Unattributed, &message) };
        Some(FleetPart { row, names: Vec::new(), files: None })
    }

    fn row(&self, judged: &CheckJudged, name: Option<String>, folders: &[String]) -> Row {
        let report = &judged.report;
        let severities = [Severity::Error, Severity::Warning, Severity::Info];
        let gates: Vec<_> = report.notices.iter().map(|notice| notice.code).filter(|code| code.fails()).collect();
        let fallback = || folders.first().cloned().unwrap_or_default();
        Row {
            named: name.is_some(),
            name: name.unwrap_or_else(fallback).into(),
            folders: folders.iter().map(|name| name.as_str().into()).collect(),
            files: offset(judged.sources.0.len() + unreadable_files(report)),
            exit: report.exit,
            trouble: self.trouble(judged),
            open: severities.map(|severity| u32::try_from(report.of_severity(severity)).unwrap_or(u32::MAX)),
            accepted: offset(report.findings().filter(|judged| !judged.is_open()).count()),
            coverage: report.coverage,
            gates,
            cells: cells(report, self.rules),
        }
    }

    /// What kept a tenant from being judged, or from being judged as a whole.
    fn trouble(&self, judged: &CheckJudged) -> Option<Trouble> {
        let report = &judged.report;
        if report.exit == Exit::NothingJudged {
            let said = words(
                self.lang,
                "nothing in its exports could be judged; tenantlint inspect tells what was seen in them",
                "导出中没有任何规则能够判定；用 tenantlint inspect 查看识别结果",
            );
            return Some(Trouble { sort: Sort::NothingJudged, message: said.into() });
        }
        let mut faults = report.evidence.faults();
        let fault = faults.next()?;
        let (name, why) = (printable(judged.sources.file_of(fault)), printable(fault.headline.get(self.lang)));
        let colon = self.lang.colon();
        let more = match faults.count() {
            0 => String::new(),
            more => say!(self.lang, "; {more} more", "；另有 {more} 个文件"),
        };
        // A folder without exports needs no second name.
        let itself = matches!(report.evidence.unreadable.as_slice(), [only] if only.code == Code::FolderEmpty);
        let name = if itself { String::new() } else { format!("{name}{colon}") };
        Some(Trouble { sort: Sort::Unreadable, message: format!("{name}{why}{more}").into() })
    }
}

/// How many files could not be read.
fn unreadable_files(report: &Report) -> usize {
    let is_folder = |code: Code| matches!(code, Code::FolderEmpty | Code::FolderExcluded);
    report.evidence.unreadable.iter().filter(|one| !is_folder(one.code)).count()
}
