//! What `tenantlint` is measured against: processes that do a part of its work and nothing else.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Instant;

use serde::de::IgnoredAny;
use walkdir::WalkDir;

/// Does what the floor of that name does.
pub(crate) fn run(name: &str, input: Option<&Path>) -> io::Result<()> {
    match (name, input) {
        ("nothing", _) => Ok(()),
        ("read", Some(input)) => read(input),
        ("floor", Some(input)) => grammar(input),
        _ => Err(io::Error::other("there is no such floor")),
    }
}

/// Reads everything through one small buffer.
fn read(input: &Path) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    for entry in WalkDir::new(input) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let mut file = File::open(entry.path())?;
            while file.read(&mut buffer)? > 0 {
                black_box(&buffer);
            }
        }
    }
    Ok(())
}

/// Reads a file into memory, checks that it is JSON, keeps nothing, and prints how long the check alone took.
fn grammar(input: &Path) -> io::Result<()> {
    let text = fs::read(input)?;
    let begun = Instant::now();
    serde_json::from_slice::<IgnoredAny>(black_box(&text))?;
    println!("{}", begun.elapsed().as_nanos());
    Ok(())
}
