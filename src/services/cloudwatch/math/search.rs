//! What `SEARCH` looks for: `{Namespace,Dimension} MetricName="Load" i-1234 OR NOT web`.
//!
//! | part                | finds metrics                                                      |
//! |---------------------|--------------------------------------------------------------------|
//! | `{N,D1,D2}`         | of a namespace with exactly these dimensions, in any order         |
//! | `word`              | with a name, a namespace, or a dimension's name or value that has  |
//! |                     | the word in it, small and capital letters being the same           |
//! | `"word"`            | where one of these is the word                                     |
//! | `Property=word`     | where a property has the word in it: `Namespace`, `MetricName`, or |
//! |                     | the name of a dimension; with a word in quotes, where it is it     |
//! | `a b`, `a AND b`    | that both find                                                     |
//! | `a OR b`, `NOT a`   | that one finds, that it does not find                              |
//!
//! `NOT` binds the most and `OR` the least.
//!
//! Source: CloudWatch User Guide, "CloudWatch search expression syntax". Our reading: a word is looked
//! for anywhere in a name, where AWS also takes names apart at capital letters and hyphens.

use super::Fault;
use crate::services::cloudwatch::metric::Metric;

/// How deep brackets may be nested.
const DEEPEST: usize = 64;

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
                (Some((namespace, names)), &inside[end + 1..])
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
        text.to_lowercase().contains(&self.word.to_lowercase())
    }
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
                if let Some(behind) = behind.strip_prefix('=') {
                    let (value, whole, behind) = self::word(behind)?;
                    let term =
                        Term { property: Some(word.to_owned()), word: value.to_owned(), whole };
                    tokens.push(Token::Term(term));
                    rest = behind;
                } else {
                    tokens.push(match word {
                        "AND" if !whole => Token::And,
                        "OR" if !whole => Token::Or,
                        "NOT" if !whole => Token::Not,
                        _ => Token::Term(Term { property: None, word: word.to_owned(), whole }),
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
fn word(text: &str) -> Result<(&str, bool, &str), Fault> {
    if let Some(inside) = text.strip_prefix('"') {
        let end = inside.find('"').ok_or_else(|| Fault::new("A text has no end"))?;
        return Ok((&inside[..end], true, &inside[end + 1..]));
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '=' | '"');
    let end = text.find(ends).unwrap_or(text.len());
    if end == 0 {
        return Err(Fault::new("A word is missing"));
    }
    Ok((&text[..end], false, &text[end..]))
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
            ("ec2 AND NOT (i-2 OR network)", &[0]),
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

    #[test]
    fn what_is_no_search_is_refused() {
        for text in ["", "{", "{}", "{,a}", "a OR", "(a", "a)", "NOT", "x=", "\"a", "AND a"] {
            assert!(Search::parse(text).is_err(), "{text}");
        }
        assert!(Search::parse(&"(".repeat(1_000)).is_err());
        assert!(Search::parse(&"NOT ".repeat(1_000)).is_err());
    }
}
