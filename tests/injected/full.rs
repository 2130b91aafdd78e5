//! The table of injected faults in full: `cargo run --release --example injected_faults [BASE|all] [SEED] [PAIRS] [SECONDS]`.
#![allow(missing_docs, reason = "an example")]
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

#[path = "mod.rs"]
mod injected;

use injected::{Plan, run};
use std::time::Duration;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let wanted = arguments.next().filter(|name| name != "all");
    let mut number = |standard: u64| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(standard);
    let (seed, pairs, seconds) = (number(1), number(40), number(2));
    let plan = Plan {
        pictures: &["images/china.jpg", "images/flower.jpg", "images/coffee.png"],
        budget: Duration::from_secs(seconds),
        definitions: true,
        recorded: true,
        pairs: pairs as usize,
    };
    let bases = injected::bases::bases(seed);
    for base in bases.iter().filter(|base| wanted.as_deref().is_none_or(|name| name == base.name)) {
        let table = run(std::slice::from_ref(base), &plan);
        println!("== {}, seed {seed}\n{}", base.name, table.shown());
        for kind in ["none", "single", "pair", "beyond"] {
            let total = table.total(kind);
            println!("{kind}: {} of {} found, {} wrong", total.found, total.all(), total.wrong);
        }
    }
}
