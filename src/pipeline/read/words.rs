//! What people should know about a file that was read, and what an unknown one looks like.

use super::Skipped;
use super::format::ExportFormat;
use crate::diagnostic::{Code, Diagnostic, told};
use crate::lang::{Lang, Text, said, say};
use crate::pipeline::source::Likeness;
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
    documents(count: usize): Code::NoteDocuments,
        "{count} JSON documents in one file; all were read", "一个文件中有 {count} 个 JSON 文档，均已读取";
    more_not_read(count: usize): Code::NoteMoreNotRead,
        "{count} more parts of this file were not read; inspect lists them",
        "此文件另有 {count} 个部分未读取，可用 inspect 查看";
    unknown: Code::NoteNotRead, "not read: no settings that are known", "未读取：其中没有已知的设置";
    unknown_elements(count: u64): Code::NoteNotRead,
        "not read: objects of no known kind in this list: {count}", "未读取：此列表中有 {count} 个对象无法识别";
    other_state: Code::NoteNotRead,
        "not read: it shows what was, should be or was deleted, not the tenant as it is",
        "未读取：这里记录的是过去、期望或已删除的状态，不是租户的现状";
    twice: Code::NoteNotRead,
        "not read: the key stands here twice, and nobody can tell which one counts",
        "未读取：同一个键出现两次，无法判断以哪个为准";
    no_settings(format: &ExportFormat): Code::NoteNotRead,
        ("not read: {}: {}", format.name(Lang::En), format.advice(Lang::En)),
        ("未读取：{}：{}", format.name(Lang::ZhCn), format.advice(Lang::ZhCn));
    bad_manifest: Code::ManifestInvalid, "the manifest is not as it should be", "清单文件不符合格式",
        help "let tenantlint collect write it anew", "请用 tenantlint collect 重新生成";
    failed_request: Code::FailedRequest,
        "this is the answer to a request that failed, not an export", "这是失败请求的响应，不是导出",
        help "sign in again, ask for the role, or wait if there were too many requests; then export again",
            "请重新登录、申请所需角色，或在请求过多时稍候，然后重新导出";
    not_json: Code::NotJson, "this file is not JSON", "文件不是合法的 JSON";
    not_json_but(like: Likeness): Code::NotJson,
        ("this file is not JSON but {}", like.name(Lang::En)), ("文件不是 JSON，而是{}", like.name(Lang::ZhCn)),
        help ("{}", like.advice(Lang::En)), ("{}", like.advice(Lang::ZhCn));
}

/// A part was not read.
pub(super) fn not_read(why: Skipped) -> Diagnostic {
    match why {
        Skipped::Unknown => unknown(),
        Skipped::Elements(count) => unknown_elements(count),
        Skipped::OtherState => other_state(),
        Skipped::Twice => twice(),
        Skipped::NoSettings(format) => no_settings(format),
    }
}

said! {
    answers_in_braces: "the answers stand in braces, by question: {{…}}", "回答应写在花括号中，按问题列出：{{…}}";
    version_is_one: "the version of the format is 1, without quotation marks", "格式版本应为 1，不加引号";
    no_answers: "there are no answers: `answers` is missing", "没有任何回答：缺少 `answers`";
    no_field(name: &str): "there is no field of a declaration `{name}`", "没有声明文件字段 `{name}`";
    no_question(name: &str): "there is no question `{name}`", "没有问题 `{name}`";
    no_part(name: &str): "there is no part of this answer `{name}`", "没有这样的回答项 `{name}`";
    there_are(known: &[&str]): ("there are: {}", known.join(", ")), ("可用的有：{}", known.join("、"));
    answer_in_braces: "an answer stands in braces: {{…}}", "每项回答应写在花括号中：{{…}}";
    one_answer: "this question has one answer: {{…}}", "此问题只有一项回答：{{…}}";
    list_of_answers: "this question has a list of answers: [{{…}}]", "此问题的回答是一个列表：[{{…}}]";
    about_which(name: &str, label: &Text): ("`{name}` is missing: which {} is this answer about?", label.en),
        ("缺少 `{name}`：请写明这项回答针对哪个{}", label.zh_cn);
}

/// As much is shown of a key.
const LONGEST_KEY: usize = 60;

/// What an unknown file looks like, in words.
pub(crate) fn unknown_words(root: &str, keys: &[String], lang: Lang) -> String {
    let shown =
        keys.iter().map(|key| printable(&shortened(key, LONGEST_KEY))).collect::<Vec<_>>().join(lang.list_comma());
    if keys.is_empty() {
        return say!(lang, "no known export: its root is of type {root}", "无法识别的文件：根类型为 {root}");
    }
    say!(
        lang,
        "no known export: its root is of type {root} with the keys {shown}",
        "无法识别的文件：根类型为 {root}，含有的键：{shown}"
    )
}
