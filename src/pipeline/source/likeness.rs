//! What a file looks like that holds no JSON: the list of a screen, CSV, an office file, a page to sign in.
//!
//! Only the beginning is looked at, and only to tell people what to type instead.

use encoding_rs::{UTF_16BE, UTF_16LE};

use crate::lang::{Lang, words};

/// Something that people save where an export should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// What a screen shows of objects: `Name : value`.
    ScreenList,
    /// The same with the names above columns.
    ScreenTable,
    /// Values between commas.
    Csv,
    /// What `Export-Clixml` writes.
    Clixml,
    /// A page for a browser, most likely one to sign in.
    Page,
    /// Other XML.
    Xml,
    /// A workbook.
    Workbook,
    /// Other archives.
    Archive,
    /// What Git leaves where it has not fetched a large file.
    LfsPointer,
    /// A configuration of `Microsoft365DSC`.
    DscConfiguration,
    /// What a shell says of a command that failed.
    Failure,
}

/// So many bytes are looked at.
pub(super) const HEAD: usize = 4096;

/// How a report as CSV begins.
const CSV_REPORT: &str = "type,file,line,column,end_line,end_column,rule,severity,verdict,";

impl Likeness {
    /// What the bytes of a file look like.
    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let head = &bytes[..bytes.len().min(HEAD)];
        let holds = |part: &[u8]| memchr::memmem::find(head, part).is_some();
        match head {
            [b'P', b'K', 3 | 5, 4 | 6, ..] if holds(b"xl/") || holds(b"[Content_Types].xml") => Some(Self::Workbook),
            [b'P', b'K', 3 | 5, 4 | 6, ..] | [0x1F, 0x8B, ..] | [b'7', b'z', 0xBC, 0xAF, ..] => Some(Self::Archive),
            // The workbooks of old.
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Some(Self::Workbook),
            [0xFF, 0xFE, text @ ..] => Self::of_text(&UTF_16LE.decode_without_bom_handling(text).0),
            [0xFE, 0xFF, text @ ..] => Self::of_text(&UTF_16BE.decode_without_bom_handling(text).0),
            _ => Self::of_text(&String::from_utf8_lossy(head)),
        }
    }

    /// What a text that is no JSON looks like.
    pub fn of_text(text: &str) -> Option<Self> {
        let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= HEAD).last().unwrap_or_default();
        let end = if text.len() <= HEAD { text.len() } else { end };
        let head = text[..end].trim_start_matches('\u{FEFF}').trim_start();
        let begins = |start: &str| head.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        // What a run wrote before this one.
        if begins(CSV_REPORT) || begins("<?xml") && head.contains("<testsuites name=\"tenantlint\"") {
            return None;
        }
        Some(if begins("version https://git-lfs.github.com/spec/") {
            Self::LfsPointer
        } else if begins("#< CLIXML") || head.contains("<Objs Version=") {
            Self::Clixml
        } else if begins("<!DOCTYPE html") || begins("<html") || begins("<head") {
            Self::Page
        } else if begins("<?xml") {
            if head.contains("<html") { Self::Page } else { Self::Xml }
        } else if says_that_it_failed(head) {
            Self::Failure
        } else if begins("# Generated with Microsoft365DSC") || begins("Configuration ") && head.contains('{') {
            Self::DscConfiguration
        } else if is_list(head) {
            Self::ScreenList
        } else if is_table(head) {
            Self::ScreenTable
        } else if is_csv(head) {
            Self::Csv
        } else {
            return None;
        })
    }

    /// What people call it.
    pub fn name(self, lang: Lang) -> &'static str {
        let (en, zh) = match self {
            Self::ScreenList => (
                "the list that a screen shows (Format-List, or > without ConvertTo-Json)",
                "屏幕上的列表（Format-List，或未经 ConvertTo-Json 直接用 >）",
            ),
            Self::ScreenTable => (
                "the table that a screen shows (Format-Table, or > without ConvertTo-Json)",
                "屏幕上的表格（Format-Table，或未经 ConvertTo-Json 直接用 >）",
            ),
            Self::Csv => ("a CSV file (Export-Csv)", "CSV 文件（Export-Csv）"),
            Self::Clixml => ("a CLIXML file (Export-Clixml)", "CLIXML 文件（Export-Clixml）"),
            Self::Page => ("a page for a browser, most likely the one to sign in", "网页，多半是登录页面"),
            Self::Xml => ("an XML file", "XML 文件"),
            Self::Workbook => ("an Excel workbook", "Excel 工作簿"),
            Self::Archive => ("an archive", "压缩包"),
            Self::LfsPointer => ("a pointer of Git LFS in place of the file", "Git LFS 指针，文件本身尚未取回"),
            Self::DscConfiguration => ("a configuration of Microsoft365DSC", "Microsoft365DSC 配置脚本"),
            Self::Failure => ("the words of a command that failed", "命令失败时输出的文字"),
        };
        words(lang, en, zh)
    }

    /// What to do instead.
    pub fn advice(self, lang: Lang) -> &'static str {
        let (en, zh) = match self {
            Self::ScreenList | Self::ScreenTable => (
                "leave out Format-List, Format-Table and Out-String: ConvertTo-Json -InputObject @(<command>) -Depth 10 | Out-File <file>.json -Encoding utf8",
                "去掉 Format-List、Format-Table、Out-String，改用：ConvertTo-Json -InputObject @(<命令>) -Depth 10 | Out-File <文件>.json -Encoding utf8",
            ),
            Self::Csv | Self::Workbook => (
                "lists and nested settings are lost in it; export as JSON: ConvertTo-Json -InputObject @(<command>) -Depth 10 | Out-File <file>.json -Encoding utf8",
                "其中列表和嵌套的设置已丢失，请导出为 JSON：ConvertTo-Json -InputObject @(<命令>) -Depth 10 | Out-File <文件>.json -Encoding utf8",
            ),
            Self::Clixml => (
                "turn it into JSON: ConvertTo-Json -InputObject @(Import-Clixml <file>) -Depth 10 | Out-File <file>.json -Encoding utf8",
                "请转换为 JSON：ConvertTo-Json -InputObject @(Import-Clixml <文件>) -Depth 10 | Out-File <文件>.json -Encoding utf8",
            ),
            Self::Page => {
                ("the request was not signed in; sign in and export again", "请求未通过登录，请登录后重新导出")
            }
            Self::Xml => (
                "export as JSON: ConvertTo-Json -InputObject @(<command>) -Depth 10",
                "请导出为 JSON：ConvertTo-Json -InputObject @(<命令>) -Depth 10",
            ),
            Self::Archive => ("unpack it and name the files in it", "请先解压，再检查其中的文件"),
            Self::LfsPointer => ("fetch the file: git lfs pull", "请取回文件：git lfs pull"),
            Self::DscConfiguration => (
                "write it as JSON: New-M365DSCReportFromConfiguration -Type JSON -ConfigurationPath <file>.ps1 -OutputPath <file>.json",
                "请转换为 JSON：New-M365DSCReportFromConfiguration -Type JSON -ConfigurationPath <文件>.ps1 -OutputPath <文件>.json",
            ),
            Self::Failure => (
                "read what it says, sign in or ask for the role, and export again",
                "请按提示登录或申请角色，然后重新导出",
            ),
        };
        words(lang, en, zh)
    }
}

