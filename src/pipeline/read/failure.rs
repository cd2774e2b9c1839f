//! What stands where an export should be: the answer to a request that failed, as each service and tool words it, and
//! the records that PowerShell keeps of errors.

use crate::json::{Lookup, NodeKind, NodeRef, Rests};
use crate::model::place::Span;
use crate::pipeline::source::Likeness;
use crate::text::printable::shortened;

/// The answer to a request that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// The place of the message.
    pub span: Span,
    /// What the service says.
    pub message: String,
    /// It stands where objects of any kind may be missing: among others of a list, or of a file.
    pub among: bool,
}

/// So many characters of a message are told, and so many words at most: a service may answer with a page.
const MOST: usize = 300;
const MOST_WORDS: usize = MOST / 2;

impl Failure {
    pub(super) fn at(node: NodeRef<'_>) -> Self {
        let text = node.as_text();
        let told = matches!(node.kind(), NodeKind::String | NodeKind::Number);
        let words = text.split_whitespace().filter(|_| told).take(MOST_WORDS).collect::<Vec<_>>().join(" ");
        Self { span: node.span(), message: shortened(&words, MOST).into_owned(), among: true }
    }
}

/// The failure that a whole document tells of; none if there is anything else in it.
pub(super) fn of(root: NodeRef<'_>) -> Option<Failure> {
    match root.kind() {
        NodeKind::Object => of_object(root),
        NodeKind::Array => of_array(root),
        // The text of an error as the one value that came out.
        NodeKind::String if Likeness::of_text(&root.as_text()) == Some(Likeness::Failure) => Some(Failure::at(root)),
        _ => None,
    }
}

/// An array in which there is nothing but errors.
fn of_array(root: NodeRef<'_>) -> Option<Failure> {
    let mut elements = root.elements();
    let first = elements.next().filter(|first| first.kind() == NodeKind::Object)?;
    // CSOM answers with an array whose first element says how it went.
    let first = Lookup::of(first);
    if let Some(failure) = csom_error(&first) {
        return Some(failure);
    }
    let failure = of_lookup(&first)?;
    elements.all(|other| other.kind() == NodeKind::Object && of_object(other).is_some()).then_some(failure)
}

/// What names of members hold that say how a request went, not what it answered.
const ABOUT_REQUESTS: [&str; 13] = [
    "error",
    "exception",
    "message",
    "status",
    "code",
    "trace",
    "correlation",
    "request",
    "detail",
    "stack",
    "success",
    "timestamp",
    "odata.",
];

/// Whole names of such members.
const MORE_ABOUT_REQUESTS: [&str; 7] = ["type", "title", "instance", "description", "target", "help", "reason"];

/// Members in which a whole answer is wrapped.
const WRAPPERS: [&str; 4] = ["d", "value", "body", "content"];
const MOST_WRAPPERS: usize = 3;

/// What an object wraps that has nothing else in it.
fn wrapped<'d>(root: &Lookup<'d>) -> Option<NodeRef<'d>> {
    let (key, inner) = root.only_member()?;
    let wraps = WRAPPERS.iter().any(|name| key.as_text().eq_ignore_ascii_case(name));
    (wraps && inner.kind() == NodeKind::Object).then_some(inner)
}

fn of_object(node: NodeRef<'_>) -> Option<Failure> {
    of_lookup(&Lookup::of(node))
}

/// What an object tells as a document or as the first element of one, and on what that rests.
pub(super) fn of_object_resting(node: NodeRef<'_>) -> (Option<Failure>, Option<Vec<Rests>>) {
    let root = Lookup::of(node);
    let failure = csom_error(&root).or_else(|| of_lookup(&root));
    (failure, root.rests_on())
}

