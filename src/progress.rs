//! How far a run has come, for somebody who waits: one line on standard error while the work takes more than a second.
//!
//! The stages only count, a few times for each file. A thread of its own looks at the counts, draws, and takes the line
//! away when it is told to stop, which is before anything else is written. Where nobody looks at standard error there
//! is no thread, nothing is allocated, and counting is a test for that. Nothing of this reaches a report.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::lang::{Lang, say, words};

/// Work that is over sooner shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Between one drawing and the next.
const INTERVAL: Duration = Duration::from_millis(100);

/// Bytes between one counting and the next.
pub(crate) const STEP: usize = 4 << 20;

/// Columns of the bar.
const BAR: u8 = 20;

/// Progress that nobody sees.
pub static SILENT: Progress = Progress(None);

/// How far a run has come. A clone counts to the same line.
#[derive(Debug, Clone, Default)]
pub struct Progress(Option<Arc<Shared>>);

#[derive(Debug, Default)]
struct Shared {
    counts: ProgressCounts<AtomicU64>,
    /// Whether there is nothing more to draw.
    over: Mutex<bool>,
    stopped: Condvar,
    drawer: Mutex<Option<JoinHandle<()>>>,
}

/// What is to be done and what is done.
#[derive(Debug, Clone, Copy, Default)]
struct ProgressCounts<N> {
    files: N,
    /// Bytes of the files.
    to_read: N,
    /// Bytes of the texts; those of the file where the text is not known yet.
    to_check: N,
    read: Done<N>,
    checked: Done<N>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Done<N> {
    files: N,
    bytes: N,
}

impl Progress {
    /// Progress that is shown where somebody looks at standard error, in a terminal whose lines can be redrawn.
    pub fn in_terminal(there: bool) -> Self {
        Self(there.then(Arc::default))
    }

    /// Begins to show it, once a second has passed.
    pub(crate) fn start(&self, lang: Lang) {
        let Some(shared) = &self.0 else { return };
        let mut drawer = lock(&shared.drawer);
        if drawer.is_none() && !*lock(&shared.over) {
            let shared = Arc::clone(shared);
            // Without a thread there is no line, which nobody needs as much as the report.
            *drawer = thread::Builder::new().name("progress".into()).spawn(move || shared.draw(lang)).ok();
        }
    }

    /// Takes the line away for good; when this returns, it is gone.
    pub fn stop(&self) {
        let Some(shared) = &self.0 else { return };
        *lock(&shared.over) = true;
        shared.stopped.notify_all();
        if let Some(drawer) = lock(&shared.drawer).take() {
            let _ = drawer.join();
        }
    }

    /// Whether it is worth finding out how much there is to do.
    pub(crate) fn is_shown(&self) -> bool {
        self.0.is_some()
    }

    /// More files are to be read, of so many bytes together.
    pub(crate) fn expect(&self, files: usize, bytes: u64) {
        let Some(counts) = self.counts() else { return };
        counts.files.fetch_add(files as u64, Relaxed);
        counts.to_read.fetch_add(bytes, Relaxed);
        counts.to_check.fetch_add(bytes, Relaxed);
    }

    /// So many more bytes have been read.
    pub(crate) fn read(&self, bytes: usize) {
        let Some(counts) = self.counts() else { return };
        counts.read.bytes.fetch_add(bytes as u64, Relaxed);
    }

    /// A file of so many bytes has been read to its end, and its text is so long: nothing if it is none.
    pub(crate) fn read_file(&self, bytes: u64, text: usize) {
        let Some(counts) = self.counts() else { return };
        counts.read.files.fetch_add(1, Relaxed);
        // The sum wraps around where the text is the shorter one, and comes out right.
        counts.to_check.fetch_add((text as u64).wrapping_sub(bytes), Relaxed);
    }

    /// So many more bytes of a text have been checked.
    pub(crate) fn checked(&self, bytes: usize) {
        let Some(counts) = self.counts() else { return };
        counts.checked.bytes.fetch_add(bytes as u64, Relaxed);
    }

    /// A text has been checked to its end, and with it so many more bytes.
    pub(crate) fn checked_file(&self, rest: usize) {
        let Some(counts) = self.counts() else { return };
        counts.checked.bytes.fetch_add(rest as u64, Relaxed);
        counts.checked.files.fetch_add(1, Relaxed);
    }

