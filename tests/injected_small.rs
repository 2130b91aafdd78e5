//! The table of injected faults in a small version; the whole of it is the example `injected_faults`.

use crate::injected::bases::{Base, Inputs, bases};
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

fn assert_bars(table: &Table) {
    let (none, single, pair) = (table.total("none"), table.total("single"), table.total("pair"));
    assert_eq!((none.wrong, none.unexplained), (0, 0), "{}", table.shown());
    assert_eq!(table.total("beyond").wrong, 0, "{}", table.shown());
    assert!(single.share() >= 0.98, "{}", table.shown());
    assert!(pair.share() >= 0.9, "{}", table.shown());
}

#[test]
fn injected_faults_with_both_definitions() {
    assert_bars(&run(&bases(1), &plan(false, 12)));
}

#[test]
fn injected_faults_with_outputs_alone() {
    let few = |base: &Base| !matches!(base.inputs, Inputs::Pictures) || base.name == "clip";
    let bases: Vec<Base> = bases(2).into_iter().filter(few).collect();
    assert_bars(&run(&bases, &plan(true, 3)));
}
