//! Whether an empty section of a ScubaGear export means that there is nothing: only where its command went well.

use crate::json::NodeRef;
use crate::model::dialect::Dialect;
use crate::pack::catalogue::{Catalogue, KindId, Sign};

/// Whether the export names a command of the kind among those that went well.
pub(super) fn succeeded(root: NodeRef<'_>, catalogue: &Catalogue, kind: KindId) -> bool {
    let provider = root.get("Raw").unwrap_or(root);
    let lists = provider.members().filter(|(key, _)| {
        let key = key.as_text().to_ascii_lowercase();
        key.ends_with("_successful_commands") && !key.ends_with("_unsuccessful_commands")
    });
    let of_kind = |command: NodeRef<'_>| {
        let text = command.as_text();
        let name = text.split_whitespace().next().unwrap_or_default();
        catalogue.by_sign(Dialect::Scubagear, Sign::Command, name) == Some(kind)
    };
    lists.into_iter().any(|(_, list)| of_kind(list) || list.elements().any(of_kind))
}
