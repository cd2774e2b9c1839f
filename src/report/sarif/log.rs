//! A SARIF log as we write it: its objects and their fields by the names of the standard, in the order in which they are
//! written.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::super::origin::RulePack;

/// The log.
#[derive(Serialize)]
pub(super) struct Log<'a, Rules, Results> {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run<'a, Rules, Results>; 1],
}

/// `run`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a, Rules, Results> {
    pub(super) tool: SarifTool<Rules>,
    /// Only where a consumer asks for them: what uploads a log fills in what is missing, and keeps what is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) automation_details: Option<Value>,
    pub(super) language: &'static str,
    pub(super) column_kind: &'static str,
    pub(super) invocations: [Invocation<'a>; 1],
    pub(super) artifacts: Vec<Artifact<'a>>,
    pub(super) results: Results,
}

/// `tool`.
#[derive(Serialize)]
pub(super) struct SarifTool<Rules> {
    pub(super) driver: Driver<Rules>,
}

/// `toolComponent`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<Rules> {
    pub(super) name: &'static str,
    pub(super) full_name: &'static str,
    pub(super) version: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) language: &'static str,
    pub(super) short_description: SarifMessage<'static>,
    pub(super) rules: Rules,
    pub(super) notifications: Vec<NotificationDescriptor>,
    pub(super) properties: DriverProperties,
    /// Until the package says where it lives, there is no address to give.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) information_uri: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DriverProperties {
    pub(super) rule_pack: RulePack,
}

/// `invocation`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation<'a> {
    pub(super) execution_successful: bool,
    pub(super) exit_code: u8,
    pub(super) exit_code_description: &'static str,
    pub(super) tool_execution_notifications: Vec<Notification<'a>>,
    pub(super) tool_configuration_notifications: Vec<Notification<'a>>,
}

/// `artifact`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact<'a> {
    pub(super) location: ArtifactLocation,
    /// That of the file, which is known where nothing had to be decoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) length: Option<usize>,
    pub(super) roles: &'static [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mime_type: Option<&'static str>,
    pub(super) encoding: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hashes: Option<Hashes<'a>>,
}

#[derive(Serialize)]
pub(super) struct Hashes<'a> {
    #[serde(rename = "sha-256")]
    pub(super) sha256: &'a str,
}

/// `result`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifResult<'a> {
    pub(super) rule_id: &'a str,
    pub(super) rule_index: u16,
    pub(super) kind: &'static str,
    pub(super) level: &'static str,
    pub(super) message: SarifMessage<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) locations: Option<[Location<'a>; 1]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) partial_fingerprints: Option<Fingerprints<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppressions: Option<[Suppression<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) baseline_state: Option<&'static str>,
    pub(super) properties: FindingProperties<'a>,
}

/// `partialFingerprints`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fingerprints<'a> {
    #[serde(rename = "tenantlint/v1")]
    pub(super) own: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) primary_location_line_hash: Option<&'a str>,
}

/// `suppression`.
#[derive(Serialize)]
pub(super) struct Suppression<'a> {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    pub(super) justification: String,
    pub(super) location: Location<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FindingProperties<'a> {
    pub(super) kind: &'a str,
    pub(super) verdict: &'static str,
    pub(super) rule_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) resource: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) setting: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tenant: Option<&'a str>,
}

/// `message`, and whatever else is only a text.
#[derive(Serialize, PartialEq)]
pub(super) struct SarifMessage<'a> {
    pub(super) text: Cow<'a, str>,
}

impl<'a> SarifMessage<'a> {
    pub(super) fn of(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into() }
    }
}

/// `location`.
#[derive(Serialize, PartialEq)]
pub(super) struct Location<'a> {
    /// Counts from 1, of related locations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    pub(super) physical: PhysicalLocation<'a>,
    #[serde(rename = "logicalLocations", skip_serializing_if = "Vec::is_empty")]
    pub(super) logical: Vec<LogicalLocation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<SarifMessage<'a>>,
}

impl<'a> From<PhysicalLocation<'a>> for Location<'a> {
    fn from(physical: PhysicalLocation<'a>) -> Self {
        Self { id: None, physical, logical: Vec::new(), message: None }
    }
}

/// `physicalLocation`.
#[derive(Serialize, PartialEq)]
pub(super) struct PhysicalLocation<'a> {
    #[serde(rename = "artifactLocation")]
    pub(super) artifact: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Region<'a>>,
}

/// `artifactLocation`.
#[derive(Serialize, PartialEq)]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
    /// Among the artifacts of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) index: Option<usize>,
}

/// `region`.
#[derive(Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region<'a> {
    pub(super) start_line: u32,
    pub(super) start_column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) snippet: Option<SarifMessage<'a>>,
}

/// `logicalLocation`.
#[derive(Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogicalLocation<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) fully_qualified_name: Cow<'a, str>,
    pub(super) kind: &'static str,
}

/// `notification`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Notification<'a> {
    pub(super) descriptor: DescriptorReference<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) associated_rule: Option<DescriptorReference<'a>>,
    pub(super) level: &'static str,
    pub(super) message: SarifMessage<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location<'a>>,
}

/// `reportingDescriptorReference`.
#[derive(Serialize)]
pub(super) struct DescriptorReference<'a> {
    pub(super) id: Cow<'a, str>,
    /// Among the descriptors of the rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) index: Option<u16>,
}

impl<'a> DescriptorReference<'a> {
    pub(super) fn of(id: impl Into<Cow<'a, str>>) -> Self {
        Self { id: id.into(), index: None }
    }
}

/// A `reportingDescriptor` of a notification.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NotificationDescriptor {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) short_description: SarifMessage<'static>,
    pub(super) full_description: SarifMessage<'static>,
    pub(super) help: SarifMessage<'static>,
}
