//! Those who read the reports, as far as they check them: schemas, and what consumers refuse beyond their schemas.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

/// The schemas of those who read the reports.
pub(crate) struct Readers {
    report: jsonschema::Validator,
    line: jsonschema::Validator,
    sarif: jsonschema::Validator,
    gitlab: jsonschema::Validator,
    junit: uppsala::XsdValidator,
}

impl Readers {
    pub(crate) fn new() -> Self {
        let schema = |path: &str| crate::common::json(path);
        let build = |path: &str| jsonschema::options().build(&schema(path)).unwrap();
        let report = schema("schemas/report-v1.schema.json");
        let registry =
            jsonschema::Registry::new().add("urn:tenantlint:schema:report-v1", &report).unwrap().prepare().unwrap();
        let lines = schema("schemas/report-lines-v1.schema.json");
        // The official schema has a bracket too many in two patterns, which not every engine forgives; what is meant is
        // stricter.
        let sarif = fs::read_to_string("tests/schemas/sarif-schema-2.1.0.json").unwrap();
        let (typed, meant) = ("\"^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$\"", "\"^[a-zA-Z]{2}(-[a-zA-Z]{2})?$\"");
        assert_eq!(sarif.matches(typed).count(), 2);
        let sarif: Value = serde_json::from_str(&sarif.replace(typed, meant)).unwrap();
        let options = jsonschema::options().with_registry(&registry);
        let junit = fs::read_to_string("tests/schemas/junit-10.xsd").unwrap();
        Self {
            line: options.build(&lines).unwrap(),
            report: build("schemas/report-v1.schema.json"),
            sarif: jsonschema::options().build(&sarif).unwrap(),
            gitlab: build("tests/schemas/gitlab-code-quality.schema.json"),
            junit: uppsala::XsdValidator::from_schema(&uppsala::parse(&junit).unwrap()).unwrap(),
        }
    }

    /// What is wrong with a report.
    pub(crate) fn faults(&self, format: &str, text: &str) -> Vec<String> {
        let json = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        match format {
            "json" | "json-v1" => errors(&self.report, &json(text)),
            "jsonl" => lines_faults(&self.line, &text.lines().map(json).collect::<Vec<_>>()),
            "sarif" => {
                let log = json(text);
                errors(&self.sarif, &log).into_iter().chain(sarif_faults(&log)).collect()
            }
            "gitlab" => {
                let issues = json(text);
                errors(&self.gitlab, &issues).into_iter().chain(gitlab_faults(&issues)).collect()
            }
            "junit" => self.junit_faults(text),
            "github" => text.lines().filter(|line| !is_workflow_command(line)).map(str::to_owned).collect(),
            "azure" => text.lines().filter(|line| !is_log_issue(line)).map(str::to_owned).collect(),
            "markdown" => markdown_faults(text),
            "csv" => csv_faults(text),
            "html" => html_faults(text),
            "human" | "narrated" => Vec::new(),
            other => panic!("{other}"),
        }
    }

