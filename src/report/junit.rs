//! `JUnit` XML: what CI systems show as test results. A suite per case, a test case per input.

use super::text::{headline, write_case};
use super::{Report, ReportStyle, differences};
use crate::check::{CaseOutcome, InputOutcome, Outcome};
use crate::compare::Verdict;
use crate::diagnostic::Diagnostic;
use crate::meta::Meta;
use std::borrow::Cow;
use std::io::{self, Write};

/// Most characters of one failure's text.
const LONGEST: usize = 4_000;

/// The report.
pub struct Junit;

impl Report for Junit {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "junit",
            summary: "JUnit XML for CI systems: a suite per case, a test case per input",
            manual: "One <testsuite> per case file and one <testcase> per input that is listed (all of them up to 1,000, \
                     else those that are not in parity, with one more that counts the others). An input that is not in \
                     parity is a <failure> with its measures; a side that could not run is an <error>. A case that fails \
                     for another reason (a skew was expected and is gone, or has other causes) fails in a test case named \
                     (the case). Characters that XML cannot hold are written as U+FFFD.",
            example: "",
        }
    }

    fn write(&self, outcome: &Outcome, _style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
        let suites: Vec<Suite> = outcome.cases.iter().map(Suite::of).collect();
        let sum = |count: fn(&Suite) -> usize| suites.iter().map(count).sum::<usize>();
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(
            out,
            "<testsuites name=\"preparity\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3}\">",
            sum(|suite| suite.tests),
            sum(|suite| suite.failures),
            sum(|suite| suite.errors),
            outcome.elapsed.as_secs_f64()
        )?;
        suites.iter().try_for_each(|suite| suite.write(out))?;
        writeln!(out, "</testsuites>")
    }
}

/// What a test case ends with.
#[derive(Clone, Copy)]
enum End<'a> {
    Passed,
    Failed(&'a InputOutcome),
    Broken(&'a Diagnostic),
}

impl<'a> End<'a> {
    fn of(case: &CaseOutcome, input: &'a InputOutcome) -> Self {
        match &input.error {
            _ if case.passed => Self::Passed,
            Some(error) => Self::Broken(error),
            // Where a difference is expected it is no failure: what fails then is the case.
            None if case.expected.verdict == "parity" && input.verdict != Verdict::Parity => Self::Failed(input),
            None => Self::Passed,
        }
    }
}

struct Suite<'a> {
    case: &'a CaseOutcome,
    tests: usize,
    failures: usize,
    errors: usize,
    /// Inputs in parity that are not listed one by one.
    unlisted: usize,
    /// True if no input shows why the case does not pass.
    own: bool,
}

impl<'a> Suite<'a> {
    fn of(case: &'a CaseOutcome) -> Self {
        let ends = || case.inputs.iter().map(|input| End::of(case, input));
        let failures = ends().filter(|end| matches!(end, End::Failed(_))).count();
        let errors = ends().filter(|end| matches!(end, End::Broken(_))).count() + usize::from(case.error.is_some());
        let own = !case.passed && failures + errors == 0;
        let unlisted = case.total().saturating_sub(case.inputs.len());
        let tests = case.inputs.len() + usize::from(own || case.error.is_some()) + usize::from(unlisted > 0);
        Self { case, tests, failures: failures + usize::from(own), errors, unlisted, own }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let case = self.case;
        writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" time=\"{:.3}\" file=\"{}\">",
            attribute(&case.id),
            self.tests,
            self.failures,
            self.errors,
            case.elapsed.as_secs_f64(),
            attribute(&case.file.display().to_string())
        )?;
        let causes: Vec<&str> = case.diagnosis.iter().flat_map(|found| &found.causes).map(|cause| cause.id).collect();
        let properties =
            [("verdict", case.verdict.name()), ("explanation", case.explanation.name()), ("causes", &causes.join(" "))];
        writeln!(out, "    <properties>")?;
        for (name, value) in properties.iter().filter(|(_, value)| !value.is_empty()) {
            writeln!(out, "      <property name=\"{name}\" value=\"{}\"/>", attribute(value))?;
        }
        writeln!(out, "    </properties>")?;
        for input in &case.inputs {
            self.test(&input.id, End::of(case, input), out)?;
        }
        if self.unlisted > 0 {
            self.test(&format!("(and {} more inputs)", self.unlisted), End::Passed, out)?;
        }
        if let Some(error) = &case.error {
            self.test("(the case)", End::Broken(error), out)?;
        } else if self.own {
            self.test_begin("(the case)", out)?;
            writeln!(out, ">")?;
            self.result("failure", case.verdict.name(), &headline(case), &self.details(), out)?;
            writeln!(out, "    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")
    }

