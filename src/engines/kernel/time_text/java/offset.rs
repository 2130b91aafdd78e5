//! Offsets from UTC in the shapes of `java.time`.

use crate::engines::kernel::time_text::Cursor;

/// A shape: `+HH`, `+HHmm` (lower-case parts may be left out), colons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Colons between the parts.
    pub colon: bool,
    /// Minutes are never written, may be, or must be.
    pub minutes: Part,
    /// Seconds.
    pub seconds: Part,
}

/// A part of an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Never written.
    Never,
    /// May be left out.
    Maybe,
    /// Must be written.
    Must,
}

/// Shapes of `X` and `x` by the number of letters, from one to five.
pub const BY_COUNT: [Shape; 5] = [
    Shape { colon: false, minutes: Part::Maybe, seconds: Part::Never },
    Shape { colon: false, minutes: Part::Must, seconds: Part::Never },
    Shape { colon: true, minutes: Part::Must, seconds: Part::Never },
    Shape { colon: false, minutes: Part::Must, seconds: Part::Maybe },
    Shape { colon: true, minutes: Part::Must, seconds: Part::Maybe },
];

/// Seconds east of UTC; `None` if no offset in this shape stands here.
pub fn read(cursor: &mut Cursor<'_>, shape: Shape) -> Option<i32> {
    let sign = if cursor.eat_any(b"+-")? == b'-' { -1 } else { 1 };
    let hours = cursor.two()?;
    let mut part = |wanted: Part| -> Option<u32> {
        if wanted == Part::Never {
            return Some(0);
        }
        let mut ahead = *cursor;
        let there = (!shape.colon || ahead.eat(b':')).then(|| ahead.two()).flatten();
        match there {
            Some(value) => {
                *cursor = ahead;
                Some(value)
            }
            None => (wanted == Part::Maybe).then_some(0),
        }
    };
    let minutes = part(shape.minutes)?;
    let seconds = part(shape.seconds)?;
    let total = (hours * 3600 + minutes * 60 + seconds) as i32;
    (hours <= 23 && minutes < 60 && seconds < 60 && total <= 64_800).then_some(sign * total)
}
