//! An expression becomes a query.
//!
//! ```text
//! SELECT column, ... [WHERE condition] [GROUP BY property, ...]
//!                    [ORDER BY column [ASC | DESC], ...]
//!
//! condition   = [NOT] condition | condition AND condition | condition OR condition | ( condition )
//!             | property = <> < <= > >= literal
//!             | property [NOT] IN (literal, ...)
//!             | property [NOT] BETWEEN literal AND literal
//!             | property [NOT] LIKE 'text'
//! ```
//!
//! Words of the language may be written in any case, names are as they are.

use super::condition::{Comparison, Condition, Literal, Pattern, Test};
use super::fields::{MEMBERS, SCALARS};
use super::{Aggregate, Column, Fault, Function, Order, Path, Query};
use crate::sql::{Placed, Token, tokens};

/// How deep a condition may be nested: enough for any that a person writes, and little enough for the
/// stack.
const DEEPEST: usize = 64;

/// How many properties resources are grouped by at most, and if groups are sorted by what they come to.
///
/// Source: AWS Config Developer Guide, "Limitations" of advanced queries.
const GROUPS: (usize, usize) = (3, 1);

/// Words that name no property.
///
/// Source: AWS Config Developer Guide, "Limitations" of advanced queries, and its "Query components".
const RESERVED: [&str; 21] = [
    "ALL", "AND", "AS", "ASC", "BETWEEN", "BY", "DESC", "DISTINCT", "FROM", "GROUP", "HAVING",
    "IN", "JOIN", "LIKE", "NOT", "NULL", "OR", "ORDER", "SELECT", "UNION", "WHERE",
];

/// The signs of comparisons.
const COMPARISONS: [(&str, Comparison); 5] = [
    ("=", Comparison::Equal),
    ("<", Comparison::Less),
    ("<=", Comparison::LessOrEqual),
    (">", Comparison::Greater),
    (">=", Comparison::GreaterOrEqual),
];

impl Query {
    /// Reads an expression.
    ///
    /// Fails with where it is not written as the language asks, then with what the language does not
    /// have.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let words = tokens(text).map_err(|unread| Fault::syntax(text, unread.at))?;
        let mut parser = Parser { text, words, next: 0, depth: 0, wrong: None };
        let query = parser.query()?;
        match parser.wrong.or_else(|| query.beyond_limits()) {
            Some(sentence) => Err(Fault::Limit(sentence)),
            None => Ok(query),
        }
    }

    /// Returns what it asks for that the language does not have.
    fn beyond_limits(&self) -> Option<String> {
        let aggregates = |column: &Column| matches!(column, Column::Aggregate(_));
        let sorts_groups = self.order.iter().any(|order| aggregates(&order.by));
        let most = if sorts_groups { GROUPS.1 } else { GROUPS.0 };
        if self.groups.len() > most {
            return Some(format!(
                "GROUP BY may have at most {most} propert{} {}.",
                if most == 1 { "y" } else { "ies" },
                if sorts_groups { "if ORDER BY has an aggregate function" } else { "here" },
            ));
        }
        if self.is_aggregate() {
            for column in &self.columns {
                let is_grouped = match column {
                    Column::Everything => false,
                    Column::Property(path) => self.groups.contains(path),
                    Column::Aggregate(_) => true,
                };
                if !is_grouped {
                    return Some(format!("{column} must be in GROUP BY, or in a function."));
                }
            }
        }
        let shows_all = self.columns.contains(&Column::Everything);
        let is_shown = |order: &Order| match &order.by {
            Column::Property(path) if shows_all && path.rest().is_empty() => {
                SCALARS.contains(&path.first()) || self.columns.contains(&order.by)
            }
            by => self.columns.contains(by),
        };
        let hidden = self.order.iter().find(|order| !is_shown(order))?;
        Some(format!("{} is in ORDER BY, but not in SELECT.", hidden.by))
    }
}

