//! The files that can be told apart: exports with settings, and files of known tools that hold none.
//!
//! Facts about the formats are taken from the tools' own sources; each row of the tables names its tool.

use crate::json::{Lookup, NodeRef};
use crate::lang::{Lang, words};
use crate::model::dialect::Dialect;

/// A recognisable sort of file.
#[derive(Debug)]
pub struct Format {
    /// Stable id.
    pub id: &'static str,
    /// The dialect of its settings; none if it holds no settings.
    pub dialect: Option<Dialect>,
    name: (&'static str, &'static str),
    /// What to export instead, where it holds no settings.
    advice: (&'static str, &'static str),
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.id == other.id
    }
}

impl Eq for Format {}

impl Format {
    const fn settings(id: &'static str, dialect: Dialect, en: &'static str, zh: &'static str) -> Self {
        Self { id, dialect: Some(dialect), name: (en, zh), advice: ("", "") }
    }

    pub(super) const fn no_settings(
        id: &'static str,
        name: (&'static str, &'static str),
        advice: (&'static str, &'static str),
    ) -> Self {
        Self { id, dialect: None, name, advice }
    }

    /// What people call it.
    pub fn name(&self, lang: Lang) -> &'static str {
        words(lang, self.name.0, self.name.1)
    }

    /// What to export instead.
    pub fn advice(&self, lang: Lang) -> &'static str {
        words(lang, self.advice.0, self.advice.1)
    }
}

const EXPORT_SETTINGS: (&str, &str) = (
    "it holds verdicts, no settings; export the settings themselves, for example Get-SPOTenant | ConvertTo-Json",
    "其中只有检查结果，没有设置；请导出设置本身，例如 Get-SPOTenant | ConvertTo-Json",
);
const PROVIDER_EXPORT: (&str, &str) = (
    "it holds verdicts, no settings; the settings of the same run are in ProviderSettingsExport.json",
    "其中只有检查结果，没有设置；同一次运行的设置在 ProviderSettingsExport.json 中",
);
const GOOGLE: (&str, &str) =
    ("it is about Google Workspace, not Microsoft 365", "它用于 Google Workspace，与 Microsoft 365 无关");

pub(super) static SCUBA_RESULTS: Format =
    Format::settings("scubagear-results", Dialect::Scubagear, "ScubaGear results", "ScubaGear 结果文件");
pub(super) static SCUBA_PROVIDER: Format =
    Format::settings("scubagear-provider", Dialect::Scubagear, "ScubaGear provider export", "ScubaGear 设置导出");
pub(super) static SCUBA_TESTS: Format =
    Format::no_settings("scubagear-test-results", ("ScubaGear test results", "ScubaGear 测试结果"), PROVIDER_EXPORT);
pub(super) static SCUBA_REPORT: Format = Format::no_settings(
    "scubagear-report",
    ("ScubaGear report of one product", "ScubaGear 单个产品的报告"),
    PROVIDER_EXPORT,
);
pub(super) static SCUBA_CONFIG: Format = Format::no_settings(
    "scubagear-config",
    ("ScubaGear configuration", "ScubaGear 配置文件"),
    (
        "it is an input of the tool; the settings are in ProviderSettingsExport.json",
        "它是该工具的输入；设置在 ProviderSettingsExport.json 中",
    ),
);
pub(super) static SCUBA_GOGGLES: Format =
    Format::no_settings("scubagoggles", ("ScubaGoggles results", "ScubaGoggles 结果"), GOOGLE);
pub(super) static DSC_REPORT: Format =
    Format::settings("m365dsc-report", Dialect::M365dsc, "Microsoft365DSC report", "Microsoft365DSC 报告");
pub(super) static DSC_DELTA: Format = Format::no_settings(
    "m365dsc-delta",
    ("Microsoft365DSC delta report", "Microsoft365DSC 差异报告"),
    (
        "it holds differences only; write the whole configuration with New-M365DSCReportFromConfiguration -Type JSON",
        "其中只有差异；请用 New-M365DSCReportFromConfiguration -Type JSON 导出完整配置",
    ),
);
pub(super) static DSC_SCHEMA: Format = Format::no_settings(
    "m365dsc-schema",
    ("Microsoft365DSC schema definition", "Microsoft365DSC 架构定义"),
    ("it describes the module, not a tenant", "它描述的是模块本身，而不是租户"),
);
pub(super) static UTCM_SNAPSHOT: Format =
    Format::settings("utcm-snapshot", Dialect::Utcm, "Graph tenant configuration snapshot", "Graph 租户配置快照");
