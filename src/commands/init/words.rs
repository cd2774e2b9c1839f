//! The remarks in a configuration that `init` writes: what each key is for, and what the exports say about it.

use crate::lang::{Text, said};

said! {
    none_found: "tenantlint, written by `tenantlint init`. No export was found yet.",
        "tenantlint 配置，由 `tenantlint init` 生成。没有找到导出文件。";
    found(exports: usize, s: &str, dialects: &str):
        "tenantlint, written by `tenantlint init`. Found: {exports} export{s} ({dialects}).",
        "tenantlint 配置，由 `tenantlint init` 生成。找到 {exports} 个导出文件（{dialects}）。";
    head(found: &Text): ("{}\n`tenantlint config` shows what holds; flags stand above this file.", found.en),
        ("{}\n用 `tenantlint config` 查看生效的配置；命令行参数优先于本文件。", found.zh_cn);
    paths: "What `tenantlint check` reads when no path is named.", "未指明路径时 `tenantlint check` 检查的内容。";
    include: "Only these files of folders. * stays within a folder, ** does not; relative to this file.",
        "只检查文件夹中的这些文件。* 不跨文件夹，** 跨文件夹；相对于本文件。";
    exclude: "And not these.", "排除这些文件。";
    tenant: "The tenant; exports that name another one fail the run.", "租户；导出文件来自其他租户时视为失败。";
    no_tenant: "The tenant; exports that name another one fail the run. None of those found here names one.",
        "租户；导出文件来自其他租户时视为失败。目前找到的导出文件都没有注明租户。";
    several_tenants:
        "The tenant; exports that name another one fail the run. Those found here name several:\n\
         leave the names of one tenant, and take the exports of the others elsewhere.",
        "租户；导出文件来自其他租户时视为失败。目前找到的导出文件来自多个租户：\n\
         请只保留一个租户的名称，并将其他租户的导出文件移到别处。";
    cloud: "The cloud; exports from another one fail the run.", "所属云；导出文件来自其他云时视为失败。";
    other_clouds(names: &str): "The cloud; exports from another one fail the run. Those found here are from: {names}.",
        "所属云；导出文件来自其他云时视为失败。目前找到的导出文件来自：{names}。";
    fail_on: "From which severity on findings fail the run: error, warning, info, never.",
        "达到此严重级别即视为失败：error、warning、info、never。";
    min_coverage: "Fail if fewer rules, in percent, could be judged. Missing data is never a pass.",
        "能够判定的规则所占百分比低于此值时视为失败。缺少数据不算通过。";
    max_age: "Exports that say they are older are not judged.", "不检查注明的导出日期早于此期限的文件。";
    max_age_undated:
        "Exports that say they are older are not judged. None of those found here carries a date\n\
         (ScubaGear's do), so this would tell nothing yet.",
        "不检查注明的导出日期早于此期限的文件。目前找到的导出文件都不带日期\n（ScubaGear 的导出带日期），因此暂时不起作用。";
    lang: "Language of the reports: en or zh-CN. Without it, the system's.", "报告语言：en 或 zh-CN。不设置时使用系统语言。";
    rule_folders: "Rules of your own.", "自定义规则所在的文件夹。";
    rules:
        "How rules count: off, on, or the severity error, warning, info; by id, \"service/*\" or \"*\".\n\
         The most exact one decides. `tenantlint rules` lists the rules.",
        "规则的级别：off（停用）、on（启用），或严重级别 error、warning、info；\n\
         可写规则 ID、\"服务/*\" 或 \"*\"，越具体的越优先。用 `tenantlint rules` 查看规则。";
}
