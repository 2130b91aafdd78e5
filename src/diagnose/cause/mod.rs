//! The causes: how two preprocessing definitions differ in the wild. One file a family.

use crate::meta::Meta;

mod decode;
mod geom;
mod layout;
mod norm;
mod resize;
mod table;
mod time;
mod token;

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
    [decode::ALL, geom::ALL, layout::ALL, norm::ALL, resize::ALL, table::ALL, time::ALL, token::ALL]
        .into_iter()
        .flatten()
}

/// The cause with this id.
pub fn find(id: &str) -> Option<&'static Cause> {
    all().find(|cause| cause.meta.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_a_whole_page() {
        let headings =
            ["What it is", "Where libraries differ", "How it looks", "How to confirm", "How to fix", "Seen in"];
        for cause in all() {
            assert!(crate::meta::is_well_formed_id(cause.meta.id) && !cause.meta.summary.is_empty());
            assert!(headings.iter().all(|heading| cause.meta.manual.contains(heading)), "{}", cause.meta.id);
            assert!(!cause.fix.is_empty());
            assert_eq!(all().filter(|other| other.meta.id == cause.meta.id).count(), 1, "{}", cause.meta.id);
        }
    }
}
