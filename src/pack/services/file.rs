//! The shells and programs as `schemas/services.json` has them; a part of the build script too, which packs them.

use serde::{Deserialize, Serialize};

use crate::text::data::{Str, Text};

/// The file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ServicesFile {
    /// In the order in which scripts run them.
    pub services: Vec<Service>,
}

/// A shell or program.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its id, such as `sharepoint`.
    pub id: Str,
    /// The name that export commands give it.
    pub tool: Str,
    /// The modules that its commands come from.
    #[serde(default)]
    pub modules: Vec<Module>,
    /// Permissions of an application in Microsoft Graph.
    #[serde(default)]
    pub scopes: Vec<SignInScope>,
    /// Its modules are those of Windows PowerShell.
    #[serde(default)]
    pub desktop: bool,
    /// An application of the organization's own is needed in this cloud.
    #[serde(default)]
    pub needs_client: bool,
    /// The program, where there is no module.
    pub program: Option<Str>,
    /// What installs the program.
    pub install: Option<Str>,
    /// It runs on the organization's own servers, signed in already.
    #[serde(default)]
    pub on_premises: bool,
    /// Where that is, for those who may have no such server.
    pub runs: Option<Text>,
    /// The command that is there where this shell is.
    pub probe: Option<Str>,
    /// How a person signs in.
    #[serde(default)]
    pub interactive: Vec<Str>,
    /// How an application signs in with a certificate; nothing: it cannot.
    #[serde(default)]
    pub application: Vec<Str>,
    /// How to sign out.
    #[serde(default)]
    pub sign_out: Vec<Str>,
    /// Its commands that change a setting and can be taken back.
    #[serde(default)]
    pub changes: Vec<ServiceChange>,
}

/// A command that changes a setting, and how the setting is read.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceChange {
    /// The command; a parameter of it is named like the setting.
    pub set: Str,
    /// The command that reads the object.
    pub get: Str,
    /// The parameter of both that names the object; none where there is one object.
    pub by: Option<Str>,
    /// The parameter that takes the settings as nested tables.
    pub body: Option<Str>,
    /// Settings that are lists, of which it takes out what a rule does not allow.
    #[serde(default)]
    pub edits: Vec<Str>,
    /// A switch that both commands need.
    pub switch: Option<Str>,
    /// The property that carries the object's name, where the parameter does not take it.
    pub named: Option<Str>,
    /// The property whose value the parameter takes then.
    pub key: Option<Str>,
    /// The setting that it changes, where no parameter names it.
    pub property: Option<Str>,
    /// That setting's value before.
    pub from: Option<Str>,
    /// That setting's value after.
    pub to: Option<Str>,
    /// The command that takes it back, where it is another one.
    pub back: Option<Str>,
    /// It asks before it runs.
    #[serde(default)]
    pub confirm: bool,
}

/// A permission.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInScope {
    /// Its name.
    #[serde(rename = "scope")]
    pub name: Str,
    /// What needs it: commands, and addresses that are read.
    pub of: Vec<Str>,
    /// Where that is documented.
    pub source: Str,
}

/// A module.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// Its name.
    pub name: Str,
    /// The oldest that works in this cloud.
    pub version: Option<Str>,
    /// Where that is documented.
    pub source: Option<Str>,
    /// The commands that need it; `*`: all.
    pub of: Vec<Str>,
}
