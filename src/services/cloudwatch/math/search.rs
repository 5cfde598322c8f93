//! What `SEARCH` looks for: `{Namespace,Dimension} MetricName="Load" i-1234 OR NOT web`.
//!
//! | part                | finds metrics                                                      |
//! |---------------------|--------------------------------------------------------------------|
//! | `{N,D1,D2}`         | of a namespace with exactly these dimensions, in any order         |
//! | `word`              | with a name, a namespace, or a dimension's name or value in which  |
//! |                     | the pieces of the word stand, see below                            |
//! | `"word"`            | where one of these is the word; `"`, `\`, `(` and `)` in it have a  |
//! |                     | `\` before them                                                    |
//! | `Property=word`     | the same of one property: `Namespace`, `MetricName`, or the name   |
//! |                     | of a dimension                                                     |
//! | `a b`, `a AND b`    | that both find                                                     |
//! | `a OR b`, `NOT a`   | that one finds, that it does not find                              |
//!
//! `NOT` binds the most and `OR` the least.
//!
//! Names and words are taken apart at capital letters, at numbers, and at what is neither letter nor
//! number: `CustomCount1` is `Custom`, `Count`, `1`. A word is found where its pieces follow each other,
//! or where it is the whole name. Small and capital letters are the same, but for several pieces that
//! nothing stands between: `count`, `COUNT`, `Count1` and `custom-count` find that name, `count1` and
//! `couNT` do not.
//!
//! Source: CloudWatch User Guide, "CloudWatch search expression syntax". Our reading, which agrees with
//! every example there: letters behind a number begin a piece too.

use super::Fault;
use crate::services::cloudwatch::metric::Metric;

/// How deep brackets may be nested.
const DEEPEST: usize = 64;

/// How many characters a search may have.
///
/// Source: CloudWatch User Guide, "CloudWatch search expression syntax", limits.
const LONGEST: usize = 1_024;

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// The namespace and the names of the dimensions, if they are given.
    schema: Option<(String, Vec<String>)>,
    wanted: Wanted,
}

#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    All,
    Term(Term),
    Not(Box<Wanted>),
    Both(Box<Wanted>, Box<Wanted>),
    Either(Box<Wanted>, Box<Wanted>),
}

#[derive(Clone, Debug, PartialEq)]
struct Term {
    property: Option<String>,
    word: String,
    whole: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Term(Term),
}

impl Search {
    /// Takes a search apart.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.chars().count() > LONGEST {
            return Err(Fault::new(format!("A search has at most {LONGEST} characters")));
        }
        let text = text.trim();
        let (schema, rest) = match text.strip_prefix('{') {
            None => (None, text),
            Some(inside) => {
                let end = inside.find('}').ok_or_else(|| Fault::new("A '{' has no '}'"))?;
                let mut names = names(&inside[..end])?;
                let namespace = if names.is_empty() { None } else { Some(names.remove(0)) };
                let namespace =
                    namespace.ok_or_else(|| Fault::new("A search needs a namespace"))?;
                names.sort();
                let rest = inside[end + 1..].trim_start();
                (Some((namespace, names)), rest.strip_prefix(',').unwrap_or(rest))
            }
        };
        let tokens = tokens(rest)?;
        let mut parser = Parser { tokens: &tokens, place: 0, depth: 0 };
        let wanted = if tokens.is_empty() { Wanted::All } else { parser.either()? };
        if parser.place < tokens.len() {
            return Err(Fault::new("A ')' has no '('"));
        }
        if schema.is_none() && wanted == Wanted::All {
            return Err(Fault::new("A search needs something to look for"));
        }
        Ok(Self { schema, wanted })
    }

    /// Returns the namespace that all metrics lie in, if it is given.
    pub fn namespace(&self) -> Option<&str> {
        self.schema.as_ref().map(|(namespace, _)| namespace.as_str())
    }

    /// Returns whether it finds a metric.
    pub fn finds(&self, metric: &Metric) -> bool {
        let fits = self.schema.as_ref().is_none_or(|(namespace, names)| {
            *namespace == metric.namespace
                && metric.dimensions().iter().map(|(name, _)| name).eq(names)
        });
        fits && self.wanted.finds(metric)
    }
}

impl Wanted {
    fn finds(&self, metric: &Metric) -> bool {
        match self {
            Self::All => true,
            Self::Term(term) => term.finds(metric),
            Self::Not(wanted) => !wanted.finds(metric),
            Self::Both(left, right) => left.finds(metric) && right.finds(metric),
            Self::Either(left, right) => left.finds(metric) || right.finds(metric),
        }
    }
}

impl Term {
    fn finds(&self, metric: &Metric) -> bool {
        let dimensions = metric.dimensions();
        match self.property.as_deref() {
            Some("Namespace") => self.is_in(&metric.namespace),
            Some("MetricName") => self.is_in(&metric.name),
            Some(property) => {
                dimensions.iter().any(|(name, value)| name == property && self.is_in(value))
            }
            None => {
                self.is_in(&metric.namespace)
                    || self.is_in(&metric.name)
                    || dimensions.iter().any(|(name, value)| self.is_in(name) || self.is_in(value))
            }
        }
    }

