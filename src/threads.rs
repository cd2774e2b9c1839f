//! The threads that share the work. Where there are none to be had, the one that runs does all of it.

use std::hint::black_box;
use std::sync::Once;
use std::thread;

use rayon::ThreadPoolBuilder;

static MADE: Once = Once::new();

/// Makes sure that work can be shared: to be called before the first of it is.
pub(crate) fn ready() {
    MADE.call_once(|| {
        keep_memory();
        make(|job| thread::Builder::new().spawn(job));
    });
}

/// Lets go of what nobody needs any more, beside what else is to be done: there may be many pieces of it. Alone, this thread
/// would never come to it.
pub(crate) fn let_go(what: impl Send + 'static) {
    if MADE.is_completed() && rayon::current_num_threads() > 1 {
        rayon::spawn(move || drop(what));
    }
}

/// Lets the allocator keep what this thread gives back, and have some in hand: fresh memory costs as much as reading small
/// files does. That of glibc gives back what is more than twice the largest block that it has got back, and asks for a
/// thread's memory page by page; others, as that of the static program, keep it anyway.
pub(crate) fn keep_memory() {
    if cfg!(target_env = "gnu") {
        let mut memory = Vec::<u8>::new();
        // Where there is not so much, it goes without.
        drop(memory.try_reserve_exact(IN_HAND));
        drop(black_box(memory));
    }
}

/// Never written to: it is asked for, and costs no memory.
const IN_HAND: usize = 31 << 20;

/// Makes the threads for all that follows with what starts one.
fn make(start: impl Fn(Box<dyn FnOnce() + Send>) -> std::io::Result<thread::JoinHandle<()>>) {
    // The library that shares work ends the program if it gets no thread; so one is asked for first.
    let any = start(Box::new(|| ())).is_ok_and(|thread| thread.join().is_ok());
    let builder = ThreadPoolBuilder::new();
    let made = if any {
        // Those that come after the first may be missing: whoever is there does their work.
        let handler = |worker: rayon::ThreadBuilder| {
            let first = worker.index() == 0;
            let started = start(Box::new(move || {
                keep_memory();
                worker.run();
            }));
            if first { started.map(drop) } else { Ok(()) }
        };
        builder.spawn_handler(handler).build_global()
    } else {
        builder.num_threads(1).use_current_thread().build_global()
    };
    // Made already, as by a test: all the better.
    drop(made);
}

#[cfg(test)]
mod tests {
    use std::{env, io};

    use super::*;

    /// Only in a process of its own: the threads are made once for all.
    const CHILD: &str = "TENANTLINT_WITHOUT_THREADS";

    #[test]
    fn where_no_thread_is_to_be_had_one_is_enough() {
        if env::var_os(CHILD).is_some() {
            make(|_| Err(io::Error::other("no more threads")));
            let (sum, count) = rayon::join(|| (1..=1000_u32).sum::<u32>(), rayon::current_num_threads);
            println!("alone: {sum} {count}");
            return;
        }
        let name = "threads::tests::where_no_thread_is_to_be_had_one_is_enough";
        let child = std::process::Command::new(env::current_exe().expect("this program"))
            .args(["--exact", name, "--nocapture", "--test-threads=1"])
            .env(CHILD, "1")
            .output()
            .expect("a process");
        let said = String::from_utf8_lossy(&child.stdout);
        assert!(child.status.success() && said.contains("alone: 500500 1"), "{said}");
    }
}
