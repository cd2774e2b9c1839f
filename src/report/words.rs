//! The words of reports that belong to no rule.

use std::borrow::Cow;

use crate::lang::{Lang, words};
use crate::read::NoteKind;
use crate::resource::Reason;
use crate::source::{DecodeError, Encoding, Likely, Unread};

/// A text without characters that steer a terminal, turn its direction, or make a command for a pipeline of it; the
/// length in bytes stays the same.
///
/// Pipelines read the log: GitHub obeys a line that begins with `::`, white space before it or not, and like Azure
/// anything after `##[` or `##vso[`, wherever it stands.
pub(crate) fn printable(text: &str) -> String {
    neutral(text, true)
}

/// The same for a text that others stand before in its line: a colon begins nothing there.
pub(crate) fn printable_inside(text: &str) -> String {
    neutral(text, false)
}

fn neutral(text: &str, mut begins: bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut after_hash = false;
    for character in text.chars() {
        let shown = match character {
            '\t' => ' ',
            '\0'..='\u{1F}' | '\u{7F}' => '?',
            '\u{80}'..='\u{9F}' | '\u{AD}' | '\u{61C}' => '¿',
            '#' if after_hash => '?',
            ':' if begins => '?',
            other if is_invisible(other) => '\u{FFFD}',
            other => other,
        };
        begins &= shown == ' ' || character.is_whitespace();
        // Those who compare by the rules of a language pass over marks between the two.
        after_hash = shown == '#' || after_hash && is_mark(character);
        plain.push(shown);
    }
    plain
}

/// Characters of three bytes that are not seen, or that turn the direction of what follows.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
    )
}

/// Characters that are nothing by themselves.
pub(super) fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36F}' | '\u{180B}'..='\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// A text of at most so many characters, `…` included.
pub(crate) fn shortened(text: &str, most: usize) -> std::borrow::Cow<'_, str> {
    // A text has no more characters than bytes.
    match (text.len() > most).then(|| text.char_indices().nth(most)).flatten() {
        None => text.into(),
        Some(_) => text.chars().take(most - 1).chain(['…']).collect::<String>().into(),
    }
}

/// Why nothing could be said, in words.
pub(crate) fn reason_words(reason: Reason, lang: Lang) -> &'static str {
    let (en, zh) = match reason {
        Reason::KindAbsent => ("no export holds it", "没有导出文件包含此项"),
        Reason::SettingAbsent => ("the setting is not in the export", "导出文件中没有这一项"),
        Reason::NullValue => ("the value is null", "值为 null"),
        Reason::WrongType => ("the value is of the wrong type", "值的类型不符"),
        Reason::UnknownValue => ("the value is not one that is known", "值无法识别"),
        Reason::Truncated => (
            "the export was cut at its depth limit; export again with -Depth 10",
            "导出被深度限制截断；请加 -Depth 10 重新导出",
        ),
        Reason::CollectionFailed => ("the export says that its command failed", "导出记录了该命令执行失败"),
        Reason::PartialListing => ("the export holds only the first page", "导出只含第一页"),
        Reason::ListingDefault => (
            "a fleet listing leaves this at its default; export each site with -Identity",
            "批量列表不返回此项，只留下默认值；请用 -Identity 逐个导出",
        ),
        Reason::ConflictingValues => {
            ("the object holds it twice, with different values", "同一对象中出现两次，且值不同")
        }
        Reason::TenantMismatch => ("the evidence is from another tenant", "依据来自另一个租户"),
        Reason::Stale => ("the export is too old, or the declared answer has expired", "导出太旧，或声明已过有效期"),
        Reason::NotInDocument => ("the documents do not list this combination", "文档未列出这种组合"),
    };
    words(lang, en, zh)
}

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
        NoteKind::DeclarationFlaw(_) => (
            "the declaration is not as it should be; this answer may not count",
            "声明不符合格式，这项声明可能不被采用",
        ),
        NoteKind::UnknownAnswer => {
            ("no rule asks for this answer; is the name spelt right?", "没有规则使用这项声明，请检查名称拼写")
        }
        NoteKind::FailedCommand => ("the export says that this command failed", "导出记录了该命令执行失败"),
    };
    words(lang, en, zh).into()
}

/// What an unknown file looks like, in words.
pub(crate) fn unknown_words(root: &str, keys: &[String], lang: Lang) -> String {
    let shown = keys.iter().map(|key| printable(key)).collect::<Vec<_>>().join(words(lang, ", ", "、"));
    match (lang, keys.is_empty()) {
        (Lang::En, true) => format!("no known export: its root is of type {root}"),
        (Lang::En, false) => format!("no known export: its root is of type {root} with the keys {shown}"),
        (Lang::ZhCn, true) => format!("无法识别的文件：根类型为 {root}"),
        (Lang::ZhCn, false) => format!("无法识别的文件：根类型为 {root}，含有的键：{shown}"),
    }
}

/// Above the further places of a finding in one file.
pub(super) fn also(lang: Lang) -> &'static str {
    words(lang, "it also rests on this", "判断依据还包括")
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
        Unread::Decode(error) => decode_words(error, lang),
        Unread::Empty => words(lang, "the file is empty", "文件为空").to_owned(),
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
        (Likely::Binary, Lang::En) => "; this is no text file".to_owned(),
        (Likely::Binary, Lang::ZhCn) => "；这不是文本文件".to_owned(),
        (Likely::Unknown, _) => String::new(),
    };
    place + &advice
}