    fn is_in(&self, text: &str) -> bool {
        if self.whole {
            return text == self.word;
        }
        let parts: Vec<Vec<&str>> = parts(&self.word).collect();
        let names: Vec<&str> = self::parts(text).flatten().collect();
        let pieces = parts.iter().map(Vec::len).sum::<usize>();
        pieces > 0
            && (names.windows(pieces).any(|names| follow(&parts, names)) || self.is_all(text))
    }

    /// Returns whether a text is the word, but for what is neither letter nor number.
    fn is_all(&self, text: &str) -> bool {
        let plain = |text: &str| -> String {
            let letters = text.chars().filter(|c| c.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect()
        };
        plain(text) == plain(&self.word)
    }
}

/// Returns whether the pieces of a name are those of a word.
///
/// Small and capital letters are the same, but in parts of several pieces.
fn follow(parts: &[Vec<&str>], names: &[&str]) -> bool {
    let pieces = parts.iter().flat_map(|part| part.iter().map(|piece| (part.len() == 1, *piece)));
    pieces.zip(names).all(|((alone, piece), name)| {
        piece == *name || (alone && piece.to_lowercase() == name.to_lowercase())
    })
}

/// Returns the parts of a text between what is neither letter nor number, and the pieces of each.
fn parts(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).map(pieces)
}

/// Takes a part apart: before a capital letter that follows a small one or that a small one follows,
/// and where letters become numbers or numbers letters.
fn pieces(part: &str) -> Vec<&str> {
    let letters: Vec<(usize, char)> = part.char_indices().collect();
    let mut pieces = Vec::new();
    let mut from = 0;
    for place in 1..letters.len() {
        let (before, (start, letter)) = (letters[place - 1].1, letters[place]);
        let behind = letters.get(place + 1).map(|(_, behind)| *behind);
        let is_new = before.is_numeric() != letter.is_numeric()
            || (letter.is_uppercase()
                && (!before.is_uppercase() || behind.is_some_and(char::is_lowercase)));
        if is_new {
            pieces.push(&part[from..start]);
            from = start;
        }
    }
    pieces.push(&part[from..]);
    pieces
}

/// Returns the names between commas, in quotes or not.
fn names(text: &str) -> Result<Vec<String>, Fault> {
    let mut names = Vec::new();
    for part in text.split(',') {
        let name = part.trim();
        let plain = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
        if plain.is_empty() || plain.contains('"') {
            return Err(Fault::new("A name between '{' and '}' is missing"));
        }
        names.push(plain.to_owned());
    }
    Ok(names)
}

fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        match first {
            '(' | ')' => {
                tokens.push(if first == '(' { Token::Open } else { Token::Close });
                rest = &rest[1..];
            }
            _ => {
                let (word, whole, behind) = word(rest)?;
                if let Some(behind) = behind.trim_start().strip_prefix('=') {
                    let (value, whole, behind) = self::word(behind.trim_start())?;
                    let term = Term { property: Some(word), word: value, whole };
                    tokens.push(Token::Term(term));
                    rest = behind;
                } else {
                    tokens.push(match word.as_str() {
                        "AND" if !whole => Token::And,
                        "OR" if !whole => Token::Or,
                        "NOT" if !whole => Token::Not,
                        _ => Token::Term(Term { property: None, word, whole }),
                    });
                    rest = behind;
                }
            }
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

/// Returns the first word of a text, whether it stands in quotes, and what is behind it.
fn word(text: &str) -> Result<(String, bool, &str), Fault> {
    if let Some(inside) = text.strip_prefix('"') {
        let mut word = String::new();
        let mut letters = inside.char_indices();
        while let Some((place, letter)) = letters.next() {
            match letter {
                '"' => return Ok((word, true, &inside[place + 1..])),
                '\\' => word.extend(letters.next().map(|(_, letter)| letter)),
                _ => word.push(letter),
            }
        }
        return Err(Fault::new("A text has no end"));
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '=' | '"');
    let end = text.find(ends).unwrap_or(text.len());
    if end == 0 {
        return Err(Fault::new("A word is missing"));
    }
    Ok((text[..end].to_owned(), false, &text[end..]))
}

struct Parser<'t> {
    tokens: &'t [Token],
    place: usize,
    depth: usize,
}

