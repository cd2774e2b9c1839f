//! `fleet`: many tenants, each judged apart in one process, and one table of rules and tenants. Each is read, judged and
//! forgotten; what is kept of it is its row.

mod csv;
mod find;
mod html;
mod human;
mod join;
mod json;
mod judge;
mod own;
mod row;
mod since;
mod table;
mod words;
mod work;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use super::output::Output;
use super::pack::{graded, with_pack};
use crate::commands::check;
use crate::commands::check::judged::Around;
use crate::config::Settings;
use crate::lang::{Lang, say, words as pick};
use crate::pipeline::check::Keep;
use crate::pipeline::judge::Exit;
use crate::pipeline::source::unread;
use crate::report::{Existing, Style, is_same_file, unwritten, write_file};
use crate::text::printable::printable;
use judge::Court;
use own::Template;
use row::{Row, Sort};
use since::{Since, Unusable};
use table::Table;
use words::Words;

/// The forms of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FleetFormat {
    /// For people.
    Human,
    /// For programs: one JSON object.
    Json,
    /// For programs: one JSON object a line.
    Jsonl,
    /// For a spreadsheet.
    Csv,
    /// One page for a browser.
    Html,
}

impl FleetFormat {
    /// The name on the command line.
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// What `fleet` is to do.
#[derive(Debug)]
pub struct Job {
    /// Where the tenants lie.
    pub paths: Vec<PathBuf>,
    /// The form of the table on standard output.
    pub format: FleetFormat,
    /// More of them, and the files they go to.
    pub reports: Vec<(FleetFormat, PathBuf)>,
    /// The lines of an earlier run.
    pub since: Option<PathBuf>,
    /// What holds for all tenants.
    pub settings: Settings,
    /// What is done with each of them: the job of `check`, without inputs.
    pub each: check::Job,
}

/// Does the job and tells the exit code.
pub(super) fn run(job: &Job, lang: Lang, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    if let Some(why) = clash(job, lang) {
        writeln!(output.err, "{}{why}", pick(lang, "error: ", "错误："))?;
        return Ok(Exit::Failed.code());
    }
    let each = &job.each;
    with_pack(&each.folders, lang, style, output, |_, every, output| {
        every.as_of(each.today);
        with_pack(&each.folders, lang, style, output, |catalogue, rules, output| {
            if let Some(code) = graded(rules, &each.levels, each.config.as_ref(), each.today, lang, style, output)? {
                return Ok(code);
            }
            let _ = each.levels.apply(every);
            let lowered = each.levels.lowered(rules);
            rules.select(|rule| each.levels.wants(rule), catalogue);
            let since = match job.since.as_deref().map(|path| (path, Since::read(path, rules))) {
                None => None,
                Some((_, Ok(since))) => Some(since),
                Some((path, Err(why))) => {
                    let name = printable(&path.to_string_lossy());
                    writeln!(output.err, "{}{}", pick(lang, "error: ", "错误："), unusable(&name, &why, lang))?;
                    return Ok(Exit::Failed.code());
                }
            };
            let filter = each.filter.clone().with_written(job.reports.iter().map(|(_, path)| path.clone()).collect());
            let template =
                Template { settings: job.settings.clone(), job: each.clone(), policy: job.settings.policy.is_some() };
            let court = Court {
                template: &template,
                catalogue,
                rules,
                every,
                around: Around { catalogue, rules, lowered: &lowered, keep: Keep::Numbers, progress: output.progress },
                filter: &filter,
                encoding: each.encoding,
                lang,
            };
            let found = find::find(&job.paths, &filter);
            let mut rows = join::rows(&found.units, |batch| court.judge(batch), lang);
            for one in &found.unreadable {
                let name = printable(one.file());
                rows.add([Row::of_trouble(&name, Sort::Unreadable, one.headline.get(lang)).pack()]);
            }
            let folders =
                |row: &Row<'_>| row.folders.iter().map(|at| found.units[*at as usize].name()).collect::<Vec<_>>();
            rows.order_by(|a, b| a.name.cmp(b.name).then_with(|| folders(a).cmp(&folders(b))));
            let table = Table::of(rows, &found.units, rules, since.as_ref());
            let say = Words {
                rules,
                gates: each.gates,
                lang,
                today: each.today,
                since: since.as_ref().map(|since| since.day.as_str()),
            };
            deliver(job, &table, say, style, output)
        })
    })
}

/// Writes the table wherever it goes, and tells the exit code.
fn deliver(job: &Job, table: &Table<'_>, say: Words<'_>, style: Style, output: &mut Output<'_>) -> io::Result<u8> {
    let mut all_written = true;
    for (format, path) in &job.reports {
        let plain = Style { colour: false, ..style };
        let written = write_file(path, Existing::Replace, |file| render(table, say, *format, plain, file));
        if let Err(error) = written {
            all_written = false;
            writeln!(output.err, "{}", unwritten(path, &format.name(), &error, say.lang))?;
        }
    }
    match render(table, say, job.format, style, output.out).and_then(|()| output.out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        other => other?,
    }
    output.err.write_all(human::summary(table, say).as_bytes())?;
    let file = |file: &crate::config::ConfigFile| printable(&file.name);
    for (head, config) in [
        (pick(say.lang, "Policy", "策略"), &job.settings.policy),
        (pick(say.lang, "Configuration", "配置"), &job.settings.file),
    ] {
        if let Some(config) = config {
            writeln!(output.err, "{head}{}{}", say.lang.colon(), file(config))?;
        }
    }
    Ok(match table.exit {
        _ if !all_written => Exit::Failed.code(),
        Exit::Findings if job.each.exit_zero => 0,
        exit => exit.code(),
    })
}

fn render(table: &Table<'_>, say: Words<'_>, format: FleetFormat, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        FleetFormat::Human => human::render(table, say, style, out),
        FleetFormat::Json => json::object(table, say, out),
        FleetFormat::Jsonl => json::lines(table, say, out),
        FleetFormat::Csv => csv::render(table, say, out),
        FleetFormat::Html => html::render(table, say, out),
    }
}

