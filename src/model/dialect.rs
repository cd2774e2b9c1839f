//! The dialects: how the tools that export settings spell and shape them. One line of the table below is all that is said
//! of a dialect in Rust; how a file of one is told from others is data of the kinds. A part of the build script too.

use serde::{Deserialize, Serialize};

/// What is typed in a dialect to change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commands {
    /// PowerShell: a name is quoted as it does it.
    PowerShell,
    /// Something else: only a plain name is put in.
    Other,
    /// Nothing: it only reads.
    None,
}

/// What is known of a dialect.
struct About {
    id: &'static str,
    tool: &'static str,
    commands: Commands,
    file: (&'static str, &'static str, &'static str),
}

/// One entry a dialect: its id, the tool that writes it (a name, the same in every language), what is typed to change
/// something, and of a file of it the id and what people call it.
macro_rules! dialects {
    ($($(#[$doc:meta])* $name:ident $id:literal $tool:literal $commands:ident $file:literal $en:literal $zh:literal)+) => {
        /// The shape that a family of tools gives its exports.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Dialect {
            $($(#[$doc])* #[serde(rename = $id)] $name,)+
        }

        impl Dialect {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            const fn about(self) -> About {
                match self {
                    $(Self::$name => {
                        About { id: $id, tool: $tool, commands: Commands::$commands, file: ($file, $en, $zh) }
                    })+
                }
            }
        }
    };
}

dialects! {
    /// SharePoint Online Management Shell and `PnP` PowerShell, through `ConvertTo-Json`.
    SpoShell "spo-shell" "SharePoint Online Management Shell" PowerShell
        "spo-shell" "SharePoint cmdlet output" "SharePoint cmdlet 输出"
    /// Exchange Online and on-premises cmdlets, through `ConvertTo-Json` or the admin REST endpoint.
    ExchangeShell "exchange-shell" "Exchange Online PowerShell" PowerShell
        "exchange-shell" "Exchange cmdlet output" "Exchange cmdlet 输出"
    /// Teams and Skype for Business cmdlets, through `ConvertTo-Json`.
    TeamsShell "teams-shell" "Teams PowerShell" PowerShell
        "teams-shell" "Teams or Skype for Business cmdlet output" "Teams 或 Skype for Business cmdlet 输出"
    /// The JSON report of `Microsoft365DSC`.
    M365dsc "m365dsc" "Microsoft365DSC" Other
        "m365dsc-report" "Microsoft365DSC report" "Microsoft365DSC 报告"
    /// The provider export of `ScubaGear`.
    Scubagear "scubagear" "ScubaGear" None
        "scubagear-provider" "ScubaGear provider export" "ScubaGear 设置导出"
    /// Microsoft Graph bodies and Graph PowerShell objects.
    Graph "graph" "Microsoft Graph PowerShell" PowerShell
        "graph" "Microsoft Graph response" "Microsoft Graph 响应"
    /// CLI for Microsoft 365.
    M365Cli "m365-cli" "CLI for Microsoft 365" Other
        "m365-cli" "CLI for Microsoft 365 output" "CLI for Microsoft 365 输出"
    /// The Power Platform admin API and cmdlets.
    PowerPlatform "power-platform" "Power Platform PowerShell" PowerShell
        "power-platform" "Power Platform admin output" "Power Platform 管理命令输出"
    /// Snapshots and baselines of Graph tenant configuration management.
    Utcm "utcm" "Microsoft Graph tenant configuration management" Other
        "utcm-snapshot" "Graph tenant configuration snapshot" "Graph 租户配置快照"
    /// The SharePoint tenant object through REST or CSOM.
    SharepointRest "sharepoint-rest" "SharePoint REST" Other
        "spo-rest" "SharePoint admin REST response" "SharePoint 管理端 REST 响应"
    /// What the organization states itself.
    Declaration "declaration" "declaration.json" Other
        "declaration" "declaration of the organization" "组织声明"
}

impl Dialect {
    /// The dialect of an id.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|dialect| dialect.id() == id)
    }

    /// The id, as in data files and reports.
    pub const fn id(self) -> &'static str {
        self.about().id
    }

    /// The tool that writes it.
    pub const fn tool(self) -> &'static str {
        self.about().tool
    }

    /// What is typed in it to change something.
    pub const fn commands(self) -> Commands {
        self.about().commands
    }

    /// Of a file of it the id, and what people call it in English and Chinese.
    pub const fn file(self) -> (&'static str, &'static str, &'static str) {
        self.about().file
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn the_schemas_list_the_dialects_of_the_table() {
        let listed = |schema: &str, pointer: &str| -> BTreeSet<String> {
            let schema: Value = serde_json::from_str(schema).unwrap();
            let list = schema.pointer(pointer).and_then(Value::as_array).unwrap_or_else(|| panic!("{pointer}"));
            let ids: BTreeSet<_> = list.iter().map(|id| id.as_str().unwrap().to_owned()).collect();
            assert_eq!(ids.len(), list.len());
            ids
        };
        let all: BTreeSet<_> = Dialect::ALL.iter().map(|dialect| dialect.id().to_owned()).collect();
        assert_eq!(all.len(), Dialect::ALL.len(), "an id stands twice");
        assert_eq!(listed(include_str!("../../schemas/kind.schema.json"), "/$defs/dialect/enum"), all);
        // Commands stand under a dialect that changes something, or are no commands.
        let changing = Dialect::ALL.iter().filter(|dialect| dialect.commands() != Commands::None);
        let families = changing.map(|dialect| dialect.id().to_owned()).chain(["portal".to_owned()]).collect();
        let in_rules = "/properties/remediation/propertyNames/enum";
        assert_eq!(listed(include_str!("../../schemas/rule.schema.json"), in_rules), families);
        for dialect in Dialect::ALL {
            assert_eq!(Dialect::named(dialect.id()), Some(*dialect));
            assert_eq!(serde_json::to_value(dialect).unwrap(), dialect.id());
        }
    }
}
