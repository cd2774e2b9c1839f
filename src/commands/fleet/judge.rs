//! One folder to what is kept of its tenants: read, judged and forgotten. Where its exports name several tenants, each is
//! judged for itself.

use std::path::{Path, PathBuf};

use super::find::Unit;
use super::own::{self, Template};
use super::row::{Cells, PackedRow, Row, Sort, Trouble, cells};
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
use crate::pipeline::derive::NamedTenant;
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
    pub(super) only: Option<&'u [&'u str]>,
}

/// The folders of a batch: their names, and which units they are, in the order of the names.
struct Folders {
    names: Vec<String>,
    units: Vec<u32>,
}

impl Folders {
    fn of(batch: &Batch<'_>) -> Self {
        let mut all: Vec<(String, u32)> = batch.units.iter().map(|unit| (unit.name(), unit.at)).collect();
        all.order_by(Ord::cmp);
        all.dedup_by(|(one, _), (other, _)| one == other);
        let (names, units) = all.into_iter().unzip();
        Self { names, units }
    }

    /// How a tenant is called that none of its exports names.
    fn name(&self) -> &str {
        self.names.first().map_or("./", String::as_str)
    }
}

impl Court<'_> {
    /// The tenants of a batch, or what of it is nobody's; none if the configuration leaves all of it out.
    pub(super) fn judge(&self, batch: &Batch<'_>) -> Vec<PackedRow> {
        let paths: Vec<PathBuf> = batch.units.iter().map(|unit| unit.path()).collect();
        let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        let folders = Folders::of(batch);
        let refused = |sort: Sort, message: &str| {
            vec![Row { folders: folders.units.clone(), ..Row::of_trouble(folders.name(), sort, message) }.pack()]
        };
        let job = match own::job(&paths, self.template, self.lang) {
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
            return self.apart(&job, judged, &folders, batch.only);
        }
        vec![self.row(&judged, judged.report.evidence.tenant.tenants.first(), &folders, None)]
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
    fn apart(&self, job: &Job, judged: CheckJudged, folders: &Folders, only: Option<&[&str]>) -> Vec<PackedRow> {
        let CheckJudged { sources, report, .. } = judged;
        let tenants = &report.evidence.tenant.tenants;
        let nobody = tenants.len();
        let owner = |source| {
            let name = report.evidence.tenant.of(Some(source));
            name.and_then(|name| tenants.iter().position(|tenant| tenant.name == *name)).unwrap_or(nobody)
        };
        let mut rows = Vec::new();
        for (at, sources) in sources.parted(nobody + 1, owner).into_iter().enumerate() {
            let Some(tenant) = tenants.get(at) else {
                rows.extend(self.rest(&report, &sources, folders).filter(|_| only.is_none()));
                continue;
            };
            let wanted = only.is_none_or(|only| tenant.names().iter().any(|key| only.contains(&key.as_str())));
            if sources.0.is_empty() || !wanted {
                continue;
            }
            let some: Vec<String> = sources.0.iter().map(|source| source.name.clone()).collect();
            let some: Vec<&str> = some.iter().map(String::as_str).collect();
            rows.push(match self.checked(job, Collected { sources, ..Collected::default() }) {
                Ok(judged) => self.row(&judged, Some(tenant), folders, Some(some)),
                Err(message) => {
                    let (name, units) = (printable(&tenant.name), folders.units.clone());
                    let row = Row::of_trouble(&name, Sort::Configuration, &message);
                    Row { named: true, names: names_of(tenant), some: Some(some), folders: units, ..row }.pack()
                }
            });
        }
        rows
    }

    /// What lies among the exports of several tenants and is nobody's.
    fn rest(&self, report: &Report, sources: &Sources, folders: &Folders) -> Option<PackedRow> {
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
        let (files, units) = (offset(names.len()), folders.units.clone());
        Some(Row { files, folders: units, ..Row::of_trouble(folders.name(), Sort::Unattributed, &message) }.pack())
    }

    /// What is kept of a tenant, which may have only some of the files of the folders.
    fn row(
        &self,
        judged: &CheckJudged,
        tenant: Option<&NamedTenant>,
        folders: &Folders,
        some: Option<Vec<&str>>,
    ) -> PackedRow {
        let report = &judged.report;
        let severities = [Severity::Error, Severity::Warning, Severity::Info];
        let gates = report.notices.iter().map(|notice| notice.code).filter(|code| code.fails());
        let name = tenant.map_or_else(|| folders.name().to_owned(), |tenant| printable(&tenant.name));
        let trouble = self.trouble(judged);
        Row {
            name: &name,
            named: tenant.is_some(),
            names: tenant.map(names_of).unwrap_or_default(),
            folders: folders.units.clone(),
            some,
            files: offset(judged.sources.0.len() + unreadable_files(report)),
            exit: report.exit,
            trouble: trouble.as_ref().map(|(sort, message)| Trouble { sort: *sort, message }),
            open: severities.map(|severity| u32::try_from(report.of_severity(severity)).unwrap_or(u32::MAX)),
            accepted: offset(report.findings().filter(|judged| !judged.is_open()).count()),
            coverage: report.coverage,
            gates: gates.map(Code::id).collect(),
            cells: Cells(&cells(report, self.rules)),
        }
        .pack()
    }

    /// What kept a tenant from being judged, or from being judged as a whole.
    fn trouble(&self, judged: &CheckJudged) -> Option<(Sort, String)> {
        let report = &judged.report;
        if report.exit == Exit::NothingJudged {
            let said = words(
                self.lang,
                "nothing in its exports could be judged; tenantlint inspect tells what was seen in them",
                "导出中没有任何规则能够判定；用 tenantlint inspect 查看识别结果",
            );
            return Some((Sort::NothingJudged, said.to_owned()));
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
        Some((Sort::Unreadable, format!("{name}{why}{more}")))
    }
}

/// What else names a tenant.
fn names_of(tenant: &NamedTenant) -> Vec<&str> {
    tenant.names().iter().map(String::as_str).collect()
}

/// How many files could not be read.
fn unreadable_files(report: &Report) -> usize {
    let is_folder = |code: Code| matches!(code, Code::FolderEmpty | Code::FolderExcluded);
    report.evidence.unreadable.iter().filter(|one| !is_folder(one.code)).count()
}
