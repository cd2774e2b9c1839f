//! Why an input could not be read.

use std::io;

use super::decode::{DecodeError, Encoding, Likely};
use super::likeness::Likeness;
use crate::diagnostic::{Code, Diagnostic, told};
use crate::lang::{Lang, said, same};

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
    gone: Code::InputGone, "there is no such file", "文件不存在";
    no_permission: Code::Unreadable, "no permission to read it", "没有读取权限";
    folder: Code::Unreadable, "it is a folder", "这是一个文件夹";
    too_long: Code::Unreadable, "the file is longer than 4 GiB", "文件超过 4 GiB";
    no_files: Code::FolderEmpty, "there is no JSON file in this folder", "文件夹中没有 JSON 文件";
    all_excluded: Code::FolderExcluded,
        "include and exclude in tenantlint.toml leave out every JSON file in this folder",
        "tenantlint.toml 中的 include 和 exclude 排除了此文件夹中的全部 JSON 文件";
}

said! {
    not_encoded(tried: &str, offset: usize, line: u32):
        "not {tried}: byte {offset} of the file (line {line}) does not fit",
        "不是 {tried}：第 {line} 行（文件第 {offset} 字节）无法解码";
    like(like: Likeness): ("it is no JSON but {}; {}", like.name(Lang::En), like.advice(Lang::En)),
        ("文件不是 JSON，而是{}；{}", like.name(Lang::ZhCn), like.advice(Lang::ZhCn));
    try_encoding(name: &str, flag: &str):
        "it looks like {name}, try --encoding {flag}", "可能是 {name}，请加 --encoding {flag}";
    binary: "this is no text file", "这不是文本文件";
}

/// The operating system refused.
pub(crate) fn io(error: impl Into<io::Error>) -> Box<Diagnostic> {
    let error = error.into();
    Box::new(match error.kind() {
        io::ErrorKind::NotFound => gone(),
        io::ErrorKind::PermissionDenied => no_permission(),
        io::ErrorKind::IsADirectory => folder(),
        _ => Diagnostic::new(Code::Unreadable, same(error.to_string())),
    })
}

/// The bytes are not text.
pub(crate) fn undecodable(DecodeError { tried, offset, line, likely }: DecodeError) -> Box<Diagnostic> {
    let place = not_encoded(tried.name(), offset, line);
    let headline = match likely {
        Likely::Like(likeness) => like(likeness),
        Likely::Text(other) => {
            let name = if other == Encoding::Gb18030 { "GB18030" } else { other.name() };
            place.and(&try_encoding(name, other.name()))
        }
        Likely::Binary => place.and(&binary()),
        Likely::Unknown => place,
    };
    Diagnostic::new(Code::Unreadable, headline).into()
}
