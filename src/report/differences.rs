//! One input's difference in words: measures in natural units, tokens with the text around them, times, fields.

use super::ReportStyle;
use super::layout::{number, share, thousands, wrap};
use crate::check::InputOutcome;
use crate::compare::{Comparison, Difference, FieldDifference, Measures, SourceSlice, Token, TokenDifference};
use crate::value::Time;
use std::io::{self, Write};

/// Width of a line.
const WIDTH: usize = 80;
/// Tokens or fields that are shown of one input.
const SHOWN: usize = 6;

/// The comparison that an input's line is about, with the names of its two values: the sides if they differ, else the
/// side that left the golden.
pub fn decisive(input: &InputOutcome) -> Option<(&Comparison, &'static str, &'static str)> {
    let pairs = [
        (&input.train_serve, "training", "serving"),
        (&input.train_golden, "training", "golden"),
        (&input.serve_golden, "serving", "golden"),
    ];
    pairs.into_iter().find_map(|(comparison, a, b)| comparison.as_ref().filter(|c| !c.equal).map(|c| (c, a, b)))
}

/// Lines about one input that is not in parity.
pub fn write_input(input: &InputOutcome, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let strong = style.palette.strong;
    if let Some(error) = &input.error {
        writeln!(out, "      {strong}{}{strong:#}   could not run", input.id)?;
        for line in error.to_string().lines() {
            writeln!(out, "        {line}")?;
        }
        return Ok(());
    }
    let Some((comparison, first, second)) = decisive(input) else { return Ok(()) };
    let difference = comparison.difference.as_ref();
    let place = difference.map_or(String::new(), place);
    let measured = if place.is_empty() { measures(comparison) } else { place };
    let needed = needed(comparison);
    let separator = if needed.is_empty() { "" } else { "   " };
    let plain = format!("      {}   {measured}{separator}{needed}", input.id);
    if plain.chars().count() <= WIDTH {
        writeln!(out, "      {strong}{}{strong:#}   {measured}{separator}{needed}", input.id)?;
    } else {
        writeln!(out, "      {strong}{}{strong:#}", input.id)?;
        let text = if needed.is_empty() { measured } else { format!("{measured}; {needed}") };
        for line in wrap(&text, WIDTH - 8).lines() {
            writeln!(out, "        {line}")?;
        }
    }
    if (first, second) != ("training", "serving") {
        writeln!(out, "        ({first} against the {second})")?;
    }
    for note in &input.notes {
        writeln!(out, "        note: {note}")?;
    }
    difference.map_or(Ok(()), |difference| write_difference(difference, first, second, out))
}

/// Where tokens or texts part; empty for differences that are told by their measures.
fn place(difference: &Difference) -> String {
    match difference {
        Difference::Tokens(tokens) => match (tokens.position, &tokens.source) {
            (Some(position), Some(source)) => format!("at token {position}, byte {}", source.byte),
            (Some(position), None) => format!("at token {position}"),
            (None, _) => tokens.keys.first().map_or(String::new(), |k| format!("{} at token {}", k.key, k.position)),
        },
        Difference::Text(text) => format!("at character {}, line {}", text.position, text.line),
        _ => String::new(),
    }
}

