//! One source to verdicts: its resources judged as they are read, and what matters of them later remembered.

use std::collections::BTreeSet;

use super::ReadMode;
use crate::diagnostic::Diagnostic;
use crate::order::Gather as _;
use crate::pack::catalogue::{Origin, SettingId};
use crate::pipeline::check::{Checker, Counted, SaidVerdicts, ToldOutcome, Verdicts};
use crate::pipeline::derive;
use crate::pipeline::derive::Facts;
use crate::pipeline::read::{Export, Look, ReadError, Sink, SinkMark, read_into};
use crate::pipeline::resource::Renumber;
use crate::pipeline::resource::Resource;
use crate::pipeline::source::Source;
use crate::pipeline::witness::WitnessShown;
use crate::progress::Progress;

/// What one source came to, or what is wrong with it.
pub(super) type Examination = Result<Examined, Diagnostic>;

/// What a source came to that could be read.
pub(super) struct Examined {
    pub(super) export: Export,
    pub(super) said: SaidVerdicts,
    pub(super) facts: Facts,
    pub(super) shown: WitnessShown,
}

/// Sees each resource as it passes by, and whether it stands inside another. What it keeps of a source is its own.
pub(crate) type Watch<'w, W> = dyn Fn(&mut W, &Resource<'_>, bool) + Sync + 'w;

/// Reads and checks one source, resource by resource. `room` is that for verdicts, left by the source before.
pub(super) fn examine<W: Default + Send>(
    source: &Source,
    checker: Checker<'_>,
    progress: &Progress,
    read_mode: ReadMode,
    watch: Option<&Watch<'_, W>>,
    room: &mut Option<Verdicts>,
) -> (Examination, W) {
    let mut attempt = |stream: bool| {
        let blank = room.take().unwrap_or_else(|| Verdicts::new(checker.rules.len()));
        read_into(source, checker.catalogue, stream, Examiner::new(checker, progress, watch, blank))
    };
    let mut read = attempt(read_mode == ReadMode::Streamed);
    if matches!(read, Err(ReadError::OutlineChanged)) {
        read = attempt(false);
    }
    match read {
        Ok((export, examiner)) => {
            let Examiner { mut verdicts, facts, shown, kept, passed, .. } = examiner.finished();
            progress.checked_file(source.text.len().saturating_sub(passed));
            let said = verdicts.hand_out();
            *room = Some(verdicts);
            (Ok(Examined { export, said, facts, shown }), kept)
        }
        Err(error) => (Err(error.fault(source).expect("nothing is streamed the second time")), W::default()),
    }
}

/// Judges and remembers what it takes.
struct Examiner<'a, W> {
    checker: Checker<'a>,
    progress: &'a Progress,
    watch: Option<&'a Watch<'a, W>>,
    verdicts: Verdicts,
    facts: Facts,
    shown: WitnessShown,
    kept: W,
    /// Room for what a resource did not say enough for.
    silent: Vec<ToldOutcome>,
    /// Bytes of the text that were told as checked.
    passed: usize,
    /// Of the last resource nothing was kept.
    quiet: bool,
    /// Something of it was told by a number alone.
    tallied: bool,
    /// Those that are like the reference have names that can be read where they stand.
    plain_names: bool,
    /// What was counted for resources of which nothing was kept, and how many more there are of each.
    marked: Vec<(Counted, u64)>,
}

impl<'a, W: Default> Examiner<'a, W> {
    fn new(checker: Checker<'a>, progress: &'a Progress, watch: Option<&'a Watch<'a, W>>, verdicts: Verdicts) -> Self {
        let (facts, shown, kept, marked) = (Facts::default(), WitnessShown::default(), W::default(), Vec::new());
        Self {
            checker,
            progress,
            watch,
            verdicts,
            facts,
            shown,
            kept,
            silent: Vec::new(),
            passed: 0,
            quiet: false,
            tallied: false,
            plain_names: false,
            marked,
        }
    }

