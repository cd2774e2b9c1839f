//! Why an input could not be read.

use std::io;

use super::decode::{DecodeError, Encoding, Likely};
use crate::diagnostic::{Code, Diagnostic, told};
use crate::lang::{Lang, both, same, text};

told! {
    absent: Code::InputAbsent, "there is no such file or folder", "文件或文件夹不存在";
    no_match: Code::InputAbsent,
        "nothing matches this pattern; to read every .json in a folder, name the folder alone",
        "没有匹配的文件；要读取文件夹中的全部 .json，只写文件夹即可";
    no_file: Code::Unreadable,
        "it is a pipe, a device or the like; name it on the command line to have it read",
        "这是管道或设备，不是普通文件；如需读取，请在命令行中指明";
    link_out: Code::Unreadable,
        "the link leads out of the folder; name it on the command line to have it read",
        "链接指向文件夹之外；如需读取，请在命令行中指明";
    empty: Code::InputEmpty,
        "the file is empty: its command failed, or found nothing and wrote nothing; \
         ConvertTo-Json -InputObject @(<command>) writes [] where there is nothing",
        "文件为空：命令可能失败，也可能没有找到对象而未写入任何内容；\
         ConvertTo-Json -InputObject @(<命令>) 在没有对象时会写入 []";
    too_long: Code::Unreadable, "the file is longer than 4 GiB", "文件超过 4 GiB";
    no_files: Code::FolderEmpty, "there is no JSON file in this folder", "文件夹中没有 JSON 文件";
    all_excluded: Code::FolderExcluded,
        "include and exclude in tenantlint.toml leave out every JSON file in this folder",
        "tenantlint.toml 中的 include 和 exclude 排除了此文件夹中的全部 JSON 文件";
}

/// The operating system refused.
pub(crate) fn io(error: impl Into<io::Error>) -> Box<Diagnostic> {
    let error = error.into();
    let (code, headline) = match error.kind() {
        io::ErrorKind::NotFound => (Code::InputGone, both("there is no such file", "文件不存在")),
        io::ErrorKind::PermissionDenied => (Code::Unreadable, both("no permission to read it", "没有读取权限")),
        io::ErrorKind::IsADirectory => (Code::Unreadable, both("it is a folder", "这是一个文件夹")),
        _ => (Code::Unreadable, same(error.to_string())),
    };
    Diagnostic::new(code, headline).into()
}

/// The bytes are not text.
pub(crate) fn undecodable(DecodeError { tried, offset, line, likely }: DecodeError) -> Box<Diagnostic> {
    let tried = tried.name();
    let place = text!(
        "not {tried}: byte {offset} of the file (line {line}) does not fit",
        "不是 {tried}：第 {line} 行（文件第 {offset} 字节）无法解码"
    );
    let headline = match likely {
        Likely::Like(like) => {
            let [en, zh] = [Lang::En, Lang::ZhCn].map(|lang| (like.name(lang), like.advice(lang)));
            text!(("it is no JSON but {}; {}", en.0, en.1), ("文件不是 JSON，而是{}；{}", zh.0, zh.1))
        }
        Likely::Text(other) => {
            let flag = other.name();
            let name = if other == Encoding::Gb18030 { "GB18030" } else { flag };
            place.and(&text!("it looks like {name}, try --encoding {flag}", "可能是 {name}，请加 --encoding {flag}"))
        }
        Likely::Binary => place.and(&both("this is no text file", "这不是文本文件")),
        Likely::Unknown => place,
    };
    Diagnostic::new(Code::Unreadable, headline).into()
}
