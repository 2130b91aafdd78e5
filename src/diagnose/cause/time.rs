//! Zones, gaps and folds, parsing, numbering.

use super::Cause;
use crate::meta::Meta;

/// The family.
pub static ALL: &[Cause] = &[
    Cause {
        meta: Meta {
            id: "time.dow_numbering",
            summary: "days of the week numbered otherwise",
            manual: "\
What it is
Weekdays count from Monday or Sunday, from 0 or 1.

Where libraries differ
Monday 0: pandas, Python weekday(), chrono. Monday 1: ISO, java.time, PostgreSQL isodow. Sunday
0: strftime %w, JavaScript, DuckDB and PostgreSQL dow, Go. Sunday 1: Spark dayofweek, MySQL.

How it looks
A constant permutation of seven values; weekend flags move by a day.

How to confirm
time_features with the other engine on one side closes the gap; one full week shows the
permutation.

How to fix
Convert to one numbering next to the call: (dow + 6) % 7 makes Monday 0 of Sunday 0.

Seen in
https://github.com/apache/datafusion/issues/22115
https://github.com/wnzhang/make-ipinyou-data/pull/4
https://github.com/KanishJebaMathewM/Truxify/issues/7208",
            example: "",
        },
        seen: 4,
        fix: "convert to one numbering next to the call ((sunday0 + 6) % 7 is Monday 0)",
    },
    Cause {
        meta: Meta {
            id: "time.dst_fold",
            summary: "the repeated hour read as the other one",
            manual: "\
What it is
When clocks go back, an hour of wall time happens twice. A text without offset does not say
which is meant.

Where libraries differ
First (summer time): zoneinfo fold=0, java.time, Temporal 'compatible', JavaScript. Second
(standard time): pytz localize by default, PostgreSQL. Others raise (pandas by default) or give
NaT.

How it looks
3600 s (1800 s on Lord Howe) on rows within that hour, once a year; all other rows are equal.

How to confirm
ambiguous, fold or is_dst on one side closes the gap; 2024-11-03 01:30 New York shows it.

How to fix
Store instants with their offset. Else choose one rule on both sides: fold=1, is_dst=True,
ambiguous='infer'.

Seen in
https://github.com/pganssle/zoneinfo/issues/79
https://github.com/js-joda/js-joda/issues/166",
            example: "",
        },
        seen: 2,
        fix: "store times with their offset; else choose one rule on both sides (zoneinfo fold, pytz \
            is_dst, pandas ambiguous)",
    },
    Cause {
        meta: Meta {
            id: "time.dst_gap",
            summary: "the skipped hour read otherwise",
            manual: "\
What it is
When clocks go forward, an hour of wall time never happens. Libraries shift it forward, back, or
raise.

Where libraries differ
zoneinfo uses the offset before the gap, java.time shifts by the gap's length, pytz keeps
standard time without normalizing, pandas raises unless nonexistent= is given.

How it looks
3600 s (1800 s on Lord Howe, 7200 s at Troll) on rows within that hour; or an error on one side.

How to confirm
nonexistent or the other engine on one side closes the gap; 2024-03-10 02:30 New York shows it.

How to fix
Store instants with their offset. pandas: nonexistent='shift_forward' equals java.time's for
one-hour gaps at the gap's end only: test it.

Seen in
https://github.com/date-fns/tz/issues/25",
            example: "",
        },
        seen: 2,
        fix: "store times with their offset; else choose one rule for skipped wall times on both sides \
            (pandas nonexistent)",
    },
    Cause {
        meta: Meta {
            id: "time.epoch_unit",
            summary: "seconds taken for milliseconds, or the reverse",
            manual: "\
What it is
An epoch number does not say its unit.

Where libraries differ
Seconds: Python, Go Unix(), PostgreSQL. Milliseconds: JavaScript, Java, MLflow. Microseconds:
Spark internals, DuckDB. Nanoseconds: pandas .value.

How it looks
A ratio of 1000, 10^6 or 10^9: dates in January 1970, or in the year 50,000.

How to confirm
unit: ms (or s) on one side closes the gap.

How to fix
Name the unit in the field (created_ms), and convert once at the edge.

Seen in
https://github.com/microsoft/MLFlow.NET/issues/4",
            example: "",
        },
        seen: 2,
        fix: "convert epochs to one unit at the edge and name it in the field",
    },
    Cause {
        meta: Meta {
            id: "time.lmt",
            summary: "a pytz zone was attached with tzinfo= instead of localize()",
            manual: "\
What it is
A pytz zone object stands, until localize() picks a period, for the zone's first one: local mean
time, from before standard time existed. datetime(..., tzinfo=zone) keeps it, so New York
becomes UTC-04:56 and Warsaw UTC+01:24.

Where libraries differ
Only pytz works so. zoneinfo, dateutil and pandas' tz_localize pick the right period by
themselves.

How it looks
Every instant is off by the offset in force minus local mean time: in New York 4 minutes in
winter, 56 in summer. A difference that is no multiple of 15 minutes is the sign.

How to confirm
parse_time: {engine: pytz, method: replace} on one side closes the gap.

How to fix
pytz: zone.localize(naive). Python 3.9 and later: zoneinfo, where tzinfo= is right.

Seen in
https://github.com/stub42/pytz/issues/127",
            example: "",
        },
        seen: 2,
        fix: "pytz: zone.localize(naive) instead of tzinfo=zone; or zoneinfo, where tzinfo= is right",
    },
    Cause {
        meta: Meta {
            id: "time.naive_interpretation",
            summary: "a time without zone read as UTC on one side, as local on the other",
            manual: "\
What it is
A naive time names no instant. Some functions take it for UTC, others for the zone of the
machine they run on.

Where libraries differ
datetime.timestamp() reads it as local; pandas.Timestamp.timestamp() and .value as UTC;
JavaScript's Date as local (date-only as UTC); feature stores take UTC.

How it looks
An offset of whole or half hours that depends on the machine, with an hour more in summer: 7200
s in Paris. On machines in UTC nothing shows.

How to confirm
runtime: {zone: ...}, or zone: UTC at parse_time, on one side closes the gap.

How to fix
Make times aware as soon as they are read: replace(tzinfo=timezone.utc) or the zone they were
written in. Run tests under TZ=Asia/Kolkata.

Seen in
https://github.com/tensorflow/docs/pull/1783
https://github.com/gusutabopb/aioinflux/issues/11
https://github.com/feast-dev/feast/pull/1466
https://github.com/NVIDIA/makani/pull/13",
            example: "",
        },
        seen: 6,
        fix: "attach the zone as soon as a time is read; never call timestamp() on a naive datetime",
    },
    Cause {
        meta: Meta {
            id: "time.parse_date_only",
            summary: "a date without time read in another zone",
            manual: "\
What it is
'2012-01-01' is midnight, but whose?

Where libraries differ
JavaScript's Date takes date-only text as UTC (and date-time text as local); moment, dateutil
and most database drivers as local; pandas stays naive.

How it looks
A day earlier west of Greenwich, for texts without a time only.

How to confirm
parse_time with the other engine on one side closes the gap.

How to fix
Write dates with time and offset, or keep them as dates without making instants of them.

Seen in
https://github.com/vega/datalib/issues/63",
            example: "",
        },
        seen: 1,
        fix: "give dates a time and an offset before parsing, or keep them as dates",
    },
    Cause {
        meta: Meta {
            id: "time.parse_dayfirst",
            summary: "day and month exchanged",
            manual: "\
What it is
03/04/2024 is March in America and April elsewhere. A parser may guess, even row by row.

Where libraries differ
dateutil and older pandas read month first and switch to day first where the month would be
above 12; dayfirst=True in dateutil exchanges even ISO dates.

How it looks
Only days up to 12 differ, with day and month exchanged; others are equal, or rejected.

How to confirm
dayfirst on one side closes the gap.

How to fix
Give the format: to_datetime(format='%d/%m/%Y'). Best: ISO 8601 in the data.

Seen in
https://github.com/pandas-dev/pandas/issues/12585
https://github.com/pandas-dev/pandas/issues/58859",
            example: "",
        },
        seen: 2,
        fix: "name the format (format='%d/%m/%Y') on both sides; do not let the parser guess",
    },
    Cause {
        meta: Meta {
            id: "time.posix_sign",
            summary: "Etc/GMT+2 is two hours west",
            manual: "\
What it is
The Etc/GMT zones follow POSIX: their sign counts west. Etc/GMT+2 is UTC-2.

Where libraries differ
All libraries on the time zone database agree; people, and code that builds names from offsets,
do not. PostgreSQL reads 'UTC+2' in POSIX sense as well, Java's 'GMT+2' in the everyday one.

How it looks
Twice the offset: 4 hours for Etc/GMT+2.

How to confirm
zone: Etc/GMT-2 on one side closes the gap.

How to fix
Use names of places, or fixed offsets (timezone(timedelta(hours=2))).

Seen in
https://github.com/stub42/pytz/issues/41",
            example: "",
        },
        seen: 1,
        fix: "use a zone of a place or a fixed offset; Etc/GMT+2 means UTC-2",
    },
    Cause {
        meta: Meta {
            id: "time.session_tz",
            summary: "a query engine's session zone differs",
            manual: "\
What it is
SQL engines render and take apart instants in the zone of the session, which is the machine's
unless it is set.

Where libraries differ
Spark: spark.sql.session.timeZone, else the JVM's zone; collect() uses the client's. DuckDB and
PostgreSQL: SET TimeZone. Java: user.timezone.

How it looks
Hours, days and years of the same instant are shifted by the difference of two zones.

How to confirm
runtime: {zone: ...} on one side closes the gap.

How to fix
Set the session zone to UTC in code, on every path: spark.conf.set('spark.sql.session.timeZone',
'UTC').

Seen in
https://github.com/apache/spark/pull/16308
https://github.com/apache/spark/pull/28946",
            example: "",
        },
        seen: 2,
        fix: "set the session zone in code on both sides (spark.sql.session.timeZone, SET TimeZone)",
    },
    Cause {
        meta: Meta {
            id: "time.truncation",
            summary: "lost resolution",
            manual: "\
What it is
A time is cut or rounded to minutes, seconds or milliseconds on its way.

Where libraries differ
JavaScript keeps milliseconds, Python microseconds, pandas and Go nanoseconds; formats without
fractions drop them; some features floor to the minute.

How it looks
Less than a unit, always to the same side: 0 to 59 s for minutes.

How to confirm
floor_time on one side closes the gap; 23:59:59.999 shows it.

How to fix
Floor on both sides at the same step, or keep the finest unit until the features are made.

Seen in
No public incident was found that is as plain as this page.",
            example: "",
        },
        seen: 1,
        fix: "keep full resolution, or floor at the same step on both sides (floor_time)",
    },
    Cause {
        meta: Meta {
            id: "time.tz_frame",
            summary: "features computed in another zone",
            manual: "\
What it is
Hour, weekday and date of an instant depend on the zone they are read in: UTC, the site's, or
the server's.

Where libraries differ
utcnow() against now(); data stores that convert to UTC on reading; dashboards and schedulers in
local time.

How it looks
Hours are shifted by a constant modulo 24, another one in summer; weekdays change around
midnight.

How to confirm
to_zone on one side closes the gap.

How to fix
Convert to the site's zone explicitly, next to where the feature is computed.

Seen in
https://github.com/NatLabRockies/Wattile/issues/234
https://github.com/davidusb-geek/emhass/issues/128
https://github.com/KanishJebaMathewM/Truxify/issues/6514",
            example: "",
        },
        seen: 3,
        fix: "convert to one zone explicitly before features are computed (to_zone on both sides)",
    },
    Cause {
        meta: Meta {
            id: "time.tzdata_version",
            summary: "another release of the time zone rules",
            manual: "\
What it is
Governments change their clocks at short notice. A library with older rules computes other
offsets from that day on.

Where libraries differ
pytz, tzdata (Python), js-joda, moment-timezone and Java bring their own copies; Go and
PostgreSQL use the system's. Mexico 2022f, Jordan and Syria 2022e, CET as a link since 2024b.

How it looks
3600 s for one zone from one date onward.

How to confirm
runtime: {tzdata: 2022a} on one side closes the gap; 2023-04-26 in Mexico City shows it.

How to fix
Pin and update tzdata on both sides together; log its version next to predictions.

Seen in
https://github.com/js-joda/js-joda/issues/719
https://github.com/stub42/pytz/issues/127",
            example: "",
        },
        seen: 2,
        fix: "update the time zone data on both sides together (tzdata, pytz, JVM tzupdater)",
    },
    Cause {
        meta: Meta {
            id: "time.week_numbering",
            summary: "weeks numbered otherwise",
            manual: "\
What it is
ISO weeks begin on Monday, and week 1 has the first Thursday; %U and %W count from the first
Sunday or Monday; others divide the day of the year by seven.

Where libraries differ
ISO: Python isocalendar, pandas, java.time's ISO fields, DuckDB, Spark weekofyear. %U, %W:
strftime. The ISO week with the calendar year is a mix-up of its own.

How it looks
Days around New Year: 1 against 52 or 53; with %U most weeks differ by one in some years.

How to confirm
time_features with the other engine on one side closes the gap; 2021-01-03 and 2018-12-31 show
it.

How to fix
Use ISO year and ISO week together, on both sides.

Seen in
https://github.com/duckdb/duckdb/issues/5776",
            example: "",
        },
        seen: 1,
        fix: "use ISO week together with ISO year on both sides",
    },
];
