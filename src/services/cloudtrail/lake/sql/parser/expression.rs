//! Expressions, from what binds loosest to what binds tightest.
//!
//! ```text
//! OR, AND, NOT, comparison (= < LIKE IN BETWEEN IS), ||, + -, * / %, sign, [..] and .name
//! ```

use super::super::Result;
use super::super::tree::{Call, Expression, Name, Node};
use super::{Parser, is_reserved};
use crate::sql::Token;

/// How many operators a statement may have: each nests what is before it one level deeper.
const OPERATORS: usize = 400;

impl Parser {
    /// Reads an expression.
    pub(super) fn node(&mut self) -> Result<Node> {
        self.deeper(|parser| {
            let mut left = parser.conjunction()?;
            while parser.is("or") {
                parser.counted()?;
                let at = left.at;
                parser.next += 1;
                left = binary(at, "OR", left, parser.conjunction()?);
            }
            Ok(left)
        })
    }

    fn conjunction(&mut self) -> Result<Node> {
        let mut left = self.negation()?;
        while self.is("and") {
            self.counted()?;
            let at = left.at;
            self.next += 1;
            left = binary(at, "AND", left, self.negation()?);
        }
        Ok(left)
    }

    pub(super) fn counted(&mut self) -> Result<()> {
        self.operators += 1;
        if self.operators > OPERATORS {
            return Err(self.problem(format!("the statement has more than {OPERATORS} operators")));
        }
        Ok(())
    }

    fn negation(&mut self) -> Result<Node> {
        let at = self.at();
        if !self.take_word("not") {
            return self.comparison();
        }
        let inner = Box::new(self.deeper(Self::negation)?);
        Ok(Node { at, expression: Expression::Not(inner) })
    }

    fn comparison(&mut self) -> Result<Node> {
        let mut left = self.chain(0)?;
        loop {
            let at = left.at;
            let inner = Box::new(left);
            let sign =
                ["=", "<>", "<=", ">=", "<", ">"].into_iter().find(|sign| self.is_sign(sign));
            if let Some(sign) = sign {
                self.counted()?;
                self.next += 1;
                let right = Box::new(self.chain(0)?);
                left = Node { at, expression: Expression::Binary { sign, left: inner, right } };
                continue;
            }
            if self.take_word("is") {
                self.counted()?;
                let negated = self.take_word("not");
                let expression = if self.take_word("distinct") {
                    self.expect_word("from")?;
                    let right = Box::new(self.chain(0)?);
                    Expression::IsDistinct { left: inner, right, negated }
                } else {
                    self.expect_word("null")?;
                    Expression::IsNull { inner, negated }
                };
                left = Node { at, expression };
                continue;
            }
            let negated = self.is("not")
                && ["in", "like", "between"].iter().any(|word| self.is_ahead(1, word));
            self.next += usize::from(negated);
            let expression = if self.take_word("in") {
                self.membership(inner, negated)?
            } else if self.take_word("like") {
                let pattern = Box::new(self.chain(0)?);
                let escape =
                    if self.take_word("escape") { Some(Box::new(self.chain(0)?)) } else { None };
                Expression::Like { inner, pattern, escape, negated }
            } else if self.take_word("between") {
                let low = Box::new(self.chain(0)?);
                self.expect_word("and")?;
                let high = Box::new(self.chain(0)?);
                Expression::Between { inner, low, high, negated }
            } else {
                return Ok(*inner);
            };
            self.counted()?;
            left = Node { at, expression };
        }
    }

    fn membership(&mut self, inner: Box<Node>, negated: bool) -> Result<Expression> {
        self.expect_sign("(")?;
        let expression = if self.is("select") || self.is("with") {
            let query = Box::new(self.query()?);
            Expression::InQuery { inner, query, negated }
        } else {
            Expression::In { inner, list: self.list(Self::node)?, negated }
        };
        self.expect_sign(")")?;
        Ok(expression)
    }

    /// Reads signs of a level that stand between operands of the next.
    fn chain(&mut self, level: usize) -> Result<Node> {
        const LEVELS: [&[&str]; 3] = [&["||"], &["+", "-"], &["*", "/", "%"]];
        let Some(signs) = LEVELS.get(level) else { return self.signed() };
        let mut left = self.chain(level + 1)?;
        while let Some(sign) = signs.iter().find(|sign| self.is_sign(sign)) {
            self.counted()?;
            let at = left.at;
            self.next += 1;
            left = binary(at, sign, left, self.chain(level + 1)?);
        }
        Ok(left)
    }

    fn signed(&mut self) -> Result<Node> {
        let at = self.at();
        if self.take_sign("+") {
            return self.deeper(Self::signed);
        }
        if !self.take_sign("-") {
            return self.postfix();
        }
        let inner = self.deeper(Self::signed)?;
        let expression = match inner.expression {
            Expression::Whole(number) => Expression::Whole(-number),
            Expression::Number(number) => Expression::Number(-number),
            _ => Expression::Minus(Box::new(inner)),
        };
        Ok(Node { at, expression })
    }

