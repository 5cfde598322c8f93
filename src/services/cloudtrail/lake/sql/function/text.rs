//! Functions of texts.

use regex_lite::{Regex, RegexBuilder};

use super::super::Cell;
use super::{Function, functions, text, whole};

/// The longest text that `lpad` and its like make, in characters.
const LONGEST: usize = 1 << 16;

/// The functions.
pub(super) const FUNCTIONS: &[Function] = functions! {
    "chr"(Whole; 0) -> Text, |a| {
        let c = u32::try_from(whole(a, 0)).ok().and_then(char::from_u32).filter(|c| *c != '\0');
        c.map(|c| Cell::Text(c.into())).ok_or_else(|| "Not a valid Unicode code point".to_owned())
    };
    "codepoint"(Text; 0) -> Whole, |a| {
        Ok(text(a, 0).chars().next().map_or(Cell::Null, |c| Cell::Whole(u32::from(c).into())))
    };
    "concat"(Shown; 0 repeats) -> Text, |a| Ok(Cell::Text(a.iter().map(Cell::shown).collect()));
    "concat_ws"(Text, Shown; 0 repeats) -> Text, |a| {
        let parts: Vec<String> = a.iter().skip(1).map(Cell::shown).collect();
        Ok(Cell::Text(parts.join(&text(a, 0))))
    };
    "length"(Text; 0) -> Whole, |a| Ok(count(text(a, 0).chars().count()));
    "like_of"(Text, Text, Text; 1) -> Truth, like;
    "lower"(Text; 0) -> Text, |a| Ok(Cell::Text(text(a, 0).to_lowercase()));
    "lpad"(Text, Whole, Text; 0) -> Text, |a| padded(a, true);
    "ltrim"(Text; 0) -> Text, |a| Ok(Cell::Text(text(a, 0).trim_start().to_owned()));
    "regexp_extract"(Text, Text, Whole; 1) -> Text, |a| {
        let group = usize::try_from(whole(a, 2)).unwrap_or_default();
        let held = text(a, 0);
        let found = pattern(&text(a, 1))?.captures(&held);
        let part = found.and_then(|found| found.get(group).map(|part| part.as_str().to_owned()));
        Ok(part.map_or(Cell::Null, Cell::Text))
    };
    "regexp_like"(Text, Text; 0) -> Truth, |a| {
        Ok(Cell::truth(pattern(&text(a, 1))?.is_match(&text(a, 0))))
    };
    "regexp_replace"(Text, Text, Text; 1) -> Text, |a| {
        bounded(pattern(&text(a, 1))?.replace_all(&text(a, 0), text(a, 2)).into_owned())
    };
    "replace"(Text, Text, Text; 1) -> Text, |a| {
        bounded(text(a, 0).replace(&text(a, 1), &text(a, 2)))
    };
    "reverse"(Text; 0) -> Text, |a| Ok(Cell::Text(text(a, 0).chars().rev().collect()));
    "rpad"(Text, Whole, Text; 0) -> Text, |a| padded(a, false);
    "rtrim"(Text; 0) -> Text, |a| Ok(Cell::Text(text(a, 0).trim_end().to_owned()));
    "split"(Text, Text; 0) -> Texts, |a| {
        let (held, by) = (text(a, 0), text(a, 1));
        if by.is_empty() {
            return Err("The delimiter may not be the empty string".to_owned());
        }
        let parts: Vec<&str> = held.split(by.as_str()).collect();
        Ok(Cell::Text(serde_json::to_string(&parts).unwrap_or_default()))
    };
    "split_part"(Text, Text, Whole; 0) -> Text, |a| {
        let (held, by, place) = (text(a, 0), text(a, 1), whole(a, 2));
        if place < 1 {
            return Err("Index must be greater than zero".to_owned());
        }
        let place = usize::try_from(place - 1).unwrap_or(usize::MAX);
        if by.is_empty() {
            return Ok(held.chars().nth(place).map_or(Cell::Null, |c| Cell::Text(c.into())));
        }
        Ok(held.split(by.as_str()).nth(place).map_or(Cell::Null, |p| Cell::Text(p.to_owned())))
    };
    "starts_with"(Text, Text; 0) -> Truth, |a| {
        Ok(Cell::truth(text(a, 0).starts_with(text(a, 1).as_str())))
    };
    "strpos"(Text, Text; 0) -> Whole, |a| {
        let (held, part) = (text(a, 0), text(a, 1));
        let found = held.find(part.as_str());
        Ok(found.map_or(Cell::Whole(0), |at| count(held[..at].chars().count() + 1)))
    };
    "substr"(Text, Whole, Whole; 1) -> Text, |a| Ok(Cell::Text(part_of(a)));
    "trim"(Text; 0) -> Text, |a| Ok(Cell::Text(text(a, 0).trim().to_owned()));
    "upper"(Text; 0) -> Text, |a| Ok(Cell::Text(text(a, 0).to_uppercase()));
    "url_extract_fragment"(Text; 0) -> Text, |a| Ok(of_url(a, |url| Some(url.fragment)));
    "url_extract_host"(Text; 0) -> Text, |a| Ok(of_url(a, |url| Some(url.host)));
    "url_extract_parameter"(Text, Text; 0) -> Text, |a| {
        let name = text(a, 1);
        Ok(of_url(a, |url| {
            let of_name = |pair: &&str| pair.split('=').next() == Some(name.as_str());
            let pair = url.query.split('&').find(of_name)?;
            Some(pair.split_once('=').map_or("", |(_, value)| value))
        }))
    };
    "url_extract_path"(Text; 0) -> Text, |a| Ok(of_url(a, |url| Some(url.path)));
    "url_extract_port"(Text; 0) -> Whole, |a| {
        Ok(match of_url(a, |url| Some(url.port)) {
            Cell::Text(port) => port.parse().map_or(Cell::Null, Cell::Whole),
            other => other,
        })
    };
    "url_extract_protocol"(Text; 0) -> Text, |a| Ok(of_url(a, |url| Some(url.protocol)));
    "url_extract_query"(Text; 0) -> Text, |a| Ok(of_url(a, |url| Some(url.query)));
};

