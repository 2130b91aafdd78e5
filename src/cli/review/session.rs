//! The questions and answers of a review.

use super::answers::Answers;
use super::pixels::Pixels;
use super::{View, undone};
use crate::check::{CaseOutcome, Options, Suite};
use crate::cli::check::Silent;
use crate::cli::{Global, Stop};
use crate::diagnostic::Diagnostic;
use crate::golden::PendingEntry;
use crate::report::Palette;
use std::collections::{HashMap, VecDeque};
use std::io::Write;

/// A review of several entries.
pub struct Session<'a> {
    view: View<'a>,
    global: &'a Global,
    palette: Palette,
    waiting: VecDeque<PendingEntry>,
    total: usize,
    /// What checking a case again found, for verdicts; `None` where it cannot be run.
    outcomes: HashMap<String, Option<CaseOutcome>>,
    counts: Counts,
}

#[derive(Default)]
struct Counts {
    accepted: usize,
    rejected: usize,
    skipped: usize,
}

const KEYS: &str = "\
  a  accept: the output becomes the golden
  r  reject: the golden stays, the output is thrown away
  s  skip: decide another time
  A  accept this and all others of this case
  R  reject this and all others of this case
  u  undo the last decision
  q  quit
";

impl<'a> Session<'a> {
    /// A review of these entries, in order.
    pub fn new(view: View<'a>, global: &'a Global, palette: Palette, entries: Vec<PendingEntry>) -> Self {
        let (total, waiting) = (entries.len(), entries.into());
        Self { view, global, palette, waiting, total, outcomes: HashMap::new(), counts: Counts::default() }
    }

    /// Asks until everything is decided, or the reader ends.
    pub fn run(mut self, answers: &mut dyn Answers, out: &mut dyn Write) -> Result<(), Stop> {
        while let Some(entry) = self.waiting.pop_front() {
            self.show(&entry, out)?;
            if !self.decide(entry, answers, out)? {
                break;
            }
        }
        let Counts { accepted, rejected, skipped } = self.counts;
        writeln!(out, "{accepted} accepted, {rejected} rejected, {skipped} skipped, {} left", self.waiting.len())?;
        if accepted > 0 {
            writeln!(out, "next: preparity check, then commit {}", self.global.golden.display())?;
        }
        Ok(out.flush()?)
    }

    fn show(&mut self, entry: &PendingEntry, out: &mut dyn Write) -> Result<(), Stop> {
        let strong = self.palette.strong;
        let number = self.total.saturating_sub(self.waiting.len()).max(1);
        writeln!(out, "\n[{number}/{}] {strong}{}{strong:#}  {}", self.total, entry.case, entry.input)?;
        for line in self.findings(entry) {
            writeln!(out, "  {line}")?;
        }
        let palette = self.palette;
        let pixels = if palette.bad == Palette::plain().bad { Pixels::None } else { Pixels::of_terminal() };
        self.view.show(entry, &palette, pixels, out)
    }

    /// The verdict on the input and where the sides part, from checking the case again.
    fn findings(&mut self, entry: &PendingEntry) -> Vec<String> {
        let global = self.global;
        let outcome = self.outcomes.entry(entry.case.clone()).or_insert_with(|| check(global, &entry.case).ok());
        let Some(outcome) = outcome else {
            return vec!["the case cannot be run any more".to_owned()];
        };
        let Some(input) = outcome.inputs.iter().find(|input| input.id == entry.input) else {
            return vec!["the case no longer has this input".to_owned()];
        };
        let mut lines = vec![input.verdict.words().to_owned()];
        if let Some(step) = input.moved_at {
            let step_line = outcome.train.lines.get(step).map_or("", String::as_str);
            lines.push(format!("training moved first at step {}: {step_line}", step + 1));
        }
        for found in outcome.diagnosis.iter().flat_map(|diagnosis| &diagnosis.causes) {
            lines.push(format!("cause: {} ({})", found.id, found.proof.name()));
            lines.push(format!("       {} side, {}", found.side.word(), found.change));
        }
        lines
    }