    fn postfix(&mut self) -> Result<Node> {
        let mut node = self.primary()?;
        loop {
            let at = node.at;
            let expression = if self.take_sign("[") {
                let place = Box::new(self.node()?);
                self.expect_sign("]")?;
                Expression::Item(Box::new(node), place)
            } else if self.take_sign(".") {
                let name = self.any_name()?;
                match node.expression {
                    Expression::Name(mut names) => {
                        names.push(name);
                        Expression::Name(names)
                    }
                    _ => Expression::Field(Box::new(node), name),
                }
            } else if self.is("at") && self.is_ahead(1, "time") {
                return Err(self.problem("AT TIME ZONE is not supported: times are UTC".to_owned()));
            } else {
                return Ok(node);
            };
            self.counted()?;
            node = Node { at, expression };
        }
    }

    /// Reads a name behind a point, which may be a word of the language, as in `useridentity.type`.
    fn any_name(&mut self) -> Result<Name> {
        let at = self.at();
        if let Token::Word(word) = self.peek() {
            let text = word.clone();
            self.next += 1;
            return Ok(Name { text, at });
        }
        self.name()
    }

    fn primary(&mut self) -> Result<Node> {
        let at = self.at();
        let node = |expression| Ok(Node { at, expression });
        match self.peek().clone() {
            Token::Whole(number) => {
                self.next += 1;
                node(Expression::Whole(number))
            }
            Token::Number(number) => {
                self.next += 1;
                node(Expression::Number(number))
            }
            Token::Text(text) => {
                self.next += 1;
                node(Expression::Text(text))
            }
            Token::Sign("(") => {
                self.next += 1;
                let inner = if self.is("select") || self.is("with") {
                    let expression = Expression::Query(Box::new(self.query()?));
                    Node { at, expression }
                } else {
                    self.node()?
                };
                if self.is_sign(",") {
                    return Err(self.problem("rows in parentheses are not supported".to_owned()));
                }
                self.expect_sign(")")?;
                Ok(inner)
            }
            Token::Store(text) => {
                self.next += 1;
                node(Expression::Name(vec![Name { text, at }]))
            }
            Token::Quoted(_) => {
                let name = self.name()?;
                node(Expression::Name(vec![name]))
            }
            Token::Word(word) => self.word(&word, at),
            _ => Err(self.mismatch("an expression")),
        }
    }

    /// Reads an expression that begins with a word.
    fn word(&mut self, word: &str, at: usize) -> Result<Node> {
        let lower = word.to_ascii_lowercase();
        let followed_by_text = matches!(self.ahead(1), Token::Text(_));
        let expression = match lower.as_str() {
            "null" => self.constant(Expression::Null),
            "true" => self.constant(Expression::Truth(true)),
            "false" => self.constant(Expression::Truth(false)),
            "case" => self.case()?,
            "cast" | "try_cast" => self.cast(lower == "try_cast")?,
            "exists" => {
                self.next += 1;
                self.expect_sign("(")?;
                let query = Box::new(self.query()?);
                self.expect_sign(")")?;
                Expression::Exists(query)
            }
            "timestamp" | "date" | "time" if followed_by_text => {
                self.next += 1;
                let Token::Text(text) = self.take() else { return Err(self.mismatch("a text")) };
                Expression::Typed(lower, text)
            }
            "interval" if followed_by_text || matches!(self.ahead(1), Token::Sign("-" | "+")) => {
                self.interval()?
            }
            "current_timestamp" | "current_date" | "localtimestamp" | "current_time" => {
                self.next += 1;
                call(&lower, Vec::new())
            }
            "extract" => self.extract()?,
            "position" => self.position()?,
            "array" if matches!(self.ahead(1), Token::Sign("[")) => {
                self.next += 2;
                let items = if self.is_sign("]") { Vec::new() } else { self.list(Self::node)? };
                self.expect_sign("]")?;
                call("array", items)
            }
            _ if matches!(self.ahead(1), Token::Sign("(")) && !is_reserved(&lower) => {
                self.next += 2;
                self.call(lower)?
            }
            _ => Expression::Name(vec![self.name()?]),
        };
        Ok(Node { at, expression })
    }

    fn constant(&mut self, expression: Expression) -> Expression {
        self.next += 1;
        expression
    }

