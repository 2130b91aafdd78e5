use crate::diagnostic::Diagnostic;

/// Conventions of a date-time library: rows of data that shared kernels carry out.
#[derive(Clone, Copy)]
pub struct TimeRules {
    /// Where time zones come from and how they are read.
    pub zones: ZoneRules,
    /// From a wall time to an instant, with the library's defaults.
    pub local: LocalRule,
    /// Parameters of the library that change [`TimeRules::local`].
    pub options: &'static [TimeOption],
    /// What a text without offset becomes where no zone is given.
    pub naive: Naive,
    /// Reads texts.
    pub reader: &'static dyn TimeReader,
    /// The smallest step in nanoseconds.
    pub step: u32,
    /// The names of the library's errors.
    pub errors: TimeErrors,
    /// Numbers as times and times as numbers.
    pub epoch: EpochRules,
    /// Parts of a date.
    pub fields: FieldRules,
    /// Truncation, differences, additions.
    pub arithmetic: SpanRules,
}

/// Where time zones come from and how they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZoneRules {
    /// The release that the library brings along, or finds on a host of its time.
    pub release: &'static str,
    /// How the data is read.
    pub shape: Shape,
    /// Which texts beside exact zone names are zones.
    pub names: ZoneNames,
}

/// Which texts beside exact zone names are zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneNames {
    /// None.
    Exact,
    /// Zone names in any case.
    AnyCase,
    /// `+05:30`, `UTC+3`, `GMT+3` east of Greenwich, and `Z`.
    Offsets,
    /// The same where the sign counts west of Greenwich; zone names in any case.
    Posix,
    /// What is unknown is silently Greenwich; `GMT+3` counts east.
    UnknownIsGmt,
    /// Zone names in any case; what is unknown is silently UTC.
    UnknownIsUtc,
}

/// How a library reads one release of the time zone database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// To the second, and by the yearly rules for ever.
    Full,
    /// Only the old 32-bit block: local mean time before 1901-12-13T20:45:52Z, the last offset of 2037 for ever, offsets
    /// rounded to whole minutes.
    ThirtyTwoBit,
    /// The same with offsets to the second, and after the last change the standard offset.
    ThirtyTwoBitExact,
    /// The transitions that are listed up to 2037, and the last of them for ever.
    ListedUntil2037,
    /// The transitions up to the end of 2099, and the last of them for ever.
    ListedUntil2099,
    /// No local mean time: before 1900 the standard offset that holds today.
    StandardBefore1900,
}

/// From a wall time to an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalRule {
    /// By one rule for times that are skipped and one for times that are repeated.
    ByRule {
        /// Skipped times.
        gap: Gap,
        /// Repeated times.
        fold: Fold,
    },
    /// Always at the first offset that the zone's data lists: local mean time for most.
    FirstOffset,
    /// Changes are put on the standard clock, and looked up there: skipped times take the offset after an ordinary change
    /// to daylight saving time. True for the second of two.
    StandardClock(bool),
}

/// What becomes of a wall time that a change of the clock skips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// The offset before the change: the clock moves forward by the gap.
    Before,
    /// The offset after the change: the clock moves backward by the gap.
    After,
    /// The instant of the change.
    Transition,
    /// The smallest step before the change.
    JustBefore,
    /// The offset at the wall time read as UTC, then the one where that leads.
    TwoStep,
    /// The daylight flag decides; `None` rejects.
    Flag(Option<bool>),
    /// The next full hour on the wall.
    NextHour,
    /// So many nanoseconds before the running hour on the wall.
    HourBefore(u32),
    /// The wall time moved by nanoseconds.
    Shift(i64),
    /// Missing.
    Null,
    /// An error.
    Reject,
}

/// What becomes of a wall time that a change of the clock repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// The earlier instant.
    First,
    /// The later instant.
    Second,
    /// The offset at the wall time read as UTC, then the one where that leads.
    TwoStep,
    /// The daylight flag decides; `None` rejects.
    Flag(Option<bool>),
    /// Missing.
    Null,
    /// An error.
    Reject,
}

/// One value of one parameter, and what it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOption {
    /// The parameter: `fold`, `ambiguous`.
    pub name: &'static str,
    /// The value as text: `1`, `NaT`; `<duration>` for any duration.
    pub value: &'static str,
    /// The change.
    pub effect: Effect,
}

/// What a parameter's value changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: the value of the default.
    None,
    /// The rule for skipped times.
    Gap(Gap),
    /// Skipped times are moved by the duration given.
    GapByDuration,
    /// The rule for repeated times.
    Fold(Fold),
    /// Both.
    Both(Gap, Fold),
    /// The whole rule.
    Whole(LocalRule),
}

