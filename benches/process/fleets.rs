//! The section about many tenants: time to reading their files one after the other, and memory as their number grows.

use std::io;

use crate::files::Files;
use crate::fleet;
use crate::measure::{Job, Measured, in_turn};
use crate::sections::{MIB, Scale, judged, ms};
use crate::table::Table;

/// To reading the files one after the other.
const TO_READING: f64 = 2.5;
/// Peak memory, in MiB.
const MEMORY: f64 = 64.0;

pub(crate) fn section(files: &Files, scale: Scale) -> io::Result<()> {
    let head = ["tenants", "files", "threads", "min ms", "median ms", "µs a file", "to reading", "peak MiB"];
    let mut table = Table::new(&head);
    for tenants in [10, 100, 1_000, 10_000] {
        let folder = files.tree(&format!("fleet-{tenants}"), tenants, fleet::FILES, fleet::write)?;
        let args = ["fleet", "--no-config", "--now", "2026-12-01"].map(Into::into);
        let fleet = Job::tenantlint("fleet, human", args.into_iter().chain([folder.clone().into()]));
        let jobs = [Job::read(&folder), fleet.clone().on_one_thread(), fleet];
        let rounds = if tenants > 1_000 { scale.rounds.min(2) } else { scale.rounds };
        let measured = in_turn(&jobs, rounds)?;
        let reading = measured[0].wall.least();
        for (job, Measured { wall, peak, .. }) in jobs.iter().zip(&measured).skip(1) {
            let exports = tenants * fleet::FILES;
            let to_reading = wall.least() / reading;
            table.row([
                tenants.to_string(),
                exports.to_string(),
                job.threads(),
                ms(wall.least()),
                ms(wall.median()),
                format!("{:.1}", wall.least() * 1e6 / exports as f64),
                judged(to_reading, TO_READING),
                judged(*peak as f64 / MIB, MEMORY),
            ]);
        }
    }
    table.print();
    println!(
        "  {} exports a tenant. Budgets: on all threads at most {TO_READING} times, and {MEMORY} MiB.",
        fleet::FILES
    );
    Ok(())
}
