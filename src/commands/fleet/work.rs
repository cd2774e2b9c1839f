//! Many jobs on all cores, each for itself: one that fails, also where that is a bug, stops no other.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;

use crate::threads;

/// A job that ended in a panic: what was said, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bug(pub(super) String);

/// Does a job for each item, and takes what comes of it as soon as it does, in any order. So many are in flight as there are
/// threads.
pub(super) fn each<I: Sync, T>(
    items: &[I],
    job: impl Fn(&I) -> T + Sync,
    take: impl FnMut(usize, Result<T, Bug>) + Send,
) {
    threads::ready();
    let next = AtomicUsize::new(0);
    let take = Mutex::new(take);
    let work = || {
        loop {
            let at = next.fetch_add(1, Relaxed);
            let Some(item) = items.get(at) else { return };
            let came = guarded(|| job(item));
            (take.lock().unwrap_or_else(PoisonError::into_inner))(at, came);
        }
    };
    let others = rayon::current_num_threads().min(items.len()).saturating_sub(1);
    thread::scope(|scope| {
        for _ in 0..others {
            // Where there is no thread to be had, those that are there do its work.
            let _ = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || {
                threads::keep_memory();
                work();
            });
        }
        work();
    });
}

/// As much as the main thread has.
const STACK: usize = 8 << 20;

thread_local! {
    /// Whether a panic of this thread is caught and told.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
    /// Where the last one was.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does a job that may panic.
fn guarded<T>(job: impl FnOnce() -> T) -> Result<T, Bug> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if CAUGHT.get() {
                PLACE.set(panic.location().map(ToString::to_string));
            } else {
                loud(panic);
            }
        }));
    });
    let before = CAUGHT.replace(true);
    let came = panic::catch_unwind(AssertUnwindSafe(job));
    CAUGHT.set(before);
    came.map_err(|payload| Bug(told(&*payload, PLACE.take())))
}

fn told(payload: &(dyn Any + Send), place: Option<String>) -> String {
    let said = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let said = said.unwrap_or("panic");
    place.map_or_else(|| said.to_owned(), |place| format!("{said} ({place})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_and_stops_no_other() {
        let items: Vec<usize> = (0..100).collect();
        let job = |item: &usize| {
            assert!(item % 7 != 3, "planted at {item}");
            item * 2
        };
        let mut all = Vec::new();
        each(&items, job, |at, came| all.push((at, came)));
        all.sort_by_key(|(at, _)| *at);
        assert!(all.iter().map(|(at, _)| *at).eq(0..100));
        for (at, came) in all {
            match came {
                Ok(twice) => assert_eq!((at % 7 == 3, twice), (false, at * 2)),
                Err(Bug(told)) => {
                    assert!(at % 7 == 3 && told.contains(&format!("planted at {at} (")), "{told}");
                    assert!(told.contains("work.rs:"), "{told}");
                }
            }
        }
    }

    #[test]
    fn nothing_to_do_is_nothing_done() {
        each(&[], |item: &usize| *item, |_, _| panic!("nothing comes of nothing"));
    }
}
