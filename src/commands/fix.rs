//! `fix`: a script that mends findings, and the one that takes it back. Never run by us.

mod change;
mod findings;
mod script;
mod words;

use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::commands::output::Output;
use crate::commands::pack::{RuleFolders, no_such_rule, with_pack};
use crate::commands::script::write as write_script;
use crate::config::accept::{self, GateFiles};
use crate::config::{ConfigFile, Levels};
use crate::lang::{Lang, fill_in, words};
use crate::model::cloud;
use crate::pack::catalogue::{Catalogue, Origin, Shape};
use crate::pack::rule::Rules;
use crate::pack::services::services;
use crate::pipeline::accept::{Pack, apply};
use crate::pipeline::check::{Checker, Keep, Outcome};
use crate::pipeline::judge::Exit;
use crate::pipeline::source::{Encoding, Filter, Input, Sources, collect};
use crate::pipeline::{LintOptions, lint};
use crate::progress::SILENT;
use crate::report::{self, Context, Style, read_saved};
use crate::text::powershell::literal;
use crate::text::printable::printable;
use change::{Change, Finding, change};
use findings::{Found, of_saved};
use script::{Names, Way, script};

/// What `fix` is to do.
#[derive(Debug)]
pub struct Job {
    /// Exports, or a report of them.
    pub inputs: Vec<Input>,
    /// Which files of folders are read.
    pub filter: Filter,
    /// The encoding, where the bytes do not tell.
    pub encoding: Option<Encoding>,
    /// The rules to use.
    pub levels: Levels,
    /// More rules.
    pub folders: RuleFolders,
    /// The configuration file, if there is one.
    pub config: Option<ConfigFile>,
    /// What says that findings are accepted.
    pub accept: GateFiles,
    /// Findings that are accepted are mended too.
    pub accepted: bool,
    /// The script; what takes it back is written beside it.
    pub output: PathBuf,
    /// Whether files that are there may be replaced.
    pub force: bool,
    /// The day of the evaluation.
    pub today: Date,
}

/// What the scripts are to do.
#[derive(Debug, Default)]
struct Plan<'a> {
    /// The tenant, if it is known.
    tenant: Option<String>,
    items: Vec<Item>,
    by_hand: Vec<ByHand<'a>>,
}

/// One change, and the findings that it mends.
#[derive(Debug)]
struct Item {
    rules: Vec<String>,
    message: String,
    why: String,
    /// Values are equal only if their letters are.
    exact: bool,
    change: Change,
}

/// A finding that no change mends.
#[derive(Debug)]
struct ByHand<'a> {
    rule: &'a str,
    message: String,
    fix: String,
    lines: Vec<String>,
    /// Among the lines is one that destroys something.
    irreversible: bool,
}

/// Writes the scripts.
pub(super) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    with_pack(&job.folders, lang, style, output, |catalogue, rules, output| {
        for pattern in job.levels.only.iter().chain(&job.levels.skip) {
            if !rules.all().any(|(_, rule)| rule.is_named_by(pattern)) {
                return no_such_rule(pattern, rules, lang, output);
            }
        }
        if let (Err(flaws), Some(file)) = (job.levels.apply(rules), &job.config) {
            output.err.write_all(file.draw(&flaws, lang, style).as_bytes())?;
            return Ok(Exit::Failed.code());
        }
        rules.select(|rule| job.levels.wants(rule), catalogue);
        let plan = match plan(job, catalogue, rules, lang, style, output)? {
            Ok(plan) => plan,
            Err(code) => return Ok(code),
        };
        write(job, &plan, lang, output)
    })
}