/// The lines with something in them.
fn lines(head: &str) -> impl Iterator<Item = &str> {
    head.lines().map(str::trim_end).filter(|line| !line.is_empty())
}

/// `Name : value`, the colons below each other.
fn is_list(head: &str) -> bool {
    let colon = |line: &str| {
        let (name, _) = line.split_once(" :").or_else(|| line.split_once(':'))?;
        let word = !name.trim().is_empty() && !name.starts_with([' ', '"', '{', '[', '\'']) && name.trim().len() < 80;
        word.then_some(name.len())
    };
    let mut columns = lines(head).take(12).filter(|line| !line.starts_with(' ')).map(colon);
    let Some(Some(first)) = columns.next() else { return false };
    let (mut same, mut other) = (0, 0);
    columns.for_each(|column| if column == Some(first) { same += 1 } else { other += 1 });
    // One property alone is a list as well.
    same > other || same == 0 && other == 0 && head.contains(" : ")
}

/// Names, and dashes below them.
fn is_table(head: &str) -> bool {
    let mut lines = lines(head);
    let (Some(names), Some(dashes)) = (lines.next(), lines.next()) else { return false };
    let ruled = |line: &str| line.contains("--") && line.bytes().all(|byte| matches!(byte, b'-' | b' '));
    // A table of a page of text: `| Name | Value |`.
    let drawn = |line: &str| line.starts_with('|') && line.ends_with('|');
    if drawn(names) && drawn(dashes) && dashes.contains("--") {
        return true;
    }
    ruled(dashes) && !names.starts_with(['{', '[', '"'])
        || lines.next().is_some_and(ruled) && !names.contains(['{', '"'])
}

