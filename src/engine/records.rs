//! Every kind of record that a store may hold.

use std::collections::BTreeMap;

use crate::bucket;
use crate::services;
use crate::store::{self, Kind};

use super::clock;

/// Returns every kind, for whoever reads a store from end to end.
pub fn all() -> impl Iterator<Item = &'static Kind> {
    let own = [bucket::KINDS, clock::KINDS];
    store::kinds()
        .chain(own.into_iter().flatten())
        .chain(services::ALL.iter().flat_map(|service| service.records))
}

/// Returns all kinds by their names.
pub fn by_name() -> BTreeMap<&'static str, &'static Kind> {
    all().map(|kind| (kind.name, kind)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_kinds_have_the_same_name() {
        let mut names = BTreeSet::new();
        for kind in all() {
            assert!(names.insert(kind.name), "two kinds are named '{}'", kind.name);
        }
    }
}