fn of_lookup(root: &Lookup<'_>) -> Option<Failure> {
    if root.get("IsSuccessStatusCode").and_then(NodeRef::as_bool) == Some(false) {
        let said = ["ReasonPhrase", "Response", "StatusCode"].into_iter().find_map(|name| root.get(name));
        return Some(Failure::at(said.unwrap_or(root.node())));
    }
    if let Some(message) = recorded(root) {
        return Some(Failure::at(message));
    }
    let mut inner: Option<Lookup<'_>> = None;
    for _ in 0..MOST_WRAPPERS {
        let Some(wrapped) = wrapped(inner.as_ref().unwrap_or(root)) else { break };
        inner = Some(Lookup::of(wrapped));
    }
    let root = inner.as_ref().unwrap_or(root);
    // Something was answered beside it.
    let answered = |(key, value): (NodeRef<'_>, NodeRef<'_>)| match value.kind() {
        NodeKind::Array => is_list_of_objects(value) && !key.as_text().eq_ignore_ascii_case("errors"),
        NodeKind::Object => is_answer(&key.as_text(), value),
        _ => false,
    };
    if root.containers().any(answered) {
        return None;
    }
    // Graph, the Power Platform and Dataverse; SharePoint REST words its messages in a language.
    for name in ["error", "odata.error"] {
        let Some(mut error) = root.get(name).filter(|error| error.kind() == NodeKind::Object) else { continue };
        // A tool may hand on the answer as the error of its own.
        if let Some(inner) = error.get("error").filter(|inner| inner.kind() == NodeKind::Object) {
            error = inner;
        }
        if let Some(message) = ["message", "error_description", "code"].into_iter().find_map(|name| error.get(name)) {
            return Some(Failure::at(message.get("value").unwrap_or(message)));
        }
    }
    // The directory where tokens are asked for.
    if let Some(description) = root.get("error_description").filter(|text| text.kind() == NodeKind::String) {
        return Some(Failure::at(description));
    }
    csom_error(root).or_else(|| of_words(root))
}

/// The error of the first element of a CSOM answer, which some tools keep alone.
fn csom_error(head: &Lookup<'_>) -> Option<Failure> {
    let error = head.get("ErrorInfo").filter(|error| error.kind() == NodeKind::Object)?;
    Some(Failure::at(error.get("ErrorMessage").unwrap_or(error)))
}

/// An object that has a message and otherwise only says how the request went.
fn of_words(root: &Lookup<'_>) -> Option<Failure> {
    let failed = |name: &str| {
        let status = root.get(name)?;
        let number = status.as_text().parse::<u16>().ok()?;
        (400..600).contains(&number).then_some(status)
    };
    let status = ["statusCode", "status", "code"].into_iter().find_map(failed);
    let is_said = |text: &NodeRef<'_>| text.kind() == NodeKind::String && !text.as_text().trim().is_empty();
    let listed = root.get("errors").and_then(|errors| errors.elements().next()?.get("message")).filter(is_said);
    // The Power Platform's cmdlets hand on the answer with its head; its words may be in a language of their own.
    let handed_on = status.is_some() && root.has(&["Headers", "Internal"]);
    // `message` alone is the word of a tool; a title or a description alone may be anybody's.
    let plain = root.has(&["message"]) || root.has(&["error"]) || listed.is_some();
    let says_how =
        |(key, value): (NodeRef<'_>, NodeRef<'_>)| value.kind() == NodeKind::Null || is_about_requests(&key.as_text());
    if !(handed_on || (plain || status.is_some()) && root.node().members().all(says_how)) {
        return None;
    }
    let mut names = ["message", "error", "detail", "Description", "title"].into_iter();
    let said = names.find_map(|name| root.get(name).filter(is_said)).or(listed);
    said.or(status).map(Failure::at)
}

/// Whether a member says how a request went.
fn is_about_requests(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ABOUT_REQUESTS.iter().any(|part| key.contains(part)) || MORE_ABOUT_REQUESTS.contains(&key.as_str())
}

/// Objects beside an error that are about the request too.
const AROUND: [&str; 5] = ["headers", "internal", "responseHeaders", "config", "response"];

/// Whether a member is an object that is no part of the error.
fn is_answer(key: &str, value: NodeRef<'_>) -> bool {
    let known = is_about_requests(key) || AROUND.iter().any(|name| key.eq_ignore_ascii_case(name));
    value.members().next().is_some() && !known
}

fn is_list_of_objects(node: NodeRef<'_>) -> bool {
    node.elements().next().is_some_and(|first| first.kind() == NodeKind::Object && record(first).is_none())
}