    fn test_begin(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "    <testcase name=\"{}\" classname=\"{}\"", attribute(name), attribute(&self.case.id))
    }

    fn test(&self, name: &str, end: End<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.test_begin(name, out)?;
        match end {
            End::Passed => return writeln!(out, "/>"),
            End::Broken(error) => {
                writeln!(out, ">")?;
                self.result("error", error.id, &error.message, &error.to_string(), out)?;
            }
            End::Failed(input) => {
                let measures = differences::decisive(input).map(|(found, ..)| differences::measures(found));
                let message = format!("{}: {}", input.verdict.words(), measures.unwrap_or_default());
                writeln!(out, ">")?;
                self.result("failure", input.verdict.name(), &message, &told(input), out)?;
            }
        }
        writeln!(out, "    </testcase>")
    }

    #[allow(clippy::unused_self, reason = "one of the pieces of a suite")]
    fn result(&self, kind: &str, id: &str, message: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let (id, message) = (attribute(id), attribute(message));
        writeln!(out, "      <{kind} type=\"{id}\" message=\"{message}\">{}</{kind}>", content(text))
    }

    /// The text report of the case.
    fn details(&self) -> String {
        let mut text = Vec::new();
        // Writing into memory does not fail.
        let _ = write_case(self.case, &ReportStyle::default(), &mut text);
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// One input's difference as the text report tells it.
fn told(input: &InputOutcome) -> String {
    let mut text = Vec::new();
    let _ = differences::write_input(input, &ReportStyle::default(), &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// True for characters that XML 1.0 may hold.
fn holds(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Text between tags, cut where it is very long.
fn content(text: &str) -> Cow<'_, str> {
    let short: Cow<'_, str> = match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}\n... and more", &text[..at]).into(),
        None => text.into(),
    };
    let plain = |c: char| holds(c) && !matches!(c, '&' | '<' | '>' | '\r');
    if short.chars().all(plain) { short } else { short.chars().map(|c| escaped(c, false)).collect::<String>().into() }
}

/// An attribute's value; line ends are kept.
fn attribute(text: &str) -> String {
    text.chars().take(LONGEST).map(|c| escaped(c, true)).collect()
}

fn escaped(c: char, attribute: bool) -> Cow<'static, str> {
    match c {
        '&' => "&amp;".into(),
        '<' => "&lt;".into(),
        '>' => "&gt;".into(),
        '"' if attribute => "&quot;".into(),
        '\n' if attribute => "&#10;".into(),
        '\t' if attribute => "&#9;".into(),
        '\r' => "&#13;".into(),
        c if holds(c) => c.to_string().into(),
        _ => "\u{fffd}".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{attribute, content};

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(
            attribute("a<b>&\"c\"\n\u{1b}[0m\u{0}\u{ffff}"),
            "a&lt;b&gt;&amp;&quot;c&quot;&#10;\u{fffd}[0m\u{fffd}\u{fffd}"
        );
        assert_eq!(content("x]]>\u{7}\u{1f600}"), "x]]&gt;\u{fffd}\u{1f600}");
        assert!(content(&"x".repeat(10_000)).len() < 4_100);
    }
}