struct Parser<'t> {
    text: &'t str,
    words: Vec<Placed>,
    next: usize,
    depth: usize,
    /// The first thing that the language does not have.
    wrong: Option<String>,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        self.words.get(self.next).map_or(&Token::End, |placed| &placed.token)
    }

    fn unexpected(&self) -> Fault {
        let at = self.words.get(self.next).map_or(self.text.len(), |placed| placed.at);
        Fault::syntax(self.text, at)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Word(found) if found.eq_ignore_ascii_case(word))
    }

    fn takes(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        self.next += usize::from(is);
        is
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        if self.takes(word) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn takes_sign(&mut self, sign: &str) -> bool {
        let is = matches!(self.peek(), Token::Sign(found) if *found == sign);
        self.next += usize::from(is);
        is
    }

    fn sign(&mut self, sign: &str) -> Result<(), Fault> {
        if self.takes_sign(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let mut all = vec![read(self)?];
        while self.takes_sign(",") {
            all.push(read(self)?);
        }
        Ok(all)
    }

    fn query(&mut self) -> Result<Query, Fault> {
        self.word("SELECT")?;
        let columns = self.list(|parser| {
            if parser.takes_sign("*") { Ok(Column::Everything) } else { parser.column() }
        })?;
        let condition = if self.takes("WHERE") { Some(self.either()?) } else { None };
        let groups = if self.takes("GROUP") {
            self.word("BY")?;
            self.list(Self::property)?
        } else {
            Vec::new()
        };
        let order = if self.takes("ORDER") {
            self.word("BY")?;
            self.list(Self::order)?
        } else {
            Vec::new()
        };
        if *self.peek() != Token::End {
            return Err(self.unexpected());
        }
        Ok(Query { columns, condition, groups, order })
    }

    /// Reads a property, or a function of one.
    fn column(&mut self) -> Result<Column, Fault> {
        let function = match (self.peek(), self.words.get(self.next + 1)) {
            (Token::Word(word), Some(Placed { token: Token::Sign("("), .. })) => {
                Function::parse(word).ok_or_else(|| self.unexpected())?
            }
            _ => return self.property().map(Column::Property),
        };
        self.next += 2;
        let is_count = function == Function::Count;
        let of = if is_count && self.takes_sign("*") { None } else { Some(self.property()?) };
        self.sign(")")?;
        Ok(Column::Aggregate(Aggregate { function, of }))
    }

    fn property(&mut self) -> Result<Path, Fault> {
        let first = match self.peek() {
            Token::Word(word) => {
                let is_reserved = RESERVED.iter().any(|known| known.eq_ignore_ascii_case(word));
                Some(word.clone()).filter(|_| !is_reserved)
            }
            _ => None,
        };
        let first = first.ok_or_else(|| self.unexpected())?;
        self.next += 1;
        let mut names = vec![first];
        while self.takes_sign(".") {
            let Token::Word(word) = self.peek() else { return Err(self.unexpected()) };
            names.push(word.clone());
            self.next += 1;
        }
        let path = Path(names);
        if !MEMBERS.contains(&path.first()) {
            self.wrong.get_or_insert(format!("There is no property {path}."));
        }
        Ok(path)
    }

    fn order(&mut self) -> Result<Order, Fault> {
        let by = self.column()?;
        let descending = self.takes("DESC");
        if !descending {
            self.takes("ASC");
        }
        Ok(Order { by, descending })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth == DEEPEST {
            return Err(self.unexpected());
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }

    fn either(&mut self) -> Result<Condition, Fault> {
        let first = self.both()?;
        let mut all = vec![first];
        while self.takes("OR") {
            all.push(self.both()?);
        }
        Ok(joined(all, Condition::Or))
    }

    fn both(&mut self) -> Result<Condition, Fault> {
        let first = self.term()?;
        let mut all = vec![first];
        while self.takes("AND") {
            all.push(self.term()?);
        }
        Ok(joined(all, Condition::And))
    }

    fn term(&mut self) -> Result<Condition, Fault> {
        if self.takes("NOT") {
            let inner = self.deeper(Self::term)?;
            return Ok(Condition::Not(Box::new(inner)));
        }
        if self.takes_sign("(") {
            let inner = self.deeper(Self::either)?;
            self.sign(")")?;
            return Ok(inner);
        }
        let path = self.property()?;
        for (sign, comparison) in COMPARISONS {
            if self.takes_sign(sign) {
                let literal = self.literal()?;
                return Ok(Condition::Is(path, Test::Compares(comparison, literal)));
            }
        }
        let is_other = self.takes_sign("<>");
        let is_not = is_other || self.takes("NOT");
        let test = if is_other {
            Test::Compares(Comparison::Equal, self.literal()?)
        } else if self.takes("IN") {
            self.sign("(")?;
            let literals = self.list(Self::literal)?;
            self.sign(")")?;
            Test::In(literals)
        } else if self.takes("BETWEEN") {
            let least = self.literal()?;
            self.word("AND")?;
            Test::Between(least, self.literal()?)
        } else if self.takes("LIKE") {
            self.like()?
        } else {
            return Err(self.unexpected());
        };
        let condition = Condition::Is(path, test);
        Ok(if is_not { Condition::Not(Box::new(condition)) } else { condition })
    }

    fn like(&mut self) -> Result<Test, Fault> {
        let Token::Text(text) = self.peek() else { return Err(self.unexpected()) };
        // Whether a pattern is one is said after all that is not written as it should be.
        let (pattern, wrong) = match Pattern::parse(text) {
            Ok(pattern) => (Test::Like(pattern), None),
            Err(sentence) => (Test::In(Vec::new()), Some(sentence)),
        };
        self.next += 1;
        self.wrong = self.wrong.take().or(wrong);
        Ok(pattern)
    }

    fn literal(&mut self) -> Result<Literal, Fault> {
        let sign = if self.takes_sign("-") { "-" } else { "" };
        let text = match self.peek() {
            Token::Whole(number) => format!("{sign}{number}"),
            Token::Number(number) => format!("{sign}{number}"),
            Token::Text(text) if sign.is_empty() => text.clone(),
            Token::Word(word)
                if sign.is_empty()
                    && ["true", "false"].iter().any(|truth| truth.eq_ignore_ascii_case(word)) =>
            {
                word.to_ascii_lowercase()
            }
            _ => return Err(self.unexpected()),
        };
        self.next += 1;
        Ok(Literal::new(text))
    }
}

/// Joins conditions as halves of halves, so that none is nested deep.
fn joined(
    mut all: Vec<Condition>,
    join: fn(Box<Condition>, Box<Condition>) -> Condition,
) -> Condition {
    while all.len() > 1 {
        let mut halves = Vec::with_capacity(all.len().div_ceil(2));
        let mut rest = all.into_iter();
        while let Some(one) = rest.next() {
            halves.push(match rest.next() {
                Some(other) => join(Box::new(one), Box::new(other)),
                None => one,
            });
        }
        all = halves;
    }
    all.pop().expect("there is one at least")
}