/// The parts of a URL, as they stand there.
struct Url<'t> {
    protocol: &'t str,
    host: &'t str,
    port: &'t str,
    path: &'t str,
    query: &'t str,
    fragment: &'t str,
}

/// Returns a part of a URL; `NULL` if the text is none.
fn of_url(a: &[Cell], wanted: impl for<'t> Fn(&Url<'t>) -> Option<&'t str>) -> Cell {
    let held = text(a, 0);
    let Some((protocol, rest)) = held.split_once("://") else { return Cell::Null };
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (whole, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let whole = whole.rsplit('@').next().unwrap_or_default();
    let (host, port) = match whole.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
        _ => (whole, ""),
    };
    let url = Url { protocol, host, port, path, query, fragment };
    wanted(&url).map_or(Cell::Null, |found| Cell::Text(found.to_owned()))
}

fn count(number: usize) -> Cell {
    Cell::Whole(i64::try_from(number).unwrap_or(i64::MAX))
}

fn bounded(text: String) -> Result<Cell, String> {
    let fits = text.len() < 64 * LONGEST;
    if fits { Ok(Cell::Text(text)) } else { Err("The text is too long".to_owned()) }
}

fn padded(a: &[Cell], left: bool) -> Result<Cell, String> {
    let (held, pad) = (text(a, 0), text(a, 2));
    let size = usize::try_from(whole(a, 1)).ok().filter(|size| *size <= LONGEST);
    let size = size.ok_or_else(|| format!("Target length must be in the range [0..{LONGEST}]"))?;
    if pad.is_empty() {
        return Err("Padding string must not be empty".to_owned());
    }
    let length = held.chars().count();
    if length >= size {
        return Ok(Cell::Text(held.chars().take(size).collect()));
    }
    let pad: String = pad.chars().cycle().take(size - length).collect();
    Ok(Cell::Text(if left { pad + &held } else { held + &pad }))
}

/// Returns the part of a text that begins at a place, which is counted from its end if it is
/// negative.
fn part_of(a: &[Cell]) -> String {
    let held = text(a, 0);
    let length = i64::try_from(held.chars().count()).unwrap_or(i64::MAX);
    let place = whole(a, 1);
    let start = if place < 0 { length.saturating_add(place) } else { place - 1 };
    if start < 0 || start >= length {
        return String::new();
    }
    let size = if a.len() > 2 { whole(a, 2).max(0) } else { length };
    let of = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    held.chars().skip(of(start)).take(of(size)).collect()
}

/// Compiles a pattern; the ones used last are kept.
fn pattern(text: &str) -> Result<Regex, String> {
    use std::cell::RefCell;
    thread_local! {
        static KNOWN: RefCell<Vec<(String, Regex)>> = const { RefCell::new(Vec::new()) };
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some((_, pattern)) = known.iter().find(|(known, _)| known == text) {
            return Ok(pattern.clone());
        }
        let made = RegexBuilder::new(text).size_limit(1 << 20).build();
        let made = made.map_err(|cause| format!("Invalid regular expression: {cause}"))?;
        if known.len() >= 16 {
            known.remove(0);
        }
        known.push((text.to_owned(), made.clone()));
        Ok(made)
    })
}

