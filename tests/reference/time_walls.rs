//! Records what chrono and jiff make of the wall times in a table: see `time_walls.py`.
//!
//! Usage: `cargo run --example time_walls walls.csv > rust.tsv`. The crates are those of `Cargo.lock`.

use chrono::{LocalResult, NaiveDateTime, TimeZone};
use jiff::civil::DateTime;
use jiff::tz::{Disambiguation, TimeZoneDatabase};
use std::error::Error;
use std::io::{self, Write};

fn say<E>(variant: &str, answer: Result<i64, E>, error: &str) -> io::Result<()> {
    let answer = answer.map_or(format!("ERR:{error}"), |second| second.to_string());
    writeln!(io::stdout(), "{variant}\t{answer}")
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("the path of a table")?;
    for row in csv::Reader::from_path(path)?.records() {
        let row = row?;
        let (name, wall) = (&row[0], NaiveDateTime::parse_from_str(&row[1], "%Y-%m-%d %H:%M:%S")?);
        let zone: chrono_tz::Tz = name.parse()?;
        let (first, second) = match zone.from_local_datetime(&wall) {
            LocalResult::None => (Err(()), Err(())),
            LocalResult::Single(at) => (Ok(at.timestamp()), Ok(at.timestamp())),
            LocalResult::Ambiguous(first, second) => (Ok(first.timestamp()), Ok(second.timestamp())),
        };
        say("chrono-earliest", first, "None")?;
        say("chrono-latest", second, "None")?;
        let (zone, civil) = (TimeZoneDatabase::bundled().get(name)?, row[1].parse::<DateTime>()?);
        for (variant, rule) in [("jiff", Disambiguation::Compatible), ("jiff-reject", Disambiguation::Reject)] {
            let found = zone.to_ambiguous_zoned(civil).disambiguate(rule);
            say(variant, found.map(|at| at.timestamp().as_second()), "Error")?;
        }
    }
    Ok(())
}
