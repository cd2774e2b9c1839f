//! The dialects: how the tools that export settings spell and shape them.

use serde::{Deserialize, Serialize};

/// The shape that a family of tools gives its exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// SharePoint Online Management Shell and `PnP` PowerShell, through `ConvertTo-Json`.
    SpoShell,
    /// Exchange Online and on-premises cmdlets, through `ConvertTo-Json` or the admin REST endpoint.
    ExchangeShell,
    /// Teams and Skype for Business cmdlets, through `ConvertTo-Json`.
    TeamsShell,
    /// The JSON report of `Microsoft365DSC`.
    M365dsc,
    /// The provider export of `ScubaGear`.
    Scubagear,
    /// Microsoft Graph bodies and Graph PowerShell objects.
    Graph,
    /// CLI for Microsoft 365.
    M365Cli,
    /// The Power Platform admin API and cmdlets.
    PowerPlatform,
    /// Snapshots and baselines of Graph tenant configuration management.
    Utcm,
    /// The SharePoint tenant object through REST or CSOM.
    SharepointRest,
    /// What the organization states itself.
    Declaration,
}

impl Dialect {
    /// The id, as in data files and reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::SpoShell => "spo-shell",
            Self::ExchangeShell => "exchange-shell",
            Self::TeamsShell => "teams-shell",
            Self::M365dsc => "m365dsc",
            Self::Scubagear => "scubagear",
            Self::Graph => "graph",
            Self::M365Cli => "m365-cli",
            Self::PowerPlatform => "power-platform",
            Self::Utcm => "utcm",
            Self::SharepointRest => "sharepoint-rest",
            Self::Declaration => "declaration",
        }
    }
}
