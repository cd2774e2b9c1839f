//! `fix`: a script that mends findings, and the one that takes it back; the same again for servers of one's own. Never
//! run by us.

mod change;
mod findings;
mod line;
mod list;
mod plan;
mod script;
mod told;
mod words;

use std::io;
use std::path::{Path, PathBuf};

use crate::commands::output::Output;
use crate::commands::script::{ScriptBasis, write as write_script};
use crate::config::accept::{self, GateFiles};
use crate::lang::{Lang, tell};
use crate::model::cloud;
use crate::pack::catalogue::Catalogue;
use crate::pack::rule::Rules;
use crate::pack::services::{Service, services};
use crate::pipeline::accept::{Pack, apply};
use crate::pipeline::check::{Checker, Keep, Outcome};
use crate::pipeline::judge::{Exit, Report};
use crate::pipeline::source::{Collected, Sources};
use crate::pipeline::{LintOptions, lint};
use crate::report::{self, Context, Saved, Style};
use crate::text::printable::printable;
use findings::{OpenFinding, of_judged, of_saved};
use plan::{Plan, is_of_servers, plan as sorted};
use script::{ScriptNames, Way, script};

/// What `fix` is to do.
#[derive(Debug)]
pub struct Job {
    /// Exports, or a report of them, and the rules.
    pub basis: ScriptBasis,
    /// What says that findings are accepted.
    pub accept: GateFiles,
    /// Findings that are accepted are mended too.
    pub accepted: bool,
    /// The script; what takes it back is written beside it.
    pub output: PathBuf,
    /// Whether files that are there may be replaced.
    pub force: bool,
}

/// What was found: the findings, the tenants, and whether there are servers of the organization's own.
struct Findings<'a> {
    found: Vec<OpenFinding<'a>>,
    tenants: Vec<String>,
    servers: bool,
}

/// What findings are judged by.
#[derive(Clone, Copy)]
struct Ground<'a> {
    job: &'a Job,
    catalogue: &'a Catalogue,
    rules: &'a Rules,
    services: &'a [Service],
    lang: Lang,
    style: Style,
}

/// Writes the scripts.
pub(super) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    let files = Files::of(&job.output);
    job.basis.with_rules(lang, style, output, |catalogue, rules, output| {
        let config = job.basis.config.as_ref().map(|file| file.path.as_path());
        let (collected, saved) = match job.basis.read(&files.all(), &job.accept.read(config), lang, output)? {
            Ok(read) => read,
            Err(code) => return Ok(code),
        };
        let services = services();
        let ground = Ground { job, catalogue, rules, services, lang, style };
        let findings = match saved {
            Some(saved) => saved_findings(saved, ground),
            None => match findings(collected, ground, output)? {
                Ok(findings) => findings,
                Err(code) => return Ok(code),
            },
        };
        if findings.tenants.len() > 1 {
            let names: Vec<_> = findings.tenants.iter().map(|name| printable(name)).collect();
            tell!(
                output.err,
                lang,
                "error: a script is for one tenant; these findings are of several: {}",
                "错误：脚本只对应一个租户，而这些问题来自多个租户：{}",
                names.join(lang.list_comma())
            )?;
            return Ok(Exit::Failed.code());
        }
        let tenant = findings.tenants.first().and_then(|name| domain(name));
        let plan = Plan { tenant, ..sorted(findings.found, findings.servers, services, lang) };
        write(job, &files, &plan, services, lang, output)
    })
}

/// The files that are written.
struct Files {
    fix: PathBuf,
    undo: PathBuf,
    server_fix: PathBuf,
    server_undo: PathBuf,
}

impl Files {
    /// Those beside a script.
    fn of(fix: &Path) -> Self {
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let undo = |fix: &Path| {
            let name = name(fix);
            fix.with_file_name(name.strip_prefix("fix").map_or(format!("undo-{name}"), |rest| format!("undo{rest}")))
        };
        let own = name(fix);
        let (stem, end) = own.rsplit_once('.').map_or((own.as_str(), ""), |(stem, _)| (stem, &own[stem.len()..]));
        let server_fix = fix.with_file_name(format!("{stem}-on-premises{end}"));
        Self { fix: fix.to_owned(), undo: undo(fix), server_undo: undo(&server_fix), server_fix }
    }

    fn all(&self) -> [&Path; 4] {
        [&self.fix, &self.undo, &self.server_fix, &self.server_undo]
    }
}

