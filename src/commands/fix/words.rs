//! What the scripts say, in both languages. `{0}` and so on are filled in by PowerShell.

use crate::commands::script::Say;
use crate::lang::{Lang, say, words};

/// The texts of a running script, by the names under which it finds them.
pub(super) const SAY: [Say; 19] = [
    ("Why", "why: {0}", "原因：{0}"),
    ("Values", "{0}: found {1}, to be {2}", "{0}：当前 {1}，改为 {2}"),
    ("NoAnswer", "nothing was answered", "没有返回任何内容"),
    ("Several", "{0} objects are called so", "有 {0} 个对象同名"),
    ("NoSetting", "the answer has no {0}", "返回结果中没有 {0}"),
    ("OnServers", "On servers of your own, in their shell: {0}", "本地服务器的更改请在其命令行管理程序中运行：{0}"),
    ("Unreadable", "left as it is, the value cannot be read: {0}", "未更改，无法读取当前值：{0}"),
    ("Already", "already so, nothing to do", "已是目标值，无需更改"),
    (
        "Moved",
        "left as it is: the value is {0} now, no longer the one that was found",
        "未更改：当前值为 {0}，已不是检查时的值",
    ),
    ("Would", "would call: {0}", "将执行：{0}"),
    ("Changed", "done: {0}", "已执行：{0}"),
    ("Refused", "refused: {0}", "执行失败：{0}"),
    ("Applying", "{0} changes to {1}", "{1}：更改 {0} 项"),
    (
        "Rehearsing",
        "Dry run: what {0} changes to {1} would call; nothing is changed",
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

/// More, on servers.
pub(super) const SAY_SERVERS: [Say; 3] = [
    ("YourServers", "your own servers", "本地服务器"),
    (
        "NoServer",
        "run this in the Exchange Management Shell or the Skype for Business Server Management Shell",
        "请在 Exchange 命令行管理程序或 Skype for Business Server 命令行管理程序中运行",
    ),
    (
        "OtherShell",
        "not in this shell: run the script again in the other one",
        "不属于此命令行管理程序，请在另一个命令行管理程序中再次运行此脚本",
    ),
];

/// Why a finding is left alone.
#[derive(Debug)]
pub(super) enum FixWhy {
    /// A waiver accepts it: its reason, and its last day.
    Waived(String, Option<String>),
    /// It is in the baseline.
    Baseline,
    /// Its rule is switched off.
    Off,
    /// Nobody knows its rule here.
    UnknownRule,
    /// Nobody knows its kind of object here: the kind.
    UnknownKind(String),
}

impl FixWhy {
    /// A waiver with a reason and a last day.
    pub(super) fn waived(reason: &str, until: Option<String>) -> Self {
        Self::Waived(reason.to_owned(), until)
    }

    /// Whether somebody has accepted it.
    pub(super) fn is_accepted(&self) -> bool {
        matches!(self, Self::Waived(..) | Self::Baseline)
    }

    /// Whether what it is about is not known here.
    pub(super) fn is_unknown(&self) -> bool {
        matches!(self, Self::UnknownRule | Self::UnknownKind(_))
    }

    pub(super) fn words(&self, lang: Lang) -> String {
        match self {
            Self::Waived(reason, None) => say!(lang, "waived: {reason}", "已豁免：{reason}"),
            Self::Waived(reason, Some(until)) => {
                say!(lang, "waived until {until}: {reason}", "豁免至 {until}：{reason}")
            }
            Self::Baseline => words(lang, "in the baseline", "在基线中").to_owned(),
            Self::Off => words(lang, "its rule is switched off", "规则已关闭").to_owned(),
            Self::UnknownRule => {
                let text = "its rule is not known here; name its folder by --rules";
                words(lang, text, "此处没有该规则，请用 --rules 指定其文件夹").to_owned()
            }
            Self::UnknownKind(kind) => say!(
                lang,
                "its kind of object, {kind}, is not known here; name the folder of the kind by --rules",
                "此处没有资源类型 {kind}，请用 --rules 指定其文件夹"
            ),
        }
    }
}

/// Above what is left alone.
pub(super) fn left_alone(lang: Lang) -> &'static str {
    words(lang, "Left alone:", "保持不变：")
}

/// Above what another script does.
pub(super) fn on_servers(file: &str, lang: Lang) -> String {
    say!(lang, "On servers of your own, by {file}:", "本地服务器，由 {file} 处理：")
}

/// What stands at the top of the scripts for servers.
pub(super) fn about_servers(fix: &str, undo: &str, mends: bool, lang: Lang) -> String {
    let file = if mends { fix } else { undo };
    let head = if mends {
        say!(
            lang,
            "Fixes what tenantlint found on your own Exchange and Skype for Business servers. Without -Apply it changes nothing:\n\
             it reads each value and tells what it would call. With -Apply it reads each value first, and leaves it alone if it is\n\
             no longer the one that was found. {undo} undoes it.\n",
            "修复 tenantlint 在本地 Exchange 和 Skype for Business 服务器上发现的问题。不加 -Apply 时不做任何更改：只读取当前值并说明\n\
             将执行的命令。加 -Apply 时先读取当前值，若已不是检查时的值则不更改。{undo} 可恢复原值。\n"
        )
    } else {
        say!(
            lang,
            "Undoes what {fix} changed: sets the values that were found before. Without -Apply it changes nothing. A value\n\
             that is no longer the one that {fix} set is left alone.\n",
            "撤销 {fix} 的更改：恢复检查时的值。不加 -Apply 时不做任何更改。若当前值已不是 {fix} 设置的值，则不更改。\n"
        )
    };
    let how = say!(
        lang,
        "\n\x20   .\\{file}\n\x20   .\\{file} -Apply\n\n\
             Run it in the Exchange Management Shell, and again in the Skype for Business Server Management Shell if you have one.\n\n\
             Exit code: 0 all went as it should, 1 something did not.\n",
        "\n\x20   .\\{file}\n\x20   .\\{file} -Apply\n\n\
             请在 Exchange 命令行管理程序中运行；如有 Skype for Business Server 命令行管理程序，再在其中运行一次。\n\n\
             退出码：0 全部正常，1 有未完成的项。\n"
    );
    head + &how
}

/// What stands at the top of the script that mends.
pub(super) fn about(file: &str, undo: &str, lang: Lang) -> String {
    say!(
        lang,
        "Fixes what tenantlint found in a tenant operated by 21Vianet. Without -Apply it changes nothing: it reads each\n\
             value and tells what it would call. With -Apply it reads each value first, and leaves it alone if it is no longer\n\
             the one that was found. {undo} undoes it.\n\n\
             \x20   powershell -ExecutionPolicy RemoteSigned -File {file}\n\
             \x20   powershell -ExecutionPolicy RemoteSigned -File {file} -Apply\n\n\
             {OTHERS_EN}",
        "修复 tenantlint 在世纪互联运营的租户中发现的问题。不加 -Apply 时不做任何更改：只读取当前值并说明将执行的命令。\n\
             加 -Apply 时先读取当前值，若已不是检查时的值则不更改。{undo} 可恢复原值。\n\n\
             \x20   powershell -ExecutionPolicy RemoteSigned -File {file}\n\
             \x20   powershell -ExecutionPolicy RemoteSigned -File {file} -Apply\n\n\
             {OTHERS_ZH}"
    )
}

/// What stands at the top of the script that takes back.
pub(super) fn about_undo(file: &str, fix: &str, lang: Lang) -> String {
    say!(
        lang,
        "Undoes what {fix} changed: sets the values that were found before. Without -Apply it changes nothing. A value\n\
             that is no longer the one that {fix} set is left alone.\n\n\
             \x20   powershell -ExecutionPolicy RemoteSigned -File {file}\n\
             \x20   powershell -ExecutionPolicy RemoteSigned -File {file} -Apply\n\n\
             {OTHERS_EN}",
        "撤销 {fix} 的更改：恢复检查时的值。不加 -Apply 时不做任何更改。若当前值已不是 {fix} 设置的值，则不更改。\n\n\
             \x20   powershell -ExecutionPolicy RemoteSigned -File {file}\n\
             \x20   powershell -ExecutionPolicy RemoteSigned -File {file} -Apply\n\n\
             {OTHERS_ZH}"
    )
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
