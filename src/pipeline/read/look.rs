//! What one object is, by what it says of itself and by what it stands in.

use super::columns;
use super::format;
use super::format::ExportFormat;
use super::other_state;
use super::plan;
use super::plan::{Items, Planned};
use crate::json::{Lookup, NodeKind};
use crate::model::dialect::Dialect;
use crate::pack::catalogue::{Catalogue, KindId, Sign};

/// What an object is.
#[derive(Debug)]
pub(super) enum LookAt<'d> {
    /// A tool has put into it all that it has collected.
    Tool(Planned<'d>),
    /// An object with settings, and whether it would be the same under another context.
    Settings(&'static ExportFormat, Items, bool),
    /// It shows another state than that of the tenant.
    OtherState,
    /// Whatever it is, there may be something in it.
    Container,
}

/// What an object is. `context` is the text of the `@odata.context` above it, `hint` the kind that the name above it stands
/// for, `csom` says that it stands in the answer
/// to a CSOM request.
pub(super) fn look<'d>(
    object: &Lookup<'d>,
    context: Option<&str>,
    hint: Option<KindId>,
    csom: bool,
    catalogue: &Catalogue,
) -> LookAt<'d> {
    if other_state::is_record(object) {
        return LookAt::OtherState;
    }
    if let Some(planned) = plan::tool(object, catalogue) {
        return LookAt::Tool(planned);
    }
    let own = object.get_str("@odata.context");
    let lists = ["value", "results"]
        .iter()
        .any(|key| object.kind(key).is_some_and(|kind| matches!(kind, NodeKind::Array | NodeKind::Object)));
    // With a list in it, the context is about the list.
    let context = if lists { None } else { own.as_deref().or(context) };
    match items(object, context, csom, catalogue) {
        Some((format, items, sure)) => LookAt::Settings(format, items, sure || own.is_some()),
        None => match columns::of(object.node(), hint, catalogue) {
            Some((dialect, kind)) => LookAt::Settings(format::of_dialect(dialect), Items::Of(dialect, kind), false),
            None => LookAt::Container,
        },
    }
}

/// The kind that an object is of, and whether it would be the same under another context.
fn items(
    object: &Lookup<'_>,
    context: Option<&str>,
    csom: bool,
    catalogue: &Catalogue,
) -> Option<(&'static ExportFormat, Items, bool)> {
    if object.has(&["ResourceName", "ResourceInstanceName"]) {
        return Some((format::of_dialect(Dialect::M365dsc), Items::Named(Dialect::M365dsc), true));
    }
    if object.has(&["resourceType", "properties"]) {
        return Some((format::of_dialect(Dialect::Utcm), Items::Named(Dialect::Utcm), true));
    }
    let metadata = object.get("__metadata").and_then(|metadata| metadata.get_str("type"));
    if let Some(kind) = metadata.and_then(|name| catalogue.by_sign(Dialect::SharepointRest, Sign::Type, &name)) {
        return Some((format::of_dialect(Dialect::SharepointRest), Items::Of(Dialect::SharepointRest, kind), true));
    }
    let object_type = object.get_str("_ObjectType_");
    if let Some(kind) = object_type.and_then(|name| catalogue.by_sign(Dialect::SharepointRest, Sign::Type, &name)) {
        if csom {
            return Some((&format::SPO_CSOM, Items::Of(Dialect::SharepointRest, kind), true));
        }
        // One object of this type on its own, without the frame of a CSOM answer: the CLI prints those.
        return Some((format::of_dialect(Dialect::M365Cli), Items::Of(Dialect::M365Cli, kind), true));
    }
    let resource_type = object.get_str("type").filter(|_| object.has(&["properties"]));
    if let Some(kind) = resource_type.and_then(|name| catalogue.by_sign(Dialect::PowerPlatform, Sign::Type, &name)) {
        return Some((format::of_dialect(Dialect::PowerPlatform), Items::Of(Dialect::PowerPlatform, kind), true));
    }
    let by_keys = catalogue.by_keys(object.keys());
    let by_context = context.and_then(|context| by_context(context, catalogue));
    if let Some((format, items @ Items::Of(_, kind))) = &by_context
        // A record of a domain in a listing of domains is what the service says; a policy of Exchange is none.
        && by_keys.is_none_or(|(dialect, by_keys)| by_keys == *kind || dialect == Dialect::Graph)
    {
        return Some((*format, items.clone(), false));
    }
    if let Some((dialect, kind)) = by_keys {
        let dialect = refine(dialect, object);
        let sidecar = dialect == Dialect::ExchangeShell
            && object.keys().any(|key| key.ends_with("@odata.type") || key.ends_with("@data.type"));
        let format = if sidecar { &format::EXCHANGE_REST } else { format::of_dialect(dialect) };
        return Some((format, Items::Of(dialect, kind), true));
    }
    if let Some((format, items)) = by_context {
        return Some((format, items, false));
    }
    let (format, name) = format::unused(object)?;
    Some((format, Items::Unused(name.to_owned()), false))
}

/// Cmdlets and the CLI share the names of the tenant object; only the CLI mixes names and numbers.
fn refine(dialect: Dialect, object: &Lookup<'_>) -> Dialect {
    let kind = |key: &str| object.kind(key);
    let number = kind("ODBSharingCapability") == Some(NodeKind::Number)
        || kind("CoreSharingCapability") == Some(NodeKind::Number);
    match dialect {
        Dialect::SpoShell if kind("SharingCapability") == Some(NodeKind::String) && number => Dialect::M365Cli,
        Dialect::M365Cli if object.has(&["SharingCapability"]) && !object.has(&["RootSiteUrl"]) => {
            if object.has(&["_ObjectType_"]) || object.has(&["StorageMaximumLevel"]) {
                dialect
            } else {
                Dialect::SpoShell
            }
        }
        other => other,
    }
}

/// What a body is by the fragment of its `@odata.context`: one of Graph, or of the Web API of a Dataverse organization.
pub(super) fn by_context(context: &str, catalogue: &Catalogue) -> Option<(&'static ExportFormat, Items)> {
    let (service, fragment) = context.split_once('#')?;
    let name = without_keys(fragment);
    let name = name.trim_end_matches("/$entity").trim_matches('/');
    if name.is_empty() {
        return None;
    }
    let dialect = if service.contains("/api/data/v") { Dialect::PowerPlatform } else { Dialect::Graph };
    let kind = catalogue.by_sign(dialect, Sign::Context, name);
    let items = kind.map_or_else(|| Items::Unused(name.to_owned()), |kind| Items::Of(dialect, kind));
    Some((format::of_dialect(dialect), items))
}

/// A fragment without keys and selections: `domains('contoso.cn')/serviceConfigurationRecords` is about the records.
fn without_keys(fragment: &str) -> String {
    let mut deep = 0_usize;
    let outside = |character: &char| {
        match character {
            '(' => deep += 1,
            ')' => deep = deep.saturating_sub(1),
            _ => return deep == 0,
        }
        false
    };
    fragment.chars().filter(outside).collect()
}
