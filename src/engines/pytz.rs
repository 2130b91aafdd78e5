//! Zones of pytz.

use super::Engine;
use super::capability::{
    Count, Effect, Fold, Gap, LocalRule, Resettle, Shape, SpanRules, TimeOption, TimeRules, ZoneNames, ZoneRules,
};
use super::kernel::time_rows::DATETIME;
use crate::meta::Meta;

/// The engine.
pub struct Pytz;

static RULES: TimeRules = TimeRules {
    zones: ZoneRules { release: "2026f", shape: Shape::ThirtyTwoBit, names: ZoneNames::AnyCase },
    local: LocalRule::ByRule { gap: Gap::Flag(Some(false)), fold: Fold::Flag(Some(false)) },
    options: &[
        TimeOption { name: "is_dst", value: "false", effect: Effect::None },
        TimeOption {
            name: "is_dst",
            value: "true",
            effect: Effect::Both(Gap::Flag(Some(true)), Fold::Flag(Some(true))),
        },
        TimeOption { name: "is_dst", value: "none", effect: Effect::Both(Gap::Flag(None), Fold::Flag(None)) },
        TimeOption { name: "method", value: "localize", effect: Effect::None },
        TimeOption { name: "method", value: "replace", effect: Effect::Whole(LocalRule::FirstOffset) },
    ],
    arithmetic: SpanRules {
        floor_clock: Resettle::KeepOffset(Gap::Before, Fold::First),
        floor_date: Resettle::KeepOffset(Gap::Before, Fold::First),
        days: Count::ElapsedFloor,
        hours: Count::ElapsedFloor,
        add_date: Resettle::SameOffset,
        add_clock: Resettle::SameOffset,
        ..DATETIME.arithmetic
    },
    ..DATETIME
};

const MANUAL: &str = "\
pytz 2026. `method: localize` is `zone.localize(naive, is_dst=...)`: of two candidates it takes the one whose daylight flag \
is as asked (false by default), and for a skipped time the offset of the wall time six hours earlier (`is_dst: true`: \
later); `is_dst: none` raises. The flag is the database's: in Ireland winter has it. `method: replace` is \
`datetime.replace(tzinfo=zone)` or the constructor: it takes the first offset that the zone's file lists, which is local \
mean time for most (-4:56 in New York), whatever the date.

pytz reads the 32-bit part of the database only: local mean time before 1901-12-13, no rules after 2037, and offsets in \
whole minutes.

Compared with pytz 2026.6 (7,096 wall times, both values of `is_dst`): all equal.";

impl Engine for Pytz {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "pytz",
            summary: "pytz, zones of Python before zoneinfo",
            manual: MANUAL,
            example: "parse_time: {engine: pytz, zone: America/New_York, method: replace}",
        }
    }

    fn time(&self) -> Option<&'static TimeRules> {
        Some(&RULES)
    }
}