    fn case(&mut self) -> Result<Expression> {
        self.next += 1;
        let operand = if self.is("when") { None } else { Some(Box::new(self.node()?)) };
        let mut arms = Vec::new();
        while self.take_word("when") {
            let when = self.node()?;
            self.expect_word("then")?;
            arms.push((when, self.node()?));
        }
        if arms.is_empty() {
            return Err(self.mismatch("WHEN"));
        }
        let otherwise = if self.take_word("else") { Some(Box::new(self.node()?)) } else { None };
        self.expect_word("end")?;
        Ok(Expression::Case { operand, arms, otherwise })
    }

    fn cast(&mut self, gently: bool) -> Result<Expression> {
        self.next += 1;
        self.expect_sign("(")?;
        let inner = Box::new(self.node()?);
        self.expect_word("as")?;
        let to = self.type_name()?;
        self.expect_sign(")")?;
        Ok(Expression::Cast { inner, to, gently })
    }

    fn type_name(&mut self) -> Result<String> {
        let name = self.name()?.text.to_ascii_lowercase();
        if self.take_sign("(") {
            while !self.take_sign(")") {
                if self.peek() == &Token::End {
                    return Err(self.mismatch("')'"));
                }
                self.next += 1;
            }
        }
        Ok(name)
    }

    fn interval(&mut self) -> Result<Expression> {
        self.next += 1;
        let negative = self.take_sign("-");
        self.take_sign("+");
        let Token::Text(text) = self.peek().clone() else { return Err(self.mismatch("a text")) };
        let count: i64 = text
            .trim()
            .parse()
            .map_err(|_| self.problem(format!("'{text}' is no whole number of units")))?;
        self.next += 1;
        let unit = self.name()?.text.to_ascii_lowercase();
        let unit = unit.strip_suffix('s').unwrap_or(&unit).to_owned();
        let count = if negative { count.saturating_neg() } else { count };
        Ok(Expression::Interval { count, unit })
    }

    fn extract(&mut self) -> Result<Expression> {
        self.next += 1;
        self.expect_sign("(")?;
        let unit = self.name()?.text.to_ascii_lowercase();
        self.expect_word("from")?;
        let inner = self.node()?;
        self.expect_sign(")")?;
        Ok(call(&unit, vec![inner]))
    }

    /// Reads `position(part IN text)`.
    fn position(&mut self) -> Result<Expression> {
        self.next += 1;
        self.expect_sign("(")?;
        let part = self.chain(0)?;
        self.expect_word("in")?;
        let text = self.chain(0)?;
        self.expect_sign(")")?;
        Ok(call("strpos", vec![text, part]))
    }

    /// Reads an argument of a function: an expression, or a function of one name.
    fn argument(&mut self) -> Result<Node> {
        let is_name = matches!(self.peek(), Token::Word(_) | Token::Quoted(_));
        if !is_name || !matches!(self.ahead(1), Token::Sign("->")) {
            return self.node();
        }
        let at = self.at();
        let name = self.name()?;
        self.next += 1;
        let body = Box::new(self.node()?);
        Ok(Node { at, expression: Expression::Lambda { name, body } })
    }

    /// Reads what stands behind the name of a function and its parenthesis.
    fn call(&mut self, name: String) -> Result<Expression> {
        let mut call = Call {
            name,
            arguments: Vec::new(),
            star: false,
            distinct: false,
            order: Vec::new(),
            filter: None,
            window: None,
        };
        if self.take_sign("*") {
            call.star = true;
        } else if !self.is_sign(")") {
            call.distinct = self.take_word("distinct");
            call.arguments = self.list(Self::argument)?;
            if self.is_sign("->") {
                let message = "functions of several arguments (->) are not supported";
                return Err(self.problem(message.to_owned()));
            }
            call.order = self.order()?;
        }
        self.expect_sign(")")?;
        if self.is("filter") && matches!(self.ahead(1), Token::Sign("(")) {
            self.next += 2;
            self.expect_word("where")?;
            call.filter = Some(Box::new(self.node()?));
            self.expect_sign(")")?;
        }
        if self.is("over") && matches!(self.ahead(1), Token::Sign("(")) {
            self.next += 2;
            let mut parts = Vec::new();
            if self.take_word("partition") {
                self.expect_word("by")?;
                parts = self.list(Self::node)?;
            }
            let order = self.order()?;
            if ["rows", "range", "groups"].iter().any(|word| self.is(word)) {
                return Err(self.problem("window frames are not supported".to_owned()));
            }
            self.expect_sign(")")?;
            call.window = Some((parts, order));
        }
        Ok(Expression::Call(call))
    }
}

fn binary(at: usize, sign: &'static str, left: Node, right: Node) -> Node {
    let (left, right) = (Box::new(left), Box::new(right));
    Node { at, expression: Expression::Binary { sign, left, right } }
}

fn call(name: &str, arguments: Vec<Node>) -> Expression {
    Expression::Call(Call {
        name: name.to_owned(),
        arguments,
        star: false,
        distinct: false,
        order: Vec::new(),
        filter: None,
        window: None,
    })
}