    fn junit_faults(&self, text: &str) -> Vec<String> {
        let document = uppsala::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let mut faults: Vec<_> = self.junit.validate(&document).iter().map(|error| error.message.clone()).collect();
        let number =
            |node, name: &str| document.get_attribute(node, name).map_or(0, |text| text.parse::<usize>().unwrap());
        let suites = document.get_elements_by_tag_name("testsuite");
        let mut total = 0;
        for suite in suites {
            let within = |name: &str| {
                let nodes = document.descendants(suite).into_iter();
                nodes
                    .filter(|node| document.element(*node).is_some_and(|element| element.name.local_name == name))
                    .count()
            };
            for (attribute, element) in
                [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
            {
                if number(suite, attribute) != within(element) {
                    faults.push(format!("{attribute} is not the number of elements {element}"));
                }
            }
            if within("testcase") == 0 {
                faults.push("a suite without a case".to_owned());
            }
            total += within("testcase");
        }
        if total == 0 || total != number(document.document_element().unwrap(), "tests") {
            faults.push(format!("{total} cases are not what testsuites says"));
        }
        faults
    }
}

fn errors(validator: &jsonschema::Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn lines_faults(validator: &jsonschema::Validator, lines: &[Value]) -> Vec<String> {
    let mut faults: Vec<_> = lines.iter().flat_map(|line| errors(validator, line)).collect();
    let sorts: Vec<_> = lines.iter().map(|line| line["type"].as_str().unwrap()).collect();
    let middle = sorts.get(1..sorts.len() - 1).unwrap_or_default();
    if sorts.first() != Some(&"header")
        || sorts.last() != Some(&"summary")
        || middle.iter().skip_while(|sort| **sort == "input").any(|sort| !["result", "notice"].contains(sort))
    {
        faults.push(format!("the lines are {sorts:?}"));
    }
    faults
}

/// What GitHub refuses a whole upload for, and what makes two runs differ.
fn sarif_faults(log: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let runs = log["runs"].as_array().unwrap();
    if runs.len() != 1 {
        faults.push("not one run".to_owned());
    }
    let run = &runs[0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let artifacts = run["artifacts"].as_array().unwrap();
    for rule in rules {
        let text = |pointer: &str| rule.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        for pointer in
            ["/id", "/name", "/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"]
        {
            if text(pointer).is_empty() {
                faults.push(format!("{}: no {pointer}", rule["id"]));
            }
        }
        if text("/fullDescription/text").chars().count() > 1024 || text("/name").len() > 255 {
            faults.push(format!("{}: too long", rule["id"]));
        }
    }
    for result in run["results"].as_array().unwrap() {
        let at = &result["locations"][0]["physicalLocation"];
        let uri = at["artifactLocation"]["uri"].as_str().unwrap_or_default();
        let index = at["artifactLocation"]["index"].as_u64().map(|index| &artifacts[index as usize]["location"]["uri"]);
        let region =
            ["startLine", "startColumn", "endLine", "endColumn"].map(|key| at["region"][key].as_u64().unwrap_or(0));
        let relative = !uri.is_empty() && !uri.starts_with('/') && !uri.contains([':', '\\', ' ']) && uri.is_ascii();
        if !relative || index != Some(&uri.into()) || region.contains(&0) {
            faults.push(format!("a place that GitHub refuses: {at}"));
        }
        if region[0] > region[2] || region[0] == region[2] && region[1] > region[3] {
            faults.push(format!("a region that ends before it begins: {at}"));
        }
        if result["ruleId"] != rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"] {
            faults.push(format!("not the rule at that index: {result}"));
        }
        if (result["kind"] == "fail") == (result["level"] == "none") {
            faults.push(format!("kind and level disagree: {result}"));
        }
        if !result["partialFingerprints"]["tenantlint/v1"].is_string() {
            faults.push(format!("no fingerprint: {result}"));
        }
    }
    let text = log.to_string();
    let clock = ["startTimeUtc", "endTimeUtc", "timeUtc", "machine", "account", "guid"];
    faults.extend(clock.iter().filter(|key| text.contains(&format!("\"{key}\""))).map(|key| format!("it has {key}")));
    faults
}

fn gitlab_faults(issues: &Value) -> Vec<String> {
    let issues = issues.as_array().unwrap();
    let unique: BTreeSet<_> = issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    if unique.len() == issues.len() { Vec::new() } else { vec!["fingerprints are not unique".to_owned()] }
}

/// Whether a line is a command as the runner takes it apart, or the count of what is left out.
fn is_workflow_command(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("::") else {
        return !line.trim_start().starts_with("::") && !line.contains("##");
    };
    let Some((head, _)) = rest.split_once("::") else { return false };
    let Some((command, properties)) = head.split_once(' ') else { return false };
    let known = ["file", "line", "endLine", "col", "endColumn", "title"];
    ["error", "warning", "notice"].contains(&command)
        && properties.split(',').all(|part| part.split_once('=').is_some_and(|(key, _)| known.contains(&key)))
}

fn is_log_issue(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("##vso[task.logissue ") else {
        return !line.contains("##") && !line.starts_with("::");
    };
    let Some((properties, message)) = rest.split_once(']') else { return false };
    let known = ["type", "sourcepath", "linenumber", "columnnumber", "code"];
    !message.contains("##")
        && properties.strip_suffix(';').is_some_and(|properties| {
            properties.split(';').all(|part| part.split_once('=').is_some_and(|(key, _)| known.contains(&key)))
        })
}

fn markdown_faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut columns = None;
    for line in text.lines() {
        let bars = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
        match (line.starts_with('|'), columns) {
            (true, None) => columns = Some(bars),
            (true, Some(columns)) if columns != bars => faults.push(format!("{columns} bars, but: {line}")),
            (true, Some(_)) => {}
            (false, _) => columns = None,
        }
        if line.replace("<name>", "").contains('<') && !text.contains("```") {
            faults.push(format!("HTML: {line}"));
        }
    }
    faults
}

fn csv_faults(text: &str) -> Vec<String> {
    let Some(table) = text.strip_prefix('\u{FEFF}') else { return vec!["no byte order mark".to_owned()] };
    let mut faults = Vec::new();
    // The reader refuses rows of different lengths.
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    for row in reader.records() {
        let row = row.unwrap();
        // A number as JSON writes it is computed as itself.
        let is_formula = |cell: &&str| {
            cell.trim_start().starts_with(['=', '+', '-', '@'])
                && serde_json::from_str::<serde_json::Number>(cell).is_err()
        };
        faults.extend(row.iter().filter(is_formula).map(str::to_owned));
    }
    if table.replace("\r\n", "").contains(['\n', '\r']) {
        faults.push("a line break that is not that of RFC 4180".to_owned());
    }
    faults
}

/// What a browser would refuse, run or ask for, and what would not be found on the page.
pub(crate) fn html_faults(text: &str) -> Vec<String> {
    use sha2::Digest as _;
    let mut faults = Vec::new();
    let between = |from: &str, to: &str| {
        text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(inside, _)| inside)
    };
    let hash = base64(&sha2::Sha256::digest(between("<style>", "</style>")));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    if between("Content-Security-Policy\" content=\"", "\"") != policy {
        faults.push("a policy that is not that of its style".to_owned());
    }
    let tags: Vec<&str> = text.split('<').skip(1).filter_map(|tag| tag.split('>').next()).collect();
    let [mut ids, mut links] = [const { BTreeSet::new() }; 2];
    for tag in &tags {
        let name = tag.split([' ', '/']).find(|name| !name.is_empty()).unwrap_or_default();
        let known = "!DOCTYPE html head meta title style body header main section article fieldset legend label input h1 h2 h3 h4 p ul li table thead tbody tr th td pre code b i u a span div details summary svg rect";
        if !known.split(' ').any(|known| known == name) {
            faults.push(format!("<{tag}>"));
        }
        for part in tag.split(' ').skip(1) {
            let Some((key, value)) = part.split_once('=') else { continue };
            let value = value.trim_matches('"');
            match key {
                "id" if !ids.insert(value) => faults.push(format!("{value} is twice an id")),
                "href" if value.starts_with('#') => _ = links.insert(&value[1..]),
                "href"
                    if !value.starts_with("https://")
                        && std::path::Path::new(value).extension().is_none_or(|end| end != "html") =>
                {
                    faults.push(tag.to_string());
                }
                "src" | "srcset" | "action" | "style" => faults.push(tag.to_string()),
                key if key.starts_with("on") => faults.push(tag.to_string()),
                _ => {}
            }
        }
    }
    faults.extend(links.difference(&ids).map(|link| format!("nothing is called {link}")));
    faults
}