    /// Asks about one entry until it is decided; false ends the review.
    fn decide(&mut self, entry: PendingEntry, answers: &mut dyn Answers, out: &mut dyn Write) -> Result<bool, Stop> {
        loop {
            write!(out, "accept, reject, skip, undo, quit? [a/r/s/A/R/u/q/?] ")?;
            out.flush()?;
            let Some(answer) = answers.next(out)? else {
                writeln!(out)?;
                self.waiting.push_front(entry);
                return Ok(false);
            };
            let done = match answer {
                'a' => self.settle(std::slice::from_ref(&entry), true),
                'r' => self.settle(std::slice::from_ref(&entry), false),
                'A' => self.settle_case(&entry, true),
                'R' => self.settle_case(&entry, false),
                's' => {
                    self.counts.skipped += 1;
                    Ok(())
                }
                'u' => match self.undo(out)? {
                    Some(back) => {
                        self.waiting.push_front(entry);
                        back.into_iter().rev().for_each(|entry| self.waiting.push_front(entry));
                        return Ok(true);
                    }
                    None => continue,
                },
                'q' => {
                    self.waiting.push_front(entry);
                    return Ok(false);
                }
                _ => {
                    write!(out, "{KEYS}")?;
                    continue;
                }
            };
            match done {
                Ok(()) => return Ok(true),
                Err(error) => writeln!(out, "{error}")?,
            }
        }
    }

    fn settle(&mut self, entries: &[PendingEntry], accept: bool) -> Result<(), Diagnostic> {
        super::settle(entries, accept, self.view.pending, self.view.store)?;
        *if accept { &mut self.counts.accepted } else { &mut self.counts.rejected } += entries.len();
        Ok(())
    }

    fn settle_case(&mut self, entry: &PendingEntry, accept: bool) -> Result<(), Diagnostic> {
        let (same, others): (Vec<_>, Vec<_>) = self.waiting.drain(..).partition(|other| other.case == entry.case);
        self.waiting = others.into();
        let all: Vec<PendingEntry> = std::iter::once(entry.clone()).chain(same).collect();
        self.settle(&all, accept)
    }

    /// Takes the last decision back and gives its entries.
    fn undo(&mut self, out: &mut dyn Write) -> Result<Option<Vec<PendingEntry>>, Stop> {
        match self.view.pending.undo(self.view.store) {
            Ok(Some((decision, entries))) => {
                let count = match decision {
                    crate::golden::Decision::Accepted => &mut self.counts.accepted,
                    crate::golden::Decision::Rejected => &mut self.counts.rejected,
                };
                *count = count.saturating_sub(entries.len());
                writeln!(out, "{}", undone(decision, &entries))?;
                Ok(Some(entries))
            }
            Ok(None) => {
                writeln!(out, "there is no decision to take back")?;
                Ok(None)
            }
            Err(error) => {
                writeln!(out, "{error}")?;
                Ok(None)
            }
        }
    }
}

