//! Several reports of one run, each to where it goes: the only place that writes reports to files.

mod file;
mod lock;
mod target;

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(crate) use file::{Existing, write_file};
pub(crate) use lock::Lock;
pub(crate) use target::is_same_file;

use super::render::render;
use super::{Context, Format, Shown, Style, github, sarif};
use crate::lang::{Lang, say, tell, words};
use crate::pipeline::judge::Report;
use crate::text::printable::printable;

/// Writes the report on standard output, with its summary if it is `whole`, and those in files, and tells whether all files could be written.
///
/// A file that cannot be written is told on standard error and keeps no other report from being written. A reader of
/// standard output that has seen enough is no error.
pub(crate) fn deliver(
    report: &Report,
    context: Context<'_>,
    (stdout, whole): (Format, bool),
    files: &[(Format, PathBuf)],
    style: Style,
    (out, err): (&mut dyn Write, &mut dyn Write),
) -> io::Result<bool> {
    let mut all_written = true;
    let mut told = |path: &Path, what: &str, written: io::Result<()>| -> io::Result<()> {
        let Err(error) = written else { return Ok(()) };
        all_written = false;
        writeln!(err, "{}", unwritten(path, what, &error, context.lang))
    };
    for (format, path) in files {
        let plain = Style { colour: false, ..style };
        let kept = Context { shown: Shown { whole: true, ..context.shown }, ..context };
        let written = write_file(path, Existing::Replace, |file| render(report, kept, *format, plain, file));
        told(path, format.name(), written)?;
    }
    if let Some(path) = &context.workplace.step_summary
        && (stdout == Format::Github || files.iter().any(|(format, _)| *format == Format::Github))
    {
        told(path, words(context.lang, "step summary", "作业摘要"), append_summary(report, context, path))?;
    }
    let any_sarif = stdout == Format::Sarif || files.iter().any(|(format, _)| *format == Format::Sarif);
    let results = if any_sarif { sarif::count(report, context) } else { 0 };
    if results > sarif::MOST {
        tell!(
            err,
            context.lang,
            "Warning: the SARIF report has {results} results; GitHub code scanning takes at most {} a file. Check folders \
                 apart, or record what is known in a baseline",
            "警告：SARIF 报告有 {results} 个结果，GitHub 代码扫描每个文件最多接受 {} 个。请分文件夹检查，或把已知问题记录到基线",
            sarif::MOST
        )?;
    }
    let context = Context { shown: Shown { whole, ..context.shown }, ..context };
    match render(report, context, stdout, style, out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        other => other?,
    }
    Ok(all_written)
}

/// Adds the summary of the step to what other commands of the step have written.
fn append_summary(report: &Report, context: Context<'_>, path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    let present = file.metadata()?.len();
    file.write_all(&github::step_summary(report, context, present))
}

/// What is said of a file that cannot be written: `what` it would have been.
pub(crate) fn unwritten(path: &Path, what: &str, error: &io::Error, lang: Lang) -> String {
    let (path, why) = (printable(&path.to_string_lossy()), why(error, lang));
    say!(lang, "error: failed to write {path} ({what}): {why}", "错误：无法写入 {path}（{what}）：{why}")
}

fn why(error: &io::Error, lang: Lang) -> String {
    let (en, zh) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such folder", "文件夹不存在"),
        io::ErrorKind::PermissionDenied => ("no permission to write it", "没有写入权限"),
        io::ErrorKind::IsADirectory => ("it is a folder", "这是一个文件夹"),
        io::ErrorKind::StorageFull => ("the disk is full", "磁盘已满"),
        io::ErrorKind::AlreadyExists => ("it is there already", "文件已存在"),
        io::ErrorKind::ResourceBusy => (
            "another run of tenantlint has kept it for half a minute; try again",
            "另一个 tenantlint 占用它已达半分钟；请重试",
        ),
        _ => return error.to_string(),
    };
    words(lang, en, zh).to_owned()
}
