//! The text of a query, taken apart.

use super::{Condition, Function, Insight, Label, Order, SERIES};
use crate::services::cloudwatch::math::Fault;

/// The words of the language, which are names in quotes only.
const WORDS: [&str; 11] =
    ["SELECT", "FROM", "SCHEMA", "WHERE", "AND", "GROUP", "ORDER", "BY", "ASC", "DESC", "LIMIT"];

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Name(String),
    Value(String),
    Sign(&'static str),
}

/// The signs; longer ones stand before those they begin with.
const SIGNS: [&str; 6] = ["!=", "=", "(", ")", ",", "."];

impl Insight {
    /// Takes a query apart.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let mut parser = Parser { text, tokens: tokens(text)?, place: 0 };
        parser.word("SELECT")?;
        let function = parser.function()?;
        parser.sign("(")?;
        let name = parser.name("the name of a metric")?;
        parser.sign(")")?;
        parser.word("FROM")?;
        let (namespace, schema) = parser.source()?;
        let mut conditions = Vec::new();
        if parser.takes("WHERE") {
            conditions.push(parser.condition()?);
            while parser.takes("AND") {
                conditions.push(parser.condition()?);
            }
        }
        let mut groups = Vec::new();
        if parser.takes("GROUP") {
            parser.word("BY")?;
            groups.push(parser.label()?);
            while parser.takes_sign(",") {
                groups.push(parser.label()?);
            }
        }
        let order = if parser.takes("ORDER") { Some(parser.order()?) } else { None };
        let limit = if parser.takes("LIMIT") { parser.limit()? } else { SERIES };
        if parser.place < parser.tokens.len() {
            return Err(parser.unexpected("the end"));
        }
        Ok(Self { function, name, namespace, schema, conditions, groups, order, limit })
    }
}

struct Parser<'t> {
    text: &'t str,
    /// The tokens, and where each begins and ends.
    tokens: Vec<(Token, std::ops::Range<usize>)>,
    place: usize,
}

impl Parser<'_> {
    fn next(&self) -> Option<&Token> {
        self.tokens.get(self.place).map(|(token, _)| token)
    }

    fn unexpected(&self, expected: &str) -> Fault {
        match self.tokens.get(self.place) {
            Some((_, at)) => {
                let before = self.text[..at.start].chars().count() + 1;
                let found = &self.text[at.clone()];
                Fault(format!("Unexpected '{found}' at character {before}: {expected} is expected"))
            }
            None => Fault(format!("Unexpected end: {expected} is expected")),
        }
    }

    fn takes(&mut self, word: &str) -> bool {
        let is = matches!(self.next(), Some(Token::Word(next)) if next.eq_ignore_ascii_case(word));
        self.place += usize::from(is);
        is
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        if self.takes(word) { Ok(()) } else { Err(self.unexpected(word)) }
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let is = matches!(self.next(), Some(Token::Sign(next)) if *next == sign);
        self.place += usize::from(is);
        is
    }

    fn sign(&mut self, sign: &str) -> Result<(), Fault> {
        if self.takes_sign(sign) { Ok(()) } else { Err(self.unexpected(&format!("'{sign}'"))) }
    }

    fn function(&mut self) -> Result<Function, Fault> {
        let function = match self.next() {
            Some(Token::Word(word)) => Function::parse(word),
            _ => None,
        };
        self.place += usize::from(function.is_some());
        function.ok_or_else(|| self.unexpected("a function"))
    }

    fn name(&mut self, what: &str) -> Result<String, Fault> {
        let name = match self.next() {
            Some(Token::Name(name)) if !name.is_empty() => Some(name.clone()),
            Some(Token::Word(word)) => {
                let is_free = !WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
                    && !word.starts_with(|c: char| c.is_ascii_digit());
                is_free.then(|| word.clone())
            }
            _ => None,
        };
        self.place += usize::from(name.is_some());
        name.ok_or_else(|| self.unexpected(what))
    }

    fn source(&mut self) -> Result<(String, Option<Vec<String>>), Fault> {
        if !self.takes("SCHEMA") {
            return Ok((self.name("a namespace")?, None));
        }
        self.sign("(")?;
        let namespace = self.name("a namespace")?;
        let mut names = Vec::new();
        while self.takes_sign(",") {
            names.push(self.name("the name of a dimension")?);
        }
        self.sign(")")?;
        names.sort();
        names.dedup();
        Ok((namespace, Some(names)))
    }

    /// Reads what a condition or a group is about.
    fn label(&mut self) -> Result<Label, Fault> {
        let name = self.name("the name of a dimension")?;
        if !self.takes_sign(".") {
            return Ok(Label::Dimension(name));
        }
        let property = self.name("a name")?;
        match (name.as_str(), property.as_str()) {
            ("AWS", "AccountId") => Ok(Label::Account),
            ("tag", _) => Ok(Label::Tag(property)),
            _ => Err(Fault(format!("There is no {name}.{property}"))),
        }
    }

    fn condition(&mut self) -> Result<Condition, Fault> {
        let label = self.label()?;
        let equal = self.takes_sign("=");
        if !equal && !self.takes_sign("!=") {
            return Err(self.unexpected("= or !="));
        }
        let Some(Token::Value(value)) = self.next() else {
            return Err(self.unexpected("a value in single quotes"));
        };
        let value = value.clone();
        self.place += 1;
        Ok(Condition { label, equal, value })
    }

    fn order(&mut self) -> Result<Order, Fault> {
        self.word("BY")?;
        let by = self.function()?;
        self.sign("(")?;
        self.sign(")")?;
        let descending = self.takes("DESC");
        if !descending {
            self.takes("ASC");
        }
        Ok(Order { by, descending })
    }

    fn limit(&mut self) -> Result<usize, Fault> {
        let number = match self.next() {
            Some(Token::Word(word)) => word.parse().ok(),
            _ => None,
        };
        let number = number.filter(|number| (1..=SERIES).contains(number));
        self.place += 1;
        number.ok_or_else(|| Fault(format!("LIMIT is a number from 1 to {SERIES}")))
    }
}

fn tokens(text: &str) -> Result<Vec<(Token, std::ops::Range<usize>)>, Fault> {
    let mut tokens = Vec::new();
    let mut place = 0;
    while let Some(first) = text[place..].chars().next() {
        let rest = &text[place..];
        let start = place;
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let token = if first.is_whitespace() {
            place += first.len_utf8();
            continue;
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            place += sign.len();
            Token::Sign(sign)
        } else if first == '"' || first == '\'' {
            let (inside, length) = quoted(&rest[1..], first)?;
            place += 1 + length;
            if first == '"' { Token::Name(inside) } else { Token::Value(inside) }
        } else if is_part(first) {
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            place += end;
            Token::Word(rest[..end].to_owned())
        } else {
            let before = text[..place].chars().count() + 1;
            return Err(Fault(format!("Unexpected '{first}' at character {before}")));
        };
        tokens.push((token, start..place));
    }
    Ok(tokens)
}

/// Returns what stands before a quote, and how many bytes that and the quote are.
fn quoted(text: &str, quote: char) -> Result<(String, usize), Fault> {
    let mut inside = String::new();
    let mut is_taken = false;
    for (place, c) in text.char_indices() {
        if is_taken {
            inside.push(c);
            is_taken = false;
        } else if c == '\\' {
            is_taken = true;
        } else if c == quote {
            return Ok((inside, place + 1));
        } else {
            inside.push(c);
        }
    }
    Err(Fault("A text has no end".to_owned()))
}