/// Checks one case again, without putting anything aside.
fn check(global: &Global, case: &str) -> Result<CaseOutcome, Diagnostic> {
    let suite = Suite::find(&global.cases, &[case.to_owned()], &[])?;
    let options = Options { orphans: false, ..Options::new(global.golden.clone(), global.max_pixels) };
    let mut outcome = suite.run(&options, &Silent)?;
    outcome.cases.pop().ok_or_else(|| Diagnostic::error("review.case", "the case did not run"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{blessed, kept};
    use crate::cli::Color;
    use crate::cli::review::folder;
    use crate::definition::{InputChunk, Inputs};
    use crate::golden::{Mode, Pending, Scope, Store};
    use crate::value::Value;
    use std::path::{Path, PathBuf};

    /// A case with three lines, of whose goldens all differ in a letter.
    fn prepared(room: &Path) -> (Global, Store, Pending) {
        let cases = room.join("cases");
        std::fs::create_dir_all(&cases).expect("folder");
        std::fs::write(cases.join("lines.txt"), "One\nTwo\nThree\n").expect("file");
        let case = "inputs: [{lines: lines.txt}]\ntrain: {steps: [{lowercase: {engine: python}}]}\n";
        std::fs::write(cases.join("words.yaml"), case).expect("file");
        let golden: PathBuf = room.join("golden");
        let global = Global {
            cases,
            golden: golden.clone(),
            color: Color::Never,
            quiet: false,
            verbose: false,
            max_pixels: 1_000_000,
        };
        let store = Store::new(&golden, Mode::Writable);
        let suite = Suite::find(&global.cases, &[], &[]).expect("suite");
        let case = suite.cases().next().expect("case");
        let (side, by) = (case.train.open().expect("side"), blessed("train", &case.train));
        let mut writer = store.begin("words", by.clone(), Scope::Whole).expect("writer");
        for input in Inputs::open(&case.inputs).expect("inputs").flat_map(InputChunk::load) {
            let mut value = kept(&side, &input.expect("input"), &by).expect("value");
            let Value::Text(text) = &value.value else { panic!("text") };
            value.value = Value::Text(format!("{text}?"));
            writer.put(&value).expect("written");
        }
        writer.finish().expect("written");
        let pending = folder(&golden);
        let options = Options { pending: Some(pending.clone()), ..Options::new(golden, 1_000_000) };
        suite.run(&options, &Silent).expect("outcome");
        (global, store, Pending::new(pending))
    }

    /// Keys given beforehand.
    struct Given<'a>(std::str::Chars<'a>);

    impl Answers for Given<'_> {
        fn next(&mut self, _out: &mut dyn Write) -> std::io::Result<Option<char>> {
            Ok(self.0.next())
        }
    }

    fn review(global: &Global, store: &Store, pending: &Pending, answers: &str) -> String {
        let view = View { pending, store, folder: folder(&global.golden) };
        let mut out = Vec::new();
        let entries = pending.list().expect("entries");
        let session = Session::new(view, global, Palette::plain(), entries);
        assert!(session.run(&mut Given(answers.chars()), &mut out).is_ok());
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_review_accepts_rejects_skips_and_takes_back() {
        let room = tempfile::tempdir().expect("folder");
        let (global, store, pending) = prepared(room.path());
        assert_eq!(pending.list().expect("entries").len(), 3);
        let shown = review(&global, &store, &pending, "?auasr");
        assert!(shown.contains("[1/3] words  lines.txt:1"), "{shown}");
        assert!(shown.contains("now    + one") && shown.contains("golden - one?"), "{shown}");
        assert!(shown.contains("is pending again"), "{shown}");
        assert!(shown.contains("1 accepted, 1 rejected, 1 skipped, 0 left"), "{shown}");
        let golden = |input: &str| match store.open("words").expect("goldens").value(input).expect("golden") {
            Some(Value::Text(text)) => text,
            other => panic!("{other:?}"),
        };
        assert_eq!((golden("lines.txt:1"), golden("lines.txt:2")), ("one".into(), "two?".into()));
        assert_eq!(pending.list().expect("entries").len(), 1);
        let shown = review(&global, &store, &pending, "A");
        assert!(shown.contains("1 accepted, 0 rejected, 0 skipped, 0 left"), "{shown}");
        assert_eq!((golden("lines.txt:2"), golden("lines.txt:3")), ("two".into(), "three?".into()));
    }

    #[test]
    fn a_review_that_ends_early_leaves_the_rest() {
        let room = tempfile::tempdir().expect("folder");
        let (global, store, pending) = prepared(room.path());
        let shown = review(&global, &store, &pending, "q");
        assert!(shown.contains("0 accepted, 0 rejected, 0 skipped, 3 left"), "{shown}");
        assert!(review(&global, &store, &pending, "").contains("3 left"));
        let shown = review(&global, &store, &pending, "R");
        assert!(shown.contains("0 accepted, 3 rejected, 0 skipped, 0 left"), "{shown}");
    }
}
