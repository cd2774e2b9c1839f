//! The shells and programs that export from, and change, a tenant operated by 21Vianet, and how each signs in.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::lang::Lang;

/// The data.
const FILE: &str = include_str!("../../schemas/services.json");

/// A shell or program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its id, such as `sharepoint`.
    pub id: String,
    /// The name that export commands give it.
    pub tool: String,
    /// The modules that its commands come from.
    #[serde(default)]
    pub modules: Vec<Module>,
    /// Permissions of an application in Microsoft Graph.
    #[serde(default)]
    pub scopes: Vec<Scope>,
    /// Its modules are those of Windows PowerShell.
    #[serde(default)]
    pub desktop: bool,
    /// An application of the organization's own is needed in this cloud.
    #[serde(default)]
    pub needs_client: bool,
    /// The program, where there is no module.
    pub program: Option<String>,
    /// What installs the program.
    pub install: Option<String>,
    /// It runs on the organization's own servers, signed in already.
    #[serde(default)]
    pub on_premises: bool,
    /// Where that is, for those who may have no such server.
    pub runs: Option<Place>,
    /// The command that is there where this shell is.
    pub probe: Option<String>,
    /// How a person signs in.
    #[serde(default)]
    pub interactive: Vec<String>,
    /// How an application signs in with a certificate; nothing: it cannot.
    #[serde(default)]
    pub application: Vec<String>,
    /// How to sign out.
    #[serde(default)]
    pub sign_out: Vec<String>,
    /// Its commands that change a setting and can be taken back.
    #[serde(default)]
    pub changes: Vec<Change>,
}

/// Where commands run, in both languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    en: String,
    #[serde(rename = "zh-CN")]
    zh_cn: String,
}

impl Place {
    /// In a language.
    pub fn words(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::ZhCn => &self.zh_cn,
        }
    }
}

/// A command that changes a setting, and how the setting is read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The command; a parameter of it is named like the setting.
    pub set: String,
    /// The command that reads the object.
    pub get: String,
    /// The parameter of both that names the object; none where there is one object.
    pub by: Option<String>,
    /// The parameter that takes the settings as nested tables.
    pub body: Option<String>,
    /// Settings that are lists, of which it takes out what a rule does not allow.
    #[serde(default)]
    pub edits: Vec<String>,
    /// A switch that both commands need.
    pub switch: Option<String>,
    /// The property that carries the object's name, where the parameter does not take it.
    pub named: Option<String>,
    /// The property whose value the parameter takes then.
    pub key: Option<String>,
    /// The setting that it changes, where no parameter names it.
    pub property: Option<String>,
    /// That setting's value before.
    pub from: Option<String>,
    /// That setting's value after.
    pub to: Option<String>,
    /// The command that takes it back, where it is another one.
    pub back: Option<String>,
    /// It asks before it runs.
    #[serde(default)]
    pub confirm: bool,
}

/// A permission.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Its name.
    pub scope: String,
    /// What needs it: commands, and addresses that are read.
    pub of: Vec<String>,
    /// Where that is documented.
    pub source: String,
}

/// A module.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// Its name.
    pub name: String,
    /// The oldest that works in this cloud.
    pub version: Option<String>,
    /// Where that is documented.
    pub source: Option<String>,
    /// The commands that need it; `*`: all.
    pub of: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    services: Vec<Service>,
}

/// All services, in the order in which scripts run them.
///
/// # Panics
/// If the data is broken, which a test rules out.
pub fn services() -> &'static [Service] {
    static SERVICES: OnceLock<Vec<Service>> = OnceLock::new();
    SERVICES.get_or_init(|| {
        let File { services } = serde_json::from_str(FILE).expect("a test reads the file");
        services
    })
}

impl Service {
    /// The statements that sign in: with the certificate where one is given and the service takes it.
    pub fn sign_in(&self, indent: &str) -> String {
        let lines =
            |lines: &[String], indent: &str| -> String { lines.iter().flat_map(|line| [indent, line, "\n"]).collect() };
        if self.application.is_empty() {
            return lines(&self.interactive, indent);
        }
        let deeper = format!("{indent}    ");
        format!(
            "{indent}if ($CertificateThumbprint) {{\n{}{indent}}} else {{\n{}{indent}}}\n",
            lines(&self.application, &deeper),
            lines(&self.interactive, &deeper)
        )
    }

    /// The permissions that some commands need, each once.
    pub fn scopes_of<'s>(&'s self, text: &str) -> Vec<&'s str> {
        let mut scopes: Vec<&str> = Vec::new();
        for scope in self.scopes.iter().filter(|scope| scope.of.iter().any(|of| text.contains(of.as_str()))) {
            if !scopes.contains(&scope.scope.as_str()) {
                scopes.push(&scope.scope);
            }
        }
        scopes
    }

    /// The modules that some commands need.
    pub fn modules_of<'s>(&'s self, text: &str) -> Vec<&'s Module> {
        let needed =
            |module: &&Module| module.of.iter().any(|command| command == "*" || text.contains(command.as_str()));
        self.modules.iter().filter(needed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_can_be_signed_in_to() {
        for service in services() {
            assert_eq!(service.on_premises, service.interactive.is_empty(), "{}", service.id);
            assert_eq!(service.on_premises, service.probe.is_some(), "{}", service.id);
            assert_eq!(service.on_premises, service.runs.is_some(), "{}", service.id);
            assert_eq!(service.program.is_some(), service.install.is_some(), "{}", service.id);
            for module in &service.modules {
                assert_eq!(module.version.is_some(), module.source.is_some(), "{}", module.name);
            }
            for scope in &service.scopes {
                assert!(scope.source.starts_with("https://"), "{}", scope.scope);
            }
            for change in &service.changes {
                let parts = [&change.property, &change.from, &change.to, &change.back];
                assert!(parts.iter().all(|part| part.is_some() == change.property.is_some()), "{}", change.set);
                assert_eq!(change.named.is_some(), change.key.is_some(), "{}", change.set);
            }
        }
    }
}