/// What is wrong with where a run writes to, if anything is.
fn clash(job: &Job, lang: Lang) -> Option<String> {
    let config = [&job.settings.file, &job.settings.policy].into_iter().flatten().map(|file| &file.path);
    let accept = &job.each.accept;
    let read: Vec<&PathBuf> = config.chain(&accept.waivers).chain(&accept.waivers_from).collect();
    for (at, (_, path)) in job.reports.iter().enumerate() {
        let file = printable(&path.to_string_lossy());
        if job.reports[..at].iter().any(|(_, other)| is_same_file(other, path)) {
            return Some(say!(
                lang,
                "{file} is named for two outputs; give each a file of its own",
                "{file} 被指定为两个输出，请分别写入不同的文件"
            ));
        }
        let baseline = accept.baseline.path().is_some_and(|baseline| is_same_file(baseline, path));
        if baseline || read.iter().any(|other| is_same_file(other, path)) {
            return Some(say!(
                lang,
                "{file} is read by this run; name another output",
                "{file} 是本次运行要读取的文件，请指定其他输出文件"
            ));
        }
    }
    None
}

/// Why there is nothing to compare with.
fn unusable(name: &str, why: &Unusable, lang: Lang) -> String {
    let how = "tenantlint fleet … --format jsonl";
    match why {
        Unusable::Io(error) => {
            format!("{name}{}{}", lang.colon(), unread::io(error.kind()).headline.get(lang))
        }
        Unusable::Other => say!(
            lang,
            "{name} holds no lines of an earlier run; {how} writes them",
            "{name} 不是以前运行的逐行报告；可用 {how} 生成"
        ),
        Unusable::Cut => {
            say!(lang, "{name} is cut off: its last line, the summary, is missing", "{name} 不完整：缺少最后的汇总行")
        }
        Unusable::Line(line) => {
            say!(lang, "{name}:{line} is not as {how} writes it", "{name}:{line} 不是 {how} 写出的格式")
        }
    }
}
