//! `collect`: a script that exports from a tenant what the selected rules need, and nothing else. Never run by us.

mod needs;
mod plan;
mod script;
mod words;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use jiff::civil::Date;

use crate::commands::output::Output;
use crate::commands::script::{ScriptBasis, write as write_script};
use crate::lang::{Lang, tell, words};
use crate::model::value::Reason;
use crate::order::Gather as _;
use crate::pack::catalogue::{Catalogue, KindId};
use crate::pack::rule::{Rule, Rules};
use crate::pack::services::{Service, services};
use crate::pipeline::check::{Checker, Keep, Outcome};
use crate::pipeline::judge::Exit;
use crate::pipeline::source::Collected;
use crate::pipeline::{LintOptions, lint};
use crate::report::{Saved, SavedResult, Style};
use crate::text::printable::printable;
use needs::OpenNeed;

/// What `collect` is to do.
#[derive(Debug)]
pub struct Job {
    /// The rules, and exports or a report: only what they leave open. No inputs: all that the rules need.
    pub basis: ScriptBasis,
    /// Only these services; all if empty.
    pub services: Vec<String>,
    /// For the organization's own servers, not for the cloud.
    pub on_premises: bool,
    /// Where to write to; standard output if nowhere.
    pub output: Option<PathBuf>,
    /// Whether a file that is there may be replaced.
    pub force: bool,
}

/// Writes the script.
pub(super) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    job.basis.with_rules(lang, style, output, |catalogue, rules, output| write(job, catalogue, rules, lang, output))
}

fn write(job: &Job, catalogue: &Catalogue, rules: &Rules, lang: Lang, output: &mut Output<'_>) -> io::Result<u8> {
    let services = services();
    let known = || services.iter().filter(|service| service.on_premises == job.on_premises);
    if let Some(name) = job.services.iter().find(|name| !known().any(|service| service.id == **name)) {
        let name = printable(name);
        let names = known().map(|service| service.id.as_str()).collect::<Vec<_>>();
        tell!(
            output.err,
            lang,
            "error: there is no service {name}; there are: {}",
            "错误：服务 {name} 不存在，可选：{}",
            names.join(lang.list_comma())
        )?;
        return Ok(Exit::Failed.code());
    }
    let written: Vec<_> = job.output.iter().map(PathBuf::as_path).collect();
    let config: Vec<_> = job.basis.config.iter().map(|file| file.path.as_path()).collect();
    let (collected, saved) = match job.basis.read(&written, &config, lang, output)? {
        Ok(read) => read,
        Err(code) => return Ok(code),
    };
    let wanted = if job.basis.inputs.is_empty() {
        needs::of_rules(rules, &BTreeSet::new(), catalogue)
    } else {
        if let Some(saved) = &saved {
            unknown_note(saved, catalogue, rules, lang, output)?;
        }
        let open = open(collected, saved, job.basis.today, catalogue, rules);
        let gaps = needs::of_gaps(&open, catalogue);
        // Servers that nothing points to need not be there; what the cloud has is exported whole.
        let absent = needs::of_rules(rules, &open.settled, catalogue)
            .into_iter()
            .filter(|kind| !open.present.contains(kind) && !plan::is_on_premises(catalogue.kind(*kind), services));
        absent.chain(gaps.iter().copied()).into_set()
    };
    let mut plan = plan::plan(&wanted, catalogue, services, job.on_premises);
    plan.services.retain(|(service, _)| job.services.is_empty() || job.services.iter().any(|id| service.id == *id));
    if plan.services.is_empty() {
        let text = words(lang, "nothing to export: no file is written", "没有需要导出的内容，未写入文件");
        writeln!(output.err, "{text}")?;
        on_premises_note(job, &wanted, catalogue, services, lang, output)?;
        return Ok(0);
    }
    match &job.output {
        Some(file) => {
            let text = script::script(&plan, job.on_premises, Some(file), lang);
            if let Err(code) = write_script(&[(file, text)], job.force, lang, output)? {
                return Ok(code);
            }
        }
        // What is redirected in Windows PowerShell arrives in another encoding, so it is ASCII: in English.
        None => output.out.write_all(script::script(&plan, job.on_premises, None, Lang::En).as_bytes())?,
    }
    told(job, &plan, lang, output)?;
    on_premises_note(job, &wanted, catalogue, services, lang, output)?;
    Ok(0)
}

