//! A kind file as it is written. A part of the build script too.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::model::dialect::Dialect;
use crate::text::data::{JsonText, Members, Str, Text};

/// A kind file.
#[derive(Debug, Serialize, Deserialize)]
pub struct KindFile {
    pub(super) kind: Str,
    pub(super) label: Text,
    pub(super) identity: Vec<Str>,
    #[serde(default)]
    pub(super) identity_joined: bool,
    pub(super) source: Origin,
    #[serde(default)]
    pub(super) derived_from: Vec<Str>,
    pub(super) properties: Members<PropertyFile>,
    #[serde(default)]
    pub(super) recognised_by: BTreeMap<Dialect, Signs>,
    #[serde(default)]
    pub(super) exports: Vec<ExportCommand>,
    pub(super) unexported: Option<Text>,
    pub(super) question: Option<Text>,
    pub(super) pairs: Option<Str>,
    #[serde(default)]
    pub(super) looks_inside: Vec<Str>,
    #[serde(default)]
    pub(super) may_be_absent: bool,
}

/// Where resources of a kind come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// From exports.
    Export,
    /// From several resources together.
    Derived,
    /// From the organization's declaration.
    Declared,
}

/// How an object of a kind is recognised in a dialect.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Signs {
    /// Sets of keys; an object that has all of one is of this kind.
    pub keys: Vec<Vec<Str>>,
    /// Fragments of `@odata.context`.
    pub contexts: Vec<Str>,
    /// Names of resources in reports that name them.
    pub resources: Vec<Str>,
    /// Names of sections.
    pub sections: Vec<Str>,
    /// Commands whose failure leaves the section empty.
    pub commands: Vec<Str>,
    /// Values of `__metadata.type` or `_ObjectType_`.
    pub types: Vec<Str>,
}

/// A way to export a kind from a 21Vianet tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportCommand {
    /// The dialect of what it writes.
    pub dialect: Dialect,
    /// The tool, by its name.
    pub tool: Str,
    /// How to connect to the 21Vianet cloud.
    pub connect: Str,
    /// What to type.
    pub command: Str,
    /// For scripts, where the command is for one object: what lists them, or what is to be read in its place.
    pub listing: Option<Str>,
    /// For scripts: what reads one of them, `$_`.
    pub each: Option<Str>,
}

/// A setting.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PropertyFile {
    pub(super) label: Text,
    #[serde(rename = "type")]
    pub(super) json_type: Str,
    #[serde(default, rename = "enum")]
    pub(super) members: Vec<Str>,
    #[serde(default)]
    pub(super) numbers: BTreeMap<Str, i64>,
    #[serde(default)]
    pub(super) value_labels: BTreeMap<Str, Text>,
    #[serde(default)]
    pub(super) items: ValuesFile,
    #[serde(default)]
    pub(super) version: bool,
    #[serde(default)]
    pub(super) object_name: Vec<Str>,
    #[serde(default)]
    pub(super) told_by: Vec<Str>,
    #[serde(default, deserialize_with = "names")]
    pub(super) names: BTreeMap<Dialect, Vec<NameFile>>,
    pub(super) format: Option<Str>,
    pub(super) past: Option<Past>,
    pub(super) separator: Option<char>,
    #[serde(default)]
    pub(super) cloud_of_host: bool,
    pub(super) pick: Option<Str>,
    pub(super) clue: Option<Clue>,
    #[serde(default)]
    pub(super) may_be_empty: bool,
    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,
    pub(super) unset_when: Option<UnsetWhen>,
    pub(super) plan_id: Option<Str>,
    pub(super) null_means: Option<JsonText>,
    pub(super) declared_in: Option<Str>,
    #[serde(default)]
    pub(super) exported_by: Vec<Dialect>,
    pub(super) example: Option<Text>,
}

/// What a value, or an item of a list, can be.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ValuesFile {
    #[serde(default)]
    pub(super) format: Option<Str>,
    #[serde(default, rename = "enum")]
    pub(super) members: Vec<Str>,
    #[serde(default)]
    pub(super) numbers: BTreeMap<Str, i64>,
    #[serde(default)]
    pub(super) value_labels: BTreeMap<Str, Text>,
}

/// Another name for a setting.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NameFile {
    pub(super) name: Str,
    #[serde(default)]
    pub(super) inverted: bool,
    #[serde(default)]
    pub(super) values: BTreeMap<Str, Str>,
}

/// A name of which nothing else is to be said is written as a text.
fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<Dialect, Vec<NameFile>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum WrittenName {
        Plain(Str),
        Told(NameFile),
    }
    if !deserializer.is_human_readable() {
        return BTreeMap::deserialize(deserializer);
    }
    let told = |written| match written {
        WrittenName::Plain(name) => NameFile { name, inverted: false, values: BTreeMap::new() },
        WrittenName::Told(told) => told,
    };
    let names = BTreeMap::<Dialect, Vec<WrittenName>>::deserialize(deserializer)?;
    Ok(names.into_iter().map(|(dialect, names)| (dialect, names.into_iter().map(told).collect())).collect())
}

/// What a setting tells of the tenant that an export is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clue {
    /// The directory id.
    TenantId,
    /// The domain that the tenant was created with.
    InitialDomain,
    /// A URL or host of the tenant.
    Host,
}

/// A day on which something has been done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Past {
    /// For how many months that says something about today; for ever where none are named.
    pub months: Option<i8>,
}

/// When a value is only what a listing leaves behind.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct UnsetWhen {
    pub(super) settings: Vec<Str>,
    pub(super) value: Str,
    pub(super) default: Str,
}
