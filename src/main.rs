//! The program: arguments in, exit code out.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use tenantlint::cli;
use tenantlint::cli::Surroundings;
use tenantlint::commands as run;
use tenantlint::commands::output::Output;
use tenantlint::progress::Progress;

/// The allocator of musl is slow where several threads ask it.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let surroundings = Surroundings {
        locale: sys_locale::get_locale(),
        stdout_is_terminal: io::stdout().is_terminal(),
        one_stream: one_stream(),
        width: columns().or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))),
        // Whatever is in it counts, `0` too: https://no-color.org
        no_colour: variable("NO_COLOR").is_some_and(|value| !value.is_empty()),
        force_colour: is_set("CLICOLOR_FORCE") || is_set("FORCE_COLOR"),
        plain_terminal: variable("TERM").as_deref() == Some("dumb") || variable("CLICOLOR").as_deref() == Some("0"),
        links: supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        folder: std::env::current_dir().ok(),
        source_date_epoch: variable("SOURCE_DATE_EPOCH").filter(|epoch| !epoch.is_empty()),
        stdin_is_terminal: io::stdin().is_terminal(),
        workplace: cli::workplace(variable),
    };
    let progress = Progress::in_terminal(io::stderr().is_terminal() && variable("TERM").as_deref() != Some("dumb"));
    let mut out = io::BufWriter::new(Pipe { stream: Some(io::stdout().lock()), progress: &progress });
    // Not locked: the progress is drawn on it too, by another thread.
    let mut err = Pipe { stream: Some(io::stderr()), progress: &progress };
    let code = match cli::parse(std::env::args_os(), &surroundings) {
        Ok(command) => run::run(&command, &mut Output { out: &mut out, err: &mut err, progress: &progress }),
        Err(message) => {
            let stream: &mut dyn io::Write = if message.to_stderr { &mut err } else { &mut out };
            stream.write_all(message.text.as_bytes()).map(|()| message.code)
        }
    };
    progress.stop();
    let failure = match (code, out.flush()) {
        (Ok(code), Ok(())) => return ExitCode::from(code),
        (Err(error), _) | (Ok(_), Err(error)) => error,
    };
    let _ = writeln!(err, "tenantlint: {failure}");
    ExitCode::from(2)
}

/// A stream whose reader may go away, as `head` does. Whoever reads us has seen enough; what was found has been found,
/// so the run goes on to its exit code. What is written here ends the progress, which must not stand in between.
struct Pipe<'p, W> {
    stream: Option<W>,
    progress: &'p Progress,
}

impl<W: io::Write> Pipe<'_, W> {
    fn unless_closed<T>(&mut self, otherwise: T, job: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
        self.progress.stop();
        match self.stream.as_mut().map(job) {
            Some(Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.stream = None;
                Ok(otherwise)
            }
            Some(done) => done,
            None => Ok(otherwise),
        }
    }
}

impl<W: io::Write> io::Write for Pipe<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_closed(bytes.len(), |stream| stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_closed((), io::Write::flush)
    }
}

#[expect(clippy::disallowed_methods, reason = "the rim is where the environment is read")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The width that people ask for.
fn columns() -> Option<usize> {
    variable("COLUMNS")?.trim().parse().ok().filter(|columns| (20..=1000).contains(columns))
}

/// Whether both streams go to one place that is no terminal, such as a file by `> file 2>&1`, or a pager.
fn one_stream() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let place = |path: &str| std::fs::metadata(path).ok().map(|stream| (stream.dev(), stream.ino()));
        !io::stderr().is_terminal() && place("/dev/stdout").is_some_and(|out| Some(out) == place("/dev/stderr"))
    }
    #[cfg(not(unix))]
    false
}

fn is_set(name: &str) -> bool {
    variable(name).is_some_and(|value| !value.is_empty() && value != "0")
}