/// The measures of a comparison in the units of its values: `max 82 levels, mean 3.04, 69 % of values`.
pub fn measures(comparison: &Comparison) -> String {
    let Measures { max_abs, mean_abs, differing, max_levels, mean_levels, max_seconds, edits, .. } =
        comparison.measures;
    let mut parts: Vec<String> = Vec::new();
    match &comparison.difference {
        None => return "equal".to_owned(),
        Some(
            structural @ (Difference::Kind { .. }
            | Difference::Shape { .. }
            | Difference::Dtype { .. }
            | Difference::Rejected { .. }
            | Difference::Number { .. }
            | Difference::Boolean { .. }
            | Difference::Bytes { .. }),
        ) => parts.push(structural.to_string()),
        Some(Difference::Time(_) | Difference::Tokens(_) | Difference::Text(_)) => {}
        Some(Difference::Fields(fields)) => parts.push(field_names(fields)),
        Some(Difference::Told { tokens, .. }) if !tokens.is_empty() => {
            parts.push(tokens.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", "));
        }
        Some(Difference::Array(_) | Difference::Told { .. }) if max_levels.or(max_abs).is_some() => match max_levels {
            Some(levels) => parts.push(format!("max {} levels", number(levels))),
            None => parts.push(format!("max {}", number(max_abs.unwrap_or_default()))),
        },
        Some(Difference::Told { words, .. }) => parts.push(words.clone()),
        Some(Difference::Array(_)) => {}
        Some(Difference::Items(items)) => parts.push(Difference::Items(items.clone()).to_string()),
    }
    let measured = max_levels.or(max_abs).is_some();
    let array = matches!(comparison.difference, Some(Difference::Array(_)));
    let told = matches!(&comparison.difference, Some(Difference::Told { tokens, .. }) if tokens.is_empty());
    if array || (measured && told) {
        if let Some(mean) = if max_levels.is_some() { mean_levels } else { mean_abs } {
            parts.push(format!("mean {}", number(mean)));
        }
        if let Some(differing) = differing {
            parts.push(format!("{} of values", share(differing)));
        }
    }
    if let Some(seconds) = max_seconds.filter(|seconds| *seconds != 0.0) {
        parts.push(format!("{} s", number(seconds)));
    }
    if let (Some(edits), Some(Difference::Tokens(_) | Difference::Text(_))) = (edits, &comparison.difference) {
        parts.push(format!("{} changed", share(edits)));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

fn field_names(fields: &FieldDifference) -> String {
    let names: Vec<&str> = fields.fields.iter().map(|(name, ..)| name.as_str()).take(SHOWN).collect();
    let mut parts = Vec::new();
    if !names.is_empty() {
        let more = if fields.fields.len() > SHOWN { " ..." } else { "" };
        parts.push(format!("{}{more}", names.join(", ")));
    }
    if !fields.missing.is_empty() {
        parts.push(format!("without {}", fields.missing.join(", ")));
    }
    if !fields.extra.is_empty() {
        parts.push(format!("with {} more", fields.extra.join(", ")));
    }
    if fields.order.is_some() {
        parts.push("order of the fields".to_owned());
    }
    parts.join("; ")
}

/// Where tokens or texts part, else the measures.
pub fn place_and_measures(comparison: &Comparison) -> String {
    let place = comparison.difference.as_ref().map_or(String::new(), place);
    if place.is_empty() { measures(comparison) } else { place }
}

/// The smallest tolerance that would pass, for values that a tolerance can cover.
pub fn needed(comparison: &Comparison) -> String {
    let measured_by_size = matches!(
        comparison.difference,
        Some(Difference::Array(_) | Difference::Number { .. } | Difference::Told { .. })
    );
    let Some(needed) = comparison.needed.as_deref().filter(|_| measured_by_size) else { return String::new() };
    let metric = ["max_levels", "max_abs"];
    let found = metric.iter().find_map(|name| needed.iter().find(|(metric, _)| metric == name));
    found.map_or(String::new(), |(metric, limit)| format!("needs {metric}: {}", round_up(*limit)))
}

/// A limit that passes, written with few digits.
fn round_up(limit: f64) -> String {
    if limit == 0.0 || !limit.is_finite() {
        return format!("{limit}");
    }
    let scale = 10f64.powi(2 - limit.abs().log10().floor() as i32);
    let text = number((limit * scale).ceil() / scale);
    if text.parse::<f64>().is_ok_and(|shown| shown >= limit) { text } else { format!("{limit}") }
}

/// What differs in an input, below its measures: the values, the tokens, the fields.
pub fn told(input: &InputOutcome) -> String {
    let Some((comparison, first, second)) = decisive(input) else { return String::new() };
    comparison.difference.as_ref().map_or(String::new(), |found| difference_text(found, first, second))
}

/// A difference in lines: the values, the tokens, the fields of both sides, under these names.
pub fn difference_text(difference: &Difference, first: &str, second: &str) -> String {
    let mut text = Vec::new();
    // Writing into memory does not fail.
    let _ = write_difference(difference, first, second, &mut text);
    let text = String::from_utf8_lossy(&text).into_owned();
    text.lines().map(|line| line.strip_prefix("        ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

fn write_difference(difference: &Difference, first: &str, second: &str, out: &mut dyn Write) -> io::Result<()> {
    match difference {
        Difference::Tokens(tokens) => write_tokens(tokens, first, second, out),
        Difference::Text(text) => {
            labelled(out, first, &format!("\"{}{}\"", text.before, text.a))?;
            labelled(out, second, &format!("\"{}{}\"", text.before, text.b))?;
            if text.unseen.is_empty() { Ok(()) } else { labelled(out, "unseen", &text.unseen.join(", ")) }
        }
        Difference::Time(time) => {
            labelled(out, first, &time_words(&time.a))?;
            labelled(out, second, &time_words(&time.b))
        }
        Difference::Fields(fields) => {
            for (name, difference, _) in fields.fields.iter().take(SHOWN) {
                labelled(out, name, &difference.to_string())?;
                if let Difference::Tokens(tokens) = difference {
                    write_tokens(tokens, first, second, out)?;
                }
            }
            if let Some((a, b)) = &fields.order {
                labelled(out, first, &a.join(", "))?;
                labelled(out, second, &b.join(", "))?;
            }
            Ok(())
        }
        Difference::Told { tokens, .. } => {
            for (name, tokens) in tokens.iter().take(SHOWN) {
                labelled(out, name, &tokens.to_string())?;
                write_tokens(tokens, first, second, out)?;
            }
            Ok(())
        }
        Difference::Rejected { a, b, other } => {
            for (name, rejected) in [(first, a), (second, b)] {
                match rejected {
                    Some(rejected) => labelled(out, name, &format!("{}: {}", rejected.error, rejected.message))?,
                    None => labelled(out, name, other)?,
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Tokens of both sides side by side, with the text around the first change, and what cannot be seen in it.
pub fn write_tokens(tokens: &TokenDifference, first: &str, second: &str, out: &mut dyn Write) -> io::Result<()> {
    if let Some(SourceSlice { before, text, after, .. }) = &tokens.source {
        let quoted = format!("\"{before}{text}{after}\"");
        let (gap, length) = (1 + before.chars().count(), text.chars().count().max(1));
        writeln!(out, "        text       {quoted}")?;
        writeln!(out, "                   {:gap$}{:^<length$}", "", "")?;
    }
    if let Some(parting) = &tokens.parting {
        labelled(out, "stage", parting.stage.name())?;
        labelled(out, first, &parting.a)?;
        labelled(out, second, &parting.b)?;
    }
    write_rows(tokens, first, second, out)?;
    if !tokens.unseen.is_empty() {
        labelled(out, "unseen", &tokens.unseen.join(", "))?;
    }
    if tokens.lengths.0 != tokens.lengths.1 {
        labelled(out, "lengths", &format!("{} against {} tokens", tokens.lengths.0, tokens.lengths.1))?;
    }
    for key in tokens.keys.iter().filter(|_| tokens.position.is_none()) {
        labelled(out, key.key, &format!("{} against {} at token {}", key.a, key.b, key.position))?;
    }
    Ok(())
}

/// Width of one side's column of tokens.
const COLUMN: usize = 28;

fn write_rows(tokens: &TokenDifference, first: &str, second: &str, out: &mut dyn Write) -> io::Result<()> {
    if tokens.rows.is_empty() {
        return Ok(());
    }
    let known = tokens.rows.iter().flat_map(|row| row.a.iter().chain(&row.b)).any(|token| token.offset.is_some());
    writeln!(out, "          {:9}  {first:COLUMN$}  {second}", if known { "bytes" } else { "token" })?;
    for row in &tokens.rows {
        let mark = if row.same { ' ' } else { '*' };
        for index in 0..row.a.len().max(row.b.len()) {
            let (a, b) = (row.a.get(index), row.b.get(index));
            let shown = |token: Option<&Token>| token.map_or(String::new(), token_words);
            let line = format!("        {mark} {:9}  {:COLUMN$}  {}", span(a, b, known), shown(a), shown(b));
            writeln!(out, "{}", line.trim_end())?;
        }
        match row.repeats {
            0 => {}
            1 => writeln!(out, "        {mark} ...        and once more the same")?,
            more => writeln!(out, "        {mark} ...        and {} times more the same", thousands(more))?,
        }
    }
    Ok(())
}

/// The bytes that a row stands for, or its position where offsets are not known.
fn span(a: Option<&Token>, b: Option<&Token>, offsets: bool) -> String {
    let token = a.or(b);
    match token.map(|token| (token.index, &token.offset)) {
        Some((_, Some(range))) if range.is_empty() => "-".to_owned(),
        Some((_, Some(range))) => format!("{}..{}", range.start, range.end),
        Some((index, None)) if !offsets => index.to_string(),
        _ => String::new(),
    }
}

/// A token's text and id, cut to a column.
fn token_words(token: &Token) -> String {
    let Some(text) = &token.text else { return token.id.to_string() };
    let id = token.id.to_string();
    let room = COLUMN.saturating_sub(id.len() + 3);
    let text = match text.char_indices().nth(room) {
        Some(_) => format!("{}...", text.chars().take(room.saturating_sub(3)).collect::<String>()),
        None => text.clone(),
    };
    format!("\"{text}\" {id}")
}

fn time_words(time: &Time) -> String {
    match time {
        Time::Instant(instant) => {
            let zone = instant.zone.as_deref().map_or(String::new(), |zone| format!("   {zone}"));
            format!("{time}{zone}")
        }
        Time::Local(_) => format!("{time}   local, no instant"),
    }
}

fn labelled(out: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
    for (index, line) in wrap(text, WIDTH - 19).lines().enumerate() {
        writeln!(out, "        {:9}  {line}", if index == 0 { label } else { "" })?;
    }
    Ok(())
}

/// What remains between two sides, in one word of the unit that fits: `82 levels`, `3600 s`, `12 % of tokens`.
pub fn residual(measures: &Measures) -> String {
    let Measures { max_abs, max_levels, max_seconds, edits, differing, .. } = *measures;
    // A rejection or a missing field differs, and no unit measures it.
    let moved = |measure: Option<f64>| measure.filter(|size| *size != 0.0 || differing == Some(0.0));
    match (moved(max_levels), moved(max_seconds), moved(edits), moved(max_abs)) {
        (Some(levels), ..) => format!("{} levels", number(levels)),
        (None, Some(seconds), ..) => format!("{} s", number(seconds)),
        (None, None, Some(edits), _) => format!("{} changed", share(edits)),
        (None, None, None, Some(max)) => number(max),
        (None, None, None, None) => differing.map_or_else(|| "0".to_owned(), |d| format!("{} of values", share(d))),
    }
}
