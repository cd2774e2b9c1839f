//! What services and severities are called where people read.

use crate::lang::{Lang, words};
use crate::model::severity::Severity;

/// The name of a severity.
pub(super) fn severity_name(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => words(lang, "error", "错误"),
        Severity::Warning => words(lang, "warning", "警告"),
        Severity::Info => words(lang, "note", "提示"),
    }
}

/// The name of what the ids of rules begin with; one that a user has made up names itself.
pub(super) fn service_name(id: &str, lang: Lang) -> &str {
    let (en, zh) = match id {
        "exchange" => ("Exchange", "Exchange"),
        "hybrid" => ("Hybrid deployments", "混合部署"),
        "office" => ("Office apps", "Office 应用"),
        "onenote" => ("OneNote", "OneNote"),
        "power-platform" => ("Power Platform", "Power Platform"),
        "privacy" => ("Privacy", "隐私"),
        "sharepoint" => ("SharePoint", "SharePoint"),
        "skype" => ("Skype for Business", "Skype for Business"),
        "suite" => ("Suite and plans", "套件与许可计划"),
        "tenant" => ("Tenant", "租户"),
        "website" => ("Public websites", "公共网站"),
        other => return other,
    };
    words(lang, en, zh)
}