/// Compares a text with a pattern of `LIKE`: `%` stands for any characters, `_` for one.
fn like(a: &[Cell]) -> Result<Cell, String> {
    let escape = match a.get(2).map(Cell::shown) {
        None => None,
        Some(text) => {
            let mut characters = text.chars();
            match (characters.next(), characters.next()) {
                (Some(c), None) => Some(c),
                _ => return Err("Escape string must be a single character".to_owned()),
            }
        }
    };
    matches_like(&text(a, 0), &text(a, 1), escape).map(Cell::truth)
}

enum Part {
    Exactly(char),
    One,
    Any,
}

/// Returns whether a text is as a pattern says.
fn matches_like(held: &str, pattern: &str, escape: Option<char>) -> Result<bool, String> {
    // By far the most patterns have their wildcards at the ends only.
    let core = pattern.trim_matches('%');
    if escape.is_none() && !core.contains(['%', '_']) {
        return Ok(match (pattern.starts_with('%'), pattern.ends_with('%')) {
            (true, true) => held.contains(core),
            (true, false) => held.ends_with(core),
            (false, true) => held.starts_with(core),
            (false, false) => held == core,
        });
    }
    let parts = parts(pattern, escape)?;
    let held: Vec<char> = held.chars().collect();
    let (mut at, mut part) = (0, 0);
    // Where to go on if what follows the last `%` does not fit: one character further.
    let mut again: Option<(usize, usize)> = None;
    while at < held.len() {
        let fits = match parts.get(part) {
            Some(Part::Any) => {
                part += 1;
                again = Some((part, at));
                continue;
            }
            Some(Part::One) => true,
            Some(Part::Exactly(c)) => *c == held[at],
            None => false,
        };
        if fits {
            part += 1;
            at += 1;
        } else if let Some((after, from)) = again {
            again = Some((after, from + 1));
            (part, at) = (after, from + 1);
        } else {
            return Ok(false);
        }
    }
    Ok(parts[part..].iter().all(|part| matches!(part, Part::Any)))
}

fn parts(pattern: &str, escape: Option<char>) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        parts.push(match c {
            c if Some(c) == escape => match characters.next() {
                Some(c) if c == '%' || c == '_' || Some(c) == escape => Part::Exactly(c),
                _ => return Err("Escape character must be followed by '%', '_' or itself".into()),
            },
            '%' => Part::Any,
            '_' => Part::One,
            c => Part::Exactly(c),
        });
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_has_two_wildcards() {
        for (held, pattern, expected) in [
            ("RunInstances", "Run%", true),
            ("RunInstances", "run%", false),
            ("abc", "a_c", true),
            ("abc", "a_", false),
            ("abc", "%", true),
            ("", "%", true),
            ("", "_", false),
            ("", "", true),
            ("abcbc", "%b_", true),
            ("abcbd", "a%b%d", true),
            ("abc", "%x%", false),
            ("é", "_", true),
        ] {
            assert_eq!(matches_like(held, pattern, None), Ok(expected), "{held} {pattern}");
        }
        assert_eq!(matches_like("10%", "10!%", Some('!')), Ok(true));
        assert_eq!(matches_like("100", "10!%", Some('!')), Ok(false));
        assert!(matches_like("a", "!a", Some('!')).is_err());
    }

    #[test]
    fn parts_of_texts_are_counted_in_characters() {
        let run = |name: &str, a: &[Cell]| super::super::of(name).unwrap().call(a).unwrap();
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(run("substr", &[text("élan"), Cell::Whole(2)]), text("lan"));
        assert_eq!(run("substr", &[text("élan"), Cell::Whole(-2), Cell::Whole(1)]), text("a"));
        assert_eq!(run("substr", &[text("élan"), Cell::Whole(9)]), text(""));
        assert_eq!(run("strpos", &[text("élan"), text("an")]), Cell::Whole(3));
        assert_eq!(run("split_part", &[text("a:b:c"), text(":"), Cell::Whole(2)]), text("b"));
        assert_eq!(run("split", &[text("a:b"), text(":")]), text(r#"["a","b"]"#));
        let digits = [text("a12b"), text("([0-9]+)"), Cell::Whole(1)];
        assert_eq!(run("regexp_extract", &digits), text("12"));
        assert_eq!(run("lpad", &[text("7"), Cell::Whole(3), text("0")]), text("007"));
        assert_eq!(run("upper", &[Cell::Null]), Cell::Null);
    }
}