pub(super) static UTCM_JOB: Format = Format::no_settings(
    "utcm-snapshot-job",
    ("Graph tenant configuration snapshot job", "Graph 租户配置快照任务"),
    ("it only names the snapshot; download the snapshot it points to", "它只指明快照；请下载它指向的快照"),
);
pub(super) static UTCM_DRIFTS: Format = Format::no_settings(
    "utcm-drifts",
    ("Graph tenant configuration drifts", "Graph 租户配置偏移"),
    ("it holds deviations only; take a snapshot", "其中只有偏移；请创建快照"),
);
pub(super) static UTCM_CATALOGUE: Format = Format::no_settings(
    "utcm-catalogue",
    ("catalogue of tenant configuration baselines", "租户配置基线目录"),
    ("it describes what may be expected, not a tenant", "它描述的是期望值，而不是租户"),
);
pub(super) static SPO_TENANT_REST: Format = Format::settings(
    "spo-rest",
    Dialect::SharepointRest,
    "SharePoint admin REST response",
    "SharePoint 管理端 REST 响应",
);
pub(super) static SPO_CSOM: Format =
    Format::settings("spo-csom", Dialect::SharepointRest, "SharePoint CSOM response", "SharePoint CSOM 响应");
pub(super) static SPO_SHELL: Format =
    Format::settings("spo-shell", Dialect::SpoShell, "SharePoint cmdlet output", "SharePoint cmdlet 输出");
pub(super) static M365_CLI: Format =
    Format::settings("m365-cli", Dialect::M365Cli, "CLI for Microsoft 365 output", "CLI for Microsoft 365 输出");
pub(super) static EXCHANGE_SHELL: Format =
    Format::settings("exchange-shell", Dialect::ExchangeShell, "Exchange cmdlet output", "Exchange cmdlet 输出");
pub(super) static EXCHANGE_REST: Format = Format::settings(
    "exchange-rest",
    Dialect::ExchangeShell,
    "Exchange admin REST response",
    "Exchange 管理端 REST 响应",
);
pub(super) static TEAMS_SHELL: Format = Format::settings(
    "teams-shell",
    Dialect::TeamsShell,
    "Teams or Skype for Business cmdlet output",
    "Teams 或 Skype for Business cmdlet 输出",
);
pub(super) static POWER_PLATFORM: Format = Format::settings(
    "power-platform",
    Dialect::PowerPlatform,
    "Power Platform admin output",
    "Power Platform 管理命令输出",
);
pub(super) static GRAPH: Format =
    Format::settings("graph", Dialect::Graph, "Microsoft Graph response", "Microsoft Graph 响应");
pub(super) static ORCA_CONFIG: Format =
    Format::settings("orca-config", Dialect::ExchangeShell, "ORCA configuration", "ORCA 配置集合");
pub(super) static DECLARATION: Format =
    Format::settings("declaration", Dialect::Declaration, "declaration of the organization", "组织声明");
pub(super) static ORCA_REPORT: Format =
    Format::no_settings("orca-report", ("ORCA report", "ORCA 报告"), EXPORT_SETTINGS);
pub(super) static MAESTER: Format =
    Format::no_settings("maester", ("Maester results", "Maester 结果"), EXPORT_SETTINGS);
pub(super) static ZERO_TRUST: Format = Format::no_settings(
    "zero-trust-assessment",
    ("Zero Trust Assessment results", "Zero Trust Assessment 结果"),
    EXPORT_SETTINGS,
);
pub(super) static OCSF: Format =
    Format::no_settings("ocsf", ("OCSF findings of a scanner", "扫描器的 OCSF 结果"), EXPORT_SETTINGS);
pub(super) static INSPECT_365: Format =
    Format::no_settings("365inspect", ("365Inspect report", "365Inspect 报告"), EXPORT_SETTINGS);
pub(super) static GOVERNANCE: Format = Format::no_settings(
    "m365-governance",
    ("evidence of m365-governance-as-code", "m365-governance-as-code 的证据文件"),
    EXPORT_SETTINGS,
);
pub(super) static SCALAR: Format = Format::no_settings(
    "scalar",
    ("single value", "单个值"),
    (
        "some commands print just that, without saying what it is; export the whole object",
        "有些命令只输出一个值，不说明它是什么；请导出完整对象",
    ),
);
pub(super) static FAILED: Format = Format::no_settings(
    "failed-request",
    ("answer to a request that failed", "失败请求的响应"),
    ("the request was refused or went wrong; export again", "请求被拒绝或出错；请重新导出"),
);
pub(super) static OTHER_DECLARATION: Format = Format::no_settings(
    "declaration-other-version",
    ("declaration of another version", "其他版本的声明"),
    ("this program reads format_version 1", "本程序只读取 format_version 1"),
);
pub(super) static LONG_DECLARATION: Format = Format::no_settings(
    "declaration-too-long",
    ("declaration longer than 4 MiB", "超过 4 MiB 的声明"),
    ("it is not read; leave out what no export asks for", "不予读取；请删去规则用不到的声明"),
);
pub(super) static OWN_FILE: Format = Format::no_settings(
    "tenantlint",
    ("file of tenantlint itself", "tenantlint 自身的文件"),
    ("it is a rule, a kind or a report, not an export", "这是规则、资源类型或报告，不是导出文件"),
);

