//! The published JSON Schemas: of what people write, and of what the program writes.

use crate::lang::Lang;

/// What every `$id` begins with.
pub const ID: &str = "urn:tenantlint:schema:";

/// A published schema.
#[derive(Debug)]
pub struct Schema {
    /// What it is asked for by.
    pub name: &'static str,
    /// The file that it is published as, and that references name.
    pub file: &'static str,
    /// The schema.
    pub text: &'static str,
    en: &'static str,
    zh_cn: &'static str,
}

impl Schema {
    /// What its `$id` ends with.
    pub(crate) fn stem(&self) -> &'static str {
        self.file.strip_suffix(".schema.json").unwrap_or(self.file)
    }

    /// What it describes.
    pub fn about(&self, lang: Lang) -> &'static str {
        crate::lang::words(lang, self.en, self.zh_cn)
    }
}

/// One line for each schema: its name, its file, and what it describes.
macro_rules! schemas {
    ($($constant:ident $name:literal $file:literal $en:literal $zh:literal)+) => {
        /// All of them.
        pub static SCHEMAS: &[Schema] = &[$(Schema {
            name: $name,
            file: $file,
            text: $constant,
            en: $en,
            zh_cn: $zh,
        }),+];

        $(pub(crate) const $constant: &str = include_str!(concat!("../../schemas/", $file));)+
    };
}

schemas! {
    BASELINE "baseline" "baseline-v1.schema.json" "a baseline: findings recorded earlier" "基线：先前记录的问题"
    CONFIG "config" "config-v1.schema.json" "the configuration, tenantlint.toml" "配置文件 tenantlint.toml"
    COVERAGE "coverage" "coverage-v1.schema.json" "coverage as JSON" "JSON 格式的覆盖率"
    DECLARATION "declaration" "declaration-v1.schema.json" "a declaration" "声明文件"
    DIFF "diff" "diff-v1.schema.json" "a comparison as JSON" "JSON 格式的比较结果"
    FLEET "fleet" "fleet-v1.schema.json" "the table of a fleet as JSON" "JSON 格式的多租户总表"
    FLEET_LINES "fleet-lines" "fleet-lines-v1.schema.json" "the same as JSON lines" "JSONL 格式的多租户总表"
    KIND "kind" "kind.schema.json" "a kind of your own" "自定义资源类型"
    MANIFEST "manifest" "manifest-v1.schema.json" "a manifest that a collect script writes" "采集脚本写出的清单"
    REPORT "report" "report-v1.schema.json" "a report as JSON" "JSON 格式的报告"
    REPORT_LINES "report-lines" "report-lines-v1.schema.json" "a report as JSON lines" "JSONL 格式的报告"
    RULE "rule" "rule.schema.json" "a rule of your own, with all kinds and settings" "自定义规则，含全部资源类型和设置"
}

/// The schema of a name.
pub fn named(name: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|schema| schema.name == name)
}
