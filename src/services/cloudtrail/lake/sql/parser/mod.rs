//! A statement becomes a tree, or is refused with the place of what is wrong.

mod expression;
mod query;

use super::tree::{Name, Query};
use super::{Problem, Result};
use crate::sql::{Placed, Token, tokens};

/// How deep a statement may be nested: enough for any that a person writes, and little enough for
/// the stack.
const DEEPEST: usize = 64;

/// Words that are no names unless they are quoted.
///
/// Source: the reserved words of Trino.
const RESERVED: [&str; 49] = [
    "alter",
    "and",
    "as",
    "between",
    "by",
    "case",
    "cast",
    "constraint",
    "create",
    "cross",
    "delete",
    "describe",
    "distinct",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "extract",
    "for",
    "from",
    "full",
    "group",
    "having",
    "in",
    "inner",
    "insert",
    "intersect",
    "into",
    "is",
    "join",
    "left",
    "like",
    "natural",
    "not",
    "null",
    "on",
    "or",
    "order",
    "right",
    "select",
    "table",
    "then",
    "union",
    "using",
    "values",
    "when",
    "where",
];

/// Reads a statement, which must be a query.
pub(super) fn parse(text: &str) -> Result<Query> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0, operators: 0 };
    let starts = ["select", "with"].iter().any(|word| parser.is(word)) || parser.is_sign("(");
    if !starts {
        let message =
            format!("expected SELECT, found {}: only queries are allowed", parser.found());
        return Err(parser.problem(message));
    }
    let query = parser.query()?;
    parser.take_sign(";");
    match parser.peek() {
        Token::End => Ok(query),
        _ => Err(parser.mismatch("the end of the statement")),
    }
}

pub(super) struct Parser {
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
    operators: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.ahead(0)
    }

    fn ahead(&self, steps: usize) -> &Token {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.next + steps).min(last)].token
    }

    fn at(&self) -> usize {
        self.tokens[self.next.min(self.tokens.len() - 1)].at
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    /// Returns whether the next word is one of the language.
    fn is(&self, word: &str) -> bool {
        self.is_ahead(0, word)
    }

    fn is_ahead(&self, steps: usize, word: &str) -> bool {
        matches!(self.ahead(steps), Token::Word(found) if found.eq_ignore_ascii_case(word))
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Token::Sign(found) if *found == sign)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is = self.is(word);
        self.next += usize::from(is);
        is
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is = self.is_sign(sign);
        self.next += usize::from(is);
        is
    }

    fn expect_word(&mut self, word: &str) -> Result<()> {
        if self.take_word(word) { Ok(()) } else { Err(self.mismatch(&word.to_uppercase())) }
    }

    fn expect_sign(&mut self, sign: &str) -> Result<()> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.mismatch(&format!("'{sign}'"))) }
    }

    /// Reads a name.
    fn name(&mut self) -> Result<Name> {
        let at = self.at();
        match self.peek() {
            Token::Word(word) if !is_reserved(word) => {
                let text = word.clone();
                self.next += 1;
                Ok(Name { text, at })
            }
            Token::Quoted(text) => {
                let text = text.clone();
                self.next += 1;
                Ok(Name { text, at })
            }
            _ => Err(self.mismatch("a name")),
        }
    }

    /// Reads one thing after another, with commas between them.
    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let mut all = vec![one(self)?];
        while self.take_sign(",") {
            all.push(one(self)?);
        }
        Ok(all)
    }

    /// Reads what is nested one level deeper.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= DEEPEST {
            return Err(self.problem("the statement is nested too deeply".to_owned()));
        }
        self.depth += 1;
        let done = read(self);
        self.depth -= 1;
        done
    }

    fn found(&self) -> String {
        match self.peek() {
            Token::Word(text) | Token::Store(text) => format!("'{text}'"),
            Token::Quoted(text) => format!("\"{text}\""),
            Token::Text(_) => "a text".to_owned(),
            Token::Whole(_) | Token::Number(_) => "a number".to_owned(),
            Token::Sign(sign) => format!("'{sign}'"),
            Token::End => "the end of the statement".to_owned(),
        }
    }

    fn mismatch(&self, expected: &str) -> Problem {
        self.problem(format!("expected {expected}, found {}", self.found()))
    }

    fn problem(&self, message: String) -> Problem {
        Problem::new(self.at(), message)
    }
}

fn is_reserved(word: &str) -> bool {
    RESERVED.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserved_words_can_be_searched() {
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn only_queries_are_statements() {
        for text in [
            "",
            "DELETE FROM a",
            "INSERT INTO a SELECT 1",
            "DROP TABLE a",
            "SELECT 1; SELECT 2",
            "PRAGMA x",
            "ATTACH 'a' AS b",
            "VALUES (1)",
            "EXPLAIN SELECT 1",
            "SELECT",
            "SELECT 1 FROM",
            "SELECT 1 FROM a WHERE",
            "SELECT a b c",
            "SELECT 1 LIMIT x",
            "SELECT (1",
            "SELECT CASE 1 END",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
