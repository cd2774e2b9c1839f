//! What people should know about a file that was read, and what an unknown one looks like.

use super::Skipped;
use crate::diagnostic::{Code, Diagnostic, told};
use crate::lang::{Lang, both, text};
use crate::text::printable::{printable, shortened};

told! {
    leading_text: Code::NoteLeadingText, "text before the JSON was passed over", "已跳过 JSON 之前的文字";
    value_missing: Code::NoteValueMissing,
        "a key without a value: the tool wrote an empty section; it counts as not collected",
        "键后面没有值：工具写出的这一部分为空，视为未采集";
    repeated_section: Code::NoteRepeatedSection,
        "this section stands twice, with the same text; one was read",
        "这一部分出现两次且内容相同，只读取一次";
    conflicting_section: Code::NoteConflictingSection,
        "this section stands twice, with different texts; both were read",
        "这一部分出现两次且内容不同，均已读取";
    conflicting_setting: Code::NoteConflictingSetting,
        "one object holds this setting twice, with different values",
        "同一对象中这一项出现两次，且值不同";
    partial_listing: Code::NotePartialListing,
        "only the first page of the listing; the rest was not exported",
        "只有列表的第一页，其余未导出";
    lines: Code::NoteLines,
        "this array holds the lines of a JSON text; they were read as one",
        "此数组是 JSON 文本的各行，已合并读取";
    error_record: Code::NoteErrorRecord,
        "an error is written here among the objects; some of them may be missing",
        "对象之间夹有一条错误记录，可能缺少部分对象";
    failed_part: Code::NoteFailedPart,
        "this part is the answer to a request that failed; the rest was read",
        "这一部分是失败请求的响应，其余已读取";
    failed_command: Code::NoteFailedCommand,
        "the export says that this command failed",
        "导出文件记录了该命令执行失败";
    failed_export: Code::NoteFailedExport,
        "the manifest says that this export failed",
        "清单文件记录了此项导出失败";
    partial_export: Code::NotePartialExport,
        "not all objects of this export are there",
        "此项导出的对象不完整";
    changed_file: Code::NoteChangedFile,
        "this file is not the one that was written: it has been changed since; objects may be missing",
        "此文件与导出时写入的不同，之后被改动过，可能缺少对象";
    none_of_one: Code::NoteNoneOfOne,
        "every tenant has one of this, and the command answered with nothing; may the account read it?",
        "每个租户都有这一项，但命令没有返回任何内容；请确认登录账户有权读取";
    unknown_kind: Code::NoteUnknownKind, "this program does not know this kind", "本程序不认识此资源类型";
}

/// There are so many documents in one file.
pub(super) fn documents(count: usize) -> Diagnostic {
    let headline =
        text!("{count} JSON documents in one file; all were read", "一个文件中有 {count} 个 JSON 文档，均已读取");
    Diagnostic::new(Code::NoteDocuments, headline)
}

/// So many more parts were not read.
pub(super) fn more_not_read(count: usize) -> Diagnostic {
    let headline = text!(
        "{count} more parts of this file were not read; inspect lists them",
        "此文件另有 {count} 个部分未读取，可用 inspect 查看"
    );
    Diagnostic::new(Code::NoteMoreNotRead, headline)
}

/// A part was not read.
pub(super) fn not_read(why: Skipped) -> Diagnostic {
    let headline = match why {
        Skipped::Unknown => both("not read: no settings that are known", "未读取：其中没有已知的设置"),
        Skipped::Elements(count) => text!(
            "not read: objects of no known kind in this list: {count}",
            "未读取：此列表中有 {count} 个对象无法识别"
        ),
        Skipped::OtherState => both(
            "not read: it shows what was, should be or was deleted, not the tenant as it is",
            "未读取：这里记录的是过去、期望或已删除的状态，不是租户的现状",
        ),
        Skipped::Twice => both(
            "not read: the key stands here twice, and nobody can tell which one counts",
            "未读取：同一个键出现两次，无法判断以哪个为准",
        ),
        Skipped::NoSettings(format) => text!(
            ("not read: {}: {}", format.name(Lang::En), format.advice(Lang::En)),
            ("未读取：{}：{}", format.name(Lang::ZhCn), format.advice(Lang::ZhCn))
        ),
    };
    Diagnostic::new(Code::NoteNotRead, headline)
}

/// As much is shown of a key.
const LONGEST_KEY: usize = 60;

/// What an unknown file looks like, in words.
pub(crate) fn unknown_words(root: &str, keys: &[String], lang: Lang) -> String {
    let shown =
        keys.iter().map(|key| printable(&shortened(key, LONGEST_KEY))).collect::<Vec<_>>().join(lang.list_comma());
    match (lang, keys.is_empty()) {
        (Lang::En, true) => format!("no known export: its root is of type {root}"),
        (Lang::En, false) => format!("no known export: its root is of type {root} with the keys {shown}"),
        (Lang::ZhCn, true) => format!("无法识别的文件：根类型为 {root}"),
        (Lang::ZhCn, false) => format!("无法识别的文件：根类型为 {root}，含有的键：{shown}"),
    }
}
