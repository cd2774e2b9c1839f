//! The threads that share the work. Where there are none to be had, the one that runs does all of it.

use std::sync::Once;
use std::thread;

use rayon::ThreadPoolBuilder;

/// Makes sure that work can be shared: to be called before the first of it is.
pub(crate) fn ready() {
    static MADE: Once = Once::new();
    MADE.call_once(|| make(|job| thread::Builder::new().spawn(job)));
}

/// Makes the threads for all that follows with what starts one.
fn make(start: impl Fn(Box<dyn FnOnce() + Send>) -> std::io::Result<thread::JoinHandle<()>>) {
    // The library that shares work ends the program if it gets no thread; so one is asked for first.
    let any = start(Box::new(|| ())).is_ok_and(|thread| thread.join().is_ok());
    let builder = ThreadPoolBuilder::new();
    let made = if any {
        // Those that come after the first may be missing: whoever is there does their work.
        let handler = |worker: rayon::ThreadBuilder| {
            let first = worker.index() == 0;
            let started = start(Box::new(move || worker.run()));
            if first { started.map(drop) } else { Ok(()) }
        };
        builder.spawn_handler(handler).build_global()
    } else {
        builder.num_threads(1).use_current_thread().build_global()
    };
    // Made already, as by a test: all the better.
    drop(made);
}
