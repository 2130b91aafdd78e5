//! Walks two values together.

use super::array::Array;
use super::numbers::{self, Numbers};
use super::tally::Tally;
use super::text::escape_text;
use super::{
    ArrayDifference, Comparison, Context, Detail, Difference, Family, FieldDifference, ItemDifference, Note,
    TimeDifference, Worst, levels, places, text, tokens,
};
use crate::value::{ChannelOrder, Elements, Image, Instant, Number, Record, Rejected, Time, Tokens, Value};

/// Compares two values. `a` is the first in every difference (training, or a side), `b` the second.
pub fn compare(a: &Value, b: &Value, context: &Context) -> Comparison {
    let mut walk = Walk { context, notes: Vec::new() };
    let (tally, difference) = walk.values(a, b);
    let exact = difference.is_none();
    let measures = tally.measures(walk.percentile());
    let mut notes = walk.notes;
    let equal = exact || passes(&tally, context, &measures, &mut notes);
    let needed = if exact {
        Some(Vec::new())
    } else if tally.structural {
        None
    } else {
        Some(needed(&tally, context, &measures))
    };
    Comparison { equal, exact, measures, needed, difference, notes }
}

/// Whether the tolerances cover what differs.
fn passes(tally: &Tally, context: &Context, measures: &super::Measures, notes: &mut Vec<Note>) -> bool {
    if tally.structural || context.tolerances.is_exact() {
        return false;
    }
    let given = |family: Family| {
        context.tolerances.iter().any(|(metric, _)| metric.family() == family || metric.family() == Family::Any)
    };
    let covered = (!tally.moved_numbers || given(Family::Numbers))
        && (!tally.moved_times || given(Family::Times))
        && (!tally.moved_sequences || given(Family::Sequences));
    // Booleans and bytes are counted by `differing` alone.
    let measured = tally.moved_numbers || tally.moved_times || tally.moved_sequences;
    let covered = covered && (measured || given(Family::Any));
    let mut hold = true;
    for (metric, limit) in context.tolerances.iter() {
        match metric.measured(measures) {
            Some(size) => hold &= size <= limit,
            None if concerns(metric.family(), tally) => {
                notes.push(Note::NotMeasured(metric.meta().id));
                hold = false;
            }
            None => {}
        }
    }
    covered && hold
}

fn concerns(family: Family, tally: &Tally) -> bool {
    match family {
        Family::Numbers => tally.moved_numbers,
        Family::Times => tally.moved_times,
        Family::Sequences => tally.moved_sequences,
        Family::Any => true,
    }
}

/// The smallest tolerances that would pass: of the metrics in use, and of one metric for what they do not cover.
fn needed(tally: &Tally, context: &Context, measures: &super::Measures) -> Vec<(&'static str, f64)> {
    let mut needed: Vec<(&'static str, f64)> = Vec::new();
    let mut covered = [false; 3];
    for (metric, _) in context.tolerances.iter() {
        let family = metric.family();
        if let Some(size) = metric.measured(measures).filter(|_| concerns(family, tally)) {
            needed.push((metric.meta().id, size));
            covered[0] |= matches!(family, Family::Numbers | Family::Any);
            covered[1] |= matches!(family, Family::Times | Family::Any);
            covered[2] |= matches!(family, Family::Sequences | Family::Any);
        }
    }
    if tally.moved_numbers && !covered[0] {
        needed.push(("max_abs", measures.max_abs.unwrap_or(f64::INFINITY)));
    }
    if tally.moved_times && !covered[1] {
        needed.push(("max_seconds", measures.max_seconds.unwrap_or(f64::INFINITY)));
    }
    if tally.moved_sequences && !covered[2] {
        needed.push(("edits", measures.edits.unwrap_or(1.0)));
    }
    if needed.is_empty() {
        needed.push(("differing", measures.differing.unwrap_or(1.0)));
    }
    needed
}

type Found = (Tally, Option<Difference>);

fn equal_leaf() -> Found {
    (Tally::leaf(true), None)
}

fn structural(difference: Difference) -> Found {
    (Tally::structural(), Some(difference))
}

struct Walk<'a> {
    context: &'a Context<'a>,
    notes: Vec<Note>,
}