/// A page in the language that is on, as text: the other's words and the tags left out.
pub(crate) fn html_said(page: &str, other: &str) -> String {
    let main = page.split_once("<main>").unwrap().1;
    let mut text = String::new();
    let mut hidden: Option<(String, usize)> = None;
    for piece in main.split('<').skip(1) {
        let (tag, words) = piece.split_once('>').unwrap();
        let name = tag.trim_start_matches('/').split(' ').next().unwrap();
        let begins_other =
            if other == "zh" { tag.ends_with("lang=zh") } else { tag == "i" || tag.ends_with("lang=en") };
        match &mut hidden {
            // A paragraph ends where another element begins.
            Some((element, _)) if element == "p" && !["i", "b", "code", "a", "u"].contains(&name) => hidden = None,
            Some((element, depth)) if element == name => {
                *depth = if tag.starts_with('/') { *depth - 1 } else { *depth + 1 };
            }
            _ => {}
        }
        if matches!(hidden, Some((_, 0))) {
            hidden = None;
            text.push_str(words);
            continue;
        }
        if begins_other && hidden.is_none() {
            hidden = Some((name.to_owned(), 1));
        }
        if hidden.is_none() {
            text.push_str(words);
        }
    }
    text
}

fn base64(bytes: &[u8]) -> String {
    let letters: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    let bits = bytes.iter().map(|byte| format!("{byte:08b}")).collect::<Vec<_>>().concat();
    let some = bits.as_bytes().chunks(6).map(|six| format!("{:0<6}", std::str::from_utf8(six).unwrap()));
    let text: String = some.map(|six| letters[usize::from_str_radix(&six, 2).unwrap()]).collect();
    format!("{text:=<width$}", width = bytes.len().div_ceil(3) * 4)
}

/// Whether the text holds what somebody else would obey.
pub(crate) fn harmful(format: &str, text: &str) -> Vec<String> {
    let turns = |c| matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}');
    let text = text.strip_prefix('\u{FEFF}').filter(|_| format == "csv").unwrap_or(text);
    let text = if format == "csv" { text.replace("\r\n", "\n") } else { text.to_owned() };
    let mut faults: Vec<String> = text
        .chars()
        .filter(|c| *c != '\n' && c.is_control() || turns(*c) || matches!(c, '\u{FFFE}' | '\u{FFFF}'))
        .map(|c| c.escape_debug().to_string())
        .collect();
    for line in text.lines() {
        let own = match format {
            "github" => line.starts_with("::error ") || line.starts_with("::warning ") || line.starts_with("::notice "),
            _ => false,
        };
        let after = if format == "azure" { line.strip_prefix("##vso[task.logissue ").unwrap_or(line) } else { line };
        // A heading of Markdown is followed by a blank.
        let after = if format == "markdown" { after.trim_start_matches('#') } else { after };
        let marks: String = after.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).collect();
        if line.trim_start().starts_with("::") && !own || marks.contains("##") {
            faults.push(line.to_owned());
        }
    }
    faults
}