pub(super) static OWN_SCHEMA: Format = Format::no_settings(
    "tenantlint-schema",
    ("schema of tenantlint, for editors", "tenantlint 的架构文件，供编辑器使用"),
    ("it describes a file, not a tenant", "它描述文件格式，不是租户"),
);

/// Objects of known commands that no rule looks at: their keys, and what they are.
static UNUSED: &[(&[&str], &Format, &str)] = &[
    (&["Policy", "Value"], &M365_CLI, "spo cdn policy list"),
    (&["LoginName", "IsHiddenInUI", "PrincipalType"], &M365_CLI, "spo externaluser list"),
    (&["Audiences", "SiteId", "Url"], &M365_CLI, "spo homesite list"),
    (&["EnablePermissionsSync", "EnforcedECTs"], &M365_CLI, "spo hubsite list"),
    (&["BaseTemplate", "BaseType", "ContentTypesEnabled"], &M365_CLI, "spo list list"),
    (&["Url", "Libraries"], &M365_CLI, "spo orgassetslibrary list"),
    (&["clientId", "consentType", "resourceId", "scope"], &M365_CLI, "oauth2PermissionGrants"),
    (&["AllowCreateDeclarativeWorkflow", "CurrentChangeToken"], &M365_CLI, "spo site get"),
    (&["defaultTrimMode", "majorVersionLimit"], &M365_CLI, "spo site versionpolicy get"),
    (&["WelcomePage", "WebTemplate"], &M365_CLI, "spo web get"),
    (&["tenantId", "federationBrandName", "defaultDomainName"], &M365_CLI, "tenant info get"),
    (&["directoryPropertyName", "annotations"], &M365_CLI, "tenant people profilecardproperty list"),
    (&["displayConcealedNames"], &M365_CLI, "tenant report settings get"),
    (&["owningAppId", "billingClassification"], &M365_CLI, "spe containertype list"),
    (&["sensitivity", "tooltip", "isActive"], &M365_CLI, "purview sensitivitylabel list"),
    (&["internalId", "specialization", "displayName"], &GRAPH, "teams"),
    (&["skuPartNumber", "servicePlans"], &GRAPH, "licenseDetails"),
    (&["mailEnabled", "securityEnabled", "groupTypes"], &GRAPH, "groups"),
    (&["groupLifetimeInDays", "managedGroupTypes"], &GRAPH, "groupLifecyclePolicies"),
    (&["includes", "excludes", "displayName"], &GRAPH, "permissionGrantPolicies"),
    (&["webUrl", "createdDateTime", "displayName"], &GRAPH, "sites"),
    (&["tenantId", "aadCountryGeo", "dataStorageGeo"], &POWER_PLATFORM, "tenant"),
    (&["defaultConnectorsClassification"], &POWER_PLATFORM, "dlpPolicies"),
    (&["policyDefinition", "customConnectorUrlPatternsDefinition"], &POWER_PLATFORM, "dlpPolicies"),
    (&["policyDefinition"], &POWER_PLATFORM, "dlpPolicies"),
    (&["ExchangeVersion", "OriginatingServer"], &EXCHANGE_SHELL, "Exchange object"),
    (&["ExchangeVersion", "ObjectCategory"], &EXCHANGE_SHELL, "Exchange object"),
    (&["ExchangeVersion", "WhenChangedUTC"], &EXCHANGE_SHELL, "Exchange object"),
];

/// A known object that no rule looks at.
pub(super) fn unused(object: &Lookup<'_>) -> Option<(&'static Format, &'static str)> {
    let (_, format, name) = UNUSED.iter().find(|(keys, ..)| object.has(keys))?;
    Some((format, name))
}

/// Whether an object has all of these keys.
pub(super) fn has(object: NodeRef<'_>, keys: &[&str]) -> bool {
    keys.iter().all(|key| object.get(key).is_some())
}

/// The format of a settings object that was recognised by the signs of its kind.
pub(crate) fn of_dialect(dialect: Dialect) -> &'static Format {
    match dialect {
        Dialect::SpoShell => &SPO_SHELL,
        Dialect::ExchangeShell => &EXCHANGE_SHELL,
        Dialect::TeamsShell => &TEAMS_SHELL,
        Dialect::M365dsc => &DSC_REPORT,
        Dialect::Scubagear => &SCUBA_PROVIDER,
        Dialect::Graph => &GRAPH,
        Dialect::M365Cli => &M365_CLI,
        Dialect::PowerPlatform => &POWER_PLATFORM,
        Dialect::Utcm => &UTCM_SNAPSHOT,
        Dialect::SharepointRest => &SPO_TENANT_REST,
        Dialect::Declaration => &DECLARATION,
    }
}
