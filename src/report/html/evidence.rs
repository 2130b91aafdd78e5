//! One input on the page: its measures, and the two values in the form that suits their kind.

use super::charts;
use super::pictures::Album;
use crate::check::InputOutcome;
use crate::check::preview::{Chunk, FieldRow, Moments, NumberRow, Numbers, Piece, Preview, Shown, TokenRows};
use crate::compare::Token;
use crate::report::differences;
use crate::report::layout::{count, number, thousands};
use serde_json::{Value as Json, json};

/// What the template knows of an input.
pub fn input(case: &str, input: &InputOutcome, album: &Album, slug: &str) -> Json {
    let decisive = differences::decisive(input);
    let place = decisive.map(|(found, ..)| differences::place_and_measures(found));
    let needed = decisive.map(|(found, ..)| differences::needed(found)).filter(|needed| !needed.is_empty());
    let preview = input.preview.as_deref();
    let moved = input.moved_at.map(|step| format!("training left what was blessed at step {}", step + 1));
    let notes: Vec<String> = moved.into_iter().chain(input.notes.iter().cloned()).collect();
    let mut shown = json!({
        "id": input.id, "slug": slug, "verdict": input.verdict.words(), "measures": place, "needed": needed,
        "notes": notes, "error": input.error.as_ref().map(ToString::to_string),
    });
    match preview {
        Some(preview) => add(&mut shown, preview, album.get(case, &input.id)),
        // Without the values there are the words of the text report.
        None => shown["told"] = differences::told(input).into(),
    }
    shown
}

fn add(shown: &mut Json, preview: &Preview, pictures: Option<&Json>) {
    shown["first"] = preview.first.into();
    shown["second"] = preview.second.into();
    if !preview.input.starts_with("bytes") {
        shown["given"] = preview.input.as_str().into();
    }
    if let Some(found) = &preview.moments {
        shown["moments"] = moments(found, preview);
    }
    match &preview.shown {
        Shown::Pictures(_) => match pictures {
            Some(pictures) => shown["pictures"] = pictures.clone(),
            None => shown["left_out"] = true.into(),
        },
        Shown::Numbers(found) => shown["numbers"] = numbers(found),
        Shown::Tokens(found) => shown["tokens"] = tokens(found),
        Shown::Text(found) => shown["pieces"] = spaced(found),
        Shown::Fields(rows) => {
            shown["golden"] = rows.iter().any(|row| row.golden.is_some()).into();
            shown["fields"] = Json::Array(rows.iter().map(field).collect());
        }
        // The line of times says it already.
        Shown::Words(..) if preview.moments.is_some() => {}
        Shown::Words(a, b) => {
            shown["words"] = json!([{"label": preview.first, "text": a}, {"label": preview.second, "text": b}]);
        }
    }
}

fn field(row: &FieldRow) -> Json {
    json!({"name": row.name, "a": row.a, "b": row.b, "golden": row.golden, "differs": row.differs})
}

fn numbers(found: &Numbers) -> Json {
    let row = |row: &NumberRow| json!({"index": row.index, "a": row.a.to_string(), "b": row.b.to_string()});
    json!({"rows": found.rows.iter().map(row).collect::<Vec<_>>(), "histogram": charts::histogram(&found.histogram)})
}

fn pieces(found: &[Piece]) -> Json {
    Json::Array(found.iter().map(|piece| json!({"text": visible(&piece.text), "side": piece.side})).collect())
}

/// Pieces of texts; spaces that only one side has are made visible.
fn spaced(found: &[Piece]) -> Json {
    let mark = |piece: &Piece| match piece.side {
        "same" => piece.text.clone(),
        _ => piece.text.replace(' ', "\u{b7}").replace('\u{a0}', "\u{237d}").replace('\n', "\u{21b5}\n"),
    };
    pieces(&found.iter().map(|piece| Piece { text: mark(piece), side: piece.side }).collect::<Vec<_>>())
}

/// Control characters made visible; line ends stay.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }).collect()
}

fn tokens(found: &TokenRows) -> Json {
    let chunk = |chunk: &Chunk| {
        let list = |tokens: &[Token]| tokens.iter().map(token).collect::<Vec<_>>();
        let half = if chunk.same && chunk.skipped > 0 { chunk.a.len() / 2 } else { chunk.a.len() };
        let from = chunk.a.first().or(chunk.b.first()).map_or(0, |token| token.index);
        json!({"same": chunk.same, "from": from, "head": list(&chunk.a[..half]), "tail": list(&chunk.a[half..]),
               "other": list(&chunk.b), "skipped": (chunk.skipped > 0).then(|| thousands(chunk.skipped))})
    };
    let (a, b) = found.lengths;
    let lengths = if a == b { count(a, "token") } else { format!("{} against {}", thousands(a), count(b, "token")) };
    json!({"lengths": lengths, "chunks": found.chunks.iter().map(chunk).collect::<Vec<_>>(), "cut": found.cut,
           "source": pieces(&found.source), "other_source": pieces(&found.other_source)})
}

fn token(token: &Token) -> Json {
    let bytes = token.offset.as_ref().map(|range| format!("{} to {}", range.start, range.end));
    json!({"index": token.index, "id": token.id, "text": token.text.as_deref().map(visible), "bytes": bytes})
}

fn moments(found: &Moments, preview: &Preview) -> Json {
    let apart = found.b.seconds - found.a.seconds;
    let place = if found.place.is_empty() { String::new() } else { format!("{}: ", found.place) };
    let caption = if found.a.instant == found.b.instant {
        let (first, second) = (preview.first, preview.second);
        let word = if apart < 0 { "earlier" } else { "later" };
        format!("{place}{second} is {} {word} than {first}", charts::duration(apart))
    } else {
        format!("{place}an instant against a local time without a zone")
    };
    let changes: Vec<String> = found.changes.iter().map(charts::change_words).collect();
    let side = |moment: &crate::check::preview::Moment| json!({"text": moment.text, "wall": moment.wall.as_deref().unwrap_or("—")});
    json!({
        "caption": caption, "zone": found.zone, "changes": changes, "a": side(&found.a), "b": side(&found.b),
        "svg": charts::time_line(found, preview.first, preview.second),
    })
}

/// A number as the text report writes it.
pub fn short(value: f64) -> String {
    number(value)
}
