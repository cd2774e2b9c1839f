//! What reading found, in words.

use std::borrow::Cow;

use super::export::{NoteKind, UnreadWhy};
use crate::lang::{Lang, words};
use crate::text::printable::{printable, shortened};

/// A note about a file, in words.
pub(crate) fn note_words(note: &NoteKind, lang: Lang) -> Cow<'static, str> {
    let (en, zh) = match note {
        NoteKind::LeadingText => ("text before the JSON was passed over", "已跳过 JSON 之前的文字"),
        NoteKind::Documents(count) => {
            return match lang {
                Lang::En => format!("{count} JSON documents in one file; all were read"),
                Lang::ZhCn => format!("一个文件中有 {count} 个 JSON 文档，均已读取"),
            }
            .into();
        }
        NoteKind::ValueMissing => (
            "a key without a value: the tool wrote an empty section; it counts as not collected",
            "键后面没有值：工具写出的这一部分为空，视为未采集",
        ),
        NoteKind::RepeatedSection => {
            ("this section stands twice, with the same text; one was read", "这一部分出现两次且内容相同，只读取一次")
        }
        NoteKind::ConflictingSection => {
            ("this section stands twice, with different texts; both were read", "这一部分出现两次且内容不同，均已读取")
        }
        NoteKind::ConflictingSetting => {
            ("one object holds this setting twice, with different values", "同一对象中这一项出现两次，且值不同")
        }
        NoteKind::PartialListing => {
            ("only the first page of the listing; the rest was not exported", "只有列表的第一页，其余未导出")
        }
        NoteKind::NotRead(why) => return not_read_words(why, lang).into(),
        NoteKind::MoreNotRead(count) => {
            return match lang {
                Lang::En => format!("{count} more parts of this file were not read; inspect lists them"),
                Lang::ZhCn => format!("此文件另有 {count} 个部分未读取，可用 inspect 查看"),
            }
            .into();
        }
        NoteKind::Lines => {
            ("this array holds the lines of a JSON text; they were read as one", "此数组是 JSON 文本的各行，已合并读取")
        }
        NoteKind::DeclarationFlaw(why) => return why.get(lang).to_owned().into(),
        NoteKind::ErrorRecord(_) => (
            "an error is written here among the objects; some of them may be missing",
            "对象之间夹有一条错误记录，可能缺少部分对象",
        ),
        NoteKind::FailedRequest(_) => (
            "this part is the answer to a request that failed; the rest was read",
            "这一部分是失败请求的响应，其余已读取",
        ),
        NoteKind::FailedExport(_) => ("the manifest says that this export failed", "清单文件记录了此项导出失败"),
        NoteKind::PartialExport(_) => ("not all objects of this export are there", "此项导出的对象不完整"),
        NoteKind::ChangedFile(_) => (
            "this file is not the one that was written: it has been changed since; objects may be missing",
            "此文件与导出时写入的不同，之后被改动过，可能缺少对象",
        ),
        NoteKind::NoneOfOne(_) => (
            "every tenant has one of this, and the command answered with nothing; may the account read it?",
            "每个租户都有这一项，但命令没有返回任何内容；请确认登录账户有权读取",
        ),
        NoteKind::UnknownKind => ("this program does not know this kind", "本程序不认识此资源类型"),
        NoteKind::FailedCommand => ("the export says that this command failed", "导出文件记录了该命令执行失败"),
    };
    words(lang, en, zh).into()
}

/// What stands at the place of a note, in the file's own words or those of its schema.
pub(crate) fn note_label(note: &NoteKind) -> String {
    match note {
        NoteKind::ErrorRecord(text)
        | NoteKind::FailedRequest(text)
        | NoteKind::FailedExport(text)
        | NoteKind::PartialExport(text)
        | NoteKind::NoneOfOne(text)
        | NoteKind::ChangedFile(text) => printable(text),
        _ => String::new(),
    }
}

/// Why a part of a file was not read, in words.
pub(crate) fn not_read_words(why: &UnreadWhy, lang: Lang) -> String {
    let (en, zh) = match why {
        UnreadWhy::Unknown => ("not read: no settings that are known", "未读取：其中没有已知的设置"),
        UnreadWhy::Elements(count) => {
            return match lang {
                Lang::En => format!("not read: objects of no known kind in this list: {count}"),
                Lang::ZhCn => format!("未读取：此列表中有 {count} 个对象无法识别"),
            };
        }
        UnreadWhy::OtherState => (
            "not read: it shows what was, should be or was deleted, not the tenant as it is",
            "未读取：这里记录的是过去、期望或已删除的状态，不是租户的现状",
        ),
        UnreadWhy::Twice => (
            "not read: the key stands here twice, and nobody can tell which one counts",
            "未读取：同一个键出现两次，无法判断以哪个为准",
        ),
        UnreadWhy::NoSettings(format) => {
            let (name, advice) = (format.name(lang), format.advice(lang));
            return match lang {
                Lang::En => format!("not read: {name}: {advice}"),
                Lang::ZhCn => format!("未读取：{name}：{advice}"),
            };
        }
    };
    words(lang, en, zh).to_owned()
}

/// As much is shown of a key.
const LONGEST_KEY: usize = 60;

/// What an unknown file looks like, in words.
pub(crate) fn unknown_words(root: &str, keys: &[String], lang: Lang) -> String {
    let shown = keys
        .iter()
        .map(|key| printable(&shortened(key, LONGEST_KEY)))
        .collect::<Vec<_>>()
        .join(words(lang, ", ", "、"));
    match (lang, keys.is_empty()) {
        (Lang::En, true) => format!("no known export: its root is of type {root}"),
        (Lang::En, false) => format!("no known export: its root is of type {root} with the keys {shown}"),
        (Lang::ZhCn, true) => format!("无法识别的文件：根类型为 {root}"),
        (Lang::ZhCn, false) => format!("无法识别的文件：根类型为 {root}，含有的键：{shown}"),
    }
}
