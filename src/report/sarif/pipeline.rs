//! The run of Azure Pipelines that a report is part of.
//!
//! Advanced Security for Azure DevOps takes no SARIF that does not name it. Nothing else of the surroundings is in
//! any report, and this only where the pipeline says that it is one.

use serde_json::{Value, json};

/// What identifies a run of Azure Pipelines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    organization: String,
    project_id: String,
    definition_id: String,
    definition_name: String,
    phase_id: String,
    phase_name: String,
    branch: String,
    build_id: String,
}

impl Pipeline {
    /// The pipeline that the variables of the environment tell of; none unless they tell all of it.
    pub fn of_azure(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let given = |name: &str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        if !given("TF_BUILD")?.eq_ignore_ascii_case("true") {
            return None;
        }
        Some(Self {
            organization: organization(&given("SYSTEM_COLLECTIONURI")?)?,
            project_id: given("SYSTEM_TEAMPROJECTID")?,
            definition_id: given("BUILD_DEFINITIONID").or_else(|| given("SYSTEM_DEFINITIONID"))?,
            definition_name: given("BUILD_DEFINITIONNAME")?,
            phase_id: given("SYSTEM_PHASEID").or_else(|| given("SYSTEM_JOBID"))?,
            phase_name: given("SYSTEM_PHASENAME").or_else(|| given("SYSTEM_JOBNAME"))?,
            branch: given("BUILD_SOURCEBRANCH")?,
            build_id: given("BUILD_BUILDID")?,
        })
    }

    /// `automationDetails` of a run, as the service reads it.
    pub(super) fn details(&self) -> Value {
        let Self { organization, project_id, definition_id, definition_name, phase_id, phase_name, branch, build_id } =
            self;
        let prefix = "azuredevops/pipeline/build";
        json!({
            "id": format!("{prefix}/{organization}/{project_id}/{definition_id}/{phase_id}/{branch}/{build_id}"),
            "properties": {
                format!("{prefix}/buildDefinitionId"): definition_id,
                format!("{prefix}/buildDefinitionName"): definition_name,
                format!("{prefix}/phaseId"): phase_id,
                format!("{prefix}/phaseName"): phase_name,
            },
        })
    }
}

/// The organization in the address of a collection: `https://dev.azure.com/<name>/`, `https://<name>.visualstudio.com/`.
fn organization(uri: &str) -> Option<String> {
    let (host, path) = uri.split_once("://")?.1.split_once('/').unwrap_or((uri.split_once("://")?.1, ""));
    let name = match host.strip_suffix(".visualstudio.com") {
        Some(name) => name.trim_end_matches(".vsrm"),
        None if host == "dev.azure.com" || host == "vsrm.dev.azure.com" => path.split('/').next()?,
        None => return None,
    };
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_organization_is_in_the_address() {
        for (uri, name) in [
            ("https://dev.azure.com/contoso/", Some("contoso")),
            ("https://vsrm.dev.azure.com/contoso", Some("contoso")),
            ("https://contoso.visualstudio.com/", Some("contoso")),
            ("https://contoso.vsrm.visualstudio.com", Some("contoso")),
            ("https://dev.azure.com/", None),
            ("https://server.contoso.cn/tfs/DefaultCollection/", None),
            ("contoso", None),
        ] {
            assert_eq!(organization(uri).as_deref(), name, "{uri}");
        }
    }

    #[test]
    fn half_a_pipeline_is_none() {
        assert_eq!(Pipeline::of_azure(|name| (name == "TF_BUILD").then(|| "True".to_owned())), None);
        let all = |name: &str| match name {
            "TF_BUILD" => Some("True".to_owned()),
            "SYSTEM_COLLECTIONURI" => Some("https://dev.azure.com/contoso/".to_owned()),
            "SYSTEM_JOBID" | "SYSTEM_JOBNAME" => None,
            other => Some(other.to_lowercase()),
        };
        let details = Pipeline::of_azure(all).unwrap().details();
        let id = "azuredevops/pipeline/build/contoso/system_teamprojectid/build_definitionid/system_phaseid/build_sourcebranch/build_buildid";
        assert_eq!(details["id"], id);
    }
}
