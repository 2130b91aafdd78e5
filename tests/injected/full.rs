//! The table of injected faults in full: `cargo run --release --example injected_faults [BASE]`.
#![allow(missing_docs, reason = "an example")]
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

#[path = "mod.rs"]
mod injected;

use injected::{Plan, run};
use std::time::Duration;

fn main() {
    let wanted = std::env::args().nth(1);
    let plan = Plan {
        pictures: &["images/china.jpg", "images/flower.jpg", "images/coffee.png"],
        budget: Duration::from_secs(2),
        definitions: true,
        recorded: true,
        every_pair: 3,
    };
    for base in injected::bases::BASES.iter().filter(|base| wanted.as_deref().is_none_or(|name| name == base.name)) {
        let table = run(std::slice::from_ref(base), &plan);
        println!("== {}\n{}", base.name, table.shown());
        for kind in ["none", "single", "pair"] {
            let total = table.total(kind);
            println!("{kind}: {} of {} found, {} wrong", total.found, total.all(), total.wrong);
        }
    }
}
