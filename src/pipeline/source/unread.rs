//! Why an input could not be read, and the same in words.

use std::io;

use super::decode::{DecodeError, Encoding, Likely};
use crate::lang::{Lang, words};

/// An input that could not be read.
#[derive(Debug)]
pub struct Unreadable {
    /// Its name, as in [`super::Source::name`].
    pub name: String,
    /// The bytes of the name, if they are not UTF-8.
    pub exact_name: Option<Box<[u8]>>,
    /// Why.
    pub why: Unread,
}

/// Why an input could not be read.
#[derive(Debug)]
pub enum Unread {
    /// The operating system refused.
    Io(io::Error),
    /// Nothing is there under a name that was typed.
    Absent,
    /// Nothing is called as a pattern says.
    NoMatch,
    /// What lies in a folder under the name of a file is a pipe, a device or the like.
    NoFile,
    /// A link in a folder leads out of it.
    LinkOut,
    /// The bytes are not text.
    Decode(DecodeError),
    /// Nothing but white space in it.
    Empty,
    /// Longer than spans can tell.
    TooLong,
    /// A folder with no JSON file in it.
    NoFiles,
    /// A folder all of whose JSON files are left out by the globs of the configuration.
    AllExcluded,
}

/// Why an input could not be read, in words.
pub(crate) fn unread_words(why: &Unread, lang: Lang) -> String {
    match why {
        Unread::Io(error) => match (lang, error.kind()) {
            (Lang::ZhCn, std::io::ErrorKind::NotFound) => "文件不存在".to_owned(),
            (Lang::ZhCn, std::io::ErrorKind::PermissionDenied) => "没有读取权限".to_owned(),
            (Lang::ZhCn, std::io::ErrorKind::IsADirectory) => "这是一个文件夹".to_owned(),
            (Lang::En, std::io::ErrorKind::IsADirectory) => "it is a folder".to_owned(),
            (Lang::En, std::io::ErrorKind::NotFound) => "there is no such file".to_owned(),
            (Lang::En, std::io::ErrorKind::PermissionDenied) => "no permission to read it".to_owned(),
            _ => error.to_string(),
        },
        Unread::Absent => words(lang, "there is no such file or folder", "文件或文件夹不存在").to_owned(),
        Unread::NoMatch => words(
            lang,
            "nothing matches this pattern; to read every .json in a folder, name the folder alone",
            "没有匹配的文件；要读取文件夹中的全部 .json，只写文件夹即可",
        )
        .to_owned(),
        Unread::NoFile => words(
            lang,
            "it is a pipe, a device or the like; name it on the command line to have it read",
            "这是管道或设备，不是普通文件；如需读取，请在命令行中指明",
        )
        .to_owned(),
        Unread::LinkOut => words(
            lang,
            "the link leads out of the folder; name it on the command line to have it read",
            "链接指向文件夹之外；如需读取，请在命令行中指明",
        )
        .to_owned(),
        Unread::Decode(error) => decode_words(error, lang),
        Unread::Empty => words(
            lang,
            "the file is empty: its command failed, or found nothing and wrote nothing; \
             ConvertTo-Json -InputObject @(<command>) writes [] where there is nothing",
            "文件为空：命令可能失败，也可能没有找到对象而未写入任何内容；\
             ConvertTo-Json -InputObject @(<命令>) 在没有对象时会写入 []",
        )
        .to_owned(),
        Unread::TooLong => words(lang, "the file is longer than 4 GiB", "文件超过 4 GiB").to_owned(),
        Unread::NoFiles => words(lang, "there is no JSON file in this folder", "文件夹中没有 JSON 文件").to_owned(),
        Unread::AllExcluded => words(
            lang,
            "include and exclude in tenantlint.toml leave out every JSON file in this folder",
            "tenantlint.toml 中的 include 和 exclude 排除了此文件夹中的全部 JSON 文件",
        )
        .to_owned(),
    }
}

fn decode_words(error: &DecodeError, lang: Lang) -> String {
    let tried = error.tried.name();
    let place = match lang {
        Lang::En => format!("not {tried}: byte {} of the file (line {}) does not fit", error.offset, error.line),
        Lang::ZhCn => format!("不是 {tried}：第 {} 行（文件第 {} 字节）无法解码", error.line, error.offset),
    };
    let advice = match (error.likely, lang) {
        (Likely::Text(Encoding::Gb18030), Lang::En) => "; it looks like GB18030, try --encoding gb18030".to_owned(),
        (Likely::Text(Encoding::Gb18030), Lang::ZhCn) => "；可能是 GB18030，请加 --encoding gb18030".to_owned(),
        (Likely::Text(other), Lang::En) => format!("; it looks like {0}, try --encoding {0}", other.name()),
        (Likely::Text(other), Lang::ZhCn) => format!("；可能是 {0}，请加 --encoding {0}", other.name()),
        (Likely::Like(like), Lang::En) => {
            return format!("it is no JSON but {}; {}", like.name(lang), like.advice(lang));
        }
        (Likely::Like(like), Lang::ZhCn) => {
            return format!("文件不是 JSON，而是{}；{}", like.name(lang), like.advice(lang));
        }
        (Likely::Binary, Lang::En) => "; this is no text file".to_owned(),
        (Likely::Binary, Lang::ZhCn) => "；这不是文本文件".to_owned(),
        (Likely::Unknown, _) => String::new(),
    };
    place + &advice
}
