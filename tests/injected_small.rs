//! The table of injected faults in a small version; the whole of it is the example `injected_faults`.
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

use crate::injected::bases::bases;
use crate::injected::{Plan, Table, run};
use std::time::Duration;

fn plan(recorded: bool, pairs: usize) -> Plan<'static> {
    Plan {
        pictures: &["incidents/pictures/flower420.jpg", "incidents/pictures/turned1.jpg"],
        budget: Duration::from_secs(60),
        definitions: !recorded,
        recorded,
        pairs,
    }
}

/// Prints the table (`cargo test injected -- --nocapture`) and holds it against the bars.
fn assert_bars(table: &Table) {
    println!("{}", table.shown());
    let (none, single, pair) = (table.total("none"), table.total("single"), table.total("pair"));
    assert_eq!((none.all(), none.wrong, none.unexplained), (12, 0, 0), "{}", table.shown());
    assert_eq!(table.total("beyond").wrong, 0, "{}", table.shown());
    assert!(single.all() > 100 && single.share() >= 0.98, "{}", table.shown());
    assert!(pair.all() >= 24 && pair.share() >= 0.9, "{}", table.shown());
}

#[test]
fn injected_faults_with_both_definitions() {
    assert_bars(&run(&bases(1), &plan(false, 12)));
}

#[test]
fn injected_faults_with_outputs_alone() {
    assert_bars(&run(&bases(2), &plan(true, 3)));
}
