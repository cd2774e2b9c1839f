//! What `fix` says when it is done: what it wrote, and what becomes of the findings. Its numbers come to all of them.

use std::io;
use std::io::Write;

use super::findings::LeftAlone;
use super::plan::Plan;
use crate::lang::{Lang, tell, words};
use crate::pack::services::Service;
use crate::text::printable::printable;

/// How many kinds of what is left alone are named, where no script lists them.
const SHOWN: usize = 20;

/// No script is written.
pub(super) fn nothing(plan: &Plan, lang: Lang, err: &mut dyn Write) -> io::Result<()> {
    let none = words(lang, "nothing to fix: no file is written", "没有需要修复的问题，未写入文件");
    let left = plan.left.len();
    if left == 0 {
        return writeln!(err, "{none}");
    }
    tell!(err, lang, "{none}; left alone: {left}", "{none}；保持不变 {left} 项")?;
    reasons(plan.left.iter(), lang, err)?;
    if plan.left.iter().any(|left| left.why.is_accepted()) {
        writeln!(
            err,
            "{}",
            words(lang, "--accepted fixes what is accepted too", "如需处理已豁免或在基线中的问题，请加 --accepted")
        )?;
    }
    Ok(())
}

/// Scripts are written: the one that mends, what takes it back, and the same for servers.
pub(super) fn written(
    plan: &Plan,
    services: &[Service],
    [fix, undo, server_fix, server_undo]: [String; 4],
    lang: Lang,
    err: &mut dyn Write,
) -> io::Result<()> {
    let [cloud, servers] = [false, true].map(|on_premises| {
        let items = plan.items_on(services, on_premises);
        (items.len(), items.iter().map(|item| item.messages.len()).sum::<usize>())
    });
    tell!(
        err,
        lang,
        ("{fix}: {}; {undo} undoes them", changes(cloud)),
        ("{fix}：{}，{undo} 可撤销", changes_zh(cloud))
    )?;
    if servers.0 > 0 {
        tell!(
            err,
            lang,
            (
                "{server_fix}: {} on servers of your own, run in their shell; {server_undo} undoes them",
                changes(servers)
            ),
            ("{server_fix}：本地服务器{}，请在其命令行管理程序中运行，{server_undo} 可撤销", changes_zh(servers))
        )?;
    }
    match plan.manual() {
        0 => {}
        by_hand => tell!(
            err,
            lang,
            ("To do by hand, listed in {fix}: {}", findings(by_hand)),
            ("需手动处理 {by_hand} 个问题，清单见 {fix}")
        )?,
    }
    match plan.left.len() {
        0 => {}
        left => tell!(
            err,
            lang,
            ("Left alone: {}; {fix} says why", findings(left)),
            ("保持不变 {left} 个问题，原因见 {fix}")
        )?,
    }
    if plan.left.iter().any(|left| left.why.is_unknown()) {
        let text = words(
            lang,
            "warning: left alone because nothing is known here of the rule or of the kind of object:",
            "警告：以下问题保持不变，因为此处没有对应的规则或资源类型：",
        );
        writeln!(err, "{text}")?;
        reasons(plan.left.iter().filter(|left| left.why.is_unknown()), lang, err)?;
    }
    tell!(
        err,
        lang,
        "Next, a dry run that changes nothing: powershell -ExecutionPolicy RemoteSigned -File {fix}",
        "下一步，先预演（不做任何更改）：powershell -ExecutionPolicy RemoteSigned -File {fix}"
    )
}

fn findings(count: usize) -> String {
    if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") }
}

/// So many changes, and the findings that they mend.
fn changes((count, mended): (usize, usize)) -> String {
    let count = if count == 1 { "1 change".to_owned() } else { format!("{count} changes") };
    format!("{count} for {}", findings(mended))
}

fn changes_zh((count, mended): (usize, usize)) -> String {
    format!("更改 {count} 项，修复 {mended} 个问题")
}

/// Why findings are left alone: a line for those of one rule and one reason.
fn reasons<'l>(left: impl Iterator<Item = &'l LeftAlone>, lang: Lang, err: &mut dyn Write) -> io::Result<()> {
    let mut lines: Vec<(String, usize)> = Vec::new();
    for left in left {
        let line = printable(&format!("{}: {}", left.rule, left.why.words(lang)));
        match lines.iter_mut().find(|(known, _)| *known == line) {
            Some((_, count)) => *count += 1,
            None => lines.push((line, 1)),
        }
    }
    for (line, count) in lines.iter().take(SHOWN) {
        match count {
            1 => writeln!(err, "  {line}")?,
            _ => writeln!(err, "  {line} ({count})")?,
        }
    }
    match lines.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => tell!(err, lang, "  and {more} more", "  另有 {more} 条"),
    }
}