impl Walk<'_> {
    /// Whether the percentile is wanted: always in full detail, and where a tolerance asks for it.
    fn percentile(&self) -> bool {
        self.context.detail == Detail::Full
            || self.context.tolerances.iter().any(|(metric, _)| metric.meta().id == "p99")
    }

    fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn values(&mut self, a: &Value, b: &Value) -> Found {
        match (a, b) {
            (Value::Rejected(_), _) | (_, Value::Rejected(_)) => self.rejected(a, b),
            (Value::Null, Value::Null) => equal_leaf(),
            (Value::Text(a), Value::Text(b)) => {
                let (tally, difference) = text::compare(a, b);
                (tally, difference.map(Difference::Text))
            }
            (Value::Bytes(a), Value::Bytes(b)) => bytes(a, b),
            (Value::Boolean(a), Value::Boolean(b)) => {
                (Tally::leaf(a == b), (a != b).then_some(Difference::Boolean { a: *a }))
            }
            (Value::Number(a), Value::Number(b)) => number(*a, *b),
            (Value::Time(a), Value::Time(b)) => self.times(a, b),
            (Value::Tokens(a), Value::Tokens(b)) => self.tokens(a, b),
            (Value::Tokens(a), other) if plain_ids(other).is_some() => {
                self.tokens(a, &plain_ids(other).unwrap_or_default())
            }
            (other, Value::Tokens(b)) if plain_ids(other).is_some() => {
                self.tokens(&plain_ids(other).unwrap_or_default(), b)
            }
            (Value::Record(a), Value::Record(b)) => self.records(a, b),
            (a, b) => match (Array::of(a), Array::of(b)) {
                (Some(left), Some(right)) => {
                    self.names(a, b, &left, &right);
                    self.arrays(&left, &right)
                }
                _ => match (a, b) {
                    (Value::List(a), Value::List(b)) => self.lists(a, b),
                    _ => structural(Difference::Kind { a: a.describe(), b: b.describe() }),
                },
            },
        }
    }

    fn rejected(&mut self, a: &Value, b: &Value) -> Found {
        match (rejection(a), rejection(b)) {
            (Some(left), Some(right)) => {
                self.note(Note::BothRejected(left.error.clone(), right.error.clone()));
                equal_leaf()
            }
            (left, right) => {
                let other = answered(if left.is_some() { b } else { a });
                structural(Difference::Rejected { a: left.cloned(), b: right.cloned(), other })
            }
        }
    }

    fn times(&mut self, a: &Time, b: &Time) -> Found {
        let apart = match (a, b) {
            (Time::Instant(a), Time::Instant(b)) => {
                if a.utc == b.utc && (a.offset != b.offset || a.zone != b.zone) {
                    self.note(Note::Zone(shown_in(a), shown_in(b)));
                }
                b.utc - a.utc
            }
            (Time::Local(a), Time::Local(b)) => *b - *a,
            _ => {
                return structural(Difference::Time(TimeDifference { a: a.clone(), b: b.clone(), seconds: None }));
            }
        };
        let seconds = apart.num_seconds() as f64 + f64::from(apart.subsec_nanos()) / 1e9;
        let equal = apart.is_zero();
        let tally = Tally { max_seconds: Some(seconds.abs()), moved_times: !equal, ..Tally::leaf(equal) };
        let difference = || TimeDifference { a: a.clone(), b: b.clone(), seconds: Some(seconds) };
        (tally, (!equal).then(|| Difference::Time(difference())))
    }

    fn tokens(&self, a: &Tokens, b: &Tokens) -> Found {
        let (tally, difference) = tokens::compare(a, b, self.context.detail);
        (tally, difference.map(|difference| Difference::Tokens(Box::new(difference))))
    }

    fn names(&mut self, a: &Value, b: &Value, left: &Array, right: &Array) {
        if let (Value::Image(a), Value::Image(b)) = (a, b) {
            // Black and white is grey that holds two levels, not another order.
            let order = |image: &Image| match image.order {
                ChannelOrder::Bilevel => ChannelOrder::Gray,
                order => order,
            };
            if order(a) != order(b) && a.channels() == b.channels() {
                self.note(Note::ChannelOrder(a.order.name(), b.order.name()));
            }
        } else if let (Some(a), Some(b)) = (left.layout, right.layout)
            && a != b
            && left.shape == right.shape
        {
            self.note(Note::Layout(a.name(), b.name()));
        }
    }

    fn arrays(&self, a: &Array, b: &Array) -> Found {
        if !a.fits(b) {
            return structural(Difference::Shape { a: a.shape.clone(), b: b.shape.clone() });
        }
        let mut tally = numbers::tally(&a.numbers, &b.numbers, self.percentile());
        tally.levels = self.context.level_size.and_then(|sizes| levels::levels(a, b, &tally, sizes));
        let values = (!tally.is_equal()).then(|| self.places(a, b, &tally));
        let (left, right) = (a.numbers.dtype(), b.numbers.dtype());
        if a.typed && b.typed && left != right {
            tally.structural = true;
            tally.max_ulps = None;
            return (tally, Some(Difference::Dtype { a: left, b: right, values }));
        }
        (tally, values.map(Difference::Array))
    }

    /// Where the arrays differ; a quick comparison does not look.
    fn places(&self, a: &Array, b: &Array, tally: &Tally) -> ArrayDifference {
        let (first, worst) = match self.context.detail {
            Detail::Full => places::first_and_worst(&a.numbers, &b.numbers, tally.max_abs),
            Detail::Quick => (0, 0),
        };
        ArrayDifference {
            shape: a.shape.clone(),
            differing: tally.differing as u64,
            first: unravel(first, &a.shape),
            worst: Worst { index: unravel(worst, &a.shape), a: value(&a.numbers, worst), b: value(&b.numbers, worst) },
        }
    }

    fn records(&mut self, a: &Record, b: &Record) -> Found {
        let mut tally = Tally::default();
        let mut found = FieldDifference::default();
        for (name, left) in a.iter() {
            let Some(right) = b.get(name) else {
                tally.merge(&Tally::structural());
                found.missing.push(name.to_owned());
                continue;
            };
            let (part, difference) = self.values(left, right);
            tally.merge(&part);
            if let Some(difference) = difference {
                found.fields.push((name.to_owned(), difference, part.measures(self.percentile())));
            }
        }
        for name in b.names().filter(|name| a.get(name).is_none()) {
            tally.merge(&Tally::structural());
            found.extra.push(name.to_owned());
        }
        let common = |record: &Record, other: &Record| -> Vec<String> {
            record.names().filter(|name| other.get(name).is_some()).map(str::to_owned).collect()
        };
        if !a.has_names_of(b) && common(a, b) != common(b, a) {
            if self.context.field_order {
                tally.merge(&Tally::structural());
                found.order = Some((a.names().map(str::to_owned).collect(), b.names().map(str::to_owned).collect()));
            } else {
                self.note(Note::FieldOrder);
            }
        }
        let equal = found == FieldDifference::default();
        (tally, (!equal).then_some(Difference::Fields(found)))
    }

    fn lists(&mut self, a: &[Value], b: &[Value]) -> Found {
        let mut tally = Tally::default();
        let mut items = Vec::new();
        for (index, (left, right)) in a.iter().zip(b).enumerate() {
            let (part, difference) = self.values(left, right);
            tally.merge(&part);
            if let Some(difference) = difference
                && items.len() < 100
            {
                items.push((index, difference));
            }
        }
        for _ in a.len().min(b.len())..a.len().max(b.len()) {
            tally.merge(&Tally::structural());
        }
        let differs = !items.is_empty() || a.len() != b.len();
        (tally, differs.then_some(Difference::Items(ItemDifference { lengths: (a.len(), b.len()), items })))
    }
}

