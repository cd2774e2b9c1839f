//! Signs that a listing goes on elsewhere: links to a next page, tokens, counts that are greater than what is there.

use crate::json::{NodeKind as Node, NodeRef};
use crate::model::place::Span;

/// What an object says of the listing in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct More {
    /// Where it says that more follows, and the key of that.
    pub(super) follows: Option<(Span, Span)>,
    /// How many elements there should be in all.
    pub(super) total: Option<(u64, Span, Span)>,
}

/// Names of links and tokens, in lower case and without anything but letters and digits.
const FOLLOWS: [&str; 45] = [
    "continuation",
    "continuationtoken",
    "continuationuri",
    "continuationurl",
    "hasmore",
    "hasmoredata",
    "hasmoreitems",
    "hasmorepages",
    "hasmorerecords",
    "hasmoreresults",
    "hasnext",
    "hasnextpage",
    "incompleteresults",
    "ispartial",
    "istruncated",
    "listitemcollectionpositionnext",
    "microsoftdynamicscrmfetchxmlpagingcookie",
    "microsoftdynamicscrmmorerecords",
    "moreavailable",
    "morerecords",
    "moreresults",
    "next",
    "nextcursor",
    "nexthref",
    "nextlink",
    "nextmarker",
    "nextpage",
    "nextpagelink",
    "nextpagetoken",
    "nextpageuri",
    "nextpageurl",
    "nextskiptoken",
    "nextstartindex",
    "nextstartindexfromsharepoint",
    "nexttoken",
    "nexturi",
    "nexturl",
    "odatanextlink",
    "odatanextpage",
    "pagetoken",
    "pagingcookie",
    "paginginfo",
    "resultsincomplete",
    "skiptoken",
    "truncated",
];

/// Names of numbers of elements.
const TOTALS: [&str; 11] = [
    "odatacount",
    "count",
    "total",
    "totalcount",
    "totalresults",
    "totalrecords",
    "totalitems",
    "totalrowcount",
    "recordcount",
    "resultcount",
    "microsoftdynamicscrmtotalrecordcount",
];

/// What this object says; `alone` if it holds one list.
pub(super) fn of(object: NodeRef<'_>, alone: bool) -> More {
    let mut more = More::default();
    for (key, value) in object.members() {
        let name = key.as_text();
        if name.len() > 64 || matches!(value.kind(), Node::Null | Node::Gap) {
            continue;
        }
        if value.kind() == Node::Array {
            more.follows = more.follows.or_else(|| link(&name, value).map(|link| (link, key.span())));
            continue;
        }
        let name = plain(&name);
        let follows = name == "link" && heads_next(value) || FOLLOWS.contains(&name.as_str()) && says_so(value);
        if more.follows.is_none() && follows {
            more.follows = Some((value.span(), key.span()));
        } else if alone && TOTALS.contains(&name.as_str()) && more.total.is_none() {
            let total = value.as_text().trim().parse().ok();
            more.total = total.map(|total| (total, value.span(), key.span()));
        }
    }
    more
}

/// Whether the head of an answer links to a next page: `<https://x>; rel="next"`.
fn heads_next(value: NodeRef<'_>) -> bool {
    let text = value.as_text();
    value.kind() == Node::String && (text.contains("rel=\"next\"") || text.contains("rel=next"))
}

/// The next page in a list of links, each with what it is to this one: `[{"rel": "next", "href": "https://x"}]`.
fn link(name: &str, list: NodeRef<'_>) -> Option<Span> {
    let named = ["links", "_links", "link"].iter().any(|known| name.eq_ignore_ascii_case(known));
    let next = |link: &NodeRef<'_>| link.get_str("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("next"));
    Some(list.elements().filter(|_| named).take(MOST_LINKS).find(next)?.span())
}

/// So many links an answer has at most.
const MOST_LINKS: usize = 32;

/// Whether a member of a resource says that a list in it goes on elsewhere: `members@odata.nextLink`.
pub(super) fn within(key: &str) -> bool {
    let (name, link) = ("nextlink", key.len().checked_sub(8).and_then(|at| key.get(at..)));
    link.is_some_and(|link| link.eq_ignore_ascii_case(name))
}

/// A name by its letters and digits alone.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn says_so(value: NodeRef<'_>) -> bool {
    match value.kind() {
        Node::Bool => value.as_bool() == Some(true),
        Node::Number => value.raw().parse::<f64>().is_ok_and(|number| number > 0.0),
        Node::String => {
            let text = value.as_text();
            !matches!(text.trim().to_ascii_lowercase().as_str(), "" | "false" | "none" | "null" | "no" | "0" | "-1")
        }
        Node::Object => value.members().any(|(_, link)| link.kind() == Node::String && says_so(link)),
        Node::Null | Node::Gap | Node::Array => false,
    }
}

/// Words of such warnings.
const SIGNS: [&str; 34] = [
    "more results",
    "more items",
    "more records",
    "more objects",
    "resultsize",
    "-limit all",
    "only the first",
    "only first",
    "results are truncated",
    "results were truncated",
    "partial results",
    "更多结果",
    "结果多于",
    "只返回前",
    "仅返回前",
    "未显示全部",
    "部分结果",
    "was truncated",
    "were truncated",
    "output is truncated",
    "has been truncated",
    "have been truncated",
    "maximum number of results",
    "maximum number of items",
    "first 1000",
    "first 5000",
    "first 100 ",
    "被截断",
    "已截断",
    "最多返回",
    "最大结果",
    "只显示前",
    "仅显示前",
    "超过了限制",
];

/// Whether the text before a JSON text is the warning of a command that there is more than it wrote.
pub(super) fn warned(text: &str) -> bool {
    let text = text.to_lowercase();
    SIGNS.iter().any(|sign| text.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Parsed;

    fn of_text(text: &str) -> More {
        of(Parsed::new(text.to_owned()).unwrap().document().root(), true)
    }

    #[test]
    fn every_spelling_of_a_next_page() {
        for member in [
            r#""@odata.nextLink": "https://x""#,
            r#""odata.nextLink": "x""#,
            r#""nextLink": "x""#,
            r#""__next": "x""#,
            r#""NextLink": {"uri": "x"}"#,
            r#""NextStartIndexFromSharePoint": "0|2b2|300""#,
            r#""NextStartIndex": 300"#,
            r#""@Microsoft.Dynamics.CRM.morerecords": true"#,
            r#""continuationToken": "x""#,
            r#""hasMore": "True""#,
        ] {
            assert!(of_text(&format!("{{{member}, \"value\": []}}")).follows.is_some(), "{member}");
        }
        for member in [
            r#""@odata.nextLink": null"#,
            r#""nextLink": """#,
            r#""NextStartIndex": -1"#,
            r#""hasMore": false"#,
            r#""@odata.deltaLink": "x""#,
        ] {
            assert!(of_text(&format!("{{{member}, \"value\": []}}")).follows.is_none(), "{member}");
        }
        assert_eq!(of_text(r#"{"__count": "12", "results": []}"#).total.unwrap().0, 12);
    }
}
