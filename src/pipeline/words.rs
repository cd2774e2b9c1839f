//! What is said of a run's inputs as a whole: of another tenant or cloud, too few, or no exports although they look like some.

use crate::diagnostic::{Code, told};
use crate::lang::said;
use crate::model::place::Place;

told! {
    other_tenant(found: &str, expected: &str, there: Place): Code::ExpectTenant,
        "this is from another tenant: {found}", "此文件来自另一个租户：{found}",
        at there "expected {expected}", "应为 {expected}",
        help "take it out, or name the tenant rightly (tenant in tenantlint.toml, --tenant)",
            "请移除此文件，或更正租户名称（tenantlint.toml 中的 tenant 或 --tenant）";
    other_cloud(found: &str, expected: &str, there: Place): Code::ExpectCloud,
        "this is from another cloud: {found}", "此文件来自另一个云：{found}",
        at there "expected {expected}", "应为 {expected}",
        help "take it out, or name the cloud rightly (cloud in tenantlint.toml, --cloud)",
            "请移除此文件，或更正所属云（tenantlint.toml 中的 cloud 或 --cloud）";
    too_little(coverage: u8, least: u8): Code::GateCoverage,
        "{coverage}% of the rules could be judged; at least {least}% are asked for",
        "只有 {coverage}% 的规则能够判定，要求至少 {least}%",
        help "export what is missing: the report names the commands", "请补齐缺少的导出，所需命令见报告";
    no_export: Code::HookNoExport,
        "this looks like an export, but nothing in it can be checked", "此文件看似导出文件，但其中没有可检查的内容",
        help "export it again, as tenantlint says where data is missing; tenantlint inspect tells what was seen in it",
            "请按 tenantlint 给出的命令重新导出；用 tenantlint inspect 查看识别结果";
}

said! {
    nothing: "it is empty: nothing was exported", "内容为空：没有导出任何数据";
    failure: "it is the answer to a request that failed", "这是一次失败请求的响应";
    settings: "it holds settings in a form that is not read", "其中的设置不是可识别的导出格式";
}
