//! What somebody may have meant: Python's `difflib.get_close_matches`, which the AWS CLI uses.

use super::exit::Failure;

/// How alike two words must be.
const CUTOFF: f64 = 0.8;

/// How many words are suggested.
const MOST: usize = 3;

/// Returns the failure of an argument that is none of its choices.
pub fn invalid_choice(argument: &str, word: &str, choices: &[&str]) -> Failure {
    let close = close_matches(word, choices);
    let mut message = format!("argument {argument}: Found invalid choice '{word}'\n");
    if !close.is_empty() {
        message.push_str("\nMaybe you meant:\n");
        for word in close {
            message.push_str(&format!("\n  * {word}"));
        }
    }
    Failure::Parse(message)
}

/// Returns the choices that are most like a word, the best first.
pub fn close_matches<'c>(word: &str, choices: &[&'c str]) -> Vec<&'c str> {
    let mut scored: Vec<(f64, &str)> = choices
        .iter()
        .map(|choice| (ratio(choice, word), *choice))
        .filter(|(score, _)| *score >= CUTOFF)
        .collect();
    scored.sort_by(|left, right| right.0.total_cmp(&left.0).then(right.1.cmp(left.1)));
    scored.into_iter().take(MOST).map(|(_, choice)| choice).collect()
}

/// Returns how alike two words are: twice the letters in their matching blocks, over all letters.
#[expect(clippy::cast_precision_loss, reason = "words are short")]
fn ratio(left: &str, right: &str) -> f64 {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let all = left.len() + right.len();
    if all == 0 { 1.0 } else { 2.0 * matching(&left, &right) as f64 / all as f64 }
}

/// Returns the letters in the longest block that both words have, and in the blocks before and
/// behind it.
fn matching(left: &[char], right: &[char]) -> usize {
    let (mut begin_left, mut begin_right, mut length) = (0, 0, 0);
    let mut lengths = vec![0; right.len() + 1];
    for (i, letter) in left.iter().enumerate() {
        let mut next = vec![0; right.len() + 1];
        for (j, other) in right.iter().enumerate() {
            if letter == other {
                next[j + 1] = lengths[j] + 1;
                if next[j + 1] > length {
                    length = next[j + 1];
                    begin_left = i + 1 - length;
                    begin_right = j + 1 - length;
                }
            }
        }
        lengths = next;
    }
    if length == 0 {
        return 0;
    }
    length
        + matching(&left[..begin_left], &right[..begin_right])
        + matching(&left[begin_left + length..], &right[begin_right + length..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_words_are_suggested_the_best_first() {
        let choices = ["describe-trails", "describe-query", "alarm-exists", "log-alarm-exists"];
        assert_eq!(close_matches("describe-trail", &choices), ["describe-trails"]);
        assert_eq!(close_matches("alarm-exist", &choices), ["alarm-exists", "log-alarm-exists"]);
        assert!(close_matches("nosuch", &choices).is_empty());
    }

    #[test]
    fn the_message_is_the_one_of_the_aws_cli() {
        let text = invalid_choice("command", "cloudtrial", &["cloudtrail"]).text();
        let expected = "argument command: Found invalid choice 'cloudtrial'\n\nMaybe you meant:\n\n  * cloudtrail\n\nusage: ";
        assert!(text.contains(expected), "{text}");
        let text = invalid_choice("command", "nosuch", &["cloudtrail"]).text();
        assert!(text.contains("Found invalid choice 'nosuch'\n\n\nusage: "), "{text}");
    }
}
