//! The shells and programs that export from, and change, a tenant operated by 21Vianet, and how each signs in.

mod file;

use std::sync::OnceLock;

pub(crate) use file::ServicesFile;
pub use file::{Module, Service, ServiceChange};

use crate::pack::packed;
use crate::text::data::Str;

/// All services, in the order in which scripts run them.
///
/// # Panics
/// If the data is broken, which a test rules out.
pub fn services() -> &'static [Service] {
    static SERVICES: OnceLock<Vec<Service>> = OnceLock::new();
    SERVICES.get_or_init(|| packed::unpack::<ServicesFile>(packed::SERVICES).services)
}

impl Service {
    /// The statements that sign in: with the certificate where one is given and the service takes it.
    pub fn sign_in(&self, indent: &str) -> String {
        let lines =
            |lines: &[Str], indent: &str| -> String { lines.iter().flat_map(|line| [indent, line, "\n"]).collect() };
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
            if !scopes.contains(&scope.name.as_str()) {
                scopes.push(&scope.name);
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
                assert!(scope.source.starts_with("https://"), "{}", scope.name);
            }
            for change in &service.changes {
                let parts = [&change.property, &change.from, &change.to, &change.back];
                assert!(parts.iter().all(|part| part.is_some() == change.property.is_some()), "{}", change.set);
                assert_eq!(change.named.is_some(), change.key.is_some(), "{}", change.set);
            }
        }
    }
}
