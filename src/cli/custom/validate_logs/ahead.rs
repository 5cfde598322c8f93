//! Digests that are fetched before the walk asks for them, because it asks for one after the other.
//!
//! ```text
//! listed:  01:00  02:00  03:00  04:00  05:00  06:00  07:00
//!                        <------ being fetched ----->  asked for
//! ```

use std::collections::HashMap;
use std::sync::mpsc::Receiver;
use std::sync::{Mutex, PoisonError};

use crate::services::cloudtrail::chain::source::{Fetched, Halt};

/// How many digests are fetched ahead.
const MOST: usize = 8;

/// The largest digest that is, so that memory is bounded.
const LARGEST: u64 = 1 << 20;

/// What comes of fetching a digest.
pub(super) type Answer = Result<Option<Fetched>, Halt>;

/// The digests of each place, as far as they were listed.
#[derive(Default)]
pub(super) struct Ahead(Mutex<HashMap<String, Place>>);

#[derive(Default)]
struct Place {
    keys: Vec<(String, u64)>,
    /// Where the digest stands that was asked for last.
    last: Option<usize>,
    pending: HashMap<String, Receiver<Answer>>,
}

impl Ahead {
    /// Notes the digests below a prefix, in their order, with their sizes.
    pub(super) fn listed(&self, prefix: &str, keys: &[(String, u64)]) {
        if prefix.contains("/CloudTrail-Digest/") {
            let place = Place { keys: keys.to_vec(), ..Place::default() };
            let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            places.insert(prefix.trim_end_matches('/').to_owned(), place);
        }
    }

    /// Returns a digest that was fetched ahead, and has the next ones fetched; `None` if it was not.
    pub(super) fn take(
        &self,
        key: &str,
        begin: impl Fn(&str) -> Receiver<Answer>,
    ) -> Option<Answer> {
        let waiting = {
            let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let (_, place) = places.iter_mut().find(|(prefix, _)| key.starts_with(&**prefix))?;
            place.take(key, begin)
        };
        waiting?.recv().ok()
    }
}

impl Place {
    fn take(
        &mut self,
        key: &str,
        begin: impl Fn(&str) -> Receiver<Answer>,
    ) -> Option<Receiver<Answer>> {
        let at = self.keys.binary_search_by(|(listed, _)| listed.as_str().cmp(key)).ok()?;
        // The walk goes to older ones, strict validation to newer ones.
        let is_forward = self.last.replace(at).is_some_and(|last| last < at);
        let next: Vec<usize> = if is_forward {
            (at + 1..self.keys.len()).take(MOST).collect()
        } else {
            (at.saturating_sub(MOST)..at).rev().collect()
        };
        let taken = self.pending.remove(key);
        let keys = &self.keys;
        self.pending.retain(|pending, _| next.iter().any(|at| keys[*at].0 == *pending));
        for at in next {
            let (key, size) = &keys[at];
            if *size <= LARGEST && !self.pending.contains_key(key) {
                self.pending.insert(key.clone(), begin(key));
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::sync::mpsc::channel;

    use super::*;

    fn keys(count: usize) -> Vec<(String, u64)> {
        (0..count).map(|number| (format!("a/CloudTrail-Digest/r/{number:03}"), 1)).collect()
    }

    #[test]
    fn the_next_ones_are_fetched_either_way() {
        let ahead = Ahead::default();
        let all = keys(100);
        ahead.listed("a/CloudTrail-Digest/r/", &all);
        let asked = RefCell::new(Vec::new());
        let begin = |key: &str| {
            asked.borrow_mut().push(key[key.len() - 3..].to_owned());
            let (answer, waiting) = channel();
            let _ = answer.send(Ok(None));
            waiting
        };
        let take = |at: usize| ahead.take(&all[at].0, begin).is_some();
        assert!(!take(99));
        assert_eq!(asked.take(), ["098", "097", "096", "095", "094", "093", "092", "091"]);
        assert!(take(98) && take(97));
        assert_eq!(asked.take(), ["090", "089"]);
        // A jump leaves what was fetched for nothing.
        assert!(!take(10));
        assert_eq!(asked.take().len(), MOST);
        assert!(!take(11), "the other way");
        assert_eq!(asked.take()[0], "012");
        assert!(take(12));
        assert!(ahead.take("b/other", begin).is_none());
    }

    #[test]
    fn large_ones_are_not_fetched_ahead() {
        let ahead = Ahead::default();
        let mut all = keys(3);
        all[1].1 = LARGEST + 1;
        ahead.listed("a/CloudTrail-Digest/r", &all);
        let asked = RefCell::new(Vec::new());
        let begin = |key: &str| {
            asked.borrow_mut().push(key.to_owned());
            channel().1
        };
        assert!(ahead.take(&all[2].0, begin).is_none());
        assert_eq!(asked.take(), [all[0].0.clone()]);
    }
}
