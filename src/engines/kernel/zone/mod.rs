//! Time zones: where their data comes from, which offset holds at an instant, and which instants a wall time may mean.
//!
//! All sources end in one [`Table`]: a sorted list of periods. Sources are the newest release that is compiled in, the
//! data inside the crate chrono-tz, a named release (the newest with recorded differences undone), and folders of `TZif`
//! files.

mod local;
mod names;
mod posix;
mod probe;
mod release;
mod source;
mod standard;
mod table;
mod tzif;

pub use local::{Answer, Wall, flagged, localize, two_step, wall};
pub use names::{find, fixed};
pub use release::{NEWEST, RELEASES};
pub use source::{Lookup, Source, names, table};
pub use standard::standard_clock;
pub use table::{Period, Table};
