//! The text of an expression, taken apart.
//!
//! | operators            | binds        |
//! |----------------------|--------------|
//! | `\|\|` `OR`          | the least    |
//! | `&&` `AND`           |              |
//! | `==` `!=`            |              |
//! | `<` `<=` `>` `>=`    |              |
//! | `+` `-`              |              |
//! | `*` `/`              |              |
//! | `-` before a value   |              |
//! | `^`                  | the most, from the right |

use super::Fault;

/// How deep an expression may be nested.
const DEEPEST: usize = 64;

/// How many characters an expression may have, wherever it stands: operators that follow each other
/// nest what they lead to without brackets.
///
/// Source: CloudWatch API model, `MetricExpression`.
const LONGEST: usize = 2_048;

/// An operator between two values.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Operator {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    By,
    /// `^`
    Power,
}

/// Spellings of operators, with how much each binds; longer ones stand before those they begin with.
const OPERATORS: &[(&str, Operator, u8)] = &[
    ("||", Operator::Or, 1),
    ("OR", Operator::Or, 1),
    ("&&", Operator::And, 2),
    ("AND", Operator::And, 2),
    ("==", Operator::Equal, 3),
    ("!=", Operator::Unequal, 3),
    ("<=", Operator::AtMost, 4),
    (">=", Operator::AtLeast, 4),
    ("<", Operator::Less, 4),
    (">", Operator::Greater, 4),
    ("+", Operator::Plus, 5),
    ("-", Operator::Minus, 5),
    ("*", Operator::Times, 6),
    ("/", Operator::By, 6),
    ("^", Operator::Power, 8),
];

/// How much the sign before a value binds.
const SIGN: u8 = 7;

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A number.
    Number(f64),
    /// A text in quotes.
    Text(String),
    /// The id of another query, or a word that a function knows.
    Name(String),
    /// `NAME(...)`
    Call(String, Vec<Node>),
    /// `[...]`
    List(Vec<Node>),
    /// `-x`
    Negative(Box<Node>),
    /// `a + b`
    Binary(Operator, Box<Node>, Box<Node>),
}

impl Node {
    /// Takes an expression apart.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.chars().count() > LONGEST {
            return Err(Fault::new(format!("It has more than {LONGEST} characters")));
        }
        let mut parser = Parser { text, place: 0, depth: 0 };
        let node = parser.expression(0)?;
        parser.skip();
        if parser.rest().is_empty() { Ok(node) } else { Err(parser.unexpected()) }
    }

    /// Returns the parts right below this one.
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Name(_) => Vec::new(),
            Self::Call(_, parts) | Self::List(parts) => parts.iter().collect(),
            Self::Negative(part) => vec![part],
            Self::Binary(_, left, right) => vec![left, right],
        }
    }

    /// Adds the names in it.
    pub fn names<'n>(&'n self, names: &mut Vec<&'n str>) {
        if let Self::Name(name) = self {
            names.push(name);
        }
        for part in self.parts() {
            part.names(names);
        }
    }

    /// Returns whether it calls a function.
    pub fn calls(&self, function: &str) -> bool {
        matches!(self, Self::Call(name, _) if name == function)
            || self.parts().iter().any(|part| part.calls(function))
    }
}

