//! The report of GitLab Code Quality: an array of issues, one for each open finding.
//!
//! Issues with equal fingerprints are one to GitLab, so each has its own: over what it is about, the file, and how often
//! the same was said of that before. Where it stands there, the day and the language play no part, or what is moved would
//! be new. What is about no file has no place here; standard error and the other formats tell it.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::Context;
use super::annotation::{Annotation, annotations};
use crate::model::severity::Severity;
use crate::pipeline::judge::Report;
use crate::text::safe_json::{Each, write_pretty};

#[derive(Serialize)]
struct CodeQuality {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: GitlabLocation,
}

#[derive(Serialize)]
struct GitlabLocation {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(super) fn render(report: &Report, context: Context<'_>, out: &mut dyn Write) -> io::Result<()> {
    let located = || {
        let mut told: BTreeMap<[u8; 32], u32> = BTreeMap::new();
        annotations(report, context).filter_map(move |annotation| code_quality(annotation, &mut told))
    };
    write_pretty(&Each(located), out)
}

fn code_quality(annotation: Annotation, told: &mut BTreeMap<[u8; 32], u32>) -> Option<CodeQuality> {
    let path = annotation.path?;
    let times = told.entry(digest(&[&annotation.id, &path, &annotation.key])).or_default();
    *times += 1;
    let fingerprint = digest(&[&annotation.id, &path, &annotation.key, &times.to_string()]);
    Some(CodeQuality {
        description: annotation.message,
        check_name: annotation.id,
        fingerprint: crate::text::hex::hex(&fingerprint),
        severity: match annotation.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Info => "info",
        },
        location: GitlabLocation { path, lines: Lines { begin: annotation.start.line, end: annotation.end.line } },
    })
}

fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().into()
}
