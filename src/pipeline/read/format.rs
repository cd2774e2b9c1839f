//! The files that can be told apart: exports with settings, and files of known tools that hold none. What is plainly a file
//! of a dialect is named with the dialect.
//!
//! Facts about the formats are taken from the tools' own sources; each row of the tables names its tool.

use crate::json::{Lookup, NodeRef};
use crate::lang::{Lang, words};
use crate::model::dialect::Dialect;

/// A recognisable sort of file.
#[derive(Debug, Clone, Copy)]
pub struct ExportFormat {
    /// Stable id.
    pub id: &'static str,
    /// The dialect of its settings; none if it holds no settings.
    pub dialect: Option<Dialect>,
    name: (&'static str, &'static str),
    /// What to export instead, where it holds no settings.
    advice: (&'static str, &'static str),
}

impl PartialEq for ExportFormat {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.id == other.id
    }
}

impl Eq for ExportFormat {}

impl ExportFormat {
    const fn of(dialect: Dialect) -> Self {
        let (id, en, zh) = dialect.file();
        Self::settings(id, dialect, en, zh)
    }

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

pub(super) static SCUBA_RESULTS: ExportFormat =
    ExportFormat::settings("scubagear-results", Dialect::Scubagear, "ScubaGear results", "ScubaGear 结果文件");

/// The files that hold no settings: for each its id, what people call it, and what to export instead.
macro_rules! no_settings {
    ($($name:ident $id:literal, $en:literal, $zh:literal: $advice:expr;)+) => {
        $(pub(super) static $name: ExportFormat = ExportFormat::no_settings($id, ($en, $zh), $advice);)+
    };
}

no_settings! {
    SCUBA_TESTS "scubagear-test-results", "ScubaGear test results", "ScubaGear 测试结果": PROVIDER_EXPORT;
    SCUBA_REPORT "scubagear-report", "ScubaGear report of one product", "ScubaGear 单个产品的报告": PROVIDER_EXPORT;
    SCUBA_CONFIG "scubagear-config", "ScubaGear configuration", "ScubaGear 配置文件": (
        "it is an input of the tool; the settings are in ProviderSettingsExport.json",
        "它是该工具的输入；设置在 ProviderSettingsExport.json 中",
    );
    SCUBA_GOGGLES "scubagoggles", "ScubaGoggles results", "ScubaGoggles 结果": GOOGLE;
    DSC_DELTA "m365dsc-delta", "Microsoft365DSC delta report", "Microsoft365DSC 差异报告": (
        "it holds differences only; write the whole configuration with New-M365DSCReportFromConfiguration -Type JSON",
        "其中只有差异；请用 New-M365DSCReportFromConfiguration -Type JSON 导出完整配置",
    );
    DSC_SCHEMA "m365dsc-schema", "Microsoft365DSC schema definition", "Microsoft365DSC 架构定义":
        ("it describes the module, not a tenant", "它描述的是模块本身，而不是租户");
    UTCM_JOB "utcm-snapshot-job", "Graph tenant configuration snapshot job", "Graph 租户配置快照任务":
        ("it only names the snapshot; download the snapshot it points to", "它只指明快照；请下载它指向的快照");
    UTCM_DRIFTS "utcm-drifts", "Graph tenant configuration drifts", "Graph 租户配置偏移":
        ("it holds deviations only; take a snapshot", "其中只有偏移；请创建快照");
    UTCM_CATALOGUE "utcm-catalogue", "catalogue of tenant configuration baselines", "租户配置基线目录":
        ("it describes what may be expected, not a tenant", "它描述的是期望值，而不是租户");
    ORCA_REPORT "orca-report", "ORCA report", "ORCA 报告": EXPORT_SETTINGS;
    MAESTER "maester", "Maester results", "Maester 结果": EXPORT_SETTINGS;
    ZERO_TRUST "zero-trust-assessment", "Zero Trust Assessment results", "Zero Trust Assessment 结果": EXPORT_SETTINGS;
    OCSF "ocsf", "OCSF findings of a scanner", "扫描器的 OCSF 结果": EXPORT_SETTINGS;
    INSPECT_365 "365inspect", "365Inspect report", "365Inspect 报告": EXPORT_SETTINGS;
    GOVERNANCE "m365-governance", "evidence of m365-governance-as-code", "m365-governance-as-code 的证据文件": EXPORT_SETTINGS;
    SCALAR "scalar", "single value", "单个值": (
        "some commands print just that, without saying what it is; export the whole object",
        "有些命令只输出一个值，不说明它是什么；请导出完整对象",
    );
    FAILED "failed-request", "answer to a request that failed", "失败请求的响应":
        ("the request was refused or went wrong; export again", "请求被拒绝或出错；请重新导出");
    OTHER_DECLARATION "declaration-other-version", "declaration of another version", "其他版本的声明":
        ("this program reads format_version 1", "本程序只读取 format_version 1");
    LONG_DECLARATION "declaration-too-long", "declaration longer than 4 MiB", "超过 4 MiB 的声明":
        ("it is not read; leave out what no export asks for", "不予读取；请删去规则用不到的声明");
    OWN_FILE "tenantlint", "file of tenantlint itself", "tenantlint 自身的文件":
        ("it is a rule, a kind or a report, not an export", "这是规则、资源类型或报告，不是导出文件");
    OWN_SCHEMA "tenantlint-schema", "schema of tenantlint, for editors", "tenantlint 的架构文件，供编辑器使用":
        ("it describes a file, not a tenant", "它描述文件格式，不是租户");
}

pub(super) static SPO_CSOM: ExportFormat =
    ExportFormat::settings("spo-csom", Dialect::SharepointRest, "SharePoint CSOM response", "SharePoint CSOM 响应");
pub(super) static EXCHANGE_REST: ExportFormat = ExportFormat::settings(
    "exchange-rest",
    Dialect::ExchangeShell,
    "Exchange admin REST response",
    "Exchange 管理端 REST 响应",
);
pub(super) static ORCA_CONFIG: ExportFormat =
    ExportFormat::settings("orca-config", Dialect::ExchangeShell, "ORCA configuration", "ORCA 配置集合");

/// Objects of known commands that no rule looks at: their keys, and what they are.
static UNUSED: &[(&[&str], Dialect, &str)] = &[
    (&["Policy", "Value"], Dialect::M365Cli, "spo cdn policy list"),
    (&["LoginName", "IsHiddenInUI", "PrincipalType"], Dialect::M365Cli, "spo externaluser list"),
    (&["Audiences", "SiteId", "Url"], Dialect::M365Cli, "spo homesite list"),
    (&["EnablePermissionsSync", "EnforcedECTs"], Dialect::M365Cli, "spo hubsite list"),
    (&["BaseTemplate", "BaseType", "ContentTypesEnabled"], Dialect::M365Cli, "spo list list"),
    (&["Url", "Libraries"], Dialect::M365Cli, "spo orgassetslibrary list"),
    (&["clientId", "consentType", "resourceId", "scope"], Dialect::M365Cli, "oauth2PermissionGrants"),
    (&["AllowCreateDeclarativeWorkflow", "CurrentChangeToken"], Dialect::M365Cli, "spo site get"),
    (&["defaultTrimMode", "majorVersionLimit"], Dialect::M365Cli, "spo site versionpolicy get"),
    (&["WelcomePage", "WebTemplate"], Dialect::M365Cli, "spo web get"),
    (&["tenantId", "federationBrandName", "defaultDomainName"], Dialect::M365Cli, "tenant info get"),
    (&["directoryPropertyName", "annotations"], Dialect::M365Cli, "tenant people profilecardproperty list"),
    (&["displayConcealedNames"], Dialect::M365Cli, "tenant report settings get"),
    (&["owningAppId", "billingClassification"], Dialect::M365Cli, "spe containertype list"),
    (&["sensitivity", "tooltip", "isActive"], Dialect::M365Cli, "purview sensitivitylabel list"),
    (&["internalId", "specialization", "displayName"], Dialect::Graph, "teams"),
    (&["skuPartNumber", "servicePlans"], Dialect::Graph, "licenseDetails"),
    (&["mailEnabled", "securityEnabled", "groupTypes"], Dialect::Graph, "groups"),
    (&["groupLifetimeInDays", "managedGroupTypes"], Dialect::Graph, "groupLifecyclePolicies"),
    (&["includes", "excludes", "displayName"], Dialect::Graph, "permissionGrantPolicies"),
    (&["webUrl", "createdDateTime", "displayName"], Dialect::Graph, "sites"),
    (&["tenantId", "aadCountryGeo", "dataStorageGeo"], Dialect::PowerPlatform, "tenant"),
    (&["defaultConnectorsClassification"], Dialect::PowerPlatform, "dlpPolicies"),
    (&["policyDefinition", "customConnectorUrlPatternsDefinition"], Dialect::PowerPlatform, "dlpPolicies"),
    (&["policyDefinition"], Dialect::PowerPlatform, "dlpPolicies"),
    (&["ExchangeVersion", "OriginatingServer"], Dialect::ExchangeShell, "Exchange object"),
    (&["ExchangeVersion", "ObjectCategory"], Dialect::ExchangeShell, "Exchange object"),
    (&["ExchangeVersion", "WhenChangedUTC"], Dialect::ExchangeShell, "Exchange object"),
];

/// A known object that no rule looks at.
pub(super) fn unused(object: &Lookup<'_>) -> Option<(&'static ExportFormat, &'static str)> {
    let (_, dialect, name) = UNUSED.iter().find(|(keys, ..)| object.has(keys))?;
    Some((of_dialect(*dialect), name))
}

/// Whether an object has all of these keys.
pub(super) fn has(object: NodeRef<'_>, keys: &[&str]) -> bool {
    keys.iter().all(|key| object.get(key).is_some())
}

/// The plain files of each dialect, in the order of the dialects.
static PLAIN: [ExportFormat; Dialect::ALL.len()] = {
    let mut all = [ExportFormat::of(Dialect::ALL[0]); Dialect::ALL.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = ExportFormat::of(Dialect::ALL[at]);
        at += 1;
    }
    all
};

/// The format of a settings object that was recognised by the signs of its kind.
pub(crate) fn of_dialect(dialect: Dialect) -> &'static ExportFormat {
    &PLAIN[dialect as usize]
}
