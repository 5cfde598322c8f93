//! `--exclude` and `--include`: which of the files are meant.
//!
//! Everything is meant until a pattern says otherwise, and the last pattern that matches decides. A
//! pattern is about the path below the source, or below the target.
//!
//! | in a pattern | stands for                                |
//! |--------------|-------------------------------------------|
//! | `*`          | any characters, slashes too               |
//! | `?`          | one character                             |
//! | `[abc]`      | one of these; `[a-z]` a range             |
//! | `[!abc]`     | one that is none of these                 |

/// Patterns in the order in which they stand.
pub(super) struct Filter {
    rules: Vec<Rule>,
}

struct Rule {
    include: bool,
    patterns: [Vec<Token>; 2],
}

impl Filter {
    /// Makes a filter of options and patterns; `roots` are the paths that these are below.
    pub(super) fn new<'p>(
        rules: impl Iterator<Item = (&'static str, &'p str)>,
        roots: [&str; 2],
    ) -> Self {
        let below = |root: &str, pattern: &str| {
            if pattern.starts_with('/') {
                return tokens(pattern);
            }
            let slash = if root.ends_with('/') { "" } else { "/" };
            tokens(&format!("{root}{slash}{pattern}"))
        };
        let rules = rules.map(|(option, pattern)| Rule {
            include: option == "include",
            patterns: roots.map(|root| below(root, pattern)),
        });
        Self { rules: rules.collect() }
    }

    /// Returns whether a path is meant.
    pub(super) fn takes(&self, path: &str) -> bool {
        let path: Vec<char> = path.chars().collect();
        let matching = |rule: &&Rule| rule.patterns.iter().any(|pattern| matches(pattern, &path));
        self.rules.iter().rev().find(matching).is_none_or(|rule| rule.include)
    }
}

/// A part of a pattern.
enum Token {
    Any,
    One,
    Char(char),
    Set { negated: bool, members: Vec<char> },
}

/// Reads a pattern; a bracket that does not end stands for itself.
fn tokens(pattern: &str) -> Vec<Token> {
    let pattern: Vec<char> = pattern.chars().collect();
    let mut tokens = Vec::new();
    let mut rest = pattern.as_slice();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        tokens.push(match (first, set(tail)) {
            ('*', _) => Token::Any,
            ('?', _) => Token::One,
            ('[', Some((set, tail))) => {
                rest = tail;
                set
            }
            (c, _) => Token::Char(*c),
        });
    }
    tokens
}

/// Returns the set whose members a pattern begins with, and what follows it; `None` if it does not
/// end.
fn set(pattern: &[char]) -> Option<(Token, &[char])> {
    let negated = pattern.first() == Some(&'!');
    let begin = usize::from(negated);
    // A bracket that comes first is a member.
    let end = begin + 1 + pattern.get(begin + 1..)?.iter().position(|c| *c == ']')?;
    let members = pattern[begin..end].to_vec();
    Some((Token::Set { negated, members }, &pattern[end + 1..]))
}

impl Token {
    /// Returns whether it stands for a character.
    fn fits(&self, c: char) -> bool {
        match self {
            Self::Any | Self::One => true,
            Self::Char(own) => *own == c,
            Self::Set { negated, members } => has(members, c) != *negated,
        }
    }
}

fn has(mut members: &[char], c: char) -> bool {
    while let Some((first, rest)) = members.split_first() {
        let (found, rest) = match rest {
            ['-', last, rest @ ..] => ((*first..=*last).contains(&c), rest),
            rest => (*first == c, rest),
        };
        if found {
            return true;
        }
        members = rest;
    }
    false
}

/// Returns whether a text matches a pattern, as Python's `fnmatch` does.
fn matches(pattern: &[Token], text: &[char]) -> bool {
    let (mut at, mut position) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while position < text.len() {
        match pattern.get(at) {
            Some(Token::Any) => {
                star = Some((at + 1, position));
                at += 1;
            }
            Some(token) if token.fits(text[position]) => {
                at += 1;
                position += 1;
            }
            _ => {
                // The last star stands for one character more.
                let Some((behind, from)) = star else { return false };
                star = Some((behind, from + 1));
                (at, position) = (behind, from + 1);
            }
        }
    }
    pattern[at..].iter().all(|token| matches!(token, Token::Any))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_fnmatch() {
        let cases = [
            ("*", "a/b", true),
            ("*.json", "a/b.json", true),
            ("*.json", "b.jsonl", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("[ab]c", "bc", true),
            ("[a-c]c", "bc", true),
            ("[!a-c]c", "bc", false),
            ("[!a-c]c", "dc", true),
            ("[]]c", "]c", true),
            ("[a", "[a", true),
            ("", "", true),
            ("**x", "ax", true),
        ];
        for (pattern, text, expected) in cases {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            assert_eq!(matches(&tokens(pattern), &chars(text)), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn the_last_pattern_that_matches_decides() {
        let rules = [("exclude", "*"), ("include", "d/*"), ("exclude", "*.json")];
        let filter = Filter::new(rules.into_iter(), ["/w", "b/k/"]);
        let cases = [("/w/a", false), ("/w/d/a", true), ("/w/d/a.json", false), ("b/k/d/a", true)];
        for (path, taken) in cases {
            assert_eq!(filter.takes(path), taken, "{path}");
        }
        assert!(Filter::new([].into_iter(), ["/", "/"]).takes("/w/a"));
    }
}
