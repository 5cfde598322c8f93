//! Queries: `SELECT`, what they come from, and how they are put together.

use super::super::Result;
use super::super::tree::{Body, Column, Join, Name, Named, Node, Order, Query, Select, Source};
use super::Parser;
use crate::sql::Token;

impl Parser {
    /// Reads a query with its `WITH`, order and limit.
    pub(super) fn query(&mut self) -> Result<Query> {
        self.deeper(|parser| {
            let with =
                if parser.take_word("with") { parser.list(Self::named)? } else { Vec::new() };
            let body = parser.body()?;
            let order = parser.order()?;
            let offset = if parser.take_word("offset") { Some(parser.count()?) } else { None };
            if offset.is_some() && !parser.take_word("rows") {
                parser.take_word("row");
            }
            let limit = if parser.take_word("limit") {
                if parser.take_word("all") { None } else { Some(parser.count()?) }
            } else {
                None
            };
            Ok(Query { with, body, order, limit, offset })
        })
    }

    fn named(&mut self) -> Result<Named> {
        let name = self.name()?;
        let columns = self.column_names()?;
        self.expect_word("as")?;
        self.expect_sign("(")?;
        let query = self.query()?;
        self.expect_sign(")")?;
        Ok(Named { name, columns, query })
    }

    /// Reads the names of columns in parentheses, if there are any.
    fn column_names(&mut self) -> Result<Vec<Name>> {
        if !self.take_sign("(") {
            return Ok(Vec::new());
        }
        let names = self.list(Self::name)?;
        self.expect_sign(")")?;
        Ok(names)
    }

    fn count(&mut self) -> Result<u64> {
        match self.peek() {
            Token::Whole(count) if *count >= 0 => {
                let count = count.unsigned_abs();
                self.next += 1;
                Ok(count)
            }
            _ => Err(self.mismatch("a whole number")),
        }
    }

    pub(super) fn order(&mut self) -> Result<Vec<Order>> {
        if !self.take_word("order") {
            return Ok(Vec::new());
        }
        self.expect_word("by")?;
        self.list(|parser| {
            let node = parser.node()?;
            let descending = parser.take_word("desc");
            if !descending {
                parser.take_word("asc");
            }
            let mut nulls_first = false;
            if parser.take_word("nulls") {
                nulls_first = parser.take_word("first");
                if !nulls_first {
                    parser.expect_word("last")?;
                }
            }
            Ok(Order { node, descending, nulls_first })
        })
    }

    /// Reads `UNION` and `EXCEPT` of what `INTERSECT` binds more tightly.
    fn body(&mut self) -> Result<Body> {
        let mut left = self.intersection()?;
        loop {
            let (at, is_union) = (self.at(), self.is("union"));
            if !is_union && !self.is("except") {
                return Ok(left);
            }
            self.counted()?;
            self.next += 1;
            let all = self.all_or_distinct();
            let sign = match (is_union, all) {
                (true, true) => "UNION ALL",
                (true, false) => "UNION",
                (false, false) => "EXCEPT",
                (false, true) => {
                    return Err(self.problem("EXCEPT ALL is not supported".to_owned()));
                }
            };
            let right = self.intersection()?;
            left = Body::Combined { sign, left: Box::new(left), right: Box::new(right), at };
        }
    }

    fn intersection(&mut self) -> Result<Body> {
        let mut left = self.term()?;
        while self.is("intersect") {
            let at = self.at();
            self.counted()?;
            self.next += 1;
            if self.all_or_distinct() {
                return Err(self.problem("INTERSECT ALL is not supported".to_owned()));
            }
            let right = self.term()?;
            let sign = "INTERSECT";
            left = Body::Combined { sign, left: Box::new(left), right: Box::new(right), at };
        }
        Ok(left)
    }

    fn all_or_distinct(&mut self) -> bool {
        let all = self.take_word("all");
        if !all {
            self.take_word("distinct");
        }
        all
    }

    fn term(&mut self) -> Result<Body> {
        if self.take_sign("(") {
            let query = self.query()?;
            self.expect_sign(")")?;
            return Ok(Body::Nested(Box::new(query)));
        }
        let at = self.at();
        self.expect_word("select")?;
        let distinct = self.take_word("distinct");
        if !distinct {
            self.take_word("all");
        }
        let columns = self.list(Self::column)?;
        let from = if self.take_word("from") { Some(self.sources()?) } else { None };
        let filter = if self.take_word("where") { Some(self.node()?) } else { None };
        let group = if self.take_word("group") { self.grouping()? } else { Vec::new() };
        let having = if self.take_word("having") { Some(self.node()?) } else { None };
        Ok(Body::Select(Box::new(Select { distinct, columns, from, filter, group, having, at })))
    }