/// A head of several names, and rows of as many cells.
fn is_csv(head: &str) -> bool {
    let mut lines = lines(head);
    let Some(first) = lines.next() else { return false };
    let second = lines.next();
    if first.starts_with("#TYPE ") {
        return true;
    }
    let cells = |line: &str, by: char| {
        let mut quoted = false;
        1 + line
            .chars()
            .filter(|c| {
                quoted ^= *c == '"';
                *c == by && !quoted
            })
            .count()
    };
    let name = |cell: &str| {
        let cell = cell.trim().trim_matches('"');
        !cell.is_empty() && !cell.contains(['{', '}', '[', ']', '=', '<'])
    };
    [',', ';', '\t'].into_iter().any(|by| {
        let columns = cells(first, by);
        // The last row may be cut where the look ends.
        columns > 1 && first.split(by).all(name) && second.is_none_or(|row| cells(row, by) >= columns)
    })
}

/// Whether a text is what a shell says when a command fails.
fn says_that_it_failed(head: &str) -> bool {
    let first = head.lines().next().unwrap_or_default();
    let said = [
        "FullyQualifiedErrorId",
        "CategoryInfo ",
        "is not recognized as",
        "无法将“",
        "command not found",
        "CommandNotFoundException",
    ];
    said.iter().any(|words| head.contains(words))
        || ["Error: ", "error: ", "ERROR: "].iter().any(|start| first.starts_with(start))
        || first.contains("AADSTS")
        || names_a_cmdlet(first)
}

/// `Get-SPOTenant : Access denied.`: how a shell begins what it says of a cmdlet that failed.
fn names_a_cmdlet(line: &str) -> bool {
    let Some((name, said)) = line.split_once(':') else { return false };
    let Some((verb, noun)) = name.trim_end().split_once('-') else { return false };
    let word = |word: &str| {
        word.len() > 1
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    word(verb) && word(noun) && said.starts_with(' ') && said.len() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_from_the_others() {
        let of = [
            (
                "Name              : Default\nIsDefault         : True\nDomains           : {*:1}\n",
                Likeness::ScreenList,
            ),
            ("\r\n\r\nName : Default\r\n\r\n", Likeness::ScreenList),
            (
                "Url                Template\n---                --------\nhttps://a.cn/s     STS#3\n",
                Likeness::ScreenTable,
            ),
            ("\"Url\",\"Template\"\r\n\"https://a.cn\",\"STS#3\"\r\n", Likeness::Csv),
            ("#TYPE Selected.System.Object\n\"Url\"\n", Likeness::Csv),
            ("Url;Template\nhttps://a.cn;STS#3\n", Likeness::Csv),
            ("<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">", Likeness::Clixml),
            ("\n<!doctype html>\n<html><head><title>Sign in</title>", Likeness::Page),
            ("<?xml version=\"1.0\"?><feed/>", Likeness::Xml),
            ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", Likeness::LfsPointer),
            ("# Generated with Microsoft365DSC version 1.24\nparam()\n", Likeness::DscConfiguration),
            (
                "Get-SPOTenant : Access denied.\nAt line:1 char:1\n+ CategoryInfo          : NotSpecified\n",
                Likeness::Failure,
            ),
            ("Error: Log in to Microsoft 365 first\n", Likeness::Failure),
            ("m365: command not found\n", Likeness::Failure),
        ];
        for (text, likeness) in of {
            assert_eq!(Likeness::of_text(text), Some(likeness), "{text}");
        }
        for bytes in [&b"PK\x03\x04 [Content_Types].xml xl/workbook.xml"[..], b"\xD0\xCF\x11\xE0\xA1"] {
            assert_eq!(Likeness::of_bytes(bytes), Some(Likeness::Workbook));
        }
        assert_eq!(Likeness::of_bytes(b"PK\x03\x04 a.json"), Some(Likeness::Archive));
        let wide: Vec<u8> = "\u{FEFF}A : 1\nB : 2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Likeness::of_bytes(&wide), Some(Likeness::ScreenList));
    }

    #[test]
    fn broken_json_looks_like_nothing_else() {
        for text in
            ["{\"a\": 1,\n \"b\" 2}", "[1, 2,, 3]", "{\n  \"a\": \"x,\n  \"b\": 1\n}", "", "hello", "{'a': 1, 'b': 2}"]
        {
            assert_eq!(Likeness::of_text(text), None, "{text}");
        }
    }
}
