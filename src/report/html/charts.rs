//! Bars and time lines. Shapes carry classes, never styles: the page's security policy forbids those.

use super::evidence::short;
use crate::check::preview::{ClockChange, Histogram, Moments};
use crate::report::layout::{share, thousands};
use chrono::DateTime;
use serde_json::{Value as Json, json};

/// Length of the longest bar.
const BAR: f64 = 180.0;
/// Size of a time line, and where its axis begins and ends.
const SIZE: (f64, f64) = (760.0, 168.0);
const ENDS: (f64, f64) = (60.0, 700.0);
/// The height of the axis.
const AXIS: f64 = 92.0;

/// A histogram as rows of a table.
pub fn histogram(found: &Histogram) -> Json {
    let total: u64 = found.counts.iter().sum();
    let most = found.counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let last = found.counts.iter().rposition(|count| *count > 0).unwrap_or(0);
    let bins: Vec<Json> = (0..=last)
        .map(|bin| {
            let count = found.counts[bin];
            let length = if count == 0 { 0.0 } else { (count as f64 / most * BAR).max(1.0) };
            json!({"label": label(found, bin), "count": thousands(count as usize), "length": format!("{length:.1}"),
                   "share": share(count as f64 / total.max(1) as f64)})
        })
        .collect();
    json!({"unit": found.unit, "most": short(found.most), "bins": bins})
}

fn label(found: &Histogram, bin: usize) -> String {
    let (low, high) = (if bin == 0 { 0.0 } else { found.ends[bin - 1] }, found.ends[bin]);
    match bin {
        0 => "equal".to_owned(),
        1 => format!("up to {}", short(high.min(found.most))),
        _ if high.is_infinite() => format!("over {}", short(low)),
        _ => format!("{} to {}", short(low), short(high)),
    }
}

/// Seconds in the units that people count in: `1 h`, `4 min 56 s`, `2 d 3 h`.
pub fn duration(seconds: i64) -> String {
    let rest = seconds.unsigned_abs();
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut parts = Vec::new();
    let mut left = rest;
    for (size, name) in units {
        if left >= size {
            parts.push(format!("{} {name}", left / size));
            left %= size;
        }
    }
    parts.truncate(2);
    if parts.is_empty() { "under 1 s".to_owned() } else { parts.join(" ") }
}

fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("UTC{sign}{}:{:02}", minutes / 60, minutes % 60)
}

fn clock(seconds: i64, format: &str) -> String {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().format(format).to_string()
}

/// `the clocks go back 1 h at 2024-11-03T06:00:00Z: 02:00:00 EDT (UTC-4:00) becomes 01:00:00 EST (UTC-5:00)`.
pub fn change_words(change: &ClockChange) -> String {
    let (before, after) = change.offsets;
    let way = if after > before { "forward" } else { "back" };
    let wall = |offset: i32| clock(change.seconds + i64::from(offset), "%H:%M:%S");
    format!(
        "The clocks go {way} {} at {}: {} {} ({}) becomes {} {} ({}).",
        duration(i64::from(after - before)),
        clock(change.seconds, "%Y-%m-%dT%H:%M:%SZ"),
        wall(before),
        change.names.0,
        offset(before),
        wall(after),
        change.names.1,
        offset(after)
    )
}

/// Where a time stands on the axis.
struct Scale {
    from: f64,
    to: f64,
}

impl Scale {
    fn x(&self, seconds: i64) -> f64 {
        ENDS.0 + (seconds as f64 - self.from) / (self.to - self.from) * (ENDS.1 - ENDS.0)
    }
}

/// Both times on one axis, with the clock changes that are near enough to be drawn to scale.
pub fn time_line(found: &Moments, first: &str, second: &str) -> String {
    let (a, b) = (found.a.seconds, found.b.seconds);
    let apart = (a - b).abs();
    let reach = (apart * 4).max(6 * 3_600);
    let changes: Vec<&ClockChange> = found
        .changes
        .iter()
        .filter(|c| found.a.instant && found.b.instant && (c.seconds - a).abs().min((c.seconds - b).abs()) <= reach)
        .collect();
    let points = || changes.iter().map(|change| change.seconds).chain([a, b]);
    let (low, high) = (points().min().unwrap_or(a), points().max().unwrap_or(b));
    let pad = ((high - low) as f64 * 0.18).max(900.0);
    let scale = Scale { from: low as f64 - pad, to: high as f64 + pad };
    let mut svg = format!(
        "<svg viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" role=\"img\" aria-label=\"{first} and {second} on a time line, {} apart\">",
        SIZE.0,
        SIZE.1,
        SIZE.0,
        SIZE.1,
        duration(apart)
    );
    ticks(&mut svg, &scale, found);
    svg.push_str(&format!("<line class=\"axis\" x1=\"{}\" y1=\"{AXIS}\" x2=\"{}\" y2=\"{AXIS}\"/>", ENDS.0, ENDS.1));
    for change in changes {
        let x = scale.x(change.seconds);
        svg.push_str(&format!("<line class=\"change\" x1=\"{x:.1}\" y1=\"14\" x2=\"{x:.1}\" y2=\"{}\"/>", AXIS + 10.0));
        let way = if change.offsets.1 > change.offsets.0 { "forward" } else { "back" };
        let by = duration(i64::from(change.offsets.1 - change.offsets.0));
        text(
            &mut svg,
            (x, 11.0),
            "change-text",
            &format!("clocks {way} {by}: {} to {}", change.names.0, change.names.1),
        );
    }
    let (from, to) = (scale.x(a.min(b)), scale.x(a.max(b)));
    // Beside the line of a clock change, not on it.
    let middle = f64::midpoint(from, to);
    let crossed = found.changes.iter().any(|change| (scale.x(change.seconds) - middle).abs() < 28.0);
    let middle = if crossed { middle + 36.0 } else { middle };
    svg.push_str(&format!("<line class=\"apart\" x1=\"{from:.1}\" y1=\"{AXIS}\" x2=\"{to:.1}\" y2=\"{AXIS}\"/>"));
    text(&mut svg, (middle, AXIS - 10.0), "apart-text", &duration(apart));
    for (seconds, class, name, height) in [(a, "a", first, 36.0), (b, "b", second, 62.0)] {
        let x = scale.x(seconds);
        svg.push_str(&format!(
            "<line class=\"{class}\" x1=\"{x:.1}\" y1=\"{}\" x2=\"{x:.1}\" y2=\"{AXIS}\"/>",
            height + 4.0
        ));
        svg.push_str(&format!("<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{AXIS}\" r=\"5\"/>"));
        text(&mut svg, (x, height), class, name);
    }
    svg + "</svg>"
}

