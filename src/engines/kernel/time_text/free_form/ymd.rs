//! Which of up to three numbers is the year, the month and the day.

use crate::engines::kernel::civil;
use crate::engines::kernel::time_text::digits;

/// What a number is known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// Nothing is known.
    Any,
    /// The year.
    Year,
    /// The month.
    Month,
}

/// Numbers of a date in the order in which they stand.
#[derive(Debug, Default)]
pub struct Ymd {
    numbers: Vec<i64>,
    /// True if a year was written with more than two digits.
    pub century: bool,
    year_at: Option<usize>,
    month_at: Option<usize>,
}

/// Year, month and day as far as they are known.
pub type Date = (Option<i64>, Option<i64>, Option<i64>);

impl Ymd {
    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Adds a number as it was written.
    pub fn push_text(&mut self, text: &str, label: Label) -> Option<()> {
        let digits = !text.is_empty() && text.chars().all(|c| digits::digit(c).is_some());
        let long = digits && text.chars().count() > 2;
        let value = i64::from(digits::number(text).filter(|_| digits)?);
        self.push(value, label, long)
    }

    /// Adds a number.
    pub fn push_number(&mut self, value: i64, label: Label, over_hundred: bool) -> Option<()> {
        self.push(value, label, over_hundred)
    }

    fn push(&mut self, value: i64, mut label: Label, long: bool) -> Option<()> {
        if long {
            self.century = true;
            if label == Label::Month {
                return None;
            }
            label = Label::Year;
        }
        self.numbers.push(value);
        let slot = match label {
            Label::Any => return Some(()),
            Label::Year => &mut self.year_at,
            Label::Month => &mut self.month_at,
        };
        slot.is_none().then(|| *slot = Some(self.numbers.len() - 1))
    }

    /// True if a number may be a day beside what is known.
    pub fn could_be_day(&self, value: f64) -> Option<bool> {
        let Some(month) = self.month_at else { return Some((1.0..=31.0).contains(&value)) };
        let month = u32::try_from(self.numbers[month]).ok().filter(|month| (1..=12).contains(month))?;
        let year = self.year_at.map_or(2000, |at| self.numbers[at]);
        Some(value >= 1.0 && value <= f64::from(civil::days_in_month(year, month)))
    }

    /// Year, month and day; `None` for more than three numbers.
    pub fn resolve(&self, day_first: bool) -> Option<Date> {
        let n = &self.numbers;
        let known = usize::from(self.year_at.is_some()) + usize::from(self.month_at.is_some());
        if n.len() == known && known > 0 || n.len() == 3 && known == 2 {
            return Some(self.by_places());
        }
        let some = |year: i64, month: i64, day: i64| Some((Some(year), Some(month), Some(day)));
        match (n.as_slice(), self.month_at) {
            ([], _) => Some((None, None, None)),
            ([only], None) if *only > 31 => Some((Some(*only), None, None)),
            ([only], None) => Some((None, None, Some(*only))),
            ([_], Some(_)) => Some((None, Some(n[0]), None)),
            ([a, b], Some(at)) => {
                let (month, other) = if at == 0 { (*a, *b) } else { (*b, *a) };
                Some(if other > 31 { (Some(other), Some(month), None) } else { (None, Some(month), Some(other)) })
            }
            ([a, b], None) if *a > 31 => Some((Some(*a), Some(*b), None)),
            ([a, b], None) if *b > 31 => Some((Some(*b), Some(*a), None)),
            ([a, b], None) if day_first && *b <= 12 => Some((None, Some(*b), Some(*a))),
            ([a, b], None) => Some((None, Some(*a), Some(*b))),
            ([a, b, c], Some(0)) => {
                if *b > 31 {
                    some(*b, *a, *c)
                } else {
                    some(*c, *a, *b)
                }
            }
            ([a, b, c], Some(1)) => {
                if *a > 31 {
                    some(*a, *b, *c)
                } else {
                    some(*c, *b, *a)
                }
            }
            ([a, b, c], Some(_)) => {
                if *b > 31 {
                    some(*b, *c, *a)
                } else {
                    some(*a, *c, *b)
                }
            }
            ([a, b, c], None) if *a > 31 || self.year_at == Some(0) => {
                if day_first && *c <= 12 {
                    some(*a, *c, *b)
                } else {
                    some(*a, *b, *c)
                }
            }
            ([a, b, c], None) if *a > 12 || day_first && *b <= 12 => some(*c, *b, *a),
            ([a, b, c], None) => some(*c, *a, *b),
            _ => None,
        }
    }

    /// By the places of the year and the month; with three numbers the third is the day.
    fn by_places(&self) -> Date {
        let at = |place: Option<usize>| place.map(|at| self.numbers[at]);
        let day = (self.numbers.len() == 3)
            .then(|| (0..3).find(|at| Some(*at) != self.year_at && Some(*at) != self.month_at))
            .flatten();
        (at(self.year_at), at(self.month_at), at(day))
    }
}
