//! The causes: how two preprocessing definitions differ in the wild. One file a family.

use crate::meta::Meta;

/// One cause: a registry entry.
#[derive(Debug)]
pub struct Cause {
    /// Id, summary, manual page.
    pub meta: Meta,
    /// How many public incidents were found that have it: breaks ties, the commoner cause first.
    pub seen: u32,
    /// The fix in the words of the libraries involved.
    pub fix: &'static str,
}

/// All causes, by family.
pub fn all() -> impl Iterator<Item = &'static Cause> {
    let families: [&'static [Cause]; 0] = [];
    families.into_iter().flatten()
}

/// The cause with this id.
pub fn find(id: &str) -> Option<&'static Cause> {
    all().find(|cause| cause.meta.id == id)
}
