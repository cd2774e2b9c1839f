//! What is said of values that a keyword refuses, and of schemas that cannot be followed.

use crate::lang::{Lang, said, words};
use crate::model::cloud::Cloud;

said! {
    too_much(most: u64): "with its references followed this schema comes to more than {most} others",
        "展开引用后，此 Schema 包含的内容超过 {most} 项";
    leads_out: "a reference leads to another place of its own schema, such as #/$defs/name",
        "引用只能指向同一 Schema 中的位置，例如 #/$defs/name";
    circle: "the references of this schema lead back to themselves", "此 Schema 中的引用形成循环";
    leads_nowhere: "a reference of this schema leads nowhere", "此 Schema 中的引用没有指向任何内容";
}

/// That a host belongs to a cloud.
pub(super) fn host_of(cloud: Cloud, lang: Lang) -> &'static str {
    let (en, zh) = match cloud {
        Cloud::UsGovernment => ("this host belongs to the US government cloud", "该主机属于美国政府云"),
        Cloud::Germany => {
            ("this host belonged to the German cloud, closed in 2021", "该主机属于已于 2021 年关闭的德国云")
        }
        Cloud::Bleu => ("this host belongs to the French cloud Bleu", "该主机属于法国 Bleu 云"),
        Cloud::Delos => ("this host belongs to the German cloud Delos", "该主机属于德国 Delos 云"),
        Cloud::GovSg => ("this host belongs to the Singapore government cloud", "该主机属于新加坡政府云"),
        Cloud::Worldwide => ("this host belongs to the worldwide cloud", "该主机属于全球版"),
        Cloud::Vianet21 => ("this host belongs to the 21Vianet cloud", "该主机属于世纪互联版"),
    };
    words(lang, en, zh)
}