fn write(
    job: &Job,
    files: &Files,
    plan: &Plan,
    services: &[Service],
    lang: Lang,
    output: &mut Output<'_>,
) -> io::Result<u8> {
    let servers = plan.items_on(services, true).len();
    if plan.items.is_empty() && plan.by_hand.is_empty() {
        told::nothing(plan, lang, output.err)?;
        return Ok(0);
    }
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let names = files.all().map(name);
    let names = ScriptNames { fix: &names[0], undo: &names[1], server_fix: &names[2], server_undo: &names[3] };
    // The way back first: there is never a change without it.
    let cloud_files = [(&files.undo, Way::Undo), (&files.fix, Way::Fix)].map(|(path, way)| (path, way, false));
    let server_files = [(&files.server_undo, Way::Undo), (&files.server_fix, Way::Fix)];
    let server_files = server_files.map(|(path, way)| (path, way, true)).into_iter().filter(|_| servers > 0);
    let written = |(path, way, on_premises): (_, _, _)| {
        (PathBuf::as_path(path), script(plan, services, way, on_premises, names, lang))
    };
    let scripts: Vec<_> = server_files.chain(cloud_files).map(written).collect();
    if let Err(code) = write_script(&scripts, job.force, lang, output)? {
        return Ok(code);
    }
    let names = files.all().map(|path| printable(&path.to_string_lossy()));
    told::written(plan, services, names, lang, output.err)?;
    Ok(0)
}

/// The findings of a saved report.
fn saved_findings(saved: Saved, ground: Ground<'_>) -> Findings<'_> {
    let Ground { job, catalogue, rules, services, .. } = ground;
    let mut counted = saved.inputs.iter().flat_map(|input| input.resources.keys());
    let servers = counted.any(|name| catalogue.named(name).is_some_and(|kind| is_of_servers(kind, services)));
    let failed = saved.results.into_iter().filter(|result| result.verdict == "fail");
    let found = failed.map(|result| of_saved(result, rules, catalogue, job.accepted)).collect();
    Findings { found, tenants: saved.tenants, servers }
}

/// The findings of exports.
fn findings<'a>(
    collected: Collected,
    ground: Ground<'a>,
    output: &mut Output<'_>,
) -> io::Result<Result<Findings<'a>, u8>> {
    let Ground { job, catalogue, rules, services, lang, style } = ground;
    let mut beside = Sources::default();
    let pack = Pack { rules, catalogue, today: job.basis.today };
    let accepted = match accept::load(&job.accept, &mut beside, pack) {
        Ok(accepted) => accepted,
        Err(refusals) => {
            output.err.write_all(accept::refused(&refusals, &beside, lang, style).as_bytes())?;
            return Ok(Err(Exit::Failed.code()));
        }
    };
    let checker = Checker { rules, catalogue, today: job.basis.today, keep: Keep::Actionable };
    let options = LintOptions::new(checker);
    let sources = collected.sources.with_beside(beside);
    let (sources, mut report) = lint(Collected { sources, ..collected }, options);
    _ = apply(&accepted, &mut report, options.gates, &sources, pack);
    let context = Context::new(&sources, catalogue, rules, lang, job.basis.today);
    output.err.write_all(report::warnings(&report, context).as_bytes())?;
    let failed = report.results.iter().filter(|judged| judged.verdict.outcome == Outcome::Fail);
    let one = |judged| of_judged(judged, (rules, catalogue), context, shell_of(judged, &report), job.accepted);
    let found = failed.map(one).collect();
    let mut counted = report.evidence.exports.iter().flat_map(|export| export.counts.keys());
    let servers = counted.any(|name| catalogue.named(name).is_some_and(|kind| is_of_servers(kind, services)));
    let tenants = report.evidence.tenant.tenants.iter().map(|tenant| tenant.name.to_string()).collect();
    Ok(Ok(Findings { found, tenants, servers }))
}

/// The shell that exported what a finding is about.
fn shell_of(judged: &crate::pipeline::judge::Judged, report: &Report) -> Option<String> {
    let source = judged.verdict.place?.source;
    report.evidence.exports.iter().find(|export| export.source == source)?.shell.clone()
}

/// The tenant's domain as the scripts take it.
fn domain(name: &str) -> Option<String> {
    let label = cloud::tenant_label(name)?;
    let plain = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !label.starts_with('-');
    let whole = name.to_ascii_lowercase();
    let whole = whole.ends_with(".onmschina.cn").then_some(whole);
    plain.then(|| whole.unwrap_or_else(|| format!("{label}.partner.onmschina.cn")))
}
