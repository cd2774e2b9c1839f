//! What the scripts say, in both languages. `{0}` and so on are filled in by PowerShell.

use crate::commands::script::Say;
use crate::lang::{Lang, say};

/// The texts of a running script, by the names under which it finds them.
pub(super) const SAY: [Say; 13] = [
    ("Into", "Tenant {0}, into {1}", "租户 {0}，导出到 {1}"),
    ("complete", "done", "完成"),
    ("partial", "in part", "部分完成"),
    ("failed", "failed", "失败"),
    ("skipped", "left out", "已跳过"),
    ("Objects", "objects: {0}", "对象数：{0}"),
    ("Cut", "the text was cut at its depth", "内容因深度限制被截断"),
    ("SomeFailed", "{0} of {1} could not be read; the first: {2}", "{1} 个中有 {0} 个无法读取，第一个错误：{2}"),
    ("Without", "left out by -Without", "已由 -Without 排除"),
    (
        "OtherTenant",
        "{0} holds exports of {1}: choose another folder by -Folder",
        "{0} 中已有租户 {1} 的导出，请用 -Folder 另选文件夹",
    ),
    (
        "Summary",
        "Files: {0} done, {1} in part, {2} failed, {3} left out",
        "文件：完成 {0}，部分完成 {1}，失败 {2}，跳过 {3}",
    ),
    ("Next", "Next: tenantlint check \"{0}\"", "下一步：tenantlint check \"{0}\""),
    ("Ended", "its process ended early, exit code {0}", "进程提前结束，退出码 {0}"),
];

/// More, where programs are run.
pub(super) const SAY_PROGRAMS: [Say; 1] = [(
    "NoDataverse",
    "no address of a Dataverse environment is known: give it by -DataverseUrl, or export the environments first",
    "尚不知道 Dataverse 环境的地址：请用 -DataverseUrl 指定，或先导出环境列表",
)];

/// More, on servers.
pub(super) const SAY_SERVERS: [Say; 2] = [
    (
        "NoServer",
        "run this in the Exchange Management Shell or the Skype for Business Server Management Shell",
        "请在 Exchange 命令行管理程序或 Skype for Business Server 命令行管理程序中运行",
    ),
    (
        "OtherShell",
        "not in this shell: run the script again in the other one, with the same folder",
        "不属于此命令行管理程序，请在另一个命令行管理程序中对同一文件夹再次运行此脚本",
    ),
];

/// What stands at the top of a script for the cloud, which has this name.
pub(super) fn about(file: &str, lang: Lang) -> String {
    say!(
        lang,
        "Exports settings of a tenant operated by 21Vianet for tenantlint. It reads and changes nothing. Each service runs\n\
             in a process of its own and asks once for a sign-in, or uses your application and certificate where the service\n\
             takes them. What fails is written down in tenantlint-manifest.json and stops nothing.\n\n\
             \x20   powershell -ExecutionPolicy RemoteSigned -File .\\{file}\n\n\
             Windows PowerShell 5.1 or PowerShell 7. It asks for the tenant; everything else has a default:\n\
             \x20   -Folder                 where the files go; by default exports\n\
             \x20   -ClientId               your application in this cloud; Microsoft Graph and CLI for Microsoft 365 need one\n\
             \x20   -TenantId               the directory id, where a name is not enough\n\
             \x20   -CertificateThumbprint  signs in as the application, with its certificate\n\
             \x20   -DataverseUrl           addresses of environments, if not those that the listing names\n\
             \x20   -Service                only these services\n\
             \x20   -Without                not these kinds\n\n\
             {EXIT_EN}",
        "从世纪互联运营的租户导出设置，供 tenantlint 检查。只读取，不做任何更改。每个服务在单独的进程中运行，各登录一次；\n\
             服务支持时可使用自己的应用和证书。失败的命令会记录在 tenantlint-manifest.json 中，不影响其他导出。\n\n\
             \x20   powershell -ExecutionPolicy RemoteSigned -File .\\{file}\n\n\
             适用于 Windows PowerShell 5.1 或 PowerShell 7。脚本会询问租户，其他参数都有默认值：\n\
             \x20   -Folder                 导出文件夹，默认为 exports\n\
             \x20   -ClientId               在世纪互联版中注册的应用；Microsoft Graph 和 CLI for Microsoft 365 必须提供\n\
             \x20   -TenantId               目录 ID，仅在租户名称不够用时提供\n\
             \x20   -CertificateThumbprint  以应用身份用证书登录\n\
             \x20   -DataverseUrl           环境地址，默认取自环境列表\n\
             \x20   -Service                只运行这些服务\n\
             \x20   -Without                不导出这些资源类型\n\n\
             {EXIT_ZH}"
    )
}

/// What stands at the top of a script for servers, which has this name.
pub(super) fn about_servers(file: &str, lang: Lang) -> String {
    say!(
        lang,
        "Exports settings of your own Exchange and Skype for Business servers for tenantlint. It reads and changes nothing.\n\
             Run it in the Exchange Management Shell, and again in the Skype for Business Server Management Shell if you have\n\
             one, with the same folder:\n\n\
             \x20   .\\{file}\n\n\
             It asks for the tenant that the servers work with.\n\
             \x20   -Folder   where the files go; by default exports-on-premises\n\
             \x20   -Without  not these kinds\n\n\
             {EXIT_EN}",
        "从本地的 Exchange 和 Skype for Business 服务器导出设置，供 tenantlint 检查。只读取，不做任何更改。\n\
             请在 Exchange 命令行管理程序（Exchange Management Shell）中运行；如有 Skype for Business Server 命令行管理程序，再对同一文件夹运行一次：\n\n\
             \x20   .\\{file}\n\n\
             脚本会询问与这些服务器配合使用的租户。\n\
             \x20   -Folder   导出文件夹，默认为 exports-on-premises\n\
             \x20   -Without  不导出这些资源类型\n\n\
             {EXIT_ZH}"
    )
}

const EXIT_EN: &str = "Exit code: 0 all is exported, 1 something failed.\n";
const EXIT_ZH: &str = "退出码：0 全部完成，1 有失败项。\n";
