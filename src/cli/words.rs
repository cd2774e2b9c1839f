//! What is said of values that were typed.

use crate::lang::said;

said! {
    no_percent: "expected a whole number from 0 to 100, such as 80", "应为 0 到 100 之间的整数，例如 80";
    no_days: "expected a whole number of days from 0 to 36500", "应为天数，0 到 36500 之间的整数";
    no_date: "not a date; write it as 2026-11-22", "日期写作 2026-11-22";
    no_age: "not an age in days or longer; write it as 30d, 4w or P30D", "请以天、周、月等为单位，例如 30d、4w、P30D";
    no_tenant: "names no tenant; write contoso.partner.onmschina.cn, a SharePoint host or the tenant's id",
        "应为初始域（contoso.partner.onmschina.cn）、SharePoint 主机名或租户 ID";
    format_and_file(example: &str): "write it as FORMAT=FILE, such as {example}", "写作 格式=文件，例如 {example}";
    no_format(form: &str): "there is no format {form}", "格式 {form} 不存在";
    formats(names: &[String]): ("the formats are {}", names.join(", ")), ("可用的格式：{}", names.join("、"));
    no_command(name: &str): "there is no command {name}", "命令 {name} 不存在";
    commands(names: &[String]): ("the commands are {}", names.join(", ")), ("可用的命令：{}", names.join("、"));
}