/// The message of a record of an error, as PowerShell writes it among the objects of `2>&1`.
pub(super) fn record(object: NodeRef<'_>) -> Option<NodeRef<'_>> {
    recorded(&Lookup::of(object))
}

fn recorded<'d>(object: &Lookup<'d>) -> Option<NodeRef<'d>> {
    let exception = object.get("Exception");
    let known = ["FullyQualifiedErrorId", "CategoryInfo", "ErrorCategory_Message"];
    match exception {
        Some(exception) if known.iter().any(|name| object.get(name).is_some()) => {
            let said = exception.get("Message").filter(|text| text.kind() == NodeKind::String);
            Some(said.unwrap_or(exception))
        }
        // An exception on its own.
        None if ["StackTrace", "HResult", "InnerException"].iter().all(|name| object.get(name).is_some()) => {
            object.get("Message")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Parsed;

    fn said(text: &str) -> Option<String> {
        let parsed = Parsed::new(text.to_owned()).expect("JSON");
        of(parsed.document().root()).map(|failure| failure.message)
    }

    #[test]
    fn every_service_is_understood() {
        let of = [
            (r#"{"error":{"code":"Forbidden","message":"No role"}}"#, "No role"),
            (r#"{"error":{"code":"tooManyRequests","innerError":{}}}"#, "tooManyRequests"),
            (r#"{"odata.error":{"code":"-1","message":{"lang":"zh-CN","value":"拒绝访问"}}}"#, "拒绝访问"),
            (r#"{"error":{"code":"-1","message":{"lang":"en-US","value":"Access denied"}}}"#, "Access denied"),
            (
                r#"{"error":"invalid_client","error_description":"AADSTS7000215: bad\r\nTrace"}"#,
                "AADSTS7000215: bad Trace",
            ),
            (r#"[{"SchemaVersion":"15","ErrorInfo":{"ErrorMessage":"Access denied."}},12]"#, "Access denied."),
            (r#"{"ErrorInfo":{"ErrorMessage":"Expired."}}"#, "Expired."),
            (r#"{"message":"Log in first"}"#, "Log in first"),
            (r#"{"statusCode":429,"message":"Rate limit is exceeded."}"#, "Rate limit is exceeded."),
            (
                r#"{"Message":"Authorization has been denied for this request."}"#,
                "Authorization has been denied for this request.",
            ),
            (r#"{"type":"about:blank","title":"Forbidden","status":403}"#, "Forbidden"),
            (r#"{"Code":403,"Description":"Forbidden","Headers":{},"Errors":[],"Internal":{}}"#, "Forbidden"),
            (r#"{"IsSuccessStatusCode":false,"StatusCode":401,"Response":""}"#, ""),
            (r#"{"Exception":{"Message":"No"},"FullyQualifiedErrorId":"X","CategoryInfo":{}}"#, "No"),
            (
                r#"[{"Exception":"System.Exception: No","CategoryInfo":"x"},{"Exception":"y","CategoryInfo":"x"}]"#,
                "System.Exception: No",
            ),
            (r#"{"error":{"error":{"code":"x","message":"Inner"}}}"#, "Inner"),
            (r#"{"data":null,"errors":[{"message":"Not allowed","path":["a"]}]}"#, "Not allowed"),
            (r#"{"success":false,"message":"Session expired"}"#, "Session expired"),
            (r#"{"ErrorCode":"AccessDenied","Message":"No"}"#, "No"),
            (r#"{"code":"Unauthorized","message":"x","httpStatusCode":401}"#, "x"),
            (r#"{"Message":"An error","ExceptionMessage":"y","ExceptionType":"z","StackTrace":"at"}"#, "An error"),
            (r#"{"d":{"error":{"code":"-1","message":{"value":"denied"}}}}"#, "denied"),
            (r#""Get-SPOTenant : Access denied.""#, "Get-SPOTenant : Access denied."),
            (r#"{"Message":"No","StackTrace":null,"HResult":1,"InnerException":null}"#, "No"),
        ];
        for (text, message) in of {
            assert_eq!(said(text).as_deref(), Some(message), "{text}");
        }
    }

    #[test]
    fn what_has_an_answer_is_no_failure() {
        for text in [
            "{}",
            "[]",
            r#"{"error":null,"value":[{"a":1}]}"#,
            r#"{"error":{"code":"x","message":"half"},"value":[{"a":1}]}"#,
            r#"{"title":"Home","type":"page"}"#,
            r#"{"displayName":"x","message":"Hello"}"#,
            r#"[{"SchemaVersion":"15","ErrorInfo":null},12,{}]"#,
            r#"[{"Exception":"x","CategoryInfo":"x"},{"Name":"Default"}]"#,
            r#"{"status":"Enabled","Description":"A policy"}"#,
            r#"{"error":{"message":"half"},"tenant":{"SharingCapability":2}}"#,
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
