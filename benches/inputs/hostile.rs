//! Inputs made to hurt: correct JSON that is long, wide or deep in one place, each of any size.

use std::io::{self, Write};

/// A way to hurt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hostile {
    /// Its name for files.
    pub(crate) name: &'static str,
    /// What it holds, for the table.
    pub(crate) what: &'static str,
    /// How much of it, in the unit of `write`, a megabyte of `--size` stands for.
    pub(crate) a_megabyte: usize,
    /// Writes that much of it.
    pub(crate) write: fn(usize, &mut dyn Write) -> io::Result<()>,
}

/// With `--size 100` as large as they are called here.
pub(crate) const HOSTILE: [Hostile; 8] = [
    Hostile { name: "unread", what: "200 MB text, no rule asks", a_megabyte: 2_000_000, write: unread },
    Hostile { name: "setting", what: "200 MB text as a setting", a_megabyte: 2_000_000, write: setting },
    Hostile { name: "identity", what: "200 MB text as identity", a_megabyte: 2_000_000, write: identity },
    Hostile { name: "arrays", what: "200 MB of nested arrays", a_megabyte: 2_000_000, write: arrays },
    Hostile { name: "keys", what: "an object of a million keys", a_megabyte: 10_000, write: keys },
    Hostile { name: "levels", what: "100,000 levels of nesting", a_megabyte: 1_000, write: levels },
    Hostile { name: "empty", what: "10 million empty objects", a_megabyte: 100_000, write: empty },
    Hostile { name: "repeated", what: "one key 100,000 times, 10 objects", a_megabyte: 1_000, write: repeated },
];

/// The members of a site that shares with everybody; a comma and more may follow.
const SITE: &str = r#""Template":"STS#3","Owner":"owner1@lanhai.partner.onmschina.cn","StorageQuota":1048576,"#;
const URL: &str = r#""Url":"https://lanhai.sharepoint.cn/sites/team-000001""#;

fn unread(bytes: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "[{{{SITE}{URL},\"SharingCapability\":2,\"LockIssue\":\"")?;
    repeat("abcdefg ", bytes, out)?;
    write!(out, "\"}}]")
}

fn setting(bytes: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "[{{{SITE}{URL},\"SharingCapability\":\"")?;
    repeat("abcdefg ", bytes, out)?;
    write!(out, "\"}}]")
}

fn identity(bytes: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "[{{{SITE}\"SharingCapability\":2,\"Url\":\"https://lanhai.sharepoint.cn/sites/")?;
    repeat("abcdefg-", bytes, out)?;
    write!(out, "\"}}]")
}

fn arrays(bytes: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "[{{{SITE}{URL},\"SharingCapability\":2,\"LockIssue\":[")?;
    repeat("[[[0,1],[]],[[[]]]],", bytes, out)?;
    write!(out, "[]]}}]")
}

fn keys(keys: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "[{{{SITE}{URL},\"SharingCapability\":2")?;
    for key in 0..keys {
        write!(out, ",\"Member{key}\":{key}")?;
    }
    write!(out, "}}]")
}

fn levels(levels: usize, out: &mut dyn Write) -> io::Result<()> {
    repeat("[", levels, out)?;
    repeat("]", levels, out)
}

fn empty(objects: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "[")?;
    repeat("{},", objects * 3, out)?;
    write!(out, "{{}}]")
}

fn repeated(times: usize, out: &mut dyn Write) -> io::Result<()> {
    for object in 0..10 {
        write!(out, "{}{{{SITE}{URL}", if object == 0 { "[" } else { "," })?;
        repeat(",\"SharingCapability\":0", times * 22, out)?;
        write!(out, "}}")?;
    }
    write!(out, "]")
}

/// `piece` over and over, about `bytes` in all.
fn repeat(piece: &str, bytes: usize, out: &mut dyn Write) -> io::Result<()> {
    (0..bytes / piece.len()).try_for_each(|_| out.write_all(piece.as_bytes()))
}