/// Returns whether a text begins with an operator; one that is a word ends where the word does.
fn stands_first(spelling: &str, text: &str) -> bool {
    let Some(behind) = text.strip_prefix(spelling) else { return false };
    let is_word = spelling.starts_with(|c: char| c.is_ascii_alphabetic());
    !(is_word && behind.starts_with(is_of_name))
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

struct Parser<'t> {
    text: &'t str,
    place: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.place..]
    }

    fn skip(&mut self) {
        let rest = self.rest();
        self.place += rest.len() - rest.trim_start().len();
    }

    fn unexpected(&self) -> Fault {
        match self.rest().chars().next() {
            Some(found) => Fault::new(format!(
                "Unexpected '{found}' at character {}",
                self.text[..self.place].chars().count() + 1
            )),
            None => Fault::new("Unexpected end"),
        }
    }

    fn take(&mut self, word: &str) -> bool {
        self.skip();
        let is_there = self.rest().starts_with(word);
        self.place += if is_there { word.len() } else { 0 };
        is_there
    }

    fn expect(&mut self, word: &str) -> Result<(), Fault> {
        if self.take(word) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn expression(&mut self, least: u8) -> Result<Node, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Fault::new(format!("It is nested more than {DEEPEST} deep")));
        }
        let mut left = self.value()?;
        loop {
            self.skip();
            let rest = self.rest();
            let operator = OPERATORS.iter().find(|(spelling, ..)| stands_first(spelling, rest));
            let Some((spelling, operator, binds)) = operator.filter(|(.., binds)| *binds > least)
            else {
                break;
            };
            self.place += spelling.len();
            // A power is taken from the right, all others from the left.
            let from = if *operator == Operator::Power { binds - 1 } else { *binds };
            let right = self.expression(from)?;
            left = Node::Binary(*operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn value(&mut self) -> Result<Node, Fault> {
        self.skip();
        let rest = self.rest();
        match rest.chars().next() {
            Some('-') => {
                self.place += 1;
                Ok(Node::Negative(Box::new(self.expression(SIGN)?)))
            }
            Some('(') => {
                self.place += 1;
                let inside = self.expression(0)?;
                self.expect(")")?;
                Ok(inside)
            }
            Some('[') => {
                self.place += 1;
                Ok(Node::List(self.list("]")?))
            }
            Some(quote @ ('"' | '\'')) => {
                let inside = &rest[1..];
                let end = inside.find(quote).ok_or_else(|| Fault::new("A text has no end"))?;
                self.place += end + 2;
                Ok(Node::Text(inside[..end].to_owned()))
            }
            Some(first) if first.is_ascii_digit() || first == '.' => self.number(),
            Some(first) if first.is_ascii_alphabetic() => {
                let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
                self.place += end;
                let name = rest[..end].to_owned();
                if self.take("(") {
                    Ok(Node::Call(name, self.list(")")?))
                } else {
                    Ok(Node::Name(name))
                }
            }
            _ => Err(self.unexpected()),
        }
    }

    /// Reads what stands between commas up to an end.
    fn list(&mut self, end: &str) -> Result<Vec<Node>, Fault> {
        let mut parts = Vec::new();
        if self.take(end) {
            return Ok(parts);
        }
        loop {
            parts.push(self.expression(0)?);
            if self.take(end) {
                return Ok(parts);
            }
            self.expect(",")?;
        }
    }

    fn number(&mut self) -> Result<Node, Fault> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut end = 0;
        while end < bytes.len() {
            let in_power = end > 0 && matches!(bytes[end - 1], b'e' | b'E');
            match bytes[end] {
                b'0'..=b'9' | b'.' => {}
                b'e' | b'E' if end > 0 => {}
                b'+' | b'-' if in_power => {}
                _ => break,
            }
            end += 1;
        }
        let number: f64 = rest[..end].parse().map_err(|_| self.unexpected())?;
        if !number.is_finite() {
            return Err(self.unexpected());
        }
        self.place += end;
        Ok(Node::Number(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns an expression with all its brackets.
    fn written(node: &Node) -> String {
        let list = |parts: &[Node]| parts.iter().map(written).collect::<Vec<_>>().join(",");
        match node {
            Node::Number(number) => number.to_string(),
            Node::Text(text) => format!("\"{text}\""),
            Node::Name(name) => name.clone(),
            Node::Call(name, parts) => format!("{name}({})", list(parts)),
            Node::List(parts) => format!("[{}]", list(parts)),
            Node::Negative(part) => format!("(-{})", written(part)),
            Node::Binary(operator, left, right) => {
                let spelled = OPERATORS.iter().find(|(_, other, _)| other == operator);
                format!("({}{}{})", written(left), spelled.unwrap().0, written(right))
            }
        }
    }

    #[test]
    fn operators_bind_as_they_do_elsewhere() {
        let cases = [
            ("m1+m2*m3", "(m1+(m2*m3))"),
            ("m1-m2-m3", "((m1-m2)-m3)"),
            ("2^3^2", "(2^(3^2))"),
            ("-m1^2", "(-(m1^2))"),
            ("-m1*2", "((-m1)*2)"),
            ("2 ^ -1", "(2^(-1))"),
            ("m1>1&&m2<=2||m3!=0", "(((m1>1)&&(m2<=2))||(m3!=0))"),
            ("m1>1 AND m2<=2 OR m3", "(((m1>1)&&(m2<=2))||m3)"),
            ("(m1)OR(m2)", "(m1||m2)"),
            ("(m1+m2)/100", "((m1+m2)/100)"),
            (
                "SUM([m1, m2]) / METRIC_COUNT(METRICS('e'))",
                "(SUM([m1,m2])/METRIC_COUNT(METRICS(\"e\")))",
            ),
            ("1.5e3 * .5", "(1500*0.5)"),
        ];
        for (text, expected) in cases {
            assert_eq!(Node::parse(text).map(|node| written(&node)).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let cases = [
            ("", "Unexpected end"),
            ("m1 +", "Unexpected end"),
            ("m1 m2", "Unexpected 'm' at character 4"),
            ("m1 ORm2", "Unexpected 'O' at character 4"),
            ("m1 and m2", "Unexpected 'a' at character 4"),
            ("é", "Unexpected 'é' at character 1"),
            ("SUM(m1", "Unexpected end"),
            ("SUM(m1;m2)", "Unexpected ';' at character 7"),
            ("'x", "A text has no end"),
            ("1.2.3", "Unexpected '1' at character 1"),
            ("1e999", "Unexpected '1' at character 1"),
        ];
        for (text, expected) in cases {
            assert_eq!(Node::parse(text).unwrap_err().0, expected, "{text}");
        }
        assert!(Node::parse(&"(".repeat(2_000)).is_err());
        assert!(Node::parse(&"-".repeat(2_000)).is_err());
    }

    #[test]
    fn an_expression_that_is_too_long_is_refused() {
        let sum = |terms: usize| format!("m1{}", "+1".repeat(terms));
        assert!(Node::parse(&sum(1_023)).is_ok());
        for terms in [1_024, 60_000] {
            let wrong = Node::parse(&sum(terms)).unwrap_err();
            assert_eq!(wrong.0, "It has more than 2048 characters");
        }
    }
}
