//! Whole processes: how long one takes from start to exit, how much memory it holds at its peak, what it answers.
//!
//! The system tells the peak memory of all children that a process has waited for, and only the highest. So each
//! measured process has a launcher of its own: this program again, which starts it, waits, and prints one line.

use std::env;
use std::ffi::OsString;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The first argument that makes this program a launcher.
pub(crate) const LAUNCH: &str = "--launch";
/// The first argument that makes this program one of the floors.
pub(crate) const FLOOR: &str = "--floor";

/// A process to be measured.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    /// What it is called in tables.
    pub(crate) name: String,
    /// The program and its arguments.
    command: Vec<OsString>,
    /// Whether it may use one thread only.
    pub(crate) single: bool,
}

impl Job {
    /// `tenantlint` with these arguments.
    pub(crate) fn tenantlint(name: impl Into<String>, args: impl IntoIterator<Item = OsString>) -> Self {
        let command = [env!("CARGO_BIN_EXE_tenantlint").into()].into_iter().chain(args).collect();
        Self { name: name.into(), command, single: false }
    }

    /// `tenantlint check` of that input, with a report in that format, on a fixed day.
    pub(crate) fn check(format: &str, input: &Path) -> Self {
        let args = ["check", "--no-config", "--now", "2026-12-01", "--format", format].map(OsString::from);
        Self::tenantlint(format!("check, {format}"), args.into_iter().chain([input.into()]))
    }

    /// The same with further arguments.
    pub(crate) fn with(mut self, name: impl Into<String>, args: impl IntoIterator<Item = OsString>) -> Self {
        self.name = name.into();
        self.command.extend(args);
        self
    }

    /// On one thread.
    pub(crate) fn on_one_thread(self) -> Self {
        Self { single: true, ..self }
    }

    /// A process that does nothing.
    pub(crate) fn nothing() -> Self {
        Self::floor_named("nothing", None)
    }

    /// Reads a file, or all files below a folder, through one small buffer.
    pub(crate) fn read(input: &Path) -> Self {
        Self::floor_named("read", Some(input))
    }

    /// Checks the grammar of a file and keeps nothing.
    pub(crate) fn floor(input: &Path) -> Self {
        Self::floor_named("floor", Some(input))
    }

    fn floor_named(what: &str, input: Option<&Path>) -> Self {
        let args = [OsString::from(FLOOR), what.into()].into_iter().chain(input.map(Into::into));
        let command = [this_program().into()].into_iter().chain(args).collect();
        Self { name: what.to_owned(), command, single: true }
    }

    /// How many threads, for tables.
    pub(crate) fn threads(&self) -> String {
        if self.single { "1" } else { "all" }.to_owned()
    }

    /// The command that runs it, under another program if there is one in front.
    pub(crate) fn command(&self, front: &[&str]) -> Command {
        let words: Vec<OsString> = front.iter().map(OsString::from).chain(self.command.iter().cloned()).collect();
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).stdin(Stdio::null());
        if self.single {
            command.env("RAYON_NUM_THREADS", "1");
        } else {
            command.env_remove("RAYON_NUM_THREADS");
        }
        command
    }

    fn run(&self) -> io::Result<Run> {
        let program = this_program();
        let program = program.to_str().ok_or_else(|| io::Error::other("this program's path is not Unicode"))?;
        let output = self.command(&[program, LAUNCH]).stderr(Stdio::inherit()).output()?;
        let line = String::from_utf8_lossy(&output.stdout);
        let mut numbers = line.split_whitespace().map(str::parse::<u64>);
        let mut next = || numbers.next().and_then(Result::ok);
        let (Some(wall), Some(peak), Some(code)) = (next(), next(), next()) else {
            return Err(io::Error::other(format!("the launcher of {} failed", self.name)));
        };
        let told = next().map(Duration::from_nanos);
        Ok(Run { wall: Duration::from_nanos(wall), told, peak, code })
    }
}

struct Run {
    wall: Duration,
    told: Option<Duration>,
    peak: u64,
    code: u64,
}

/// What the rounds of one job came to.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    /// From start to exit.
    pub(crate) wall: Times,
    /// Of the floor, what it says that the check alone took.
    pub(crate) told: Times,
    /// The highest peak in bytes; 0 where the system does not tell.
    pub(crate) peak: u64,
    /// The exit code.
    pub(crate) code: u64,
}

/// Times of the rounds.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// The shortest, in seconds.
    pub(crate) fn least(&self) -> f64 {
        self.0.iter().min().copied().unwrap_or_default().as_secs_f64()
    }

    /// The middle one, in seconds.
    pub(crate) fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied().unwrap_or_default().as_secs_f64()
    }
}

/// Runs the jobs in turn, so that what disturbs the machine disturbs all of them, and leaves the first round out: it
/// fills the caches.
pub(crate) fn in_turn(jobs: &[Job], rounds: usize) -> io::Result<Vec<Measured>> {
    let mut all: Vec<Measured> = jobs.iter().map(|_| Measured::default()).collect();
    for round in 0..=rounds {
        for (job, measured) in jobs.iter().zip(&mut all) {
            let run = job.run()?;
            if round > 0 {
                measured.wall.0.push(run.wall);
                measured.told.0.extend(run.told);
                measured.peak = measured.peak.max(run.peak);
                measured.code = run.code;
            }
        }
    }
    Ok(all)
}

/// The launcher: starts the program, waits, and prints nanoseconds, peak memory in bytes, exit code, and, if it is one
/// of the floors, what it printed.
pub(crate) fn launch(command: &[OsString]) -> io::Result<()> {
    let own = command.get(1).is_some_and(|arg| arg == FLOOR);
    let mut child = Command::new(&command[0]);
    child.args(&command[1..]).stderr(Stdio::null()).stdout(if own { Stdio::piped() } else { Stdio::null() });
    let begun = Instant::now();
    let mut child = child.spawn()?;
    let mut told = String::new();
    if let Some(out) = &mut child.stdout {
        out.read_to_string(&mut told)?;
    }
    let status = child.wait()?;
    let wall = begun.elapsed().as_nanos();
    // What an abort gives: another signal is no better.
    let code = status.code().unwrap_or(134);
    println!("{wall} {} {code} {told}", peak_of_children());
    Ok(())
}

#[cfg(unix)]
fn peak_of_children() -> u64 {
    use nix::sys::resource::{UsageWho, getrusage};
    let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    getrusage(UsageWho::RUSAGE_CHILDREN).map_or(0, |usage| usage.max_rss().unsigned_abs() * unit)
}

#[cfg(not(unix))]
fn peak_of_children() -> u64 {
    0
}

fn this_program() -> PathBuf {
    env::current_exe().unwrap_or_default()
}