fn write(job: &Job, plan: &Plan<'_>, lang: Lang, output: &mut Output<'_>) -> io::Result<u8> {
    if plan.items.is_empty() && plan.by_hand.is_empty() {
        writeln!(
            output.err,
            "{}",
            words(lang, "nothing to mend: no file is written", "没有需要修复的问题，未写入文件")
        )?;
        return Ok(0);
    }
    let undo = undo_file(&job.output);
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (fix_name, undo_name) = (name(&job.output), name(&undo));
    let names = Names { fix: &fix_name, undo: &undo_name };
    let services = services();
    // The way back first: there is never a change without it.
    for (path, way) in [(&undo, Way::Undo), (&job.output, Way::Fix)] {
        let text = script(plan, &services, way, names, lang);
        if let Err(code) = write_script(path, job.force, &text, lang, output)? {
            return Ok(code);
        }
    }
    let (changes, by_hand) = (plan.items.len(), plan.by_hand.len());
    let shown = (printable(&job.output.to_string_lossy()), printable(&undo.to_string_lossy()));
    match lang {
        Lang::En => writeln!(
            output.err,
            "{} makes {changes} changes, {} takes them back; to do by hand: {by_hand}\n\
             Next, a rehearsal that changes nothing: powershell -File {0}",
            shown.0, shown.1
        )?,
        Lang::ZhCn => writeln!(
            output.err,
            "{} 将更改 {changes} 项，{} 可撤销这些更改；需手动处理：{by_hand} 项\n\
             下一步，先预演（不做任何更改）：powershell -File {0}",
            shown.0, shown.1
        )?,
    }
    Ok(0)
}

/// The file beside the script that takes back what it does.
fn undo_file(fix: &Path) -> PathBuf {
    let name = fix.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    fix.with_file_name(match name.strip_prefix("fix") {
        Some(rest) => format!("undo{rest}"),
        None => format!("undo-{name}"),
    })
}

/// What the findings come to.
fn plan<'a>(
    job: &Job,
    catalogue: &'a Catalogue,
    rules: &'a Rules,
    lang: Lang,
    style: Style,
    output: &mut Output<'_>,
) -> io::Result<Result<Plan<'a>, u8>> {
    let collected = collect(&job.inputs, &job.filter, job.encoding, false, &SILENT);
    let saved = match collected.sources.0.as_slice() {
        [source] => read_saved(source).map(|saved| (printable(&source.name), saved)),
        _ => None,
    };
    let (found, tenants) = match saved {
        Some((name, Err(error))) => {
            let error = printable(&error);
            match lang {
                Lang::En => writeln!(output.err, "error: {name} is no report that can be read: {error}")?,
                Lang::ZhCn => writeln!(output.err, "错误：无法读取报告 {name}：{error}")?,
            }
            return Ok(Err(Exit::Failed.code()));
        }
        Some((_, Ok(saved))) => {
            let open =
                |result: &report::SavedResult| result.verdict == "fail" && (job.accepted || !result.is_accepted());
            let found = saved.results.into_iter().filter(open);
            (found.filter_map(|result| of_saved(result, rules, catalogue)).collect::<Vec<_>>(), saved.tenants)
        }
        None => {
            let mut beside = Sources::default();
            let pack = Pack { rules, catalogue, today: job.today };
            let accepted = match accept::load(&job.accept, &mut beside, pack) {
                Ok(accepted) => accepted,
                Err(refusals) => {
                    output.err.write_all(accept::refused(&refusals, &beside, lang, style).as_bytes())?;
                    return Ok(Err(Exit::Failed.code()));
                }
            };
            let checker = Checker { rules, catalogue, today: job.today, keep: Keep::Actionable };
            let options = LintOptions::new(checker);
            let sources = collected.sources.with_beside(beside);
            let (sources, mut report) = lint(crate::pipeline::source::Collected { sources, ..collected }, options);
            _ = apply(&accepted, &mut report, options.gates, &sources, pack);
            let context = Context::new(&sources, catalogue, rules, lang, job.today);
            output.err.write_all(report::warnings(&report, context).as_bytes())?;
            let tenants = report.evidence.tenant.tenants.iter().map(|tenant| tenant.name.to_string()).collect();
            let open = report.results.iter().filter(|judged| judged.verdict.outcome == Outcome::Fail);
            let open = open.filter(|judged| job.accepted || judged.is_open());
            let found = open.map(|judged| {
                let verdict = &judged.verdict;
                let kind = catalogue.kind(verdict.kind);
                Found {
                    rule: rules.get(verdict.rule),
                    kind,
                    setting: verdict.setting.map(|setting| kind.def(setting)),
                    resource: verdict.resource.clone(),
                    observed: verdict.observed.clone().unwrap_or_default(),
                    message: report::message(judged, context),
                    family: verdict.dialect.map(crate::model::dialect::Dialect::id),
                }
            });
            (found.collect(), tenants)
        }
    };
    if tenants.len() > 1 {
        let names: Vec<_> = tenants.iter().map(|name| printable(name)).collect();
        match lang {
            Lang::En => writeln!(
                output.err,
                "error: a script is for one tenant; these findings are of several: {}",
                names.join(", ")
            )?,
            Lang::ZhCn => {
                writeln!(output.err, "错误：脚本只对应一个租户，而这些问题来自多个租户：{}", names.join("、"))?;
            }
        }
        return Ok(Err(Exit::Failed.code()));
    }
    Ok(Ok(of_findings(found, tenants.first().and_then(|name| domain(name)), lang)))
}

