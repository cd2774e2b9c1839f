//! JSON in which nothing can be found, although a command went well: what a screen would show, one long text, nothing.

use super::format::ExportFormat;
use super::manifest::Manifest;
use crate::json::{NodeKind, NodeRef};
use crate::pipeline::source::Likeness;

static FORMATTED: ExportFormat = ExportFormat::no_settings(
    "formatted-records",
    ("what Format-List or Format-Table shows on a screen", "Format-List 或 Format-Table 的屏幕显示记录"),
    (
        "leave out Format-List, fl, Format-Table or ft: ConvertTo-Json -InputObject @(<command>) -Depth 10",
        "去掉 Format-List（fl）或 Format-Table（ft），改用：ConvertTo-Json -InputObject @(<命令>) -Depth 10",
    ),
);

static SCREEN_TEXT: ExportFormat = ExportFormat::no_settings(
    "screen-text",
    ("the text of a screen (Out-String)", "屏幕文字（Out-String）"),
    (
        "leave out Out-String and Format-List: ConvertTo-Json -InputObject @(<command>) -Depth 10",
        "去掉 Out-String 和 Format-List，改用：ConvertTo-Json -InputObject @(<命令>) -Depth 10",
    ),
);

pub(super) static EMPTY_LIST: ExportFormat = ExportFormat::no_settings(
    "empty-list",
    ("an empty list, which does not say of what", "空列表，未说明是哪类对象"),
    (
        "if it is what the command found, there are none; so that this counts, let tenantlint collect write a manifest",
        "如果命令确实没有找到对象，说明租户中没有此类对象；要将其作为依据，请用 tenantlint collect 生成清单文件",
    ),
);

pub(super) static MANIFEST: ExportFormat = ExportFormat::no_settings(
    "manifest",
    ("manifest of exports", "导出清单"),
    (
        "it counts under the name tenantlint-manifest.json, beside the files that it names",
        "须命名为 tenantlint-manifest.json 并与所列文件放在一起才有效",
    ),
);

impl ExportFormat {
    /// Whether it is a list without elements that does not say of what.
    pub(crate) fn is_empty_list(&self) -> bool {
        *self == EMPTY_LIST
    }
}

impl Manifest {
    /// What a manifest is called among inputs.
    pub(crate) fn format() -> &'static ExportFormat {
        &MANIFEST
    }
}

/// What becomes of the objects of `Format-List` has this key.
const FORMATTING: &str = "ClassId2e4f51ef21dd47e99d3c952918aff9cd";

/// What a document is that is no export of any tool.
pub(super) fn format(root: NodeRef<'_>) -> Option<&'static ExportFormat> {
    if root.get("tenantlint_manifest").is_some() {
        return Some(&MANIFEST);
    }
    let list = root.get("value").filter(|list| list.kind() == NodeKind::Array).unwrap_or(root);
    match list.kind() {
        NodeKind::Array if list.elements().all(|element| element.kind() == NodeKind::Null) => return Some(&EMPTY_LIST),
        NodeKind::Null => return Some(&EMPTY_LIST),
        NodeKind::String => return is_screen(&list.as_text()).then_some(&SCREEN_TEXT),
        _ => {}
    }
    let mut objects = (list.kind() == NodeKind::Object).then_some(list).into_iter().chain(list.elements().take(8));
    if objects.any(|object| object.get(FORMATTING).is_some()) {
        return Some(&FORMATTED);
    }
    // Each line of a screen as a text of its own.
    let lines: Vec<_> = list.elements().take(24).filter_map(NodeRef::as_str).collect();
    is_screen(&lines.join("\n")).then_some(&SCREEN_TEXT)
}

fn is_screen(text: &str) -> bool {
    matches!(Likeness::of_text(text), Some(Likeness::ScreenList | Likeness::ScreenTable | Likeness::Csv))
}
