//! Many jobs on all cores, each for itself: one that fails, also where that is a bug, stops no other. The order of what
//! comes out is that of what went in.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;

use crate::order::Order as _;
use crate::threads;

/// A job that ended in a panic: what was said, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bug(pub(super) String);

/// Does a job for each item. So many are in flight as there are threads.
pub(super) fn each<I: Sync, T: Send>(items: &[I], job: impl Fn(&I) -> T + Sync) -> Vec<Result<T, Bug>> {
    threads::ready();
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        loop {
            let at = next.fetch_add(1, Relaxed);
            let Some(item) = items.get(at) else { return };
            let came = guarded(|| job(item));
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, came));
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
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.order_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, came)| came).collect()
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
        let came = each(&items, job);
        assert_eq!(came.len(), 100);
        for (at, came) in came.into_iter().enumerate() {
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
        assert!(each(&[], |item: &usize| *item).is_empty());
    }
}