    fn grouping(&mut self) -> Result<Vec<Node>> {
        self.expect_word("by")?;
        let sets = ["rollup", "cube", "grouping"];
        if let Some(word) = sets.into_iter().find(|word| self.is(word)) {
            return Err(self.problem(format!("GROUP BY {} is not supported", word.to_uppercase())));
        }
        self.list(Self::node)
    }

    fn column(&mut self) -> Result<Column> {
        let at = self.at();
        if self.take_sign("*") {
            return Ok(Column::All(None, at));
        }
        let is_name = matches!(self.peek(), Token::Word(_) | Token::Quoted(_) | Token::Store(_));
        if is_name
            && matches!(self.ahead(1), Token::Sign("."))
            && matches!(self.ahead(2), Token::Sign("*"))
        {
            let name = self.table_name()?;
            self.next += 2;
            return Ok(Column::All(Some(name), at));
        }
        let node = self.node()?;
        let name = self.alias()?;
        Ok(Column::One { node, name })
    }

    /// Reads `AS name`, or a name alone.
    fn alias(&mut self) -> Result<Option<Name>> {
        if self.take_word("as") {
            return self.name().map(Some);
        }
        let follows = match self.peek() {
            Token::Quoted(_) => true,
            Token::Word(word) => {
                let ends = ["limit", "offset", "fetch", "tablesample", "window", "nulls"];
                !super::is_reserved(word) && !ends.iter().any(|end| word.eq_ignore_ascii_case(end))
            }
            _ => false,
        };
        if follows { self.name().map(Some) } else { Ok(None) }
    }

    fn sources(&mut self) -> Result<Source> {
        let mut left = self.joined()?;
        while self.take_sign(",") {
            self.counted()?;
            let right = self.joined()?;
            left = join(Join::Cross, left, right, None, Vec::new());
        }
        Ok(left)
    }

    fn joined(&mut self) -> Result<Source> {
        let mut left = self.source()?;
        loop {
            let kind = if self.take_word("cross") {
                Join::Cross
            } else if self.take_word("left") {
                Join::Left
            } else if self.take_word("right") {
                Join::Right
            } else if self.take_word("full") {
                Join::Full
            } else if self.is("join") || self.take_word("inner") {
                Join::Inner
            } else {
                return Ok(left);
            };
            if matches!(kind, Join::Left | Join::Right | Join::Full) {
                self.take_word("outer");
            }
            self.expect_word("join")?;
            self.counted()?;
            let right = self.source()?;
            let (mut on, mut using) = (None, Vec::new());
            if kind != Join::Cross {
                if self.take_word("using") {
                    using = self.column_names()?;
                } else {
                    self.expect_word("on")?;
                    on = Some(self.node()?);
                }
            }
            left = join(kind, left, right, on, using);
        }
    }

    fn source(&mut self) -> Result<Source> {
        let at = self.at();
        if self.take_sign("(") {
            let is_query = self.is("select") || self.is("with") || self.is_sign("(");
            if !is_query {
                let inner = self.deeper(Self::sources)?;
                self.expect_sign(")")?;
                return Ok(inner);
            }
            let query = Box::new(self.query()?);
            self.expect_sign(")")?;
            let alias = self.alias()?;
            let columns = self.column_names()?;
            return Ok(Source::Query { query, alias, columns });
        }
        if self.is("unnest") {
            self.next += 1;
            self.expect_sign("(")?;
            let node = self.node()?;
            self.expect_sign(")")?;
            if self.is("with") {
                return Err(self.problem("WITH ORDINALITY is not supported".to_owned()));
            }
            let alias = self.alias()?;
            let columns = if alias.is_some() { self.column_names()? } else { Vec::new() };
            return Ok(Source::Unnest { node, alias, columns, at });
        }
        let name = self.table_name()?;
        let alias = self.alias()?;
        let columns = if alias.is_some() { self.column_names()? } else { Vec::new() };
        Ok(Source::Table { name, alias, columns })
    }

    fn table_name(&mut self) -> Result<Name> {
        let at = self.at();
        if let Token::Store(id) = self.peek() {
            let text = id.clone();
            self.next += 1;
            return Ok(Name { text, at });
        }
        self.name()
    }
}

fn join(kind: Join, left: Source, right: Source, on: Option<Node>, using: Vec<Name>) -> Source {
    Source::Join { kind, left: Box::new(left), right: Box::new(right), on, using }
}