/// Names the rules of a report whose gaps nobody here knows how to fill.
fn unknown_note(
    saved: &Saved,
    catalogue: &Catalogue,
    rules: &Rules,
    lang: Lang,
    output: &mut Output<'_>,
) -> io::Result<()> {
    let is_unknown = |result: &&SavedResult| {
        let rule = rules.named(&result.rule).is_some() || rules.left_out().contains(&result.rule);
        result.reason.is_some() && (!rule || catalogue.named(&result.kind).is_none())
    };
    let names: BTreeSet<_> = saved.results.iter().filter(is_unknown).map(|result| printable(&result.rule)).into_set();
    let names: Vec<_> = names.into_iter().collect();
    if names.is_empty() {
        Ok(())
    } else {
        tell!(
            output.err,
            lang,
            "warning: not exported is what these rules ask for, they or their kinds are not known here; name their folder by --rules: {}",
            "警告：此处没有以下规则或其资源类型，未导出其所需内容，请用 --rules 指定其文件夹：{}",
            names.join(lang.list_comma())
        )
    }
}

/// What exports, or a report, leave open.
fn open(collected: Collected, saved: Option<Saved>, today: Date, catalogue: &Catalogue, rules: &Rules) -> OpenNeed {
    let Some(saved) = saved else {
        let checker = Checker { rules, catalogue, today, keep: Keep::Actionable };
        let (_, report) = lint(collected, LintOptions::new(checker));
        return needs::open(&report, rules, catalogue);
    };
    let gap = |result: &SavedResult| {
        let kind = catalogue.named(&result.kind)?;
        rules.named(&result.rule)?;
        let reason = Reason::ALL.into_iter().find(|known| Some(known.id()) == result.reason.as_deref())?;
        Some((kind.id, result.setting.as_ref().and_then(|name| kind.setting(name)), reason))
    };
    let counted = saved.inputs.iter().flat_map(|input| input.resources.keys());
    let attested = |rule: &Rule| {
        saved.results.iter().any(|result| result.rule == *rule.id && result.verdict == Outcome::Attested.id())
    };
    let settled = rules.all().filter(|(_, rule)| needs::is_settled(rule, attested(rule))).map(|(at, _)| at);
    OpenNeed {
        settled: settled.into_set(),
        gaps: saved.results.iter().filter_map(gap).collect(),
        present: counted.filter_map(|name| Some(catalogue.named(name)?.id)).into_set(),
    }
}

/// What the script does, and how to run it.
fn told(job: &Job, plan: &plan::CollectPlan<'_>, lang: Lang, output: &mut Output<'_>) -> io::Result<()> {
    let files: usize = plan.services.iter().map(|(_, exports)| exports.len()).sum();
    let names: Vec<_> = plan.services.iter().map(|(service, _)| service.id.as_str()).collect();
    tell!(
        output.err,
        lang,
        "The script exports {files} files from: {}",
        "脚本将导出 {files} 个文件，来自：{}",
        names.join(lang.list_comma())
    )?;
    for kind in plan.elsewhere.iter().filter(|_| !job.on_premises) {
        // A kind that only the other sort of script exports is told below.
        if kind.exports.iter().any(|way| services().iter().any(|service| service.tool == *way.tool)) {
            continue;
        }
        let label = kind.label.get(lang);
        tell!(
            output.err,
            lang,
            "Not in any script, no command exports it from this cloud: {label}",
            "世纪互联版没有可用的导出命令，脚本不包含：{label}"
        )?;
    }
    if let Some(file) = &job.output {
        let name = printable(&file.to_string_lossy());
        if job.on_premises {
            tell!(
                output.err,
                lang,
                "Next, in the Exchange Management Shell: .\\{name}",
                "下一步，在 Exchange 命令行管理程序中运行：.\\{name}"
            )?;
        } else {
            tell!(
                output.err,
                lang,
                "Next: powershell -ExecutionPolicy RemoteSigned -File {name}",
                "下一步：powershell -ExecutionPolicy RemoteSigned -File {name}"
            )?;
        }
    }
    Ok(())
}

/// Names the script for servers, where the rules ask for something of them.
fn on_premises_note(
    job: &Job,
    wanted: &BTreeSet<KindId>,
    catalogue: &Catalogue,
    services: &[Service],
    lang: Lang,
    output: &mut Output<'_>,
) -> io::Result<()> {
    let asked = wanted.iter().any(|kind| plan::is_on_premises(catalogue.kind(*kind), services));
    if job.on_premises || !asked || !job.services.is_empty() {
        return Ok(());
    }
    let text = words(
        lang,
        "Exchange or Skype servers of your own? Their script: tenantlint collect --on-premises --output collect-on-premises.ps1",
        "有本地 Exchange 或 Skype 服务器？另用脚本：tenantlint collect --on-premises --output collect-on-premises.ps1",
    );
    writeln!(output.err, "{text}")
}