/// What a text without offset becomes where no zone is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naive {
    /// It stays a wall time.
    Local,
    /// It is read as UTC.
    Utc,
    /// It is read as wall time of the host or the session.
    Host,
}

/// The names of a library's errors; where one is empty, the library never refuses, or gives a missing value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeErrors {
    /// The text is no time.
    pub parse: &'static str,
    /// The wall time does not exist.
    pub gap: &'static str,
    /// The wall time exists twice.
    pub fold: &'static str,
    /// The result lies outside the library's years.
    pub range: &'static str,
    /// A wall time stands where an instant is needed, or the other way round.
    pub kind: &'static str,
}

/// A unit of numbers that count from 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EpochUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Millis,
    /// Microseconds.
    Micros,
    /// Nanoseconds.
    Nanos,
    /// Days.
    Days,
}

impl EpochUnit {
    /// Nanoseconds in one unit.
    pub const fn nanos(self) -> i64 {
        match self {
            Self::Seconds => 1_000_000_000,
            Self::Millis => 1_000_000,
            Self::Micros => 1000,
            Self::Nanos => 1,
            Self::Days => 86_400_000_000_000,
        }
    }
}

/// Numbers as times and times as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpochRules {
    /// The unit of a bare number.
    pub unit: EpochUnit,
    /// What becomes of the digits of a float beyond the smallest step.
    pub fraction: Fraction,
    /// What a number becomes where no zone is given.
    pub number: Naive,
    /// How a time becomes a number.
    pub output: EpochOutput,
    /// How a wall time becomes a number; `None` where the library refuses.
    pub wall: Option<Naive>,
}

/// What becomes of the digits of a float beyond the smallest step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fraction {
    /// The binary value to the nearest step, ties to even.
    HalfEven,
    /// The product in doubles to the nearest step, ties away from zero.
    HalfAway,
    /// Cut toward zero.
    Truncate,
    /// Cut toward the past.
    Floor,
    /// The whole part in the unit, then the fraction as nanoseconds.
    SplitNanos,
    /// Floats are refused.
    Refuse,
}

/// How a time becomes a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EpochOutput {
    /// Seconds as a double; finer units are whole numbers, cut toward the past.
    FloatSeconds,
    /// Whole numbers, cut toward the past.
    Floor,
    /// Whole numbers, cut toward zero.
    Truncate,
    /// Whole numbers, the nearest, ties away from zero.
    HalfAway,
}

/// Numbering of the parts of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldRules {
    /// The usual day-of-week function.
    pub weekday: Weekday,
    /// The number of January.
    pub first_month: i64,
    /// The usual week-of-year function.
    pub week: Week,
    /// Where the parts are read.
    pub frame: Frame,
    /// The library's own names for parts.
    pub names: &'static [(&'static str, Field)],
}

/// Where the parts of an instant are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// At the value's own offset or zone.
    Own,
    /// In the host's or session's zone: values carry none.
    Host,
}

/// Numbering of the days of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weekday {
    /// Monday 0 to Sunday 6.
    Monday0,
    /// Monday 1 to Sunday 7.
    Monday1,
    /// Sunday 0 to Saturday 6.
    Sunday0,
    /// Sunday 1 to Saturday 7.
    Sunday1,
}

/// Numbering of the weeks of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Week {
    /// ISO 8601: from Monday, the first with a Thursday.
    Iso,
    /// From Sunday, the one with January 1 is the first.
    Us,
    /// `%U`: from Sunday, the first full week is 1, before it 0.
    SundayFull,
    /// `%W`: from Monday, the first full week is 1, before it 0.
    MondayFull,
    /// Seven days each from January 1.
    SevenDays,
}

/// One part of a date or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The calendar year.
    Year,
    /// The month with January as the number given, or as the engine counts.
    Month(Option<i64>),
    /// The day of the month.
    Day,
    /// 0 to 23.
    Hour,
    /// 0 to 59.
    Minute,
    /// 0 to 59.
    Second,
    /// Milliseconds within the second.
    Millisecond,
    /// Microseconds within the second.
    Microsecond,
    /// Nanoseconds within the second.
    Nanosecond,
    /// The day of the week in a numbering, or in the engine's.
    Weekday(Option<Weekday>),
    /// 1 to 366.
    DayOfYear,
    /// 0 to 365.
    DayOfYear0,
    /// The week of the year by a rule, or by the engine's.
    Week(Option<Week>),
    /// The year that the ISO week belongs to.
    IsoYear,
    /// 1 to 4.
    Quarter,
    /// Saturday or Sunday.
    IsWeekend,
    /// The first day of the month.
    IsMonthStart,
    /// The last day of the month.
    IsMonthEnd,
    /// The first day of the quarter.
    IsQuarterStart,
    /// The last day of the quarter.
    IsQuarterEnd,
    /// January 1.
    IsYearStart,
    /// December 31.
    IsYearEnd,
    /// A year with a February 29.
    IsLeapYear,
    /// Length of the month.
    DaysInMonth,
    /// Seconds east of UTC.
    Offset,
}

