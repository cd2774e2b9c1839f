//! The job of a fleet out of what was typed.

use std::path::PathBuf;

use jiff::civil::Date;

use super::Message;
use super::args::{AcceptArgs, FleetArgs, Global};
use super::parts::{accept, encoding, expanded, inputs, judging};
use crate::commands::fleet;
use crate::config;
use crate::config::{Choice, Flags, Settings};
use crate::lang::{Lang, words};
use crate::report::Workplace;

/// The configuration of a fleet lies in the one folder that is named, as if it were named itself.
pub(super) fn fleet_root(paths: &[PathBuf], global: &Global) -> Option<Choice> {
    let [root] = paths else { return None };
    let file = root.join(config::NAME);
    let found = global.config_file.is_none() && !global.no_config && file.symlink_metadata().is_ok();
    found.then_some(Choice::File(file))
}

/// The job of a fleet, and the language.
pub(super) fn fleet_job(
    args: FleetArgs,
    day: Date,
    workplace: &Workplace,
    joined: impl Fn(Flags) -> Result<Settings, Message>,
) -> Result<(fleet::Job, Lang), Message> {
    let flags = Flags {
        paths: args.paths,
        fail_on: args.fail_on,
        min_coverage: args.min_coverage,
        max_age: args.max_age,
        cloud: args.cloud,
        policy: args.policy,
        ..args.pick.flags()
    };
    let settings = joined(flags)?;
    let lang = settings.lang.value;
    inputs(&settings, lang)?;
    let (here, reports): (Vec<_>, Vec<_>) = args.reports.into_iter().partition(|(_, path)| path.as_os_str() == "-");
    let format = match here.as_slice() {
        [] => args.format,
        [(format, _)] if args.format == fleet::FleetFormat::Human => *format,
        _ => {
            return Err(Message::error(words(
                lang,
                "error: standard output holds one report; give the others a file\n",
                "错误：标准输出只能写一份报告，其余请写入文件\n",
            )));
        }
    };
    let accept = accept(AcceptArgs::default(), &settings, lang)?;
    let mut each = judging(&settings, accept, workplace, args.now.unwrap_or(day));
    each.gates.as_written = args.as_written;
    (each.encoding, each.exit_zero) = (encoding(args.encoding), args.exit_zero);
    let paths = expanded(&settings.paths.value);
    Ok((fleet::Job { paths, format, reports, since: args.since, settings, each }, lang))
}
