//! The service plans of a licence, which stand inside it.

use super::observer::{Look, Observer};
use super::resource::derived;
use super::words;
use crate::json::NodeKind as Node;
use crate::model::place::{Place, Span};
use crate::model::value::Reason;
use crate::pack::catalogue::{Catalogue, Kind, SettingId};
use crate::pipeline::read::expand;
use crate::pipeline::resource::{Related, Renumber, Resource, Setting};

/// Licences hold plans of their own, so each is needed whole; nothing is remembered of them.
#[derive(Debug, Default)]
pub(crate) struct Licences;

impl Observer for Licences {
    fn watches(&self, kind: &Kind) -> bool {
        kind.name == "suite.licence"
    }

    fn looks_at(&self, _: &Resource<'_>, _: &Kind) -> Option<Vec<(SettingId, Look)>> {
        None
    }

    fn observe(&mut self, _: &Resource<'_>, _: &Kind) {}

    fn join(&mut self, _: Self, _: Renumber<'_>) {}
}

/// Hands on the resources that stand inside another: the service plans of a licence.
pub fn inside(resource: &Resource<'_>, catalogue: &Catalogue, sink: &mut dyn FnMut(&Resource<'_>)) {
    let kind = catalogue.kind(resource.kind);
    let (Some((node, _)), "suite.licence") = (resource.node, kind.name.as_str()) else { return };
    let Some(plan_kind) = catalogue.named("suite.servicePlan") else { return };
    let licence = |plan: &mut Resource<'_>| {
        for (to, from) in [("Licence", ["SkuPartNumber", "SkuId"]), ("ConsumedUnits", ["ConsumedUnits"; 2])] {
            let from = from.into_iter().find_map(|name| resource.setting(kind.setting(name)?));
            let (Some(from), Some(id)) = (from, plan_kind.setting(to)) else { continue };
            let pointer = Some(resource.pointer(Some(from)).into());
            plan.settings.push(Setting { id, pointer, ..from.clone().detached() });
        }
        if let Some(status) = barred(resource, kind) {
            leave_open(plan, plan_kind, status);
        }
    };
    // A licence whose plans cannot be read may have any plan.
    let unreadable = |reason: Option<Reason>, span: Span| {
        let place = Place { span, ..resource.place };
        let mut plan = derived(plan_kind.id, place, Vec::new());
        plan.dialect = resource.dialect;
        licence(&mut plan);
        if let (Some(id), Some(reason)) = (plan_kind.setting("ServicePlanName"), reason) {
            let pointer = Some((resource.pointer(None) + &node.pointer_to(span)).into());
            plan.settings.push(Setting { id, place, key: None, pointer, reading: Err(reason), rank: 0 });
        }
        plan
    };
    let Some(plans) = node.get("servicePlans").filter(|plans| plans.kind() != Node::Gap) else {
        return sink(&unreadable(None, resource.anchor(kind).map_or(resource.place, |name| name.place).span));
    };
    let pointer = resource.pointer(None) + &node.pointer_to(plans.span());
    expand(plans, plan_kind, resource, &pointer, &mut |plan| match plan {
        Ok(mut plan) => {
            licence(&mut plan);
            sink(&plan);
        }
        Err((reason, span)) => sink(&unreadable(Some(reason), span)),
    });
    let next = node.members().find(|(key, _)| key.as_text().eq_ignore_ascii_case("servicePlans@odata.nextLink"));
    if let Some((key, _)) = next {
        sink(&unreadable(Some(Reason::PartialListing), key.span()));
    }
}

/// The status of a licence that keeps its users out, as far as the licence tells.
fn barred<'r, 'd>(licence: &'r Resource<'d>, kind: &Kind) -> Option<&'r Setting<'d>> {
    let status = licence.text(kind, "CapabilityStatus")?;
    let bars = ["Suspended", "LockedOut", "Deleted"].iter().any(|bar| status.eq_ignore_ascii_case(bar));
    bars.then(|| licence.setting(kind.setting("CapabilityStatus")?)).flatten()
}

/// Whether users of a licence that is suspended still reach a service of it, no export tells; that a plan is off stands.
fn leave_open(plan: &mut Resource<'_>, kind: &Kind, status: &Setting<'_>) {
    if plan.text(kind, "ProvisioningStatus") == Some("Disabled") {
        return;
    }
    let Some(id) = kind.setting("ProvisioningStatus") else { return };
    let Some(setting) = plan.settings.iter_mut().find(|setting| setting.id == id) else { return };
    if setting.reading.is_ok() {
        setting.reading = Err(Reason::UnknownValue);
        plan.related.push(Related { place: status.place, words: words::suspended(), about: Some(id), note: false });
    }
}
