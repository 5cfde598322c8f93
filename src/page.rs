//! Tokens that carry a listing from one page to the next.
//!
//! A token holds the name of its operation and a position that the operation chose, so one that
//! was made up or comes from another operation is recognised and refused.

use data_encoding::BASE64URL_NOPAD;

/// Returns the token for going on at `position`.
pub fn token(operation: &str, position: &str) -> String {
    BASE64URL_NOPAD.encode(format!("{operation}\n{position}").as_bytes())
}

/// Returns the position in a token of this operation; `None` if it is no such token.
pub fn position(operation: &str, token: &str) -> Option<String> {
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (name, position) = text.split_once('\n')?;
    (name == operation).then(|| position.to_owned())
}

/// Returns at most `size` of the items that follow `start`, and the number of the next one.
pub fn cut<T>(items: Vec<T>, start: usize, size: usize) -> (Vec<T>, Option<usize>) {
    let next = start.saturating_add(size);
    let more = items.len() > next;
    (items.into_iter().skip(start).take(size).collect(), more.then_some(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_own_operation_only() {
        let token = token("ListTrails", "5");
        assert_eq!(position("ListTrails", &token).as_deref(), Some("5"));
        assert_eq!(position("ListTags", &token), None);
        assert_eq!(position("ListTrails", "made up"), None);
    }

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let items = || vec![1, 2, 3, 4, 5];
        assert_eq!(cut(items(), 0, 2), (vec![1, 2], Some(2)));
        assert_eq!(cut(items(), 4, 2), (vec![5], None));
        assert_eq!(cut(items(), 9, 2), (vec![], None));
        assert_eq!(cut(items(), 3, 2), (vec![4, 5], None));
    }
}
