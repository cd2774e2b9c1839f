//! What a run writes, held against what it reads: nothing is written over a configuration, a rule or another output, by
//! whichever path it is named. Inputs are looked at where they are read.

use std::path::Path;

use crate::commands::pack::RuleFolders;
use crate::lang::{Lang, say};
use crate::pipeline::source::{name_of, pattern};
use crate::report::is_same_file;
use crate::text::printable::printable;

/// What is wrong with where a run writes to, if anything is. `read`: the files beside the inputs that it reads.
pub(super) fn clash(written: &[&Path], read: &[&Path], folders: &RuleFolders, lang: Lang) -> Option<String> {
    let standard = Path::new("/dev/stdout");
    for (at, path) in written.iter().enumerate() {
        let file = printable(&path.to_string_lossy());
        if written[..at].iter().any(|other| is_same_file(other, path)) {
            return Some(say!(
                lang,
                "{file} is named for two outputs; give each a file of its own",
                "{file} 被指定为两个输出，请分别写入不同的文件"
            ));
        }
        if standard.metadata().is_ok_and(|stream| stream.is_file()) && is_same_file(standard, path) {
            return Some(say!(
                lang,
                "{file} is where standard output goes, which holds a report already",
                "{file} 已是标准输出的目标，其中已有一份报告"
            ));
        }
        if read.iter().any(|other| is_same_file(other, path)) || is_in_rules(path, folders) {
            return Some(say!(
                lang,
                "{file} is read by this run (configuration, rules, waivers or baseline); name another output",
                "{file} 是本次运行要读取的文件（配置、规则、豁免或基线），请指定其他输出文件"
            ));
        }
    }
    None
}

/// Whether it is a file of a rule folder.
fn is_in_rules(path: &Path, folders: &RuleFolders) -> bool {
    let Ok(path) = path.canonicalize() else { return false };
    path.extension().is_some_and(|extension| extension == "json")
        && folders.0.iter().any(|folder| folder.path.canonicalize().is_ok_and(|folder| path.starts_with(folder)))
}

/// What is said of inputs that would be written over.
pub(super) fn over_inputs(names: &[String], lang: Lang) -> String {
    let names: Vec<_> = names.iter().map(|name| printable(name)).collect();
    say!(
        lang,
        "{} is an input of this run; write the output elsewhere",
        "{} 是本次运行的输入，请把输出写到别处",
        names.join(lang.list_comma())
    )
}

/// What is said of an input that is not there.
pub(super) fn absent(path: &Path, lang: Lang) -> String {
    let name = printable(&name_of(path));
    format!("{name}{}{}", lang.colon(), pattern::absent(path).headline.get(lang))
}
