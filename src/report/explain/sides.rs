//! Two definitions side by side: equal steps on one line, the others parameter by parameter.

use crate::check::{Column, Examination};
use crate::diagnose::{Effect, Row};
use crate::report::ReportStyle;
use crate::report::layout::wrap;
use std::io::{self, Write};

/// Width of one of the two columns.
const COLUMN: usize = 35;

/// Both definitions, with what the marks mean.
pub fn write(found: &Examination, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let [train, serve] = &found.columns;
    let title = |side: &str, column: &Column| {
        if column.reproduced { format!("{side} (what reproduces it)") } else { side.to_owned() }
    };
    let strong = style.palette.strong;
    if serve.steps.is_empty() {
        writeln!(out, "      {strong}{}{strong:#}", title("training", train))?;
    } else {
        let (left, right) = (title("training", train), title("serving", serve));
        writeln!(out, "      {strong}{left:COLUMN$}   {right}{strong:#}")?;
    }
    for row in &found.rows {
        write_row(row, &found.columns, style, out)?;
    }
    for (name, side) in [("training", Some(&found.outcome.train)), ("serving", found.outcome.serve.as_ref())] {
        if let Some(side) = side.filter(|side| side.kind != "steps") {
            let text = format!("{name} is outputs: {}", side.lines.join(" "));
            wrap(&text, 74).lines().try_for_each(|line| writeln!(out, "      {line}"))?;
        }
        for (step, words) in side.into_iter().flat_map(|side| &side.defaults) {
            let text = format!("{name} step {}: {words}", step + 1);
            wrap(&text, 74).lines().try_for_each(|line| writeln!(out, "      {line}"))?;
        }
    }
    let marks = [
        (Effect::Matters, "! matters"),
        (Effect::None, "~ no effect on these inputs"),
        (Effect::Tied, "+ would do as well"),
        (Effect::Unknown, "? not told"),
    ];
    let used = |effect: Effect| found.rows.iter().flat_map(|row| &row.differences).any(|d| d.effect == effect);
    let legend: Vec<&str> = marks.into_iter().filter(|(effect, _)| used(*effect)).map(|(_, words)| words).collect();
    if legend.is_empty() { Ok(()) } else { writeln!(out, "      {}", legend.join("   ")) }
}

fn mark(effect: Effect) -> char {
    match effect {
        Effect::Matters => '!',
        Effect::None => '~',
        Effect::Tied => '+',
        Effect::Unknown => '?',
    }
}

/// The gravest mark of a row.
fn gravest(row: &Row) -> char {
    let marks: Vec<char> = row.differences.iter().map(|difference| mark(difference.effect)).collect();
    ['!', '+', '?', '~'].into_iter().find(|grave| marks.contains(grave)).unwrap_or('=')
}

fn write_row(row: &Row, columns: &[Column; 2], style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let step = |side: usize, index: Option<usize>| index.and_then(|index| columns[side].steps.get(index));
    let (train, serve) = (step(0, row.train), step(1, row.serve));
    let number = row.train.or(row.serve).map_or(String::new(), |index| (index + 1).to_string());
    let head = gravest(row);
    let paint = if head == '!' { style.palette.bad } else { style.palette.dim };
    if row.train.is_none() && row.serve.is_none() {
        for difference in &row.differences {
            writeln!(out, "  {paint}{head}{paint:#}   {}", difference.change)?;
        }
        return Ok(());
    }
    let equal = row.differences.is_empty();
    if let (true, Some(step)) = (equal, train.or(serve)) {
        let lines = wrap(&flow(step), 74);
        let sign = if train.is_some() && serve.is_some() { '=' } else { ' ' };
        for (index, line) in lines.lines().enumerate() {
            let (sign, number) = if index == 0 { (sign, number.as_str()) } else { (' ', "") };
            writeln!(out, "  {sign}{number:>2} {line}")?;
        }
        return Ok(());
    }
    let absent = "(no such step)".to_owned();
    let name = |step: Option<&(String, Vec<(String, String)>)>| step.map_or(absent.clone(), |step| step.0.clone());
    let (left, right) = (name(train), name(serve));
    writeln!(out, "  {paint}{head}{paint:#}{number:>2} {left:COLUMN$}   {right}")?;
    for (name, sign) in parameters(row, train, serve, head) {
        let value = |step: Option<&(String, Vec<(String, String)>)>| {
            let found = step.and_then(|step| step.1.iter().find(|(own, _)| *own == name));
            found.map_or(String::new(), |(_, value)| format!("  {name}: {value}"))
        };
        write_pair(&value(train), &value(serve), sign, out)?;
    }
    Ok(())
}

/// The parameters of both steps in order, each with its mark.
fn parameters(
    row: &Row,
    train: Option<&(String, Vec<(String, String)>)>,
    serve: Option<&(String, Vec<(String, String)>)>,
    head: char,
) -> Vec<(String, char)> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in [train, serve].into_iter().flatten().flat_map(|step| &step.1) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let sign = |name: &String| {
        let about = row.differences.iter().find(|difference| difference.names.contains(name));
        match about {
            Some(difference) => mark(difference.effect),
            None if train.is_none() || serve.is_none() => head,
            None => ' ',
        }
    };
    names.into_iter().map(|name| (sign(&name), name)).map(|(sign, name)| (name, sign)).collect()
}

fn write_pair(left: &str, right: &str, sign: char, out: &mut dyn Write) -> io::Result<()> {
    let indented = |text: &str| wrap(text, COLUMN).lines().map(str::to_owned).collect::<Vec<_>>();
    let (left, right) = (indented(left), indented(right));
    for index in 0..left.len().max(right.len()) {
        let at = |lines: &[String]| lines.get(index).cloned().unwrap_or_default();
        let sign = if index == 0 { sign } else { ' ' };
        let line = format!("      {:COLUMN$} {sign} {}", at(&left), at(&right));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A step as one line of YAML.
fn flow(step: &(String, Vec<(String, String)>)) -> String {
    let parameters: Vec<String> = step.1.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    if parameters.is_empty() { step.0.clone() } else { format!("{}: {{{}}}", step.0, parameters.join(", ")) }
}