    fn counts(&self) -> Option<&ProgressCounts<AtomicU64>> {
        self.0.as_ref().map(|shared| &shared.counts)
    }
}

impl Shared {
    /// Waits so long; tells whether it was stopped meanwhile.
    fn over_within(&self, time: Duration) -> bool {
        let waited = self.stopped.wait_timeout_while(lock(&self.over), time, |over| !*over);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// The thread.
    fn draw(&self, lang: Lang) {
        if self.over_within(PATIENCE) {
            return;
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        // A message that is longer than the terminal is wide is cut off, and so stays on one line.
        bar.set_style(ProgressStyle::with_template("{wide_msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()));
        loop {
            bar.set_message(line(&self.counts.seen(), lang));
            if self.over_within(INTERVAL) {
                break;
            }
        }
        bar.finish_and_clear();
    }
}

impl ProgressCounts<AtomicU64> {
    fn seen(&self) -> ProgressCounts<u64> {
        let done = |done: &Done<AtomicU64>| Done { files: done.files.load(Relaxed), bytes: done.bytes.load(Relaxed) };
        ProgressCounts {
            files: self.files.load(Relaxed),
            to_read: self.to_read.load(Relaxed),
            to_check: self.to_check.load(Relaxed),
            read: done(&self.read),
            checked: done(&self.checked),
        }
    }
}

/// What the terminal shows.
fn line(seen: &ProgressCounts<u64>, lang: Lang) -> String {
    let ProgressCounts { files, to_read, to_check, read, checked } = *seen;
    // The length of standard input is known only at its end.
    if read.bytes > to_read || to_read == 0 {
        let mb = read.bytes / 1_000_000;
        return words(lang, &format!("Reading  {mb} MB"), &format!("正在读取  {mb} MB")).to_owned();
    }
    let (doing, done, all) = if read.bytes < to_read {
        (words(lang, "Reading ", "正在读取"), read, to_read)
    } else if checked.bytes < to_check {
        (words(lang, "Checking", "正在检查"), checked, to_check)
    } else {
        return words(lang, "Writing the report", "正在生成报告").to_owned();
    };
    let (part, whole) = (read.bytes + checked.bytes, to_read.saturating_add(to_check).max(1));
    let filled = (part.saturating_mul(BAR.into()) / whole).min(BAR.into());
    let filled = usize::try_from(filled).unwrap_or_default();
    let percent = (part.saturating_mul(100) / whole).min(99);
    let bar = format!("[{}{}]", "=".repeat(filled), " ".repeat(usize::from(BAR) - filled));
    let bytes = match (done.bytes / 1_000_000, all.div_ceil(1_000_000)) {
        (part, whole) if lang == Lang::En => format!("{part} of {whole} MB"),
        (part, whole) => format!("{part}/{whole} MB"),
    };
    let count = done.files;
    match files {
        ..=1 => format!("{doing}  {bar} {percent:>2} %  {bytes}"),
        _ => say!(
            lang,
            "{doing}  {bar} {percent:>2} %  {count} of {files} files, {bytes}",
            "{doing}  {bar} {percent:>2} %  {count}/{files} 个文件，{bytes}"
        ),
    }
}

/// The value, even if a thread that held it has failed: a half-drawn line harms nobody.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(progress: &Progress) -> ProgressCounts<u64> {
        progress.counts().expect("a terminal").seen()
    }

    #[test]
    fn without_a_terminal_there_is_nothing() {
        let progress = Progress::in_terminal(false);
        progress.start(Lang::En);
        progress.expect(1, 10);
        progress.read(10);
        progress.checked_file(10);
        progress.stop();
        assert!(progress.0.is_none());
    }

    #[test]
    fn work_of_less_than_a_second_shows_nothing_and_is_not_waited_for() {
        let begun = std::time::Instant::now();
        let progress = Progress::in_terminal(true);
        progress.start(Lang::En);
        progress.stop();
        assert!(begun.elapsed() < PATIENCE);
        // Once over, it stays over.
        progress.start(Lang::En);
        assert!(lock(&progress.0.as_ref().expect("a terminal").drawer).is_none());
    }

    #[test]
    fn tells_how_far_it_is_in_both_languages() {
        let progress = Progress::in_terminal(true);
        let lines = || [Lang::En, Lang::ZhCn].map(|lang| line(&seen(&progress), lang));
        progress.expect(2, 300_000_000);
        progress.read(75_000_000);
        assert_eq!(
            lines(),
            [
                "Reading   [==                  ] 12 %  0 of 2 files, 75 of 300 MB",
                "正在读取  [==                  ] 12 %  0/2 个文件，75/300 MB"
            ]
        );
        // UTF-16: the text is half as long.
        progress.read(225_000_000);
        progress.read_file(100_000_000, 50_000_000);
        progress.read_file(200_000_000, 100_000_000);
        progress.checked(75_000_000);
        assert_eq!(
            lines(),
            [
                "Checking  [================    ] 83 %  0 of 2 files, 75 of 150 MB",
                "正在检查  [================    ] 83 %  0/2 个文件，75/150 MB"
            ]
        );
        progress.checked_file(75_000_000);
        assert_eq!(lines(), ["Writing the report", "正在生成报告"]);
    }

    #[test]
    fn an_unknown_length_has_no_bar() {
        let progress = Progress::in_terminal(true);
        progress.expect(1, 0);
        progress.read(7_000_000);
        assert_eq!(line(&seen(&progress), Lang::En), "Reading  7 MB");
        progress.expect(0, 7_000_000);
        progress.read_file(7_000_000, 7_000_000);
        assert_eq!(line(&seen(&progress), Lang::En), "Checking  [==========          ] 50 %  0 of 7 MB");
    }
}
