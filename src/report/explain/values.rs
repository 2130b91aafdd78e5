//! The value after every step of both sides, with how far apart they are.

use crate::check::{Examination, Examined, Shown, Step};
use crate::report::ReportStyle;
use crate::report::differences::{measures, write_input};
use crate::report::layout::wrap;
use std::io::{self, Write};

/// All inputs that were looked at.
pub fn write(found: &Examination, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    for (index, input) in found.inputs.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        write_one(found, input, style, out)?;
    }
    Ok(())
}

fn write_one(found: &Examination, input: &Examined, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let strong = style.palette.strong;
    writeln!(out, "  {strong}{}{strong:#}", input.id)?;
    labelled(out, "", "input", &input.before)?;
    for step in &input.steps {
        write_step(step, out)?;
    }
    if let Some(output) = &input.output {
        labelled(out, "", "output", &measures(output))?;
    }
    match found.outcome.inputs.iter().find(|other| other.id == input.id && other.error.is_some()) {
        Some(failed) => write_input(failed, style, out),
        None => Ok(()),
    }
}

fn write_step(step: &Step, out: &mut dyn Write) -> io::Result<()> {
    let number =
        step.train.as_ref().or(step.serve.as_ref()).map_or(String::new(), |shown| (shown.step + 1).to_string());
    let name = &step.name;
    match (&step.train, &step.serve) {
        (Some(train), Some(serve)) => {
            let exact = step.comparison.as_ref().is_some_and(|comparison| comparison.exact);
            let same = !train.numbers.is_empty() && train.value == serve.value;
            if exact {
                labelled(out, &number, name, &format!("{}   equal", train.value))?;
                return if train.numbers.is_empty() { Ok(()) } else { labelled(out, "", "", &train.numbers) };
            }
            if same {
                labelled(out, &number, name, &train.value)?;
            } else {
                labelled(out, &number, name, &format!("training {}", train.value))?;
                labelled(out, "", "", &format!("serving  {}", serve.value))?;
            }
            if !train.numbers.is_empty() {
                labelled(out, "", "", &format!("training {}", train.numbers))?;
                labelled(out, "", "", &format!("serving  {}", serve.numbers))?;
            }
            step.comparison.as_ref().map_or(Ok(()), |found| labelled(out, "", "", &measures(found)))
        }
        (Some(train), None) => lone(out, &number, name, "training", train),
        (None, Some(serve)) => lone(out, &number, name, "serving ", serve),
        (None, None) => labelled(out, &number, name, "did not run"),
    }
}

fn lone(out: &mut dyn Write, number: &str, name: &str, side: &str, shown: &Shown) -> io::Result<()> {
    labelled(out, number, name, &format!("{side} {}", shown.value))?;
    if shown.numbers.is_empty() { Ok(()) } else { labelled(out, "", "", &format!("{side} {}", shown.numbers)) }
}

fn labelled(out: &mut dyn Write, number: &str, label: &str, text: &str) -> io::Result<()> {
    for (index, line) in wrap(text, 56).lines().enumerate() {
        let (number, label) = if index == 0 { (number, label) } else { ("", "") };
        writeln!(out, "    {number:>2} {label:15}  {line}")?;
    }
    Ok(())
}