/// The rejection of a value: of itself, or of the first field of a record that was rejected, since one rejected field
/// is what a library that takes the whole row rejects the row for.
fn rejection(value: &Value) -> Option<&Rejected> {
    match value {
        Value::Rejected(rejected) => Some(rejected),
        Value::Record(record) => record.iter().find_map(|(_, field)| rejection(field)),
        _ => None,
    }
}

fn bytes(a: &[u8], b: &[u8]) -> Found {
    if a == b {
        return equal_leaf();
    }
    let offset = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    (Tally::leaf(false), Some(Difference::Bytes { offset, a: a.len(), b: b.len() }))
}

fn number(a: Number, b: Number) -> Found {
    let tally = numbers::tally_pair(a, b);
    let difference = || Difference::Number { a: a.to_string(), b: b.to_string() };
    let equal = tally.is_equal();
    (tally, (!equal).then(difference))
}

/// The ids in a plain list or a one-dimensional array of whole numbers: what services often log of tokens.
fn plain_ids(value: &Value) -> Option<Tokens> {
    let ids = match value {
        Value::List(items) => {
            let id = |item: &Value| if let Value::Number(Number::Int(id)) = item { Some(*id) } else { None };
            items.iter().map(id).collect::<Option<Vec<i64>>>()?
        }
        Value::Tensor(tensor) if tensor.shape.len() == 1 => match &tensor.elements {
            Elements::I64(ids) => ids.clone(),
            Elements::I32(ids) => ids.iter().map(|id| i64::from(*id)).collect(),
            Elements::U32(ids) => ids.iter().map(|id| i64::from(*id)).collect(),
            _ => return None,
        },
        _ => return None,
    };
    Some(Tokens { ids, ..Tokens::default() })
}

fn shown_in(instant: &Instant) -> String {
    if let Some(zone) = &instant.zone {
        return zone.to_string();
    }
    let (sign, seconds) = (if instant.offset < 0 { '-' } else { '+' }, instant.offset.unsigned_abs());
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 {
        format!("{sign}{hours:02}:{minutes:02}")
    } else {
        format!("{sign}{hours:02}:{minutes:02}:{rest:02}")
    }
}

fn value(numbers: &Numbers, index: usize) -> f64 {
    if index < numbers.len() { numbers.get(index) } else { f64::NAN }
}

fn unravel(mut index: usize, shape: &[usize]) -> Vec<usize> {
    let mut position = vec![0; shape.len()];
    for (axis, length) in shape.iter().enumerate().rev() {
        position[axis] = index % (*length).max(1);
        index /= (*length).max(1);
    }
    position
}

/// A value that the other side rejects, in a few words: short texts, and the first of some tokens, as they are.
fn answered(value: &Value) -> String {
    let cut = |text: &str| match text.char_indices().nth(60) {
        Some((end, _)) => format!("\"{}...\"", escape_text(&text[..end])),
        None => format!("\"{}\"", escape_text(text)),
    };
    match value {
        Value::Text(text) => cut(text),
        Value::Tokens(tokens) => match &tokens.tokens {
            Some(texts) if !texts.is_empty() => {
                let shown: Vec<String> = texts.iter().take(8).map(|text| cut(text)).collect();
                let more = if texts.len() > 8 { " ..." } else { "" };
                format!("{}: {}{more}", value.describe(), shown.join(" "))
            }
            _ => value.describe(),
        },
        other => other.describe(),
    }
}