/// Sorts findings into changes and what is to be done by hand.
fn of_findings(found: Vec<Found<'_>>, tenant: Option<String>, lang: Lang) -> Plan<'_> {
    let services = services();
    let mut plan = Plan { tenant, ..Plan::default() };
    for found in found {
        let setting = found.setting.map_or("", |def| def.name.as_str());
        let finding = Finding { setting, resource: found.resource.as_deref(), observed: found.value() };
        let change = if found.kind.origin == Origin::Declared {
            None
        } else {
            found.all_lines().into_iter().find_map(|line| change(line, finding, &services))
        };
        let rule = found.rule;
        let Some(change) = change else {
            let (family, lines) = found.lines();
            let irreversible = lines.iter().any(|line| line.en.contains("Remove-"));
            let lines = lines
                .into_iter()
                .map(|line| put_identity(&line.get(lang), found.resource.as_deref(), family, lang))
                .collect();
            plan.by_hand.push(ByHand {
                rule: &rule.id,
                message: found.message,
                fix: rule.fix.get(lang).to_owned(),
                lines,
                irreversible,
            });
            continue;
        };
        // Two rules about one setting, or two settings of one switch, are one change.
        let same = |item: &&mut Item| item.change.set == change.set && item.change.read == change.read;
        if let Some(item) = plan.items.iter_mut().find(same) {
            if !item.rules.iter().any(|id| *id == *rule.id) {
                item.rules.push(rule.id.to_string());
            }
            continue;
        }
        let exact = !found.setting.is_some_and(|def| matches!(def.shape, Shape::Boolean | Shape::Enum(_)));
        plan.items.push(Item {
            rules: vec![rule.id.to_string()],
            message: found.message,
            why: rule.why.get(lang).to_owned(),
            exact: exact && change.setting == setting,
            change,
        });
    }
    plan
}

/// A command with the object's name in it as one literal; what cannot be filled in stays a placeholder.
fn put_identity(line: &str, identity: Option<&str>, family: &str, lang: Lang) -> String {
    let open = fill_in("<name>", lang);
    let Some(name) = identity else { return line.replace("{identity}", &open) };
    if family == "portal" {
        return line.replace("{identity}", &printable(name));
    }
    line.replace("\"{identity}\"", &literal(name)).replace("{identity}", &open)
}

/// The tenant's domain as the scripts take it.
fn domain(name: &str) -> Option<String> {
    let label = cloud::tenant_label(name)?;
    let plain = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !label.starts_with('-');
    let whole = name.to_ascii_lowercase();
    let whole = whole.ends_with(".onmschina.cn").then_some(whole);
    plain.then(|| whole.unwrap_or_else(|| format!("{label}.partner.onmschina.cn")))
}