/// A centred label that stays within the picture. Everything that is written is plain ASCII of our own or a zone's name.
fn text(svg: &mut String, (x, y): (f64, f64), class: &str, words: &str) {
    let half = words.chars().count() as f64 * 3.3;
    let x = x.clamp(half.min(SIZE.0 / 2.0), (SIZE.0 - half).max(SIZE.0 / 2.0));
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    svg.push_str(&format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{words}</text>"));
}

/// Ticks at round times, in UTC below the axis, and the wall clock of the zone below that.
fn ticks(svg: &mut String, scale: &Scale, found: &Moments) {
    const STEPS: [i64; 13] =
        [60, 300, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000, 31_536_000];
    let length = scale.to - scale.from;
    let step = STEPS.into_iter().find(|step| length / *step as f64 <= 8.0).unwrap_or((length / 8.0) as i64);
    let instants = found.a.instant && found.b.instant;
    let pattern = if step >= 86_400 { "%Y-%m-%d" } else { "%H:%M" };
    let wall = found.changes.first().filter(|_| instants && step < 86_400);
    let mut at = (scale.from / step as f64).ceil() as i64 * step;
    while (at as f64) < scale.to {
        let x = scale.x(at);
        svg.push_str(&format!(
            "<line class=\"tick\" x1=\"{x:.1}\" y1=\"{AXIS}\" x2=\"{x:.1}\" y2=\"{}\"/>",
            AXIS + 6.0
        ));
        text(svg, (x, AXIS + 22.0), "soft", &clock(at, pattern));
        if wall.is_some() {
            text(svg, (x, AXIS + 42.0), "soft", &clock(at + i64::from(offset_at(found, at)), pattern));
        }
        at += step;
    }
    let day = clock(scale.from as i64, "%Y-%m-%d");
    let kind = if instants { "UTC" } else { "clock" };
    svg.push_str(&format!("<text class=\"soft\" x=\"0\" y=\"{}\">{kind}</text>", AXIS + 22.0));
    if wall.is_some() {
        svg.push_str(&format!("<text class=\"soft\" x=\"0\" y=\"{}\">wall</text>", AXIS + 42.0));
    }
    svg.push_str(&format!("<text class=\"soft\" x=\"0\" y=\"{}\">{day}</text>", AXIS + 66.0));
}

/// Seconds east of UTC at an instant near the clock changes.
fn offset_at(found: &Moments, seconds: i64) -> i32 {
    let passed = found.changes.iter().rev().find(|change| change.seconds <= seconds);
    match (passed, found.changes.first()) {
        (Some(change), _) => change.offsets.1,
        (None, Some(change)) => change.offsets.0,
        (None, None) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::preview::Moment;

    fn moment(seconds: i64) -> Moment {
        Moment { text: String::new(), wall: None, seconds, instant: true }
    }

    #[test]
    fn times_stand_on_their_line_with_the_clock_change() {
        let change = ClockChange {
            seconds: 1_730_613_600,
            offsets: (-14_400, -18_000),
            names: ("EDT".to_owned(), "EST".to_owned()),
        };
        let words =
            "The clocks go back 1 h at 2024-11-03T06:00:00Z: 02:00:00 EDT (UTC-4:00) becomes 01:00:00 EST (UTC-5:00).";
        assert_eq!(change_words(&change), words);
        let found = Moments {
            place: String::new(),
            a: moment(1_730_611_800),
            b: moment(1_730_615_400),
            zone: Some("America/New_York".to_owned()),
            changes: vec![change],
        };
        let svg = time_line(&found, "training", "serving");
        assert!(svg.contains("clocks back 1 h: EDT to EST") && svg.contains(">06:00<"), "{svg}");
        // The wall clock shows 01:30 twice.
        assert_eq!(svg.matches(">01:30<").count(), 2, "{svg}");
        assert!(!svg.contains("style="));
    }

    #[test]
    fn durations_have_two_units() {
        let shown = [0, 59, 296, -3_600, 90_000, 31_536_000].map(duration);
        assert_eq!(shown, ["under 1 s", "59 s", "4 min 56 s", "1 h", "1 d 1 h", "365 d"]);
    }
}
