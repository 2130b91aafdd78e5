//! `parse` of the classes of `java.time`, and patterns.

use crate::engines::capability::{ReadRequest, ReadTime, Reading};
use crate::engines::kernel::time_text::iso::{self, COMMON, Dialect, Digits, NO_OFFSET, Offset};
use crate::engines::kernel::time_text::{How, Reader, java};
use std::sync::LazyLock;

/// ISO forms with a T or a blank; every class of the library takes a part of them.
static ISO: Dialect = Dialect {
    separators: b"Tt ",
    signed_year: 10,
    fraction: Digits { min: 0, ..COMMON.fraction },
    offset: Offset { utc: b"Zz", hours_only: true, seconds: true, hours: 18, most: 64_800, ..COMMON.offset },
    range: (-999_999_999, 999_999_999),
    ..COMMON
};

static LOCAL: Dialect = Dialect { separators: b"Tt", date_only: false, offset: NO_OFFSET, ..ISO };

static OFFSET: Dialect =
    Dialect { separators: b"Tt", date_only: false, offset: Offset { required: true, ..ISO.offset }, ..ISO };

static INSTANT: Dialect = Dialect {
    least_time: 3,
    hour24: true,
    offset: Offset { required: true, utc: b"Zz", hours: 18, most: 64_800, ..COMMON.offset },
    ..OFFSET
};

static DATE: Dialect = Dialect { separators: b"", offset: NO_OFFSET, ..ISO };

/// Classes by name, patterns of `DateTimeFormatter`.
pub static READER: Reader = Reader {
    auto: &[How::Iso(&ISO), How::Own(zoned)],
    named: &[
        ("LocalDateTime.parse", &[How::Iso(&LOCAL)]),
        ("OffsetDateTime.parse", &[How::Iso(&OFFSET)]),
        ("ZonedDateTime.parse", &[How::Iso(&OFFSET), How::Own(zoned)]),
        ("Instant.parse", &[How::Own(leap_second), How::Iso(&INSTANT)]),
        ("LocalDate.parse", &[How::Iso(&DATE)]),
        ("RFC_1123", &[How::Own(mail)]),
        ("RFC_1123_DATE_TIME", &[How::Own(mail)]),
    ],
    format: Some(java::date_time),
};

/// An offset and then a zone in brackets, which is how the instant is shown.
fn zoned(text: &str, _request: &ReadRequest) -> Reading {
    let failed = || Reading::rejected(format!("text {text:?} could not be parsed"));
    let Some((main, zone)) = text.strip_suffix(']').and_then(|text| text.split_once('[')) else { return failed() };
    match iso::read(main, &OFFSET) {
        Reading::AtOffset(seconds, nanos, offset) => Reading::InZone(seconds, nanos, zone.into(), Some(offset)),
        _ => failed(),
    }
}

/// Second 60 is taken at the end of a day only, as the second before it.
fn leap_second(text: &str, _request: &ReadRequest) -> Reading {
    match text.find("23:59:60") {
        Some(at) => iso::read(&format!("{}23:59:59{}", &text[..at], &text[at + 8..]), &INSTANT),
        None => Reading::rejected("no leap second"),
    }
}

/// Patterns of RFC 1123: the weekday and the seconds may be missing.
static MAIL: LazyLock<Vec<Box<dyn ReadTime>>> = LazyLock::new(|| {
    let mut readers = Vec::new();
    for weekday in ["EEE, ", ""] {
        for seconds in [":ss", ""] {
            for zone in ["'GMT'", "xx"] {
                let pattern = format!("{weekday}d MMM uuuu HH:mm{seconds} {zone}");
                readers.extend(java::date_time(&pattern, &ReadRequest::default()));
            }
        }
    }
    readers
});

/// `Tue, 5 Mar 2024 10:20:30 GMT`.
fn mail(text: &str, _request: &ReadRequest) -> Reading {
    for reader in MAIL.iter() {
        match reader.read(text) {
            Reading::Rejected(..) => {}
            Reading::Wall(wall, nanos) => return Reading::utc(wall, nanos),
            reading => return reading,
        }
    }
    Reading::rejected(format!("text {text:?} could not be parsed"))
}