    /// Counts what was only marked.
    fn settle(&mut self) {
        for (counted, times) in self.marked.drain(..) {
            self.verdicts.count_again(&counted, times);
        }
    }

    fn finished(mut self) -> Self {
        self.settle();
        self
    }
}

impl<W: Default + Send> Sink for Examiner<'_, W> {
    fn take(&mut self, resource: &Resource<'_>) {
        let Self { checker, verdicts, .. } = self;
        let (kept, tallied) = (verdicts.kept.len(), verdicts.told_by_number());
        self.facts.observe(resource, checker.catalogue);
        verdicts.silent = self.shown.wants_more().then(|| std::mem::take(&mut self.silent));
        if let Some(watch) = self.watch {
            watch(&mut self.kept, resource, false);
        }
        // Whether a declared answer counts is known when all exports are.
        if checker.catalogue.kind(resource.kind).origin != Origin::Declared {
            checker.check(resource, verdicts);
        }
        if let Some(mut silent) = verdicts.silent.take() {
            self.shown.take(resource, &mut silent, checker.catalogue);
            self.silent = silent;
        }
        derive::inside(resource, checker.catalogue, &mut |inner| {
            if let Some(watch) = self.watch {
                watch(&mut self.kept, inner, true);
            }
            checker.check(inner, verdicts);
        });
        self.quiet = kept == self.verdicts.kept.len();
        self.tallied = tallied < self.verdicts.told_by_number();
    }

    fn looks_at(&mut self, resource: &Resource<'_>) -> Option<Vec<(SettingId, Look)>> {
        self.settle();
        let mut looks = self.facts.looks_at(resource, self.checker.catalogue).filter(|_| self.watch.is_none())?;
        let asked: BTreeSet<SettingId> = self.checker.rules.settings_of(resource.kind).into_set();
        looks.extend(asked.into_iter().map(|setting| (setting, Look::Whole)));
        // What is told by a number alone needs a name that can be read where it stands.
        self.plain_names = self.tallied;
        let identity = self.checker.catalogue.kind(resource.kind).identity.iter().filter(|_| self.plain_names);
        looks.extend(identity.map(|setting| (*setting, Look::Beginning(0))));
        Some(looks)
    }

    fn mark(&mut self, resource: &Resource<'_>) -> Option<SinkMark> {
        if !self.quiet || self.facts.looks_at(resource, self.checker.catalogue).is_none() {
            return None;
        }
        // What is counted for it is counted for each that is like it.
        let mut counted = Verdicts::of_another(self.checker.rules.len());
        self.checker.check(resource, &mut counted);
        if !counted.kept.is_empty() || counted.told_by_number() > 0 && !self.plain_names {
            return None;
        }
        self.marked.push((counted.counted(), 0));
        Some(SinkMark(self.marked.len() - 1))
    }

    fn again(&mut self, mark: SinkMark) {
        self.marked[mark.0].1 += 1;
        self.shown.give_up();
    }

    fn passed(&mut self, bytes: usize) {
        self.passed += bytes;
        self.progress.checked(bytes);
    }

    fn fork(&self) -> Option<Self> {
        // A watcher sees all in their order.
        let blank = || Verdicts::new(self.checker.rules.len());
        let fork = || Self { facts: self.facts.fork(), ..Self::new(self.checker, self.progress, None, blank()) };
        self.watch.is_none().then(fork)
    }

    fn join(&mut self, fork: Self, renumber: Renumber<'_>) {
        let Self { mut verdicts, facts, passed, .. } = fork.finished();
        self.shown.give_up();
        self.passed += passed;
        for verdict in &mut verdicts.kept {
            verdict.pointer = renumber.pointer(&verdict.pointer);
        }
        self.verdicts.take_in(verdicts.hand_out());
        self.facts.join(facts, renumber);
    }
}
