//! The table for programs: as one object (`schemas/fleet-v1.schema.json`), and as one object a line
//! (`schemas/fleet-lines-v1.schema.json`). The lines are the contract for everything beyond one machine, and what the next
//! run compares with; fields may be added, never changed.

use std::io::{self, Write};

use serde::Serialize;

use super::row::{Cell, Row, STATES};
use super::since::{ChangeSince, LINES};
use super::table::{RuleLine, Table};
use super::words::Words;
use crate::pack::rule::Rule;
use crate::pipeline::judge::Gates;
use crate::report::{RulePack, Tool};
use crate::text::safe_json::{Each, write_line, write_pretty};

#[derive(Serialize)]
struct FleetHeader<'a> {
    schema: &'static str,
    format_version: u32,
    tool: Tool,
    rule_pack: RulePack,
    evaluated_on: String,
    /// The day of the run that this one is compared with.
    since: Option<&'a str>,
    rules: Vec<RuleHead<'a>>,
}

#[derive(Serialize)]
struct RuleHead<'a> {
    id: &'a str,
    version: u32,
    severity: &'static str,
    title: &'a str,
}

#[derive(Serialize)]
struct OfTenant<'a> {
    tenant: &'a str,
    named: bool,
    folders: Vec<String>,
    files: u32,
    judged: bool,
    exit_code: u8,
    coverage: u8,
    errors: u32,
    warnings: u32,
    notes: u32,
    accepted: u32,
    gates: Vec<&'a str>,
    reason: Option<&'static str>,
    message: Option<&'a str>,
}

#[derive(Serialize)]
struct FleetVerdict<'a> {
    tenant: &'a str,
    rule: &'a str,
    severity: &'static str,
    standing: &'static str,
    findings: u32,
    accepted: u32,
}

#[derive(Serialize)]
struct OfRule<'a> {
    rule: &'a str,
    severity: &'static str,
    failed: u64,
    judged: u64,
    accepted: u64,
    not_judged: u64,
    to_declare: u64,
    passed: u64,
    not_applicable: u64,
    findings: u64,
    accepted_findings: u64,
    worst: Vec<Worst<'a>>,
}

#[derive(Serialize)]
struct Worst<'a> {
    tenant: &'a str,
    findings: u32,
}

#[derive(Serialize)]
struct Changed<'a> {
    tenant: &'a str,
    rule: Option<&'a str>,
    change: &'static str,
    before: Option<FleetSide>,
    after: Option<FleetSide>,
}

#[derive(Serialize)]
struct FleetSide {
    standing: &'static str,
    findings: u32,
}

#[derive(Serialize)]
struct Summary {
    tenants: u64,
    judged: u64,
    files: u64,
    /// Tenants by exit code.
    clean: u64,
    findings: u64,
    failed: u64,
    nothing_judged: u64,
    exit_code: u8,
}

/// A line: what it is, and the fields of that.
#[derive(Serialize)]
struct FleetLine<T> {
    #[serde(rename = "type")]
    sort: &'static str,
    #[serde(flatten)]
    fields: T,
}

/// A tenant with its verdicts.
#[derive(Serialize)]
struct Whole<'a, V> {
    #[serde(flatten)]
    tenant: OfTenant<'a>,
    verdicts: V,
}

#[derive(Serialize)]
struct FleetObject<'a, T, R, C> {
    #[serde(flatten)]
    header: FleetHeader<'a>,
    table: R,
    changes: C,
    tenants: T,
    summary: Summary,
}

/// Writes it as one object.
pub(super) fn object(table: &Table<'_>, words: Words<'_>, out: &mut dyn Write) -> io::Result<()> {
    let object = FleetObject {
        header: header("fleet-v1.schema.json", words),
        table: Each(|| table.rules.iter().map(|line| of_rule(line, table, words))),
        changes: Each(|| table.changes.iter().map(|change| changed(change, words))),
        tenants: Each(|| {
            table.rows.iter().map(|row| Whole {
                tenant: tenant(&row, table),
                verdicts: Each(move || verdicts(&row, words).collect::<Vec<_>>().into_iter()),
            })
        }),
        summary: summary(table),
    };
    write_pretty(&object, out)
}