impl Parser<'_> {
    fn take(&mut self, token: &Token) -> bool {
        let is_there = self.tokens.get(self.place) == Some(token);
        self.place += usize::from(is_there);
        is_there
    }

    fn either(&mut self) -> Result<Wanted, Fault> {
        let mut left = self.both()?;
        while self.take(&Token::Or) {
            left = Wanted::Either(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Wanted, Fault> {
        let mut left = self.single()?;
        loop {
            let joined = self.take(&Token::And);
            let more =
                !matches!(self.tokens.get(self.place), None | Some(Token::Or | Token::Close));
            if !joined && !more {
                return Ok(left);
            }
            left = Wanted::Both(Box::new(left), Box::new(self.single()?));
        }
    }

    fn single(&mut self) -> Result<Wanted, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Fault::new(format!("It is nested more than {DEEPEST} deep")));
        }
        let wanted = if self.take(&Token::Not) {
            Wanted::Not(Box::new(self.single()?))
        } else if self.take(&Token::Open) {
            let inside = self.either()?;
            if !self.take(&Token::Close) {
                return Err(Fault::new("A '(' has no ')'"));
            }
            inside
        } else if let Some(Token::Term(term)) = self.tokens.get(self.place) {
            self.place += 1;
            Wanted::Term(term.clone())
        } else {
            return Err(Fault::new("A word is missing"));
        };
        self.depth -= 1;
        Ok(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::shapes::metrics::Dimension;

    fn metric(namespace: &str, name: &str, dimensions: &[(&str, &str)]) -> Metric {
        let dimension = |(name, value): &(&str, &str)| Dimension {
            name: (*name).into(),
            value: (*value).into(),
        };
        Metric::new(namespace, name, &dimensions.iter().map(dimension).collect::<Vec<_>>())
    }

    #[test]
    fn a_search_finds_what_it_says() {
        let metrics = [
            metric("AWS/EC2", "CPUUtilization", &[("InstanceId", "i-1")]),
            metric("AWS/EC2", "CPUUtilization", &[("InstanceId", "i-2")]),
            metric("AWS/EC2", "NetworkIn", &[("InstanceId", "i-1")]),
            metric("Shop", "Load", &[("Host", "a"), ("Zone", "b")]),
            metric("Shop", "Load", &[]),
        ];
        let cases: &[(&str, &[usize])] = &[
            ("{AWS/EC2,InstanceId} MetricName=\"CPUUtilization\"", &[0, 1]),
            ("{AWS/EC2,InstanceId} cpu i-1", &[0]),
            ("{AWS/EC2,InstanceId} i-1", &[0, 2]),
            ("{Shop,Zone,Host}", &[3]),
            ("{Shop}", &[4]),
            ("{\"Shop\"} NOT load", &[]),
            ("Namespace=Shop", &[3, 4]),
            ("load OR network", &[2, 3, 4]),
            ("EC2 AND NOT (i-2 OR network)", &[0]),
            ("ec2", &[]),
            ("{Shop, Host, Zone}, MetricName = \"Load\"", &[3]),
            ("{AWS/EC2,InstanceId}, \"NetworkIn\"", &[2]),
            ("\"cpuutilization\"", &[]),
            ("Host=a", &[3]),
        ];
        for (text, expected) in cases {
            let search = Search::parse(text).unwrap();
            let found: Vec<usize> =
                (0..metrics.len()).filter(|place| search.finds(&metrics[*place])).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    /// Source: CloudWatch User Guide, "CloudWatch search expression syntax", whose examples these are.
    #[test]
    fn names_and_words_meet_piece_by_piece() {
        let cases = [
            ("count", "CustomCount1", true),
            ("Count", "CustomCount1", true),
            ("COUNT", "CustomCount1", true),
            ("couNT", "CustomCount1", false),
            ("ustom", "CustomCount1", false),
            ("CustomCount", "CustomCount1", true),
            ("Count1", "CustomCount1", true),
            ("customcount", "CustomCount1", false),
            ("count1", "CustomCount1", false),
            ("customcount1", "CustomCount1", true),
            ("sdb", "SDBFailure", true),
            ("failure", "SDBFailure", true),
            ("sdbfailure", "SDBFailure", true),
            ("trial", "Project2-trial333", true),
            ("333", "Project2-trial333", true),
            ("33", "Project2-trial333", false),
            ("project2trial333", "Project2-trial333", true),
            ("network/errors", "Network-Errors-2", true),
            ("network+errors", "NetworkErrors2", true),
            ("network-errors", "NetworkErrors2", true),
            ("Network_Errors", "Network-Errors-2", true),
            ("errors_network", "NetworkErrors2", false),
            ("\"Network-Errors-2\"", "Network-Errors-2", true),
            ("\"Network_Errors\"", "Network-Errors-2", false),
            (r#""Europe\\France Traffic\(Network\)""#, r"Europe\France Traffic(Network)", true),
            ("utilization", "CPUUtilization", true),
            ("micro", "t2.micro", true),
            ("-", "a-b", false),
        ];
        for (text, name, expected) in cases {
            let search = Search::parse(text).unwrap();
            assert_eq!(search.finds(&metric("N", name, &[])), expected, "{text} {name}");
        }
    }

    #[test]
    fn what_is_no_search_is_refused() {
        for text in ["", "{", "{}", "{,a}", "a OR", "(a", "a)", "NOT", "x=", "\"a", "AND a"] {
            assert!(Search::parse(text).is_err(), "{text}");
        }
        assert!(Search::parse(&"(".repeat(1_000)).is_err());
        assert!(Search::parse(&"NOT ".repeat(200)).is_err());
        assert!(Search::parse(&"a".repeat(1_024)).is_ok());
        assert!(Search::parse(&"a".repeat(1_025)).is_err());
    }
}
