//! What the scripts say, in both languages. `{0}` and so on are filled in by PowerShell.

use crate::commands::script::Say;
use crate::lang::{Lang, words};

/// The texts of a running script, by the names under which it finds them.
pub(super) const SAY: [Say; 16] = [
    ("Why", "why: {0}", "原因：{0}"),
    ("Values", "{0}: found {1}, to be {2}", "{0}：当前 {1}，改为 {2}"),
    ("NoAnswer", "nothing was answered", "没有返回任何内容"),
    ("Unreadable", "left as it is, the value cannot be read: {0}", "未更改，无法读取当前值：{0}"),
    ("Already", "it is so already", "已是目标值"),
    (
        "Moved",
        "left as it is: the value is {0} now, no longer the one that was found",
        "未更改：当前值为 {0}，已不是检查时的值",
    ),
    ("Would", "would call: {0}", "将执行：{0}"),
    ("Changed", "called: {0}", "已执行：{0}"),
    ("Refused", "refused: {0}", "执行失败：{0}"),
    ("Applying", "{0} changes to {1}", "{1}：更改 {0} 项"),
    (
        "Rehearsing",
        "A rehearsal: {0} changes to {1} are shown, nothing is changed",
        "{1}：仅预演 {0} 项更改，不会实际更改",
    ),
    ("ByHand", "To do by hand:", "需要手动处理："),
    ("SomeStopped", "Not everything could be done: see above.", "有未完成的项，见上文。"),
    (
        "AllDone",
        "Done. Next: run the collect script into a new folder, and compare by tenantlint diff.",
        "已完成。下一步：重新导出到新文件夹，再用 tenantlint diff 比较。",
    ),
    ("ToApply", "To make the changes: the same again with -Apply.", "如需实际更改，请加 -Apply 再次运行。"),
    ("NoService", "there is no service {0} in this script; there are: {1}", "脚本中没有服务 {0}，可选：{1}"),
];

/// What stands at the top of the script that mends.
pub(super) fn about(file: &str, undo: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "Mends findings of tenantlint in a tenant operated by 21Vianet. Without -Apply it changes nothing: it reads each\n\
             value and tells what it would call. With -Apply it reads each value first, and leaves it alone if it is no longer\n\
             the one that was found. {undo} is the way back.\n\n\
             \x20   powershell -File {file}\n\
             \x20   powershell -File {file} -Apply\n\n\
             {OTHERS_EN}"
        ),
        Lang::ZhCn => format!(
            "修复 tenantlint 在世纪互联运营的租户中发现的问题。不加 -Apply 时不做任何更改：只读取当前值并说明将执行的命令。\n\
             加 -Apply 时先读取当前值，若已不是检查时的值则不更改。{undo} 可恢复原值。\n\n\
             \x20   powershell -File {file}\n\
             \x20   powershell -File {file} -Apply\n\n\
             {OTHERS_ZH}"
        ),
    }
}

/// What stands at the top of the script that takes back.
pub(super) fn about_undo(file: &str, fix: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "Takes back what {fix} changed: sets the values again that were found. Without -Apply it changes nothing. A value\n\
             that is no longer the one that {fix} set is left alone.\n\n\
             \x20   powershell -File {file}\n\
             \x20   powershell -File {file} -Apply\n\n\
             {OTHERS_EN}"
        ),
        Lang::ZhCn => format!(
            "撤销 {fix} 的更改：恢复检查时的值。不加 -Apply 时不做任何更改。若当前值已不是 {fix} 设置的值，则不更改。\n\n\
             \x20   powershell -File {file}\n\
             \x20   powershell -File {file} -Apply\n\n\
             {OTHERS_ZH}"
        ),
    }
}

const OTHERS_EN: &str = "Windows PowerShell 5.1 or PowerShell 7.
    -ClientId               your application in this cloud; Microsoft Graph needs one
    -TenantId               the directory id, where a name is not enough
    -CertificateThumbprint  signs in as the application, with its certificate
    -Service                only these services

Exit code: 0 all went as it should, 1 something did not.
";

const OTHERS_ZH: &str = "适用于 Windows PowerShell 5.1 或 PowerShell 7。
    -ClientId               在世纪互联版中注册的应用；Microsoft Graph 必须提供
    -TenantId               目录 ID，仅在租户名称不够用时提供
    -CertificateThumbprint  以应用身份用证书登录
    -Service                只运行这些服务

退出码：0 全部正常，1 有未完成的项。
";

/// Above what is to be done by hand.
pub(super) fn by_hand(lang: Lang) -> &'static str {
    words(
        lang,
        "To do by hand: it needs a decision, cannot be taken back, or no command does it. Commands stand here as remarks.",
        "需要手动处理：需要作出决定、无法撤销，或没有对应的命令。下面的命令仅作为注释列出。",
    )
}

/// Before a command that destroys something.
pub(super) fn irreversible(lang: Lang) -> &'static str {
    words(lang, "cannot be taken back; first: ", "无法撤销；执行之前：")
}