/// Writes it as lines.
pub(super) fn lines(table: &Table<'_>, words: Words<'_>, out: &mut dyn Write) -> io::Result<()> {
    // Each line is gathered first: what it is written to may take small pieces badly.
    let mut out = io::BufWriter::with_capacity(1 << 16, out);
    let out = &mut out;
    write_line(&FleetLine { sort: "header", fields: header(LINES, words) }, out)?;
    for row in table.rows.iter() {
        let sort = if row.is_tenant() { "tenant" } else { "files" };
        write_line(&FleetLine { sort, fields: tenant(&row, table) }, out)?;
        for verdict in verdicts(&row, words) {
            write_line(&FleetLine { sort: "verdict", fields: verdict }, out)?;
        }
    }
    for line in &table.rules {
        write_line(&FleetLine { sort: "rule", fields: of_rule(line, table, words) }, out)?;
    }
    for change in &table.changes {
        write_line(&FleetLine { sort: "change", fields: changed(change, words) }, out)?;
    }
    write_line(&FleetLine { sort: "summary", fields: summary(table) }, out)?;
    out.flush()
}

fn severity(rule: &Rule, gates: Gates) -> &'static str {
    gates.severity(rule).id()
}

fn header<'a>(schema: &'static str, words: Words<'a>) -> FleetHeader<'a> {
    let head = |(_, rule): (_, &'a Rule)| RuleHead {
        id: &rule.id,
        version: rule.version,
        severity: severity(rule, words.gates),
        title: rule.title.get(words.lang),
    };
    FleetHeader {
        schema,
        format_version: 1,
        tool: Tool::THIS,
        rule_pack: RulePack::built_in(),
        evaluated_on: words.today.to_string(),
        since: words.since,
        rules: words.rules.all().map(head).collect(),
    }
}

fn tenant<'a>(row: &Row<'a>, table: &Table<'_>) -> OfTenant<'a> {
    let [notes, warnings, errors] = [2, 1, 0].map(|at: usize| row.open[at]);
    OfTenant {
        tenant: row.name,
        named: row.named,
        folders: table.folders(row),
        files: row.files,
        judged: row.is_judged(),
        exit_code: row.exit.code(),
        coverage: row.coverage,
        errors,
        warnings,
        notes,
        accepted: row.accepted,
        gates: row.gates.clone(),
        reason: row.trouble.map(|trouble| trouble.sort.id()),
        message: row.trouble.map(|trouble| trouble.message),
    }
}

fn verdicts<'a>(row: &Row<'a>, words: Words<'a>) -> impl Iterator<Item = FleetVerdict<'a>> + use<'a> {
    let (name, cells) = (row.name, row.cells);
    let verdict = move |((_, rule), Cell { state, findings, accepted }): ((_, &'a Rule), Cell)| FleetVerdict {
        tenant: name,
        rule: &rule.id,
        severity: severity(rule, words.gates),
        standing: state.id(),
        findings,
        accepted,
    };
    words.rules.all().zip(cells.iter()).map(verdict)
}

fn of_rule<'a>(line: &RuleLine, table: &'a Table<'_>, words: Words<'a>) -> OfRule<'a> {
    let rule = words.rules.get(line.rule);
    let [failed, accepted, not_judged, to_declare, passed, not_applicable] = STATES.map(|state| line.count(state));
    let worst = |(at, findings): &(usize, u32)| Worst { tenant: table.rows.get(*at).name, findings: *findings };
    OfRule {
        rule: &rule.id,
        severity: severity(rule, words.gates),
        failed,
        judged: line.judged(),
        accepted,
        not_judged,
        to_declare,
        passed,
        not_applicable,
        findings: line.findings,
        accepted_findings: line.accepted,
        worst: line.worst.iter().map(worst).collect(),
    }
}

fn changed<'a>(change: &'a ChangeSince, words: Words<'a>) -> Changed<'a> {
    let side = |cell: Option<Cell>| {
        let cell = cell.filter(|_| change.rule.is_some())?;
        Some(FleetSide { standing: cell.state.id(), findings: cell.findings })
    };
    Changed {
        tenant: &change.tenant,
        rule: change.rule.map(|rule| &*words.rules.get(rule).id),
        change: change.id(),
        before: side(change.before),
        after: side(change.after),
    }
}

fn summary(table: &Table<'_>) -> Summary {
    let of = |code: u8| table.rows.iter().filter(|row| row.is_tenant() && row.exit.code() == code).count() as u64;
    Summary {
        tenants: table.tenants,
        judged: table.judged,
        files: table.files,
        clean: of(0),
        findings: of(1),
        failed: of(2),
        nothing_judged: of(3),
        exit_code: table.exit.code(),
    }
}
