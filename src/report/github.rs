//! GitHub Actions annotations: a line per case that does not pass, at the case file.

use super::text::headline;
use super::{Report, ReportStyle, differences};
use crate::check::{CaseOutcome, Outcome};
use crate::compare::Verdict;
use crate::meta::Meta;
use std::io::{self, Write};

/// The report.
pub struct Github;

impl Report for Github {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "github",
            summary: "GitHub Actions annotations at the case files of what does not pass",
            manual: "Workflow commands on stdout: GitHub Actions shows each as an annotation at the case file's line. \
                     A case that fails is an error with its verdict, the first diverging step and the worst input; a \
                     case that could not run is an error at the place of the mistake; a warning of the run is a warning.",
            example: "",
        }
    }

    fn write(&self, outcome: &Outcome, _style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
        for case in outcome.cases.iter().filter(|case| !case.passed) {
            write_case(case, out)?;
        }
        for warning in &outcome.warnings {
            let place = warning.place.as_deref().map_or(String::new(), |place| {
                let file = property(&place.source.path.display().to_string());
                format!("file={file},line={},col={},", place.span.line, place.span.column)
            });
            writeln!(out, "::warning {place}title=preparity::{}", data(&warning.message))?;
        }
        Ok(())
    }
}

fn write_case(case: &CaseOutcome, out: &mut dyn Write) -> io::Result<()> {
    let place = case.error.as_ref().and_then(|error| error.place.as_deref());
    let file = place.map_or_else(|| case.file.clone(), |place| place.source.path.clone());
    let (line, column) = place.map_or((1, 1), |place| (place.span.line, place.span.column));
    let mut message = match &case.error {
        Some(error) => error.message.clone(),
        None => headline(case),
    };
    if let Some(input) = case.inputs.iter().find(|input| input.verdict != Verdict::Parity) {
        let told = match (&input.error, differences::decisive(input)) {
            (Some(error), _) => error.message.clone(),
            (None, Some((comparison, ..))) => differences::measures(comparison),
            (None, None) => String::new(),
        };
        message.push_str(&format!("\n{}: {told}", input.id));
    }
    let file = property(&file.display().to_string());
    let title = property(&format!("preparity {}", case.id));
    writeln!(out, "::error file={file},line={line},col={column},title={title}::{}", data(&message))
}

/// Escapes a message as workflow commands want it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property's value.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn line_ends_and_separators_are_escaped() {
        assert_eq!(data("50 %\nmore"), "50 %25%0Amore");
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }
}