/// Truncation, differences and additions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpanRules {
    /// How a time is truncated to hours and less.
    pub floor_clock: Resettle,
    /// How a time is truncated to days and more.
    pub floor_date: Resettle,
    /// The first day of a week for truncation.
    pub week: WeekStart,
    /// How days and longer units between two times are counted.
    pub days: Count,
    /// How hours and shorter units between two times are counted.
    pub hours: Count,
    /// How days and longer units are added.
    pub add_date: Resettle,
    /// How hours and shorter units are added.
    pub add_clock: Resettle,
    /// What a month more than a shorter month holds becomes.
    pub month_end: MonthEnd,
}

/// Which instant a changed wall time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resettle {
    /// By the rules for skipped and repeated times, with the options that are given.
    ByRule,
    /// By these rules.
    At(Gap, Fold),
    /// The second of two where the time before was a second as well, else the first; skipped times go forward.
    KeepFold,
    /// At the offset that held before where it holds there as well, else by the rules given.
    KeepOffset(Gap, Fold),
    /// At the offset that held before, whatever holds there: the elapsed time is changed.
    SameOffset,
    /// In UTC: the elapsed time is changed by multiples that count from the year 1.
    Absolute,
}

/// The first day of a week for truncation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeekStart {
    /// Monday.
    Monday,
    /// Monday, at the offset that the Thursday after has.
    MondayOfThursday,
    /// Sunday.
    Sunday,
    /// Seven days each, counted from Thursday, 1970-01-01.
    Epoch,
}

/// How units between two times are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Elapsed time, floored.
    ElapsedFloor,
    /// Elapsed time, cut toward zero.
    ElapsedTruncate,
    /// Elapsed time with its fraction.
    ElapsedFraction,
    /// Wall time where both are in one zone, floored.
    WallFloor,
    /// Full units on the wall, cut toward zero.
    WallTruncate,
    /// Begins of a unit between the two.
    Boundaries,
    /// Elapsed time between the begins of the units in which the two lie.
    ElapsedBegins,
}

/// What a month more than a shorter month holds becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonthEnd {
    /// The last day of the month.
    Clamp,
    /// As many days into the next month.
    Overflow,
}

/// What a definition asks of a reader; `None` is the library's default.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadRequest {
    /// The engine's version, if one was named.
    pub version: Option<String>,
    /// A format in the engine's language, or the name of one of its parsing functions.
    pub format: Option<String>,
    /// True if the day comes before the month.
    pub dayfirst: Option<bool>,
    /// The zone that was named.
    pub zone: Option<String>,
    /// True if what runs over its range is to be refused, where the library has the choice.
    pub strict: bool,
}

/// Reads texts as one library does.
pub trait TimeReader: Sync {
    /// The reader for a request.
    ///
    /// # Errors
    /// A format or parameter that the library does not offer.
    fn bind(&self, request: &ReadRequest) -> Result<Box<dyn ReadTime>, Diagnostic>;
}

/// One bound reader.
pub trait ReadTime: Send + Sync {
    /// What the text says.
    fn read(&self, text: &str) -> Reading;
}

/// What a text says. Wall-clock readings are seconds counted as if they were UTC.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A wall time.
    Wall(i64, u32),
    /// A wall time of the host, whatever the library does with others.
    HostWall(i64, u32),
    /// A wall time that names no instant, whatever the library does with others.
    NaiveWall(i64, u32),
    /// A wall time at an offset.
    AtOffset(i64, u32, i32),
    /// A wall time in a zone, with an offset if the text gave one.
    InZone(i64, u32, Box<str>, Option<i32>),
    /// A missing value.
    Missing,
    /// The library raises: its error's name (the engine's usual one if empty) and what it says.
    Rejected(&'static str, String),
}

impl Reading {
    /// A rejection with the engine's usual error.
    pub fn rejected(message: impl Into<String>) -> Self {
        Self::Rejected("", message.into())
    }

    /// Midnight UTC and the like.
    pub fn utc(seconds: i64, nanos: u32) -> Self {
        Self::AtOffset(seconds, nanos, 0)
    }
}
