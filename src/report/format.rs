//! The forms of a report: one line of the table below is all that is said of a form beside the module that writes it.

use clap::ValueEnum;

use super::sarif::SarifOptions;
use crate::lang::Lang;
use crate::pipeline::check::Keep;

/// Which verdicts a form tells.
#[derive(Debug, Clone, Copy)]
enum Tells {
    /// For people: the first of each sort, and how many more there are.
    First,
    /// What somebody can do something about.
    Actionable,
    /// The same, or everything where `--sarif-include all` was typed.
    Sarif,
    /// All but passes, or all where `--all` was typed.
    Each,
}

/// What is known of a form.
struct FormatFacts {
    tells: Tells,
    hashes: bool,
    ending: Option<&'static str>,
    gloss: (&'static str, &'static str),
}

/// One entry a form: its id, what it tells, whether it names the inputs by their hashes, the ending of the name of a file
/// that is likely meant for it, what it is beside its name where the help says more, in both languages.
macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident $id:literal $tells:ident $hashes:literal $ending:expr, $en:literal $zh:literal)+) => {
        /// The forms of a report.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
        pub enum Format {
            $($(#[$doc])* #[value(name = $id)] $name,)+
        }

        impl Format {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name on the command line.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            const fn about(self) -> FormatFacts {
                match self {
                    $(Self::$name => {
                        FormatFacts { tells: Tells::$tells, hashes: $hashes, ending: $ending, gloss: ($en, $zh) }
                    })+
                }
            }
        }
    };
}

formats! {
    /// For people, with the place of each finding drawn.
    Human "human" First false None, "drawn" "图示"
    /// For people who listen: the same in sentences.
    Narrated "narrated" First false None, "in sentences" "文字叙述"
    /// For editors and grep: `path:line:column: error[rule] headline`, a line a finding.
    Concise "concise" Actionable false None, "a line a finding" "每个问题一行"
    /// For programs: the newest version of the JSON report.
    Json "json" Each true Some("json"), "" ""
    /// For programs: version 1 of the JSON report.
    JsonV1 "json-v1" Each true None, "" ""
    /// For programs: one JSON object a line.
    Jsonl "jsonl" Each true Some("jsonl"), "" ""
    /// SARIF 2.1.0, for code scanning.
    Sarif "sarif" Sarif true Some("sarif"), "" ""
    /// `JUnit` XML, for the test results of a pipeline.
    Junit "junit" Each false Some("xml"), "" ""
    /// GitLab Code Quality.
    Gitlab "gitlab" Actionable false None, "" ""
    /// Annotations of GitHub Actions, and the summary of the step.
    Github "github" Actionable false None, "" ""
    /// Issues in the log of Azure Pipelines.
    Azure "azure" Actionable false None, "" ""
    /// Tables for a page or a pull request.
    Markdown "markdown" Actionable false Some("md"), "" ""
    /// A table for a spreadsheet.
    Csv "csv" Each false Some("csv"), "" ""
    /// A page to keep, in both languages.
    Html "html" Actionable true Some("html"), "" ""
}

impl Format {
    /// What has to be kept of the verdicts for a report of this form.
    pub fn keep(self, all: bool, sarif: SarifOptions) -> Keep {
        match self.about().tells {
            Tells::First => Keep::First,
            Tells::Sarif if sarif.all => Keep::All,
            Tells::Actionable | Tells::Sarif => Keep::Actionable,
            Tells::Each if all => Keep::All,
            Tells::Each => Keep::NotPasses,
        }
    }

    /// Whether it names the inputs by their hashes.
    pub(crate) fn hashes(self) -> bool {
        self.about().hashes
    }

    /// The form that a file of this ending is likely meant for.
    pub(crate) fn of_ending(ending: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.about().ending == Some(ending))
    }

    /// All names, with what the help says beside them.
    pub(crate) fn listed(lang: Lang) -> String {
        let name = |format: &Self| match (lang, format.about().gloss) {
            (_, ("", _)) => format.name().to_owned(),
            (Lang::En, (gloss, _)) => format!("{} ({gloss})", format.name()),
            (Lang::ZhCn, (_, gloss)) => format!("{}（{gloss}）", format.name()),
        };
        Self::ALL.iter().map(name).collect::<Vec<_>>().join(lang.list_comma())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_the_configuration_lists_the_forms_of_the_table() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../schemas/config-v1.schema.json")).unwrap();
        let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        assert_eq!(schema["properties"]["format"]["enum"], serde_json::json!(names));
        let typed: Vec<_> = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value).collect();
        assert_eq!(typed.iter().map(clap::builder::PossibleValue::get_name).collect::<Vec<_>>(), names);
    }
}
