//! What is wrong with a JMESPath expression, in the words of Python's implementation.
//!
//! The expression is read as that implementation reads it, and nothing is made of it: evaluating is
//! the crate's. What passes here and not there is told in the crate's words.
//!
//! Source: facts, "AWS CLI", b.3; jmespath 1.1.0 as the AWS CLI ran it.

use super::token::{Kind, Token, Unknown, tokens};

/// How deep expressions may stand in each other.
const DEEPEST: usize = 64;

/// Returns what is wrong with an expression.
pub(super) fn check(expression: &str) -> Result<(), String> {
    let tokens = tokens(expression).map_err(|Unknown { place, sentence }| {
        format!("Bad jmespath expression: {sentence}:\n{expression}\n{}^", " ".repeat(place))
    })?;
    let mut parser = Parser { tokens: &tokens, place: 0, depth: 0 };
    parser.whole().map_err(|wrong| match wrong {
        Wrong::Incomplete => {
            let length = expression.chars().count();
            format!(
                "Invalid jmespath expression: Incomplete expression:\n\"{expression}\"\n{}^",
                " ".repeat(length + 1)
            )
        }
        Wrong::TooDeep => "maximum recursion depth exceeded".to_owned(),
        Wrong::Token(Token { kind, text, place }, what) => format!(
            "{what}: Parse error at column {place}, token \"{text}\" ({}), for \
             expression:\n\"{expression}\"\n{}^",
            kind.to_string().to_uppercase(),
            " ".repeat(place + 1)
        ),
    })
}

enum Wrong {
    Incomplete,
    TooDeep,
    Token(Token, String),
}

type Parse<T = ()> = Result<T, Wrong>;

struct Parser<'t> {
    tokens: &'t [Token],
    place: usize,
    depth: usize,
}

/// What was read, as far as it matters for what may follow.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Read {
    Name,
    Other,
}

/// How tightly a word binds what stands before it; from 10 on, it goes on with a projection.
const fn power(kind: Kind) -> u8 {
    match kind {
        Kind::Pipe => 1,
        Kind::Or => 2,
        Kind::And => 3,
        Kind::Eq | Kind::Gt | Kind::Lt | Kind::Gte | Kind::Lte | Kind::Ne => 5,
        Kind::Flatten => 9,
        Kind::Star => 20,
        Kind::Filter => 21,
        Kind::Dot => 40,
        Kind::Not => 45,
        Kind::Lbrace => 50,
        Kind::Lbracket => 55,
        Kind::Lparen => 60,
        _ => 0,
    }
}

impl Parser<'_> {
    fn whole(&mut self) -> Parse {
        self.expression(0)?;
        let next = self.token(0);
        if next.kind == Kind::Eof {
            return Ok(());
        }
        let what = format!("Unexpected token: {}", next.text);
        Err(Wrong::Token(next, what))
    }

    fn expression(&mut self, least: u8) -> Parse<Read> {
        if self.depth == DEEPEST {
            return Err(Wrong::TooDeep);
        }
        self.depth += 1;
        let mut read = self.begin()?;
        while least < power(self.kind()) {
            read = self.go_on(read)?;
        }
        self.depth -= 1;
        Ok(read)
    }

    /// Reads what an expression begins with.
    fn begin(&mut self) -> Parse<Read> {
        let first = self.token(0);
        self.place += 1;
        match first.kind {
            Kind::Literal | Kind::Current => {}
            Kind::Unquoted => return Ok(Read::Name),
            Kind::Quoted => {
                let next = self.token(0);
                if next.kind == Kind::Lparen {
                    let what = "Quoted identifier not allowed for function names.".to_owned();
                    return Err(Wrong::Token(Token { place: 0, ..next }, what));
                }
                return Ok(Read::Name);
            }
            Kind::Star if self.kind() == Kind::Rbracket => {}
            Kind::Star | Kind::Flatten => self.projected(power(first.kind))?,
            Kind::Filter => self.filter()?,
            Kind::Lbrace => self.hash()?,
            Kind::Lparen => {
                let read = self.expression(0)?;
                self.expect(Kind::Rparen)?;
                return Ok(read);
            }
            Kind::Not => {
                self.expression(power(Kind::Not))?;
            }
            Kind::Expref => {
                self.expression(0)?;
            }
            Kind::Lbracket => self.bracket()?,
            Kind::Eof => return Err(Wrong::Incomplete),
            _ => return Err(invalid(first)),
        }
        Ok(Read::Other)
    }

    /// Reads what goes on with an expression.
    fn go_on(&mut self, before: Read) -> Parse<Read> {
        let token = self.token(0);
        if matches!(token.kind, Kind::Star | Kind::Not | Kind::Lbrace) {
            return Err(invalid(token));
        }
        self.place += 1;
        match token.kind {
            Kind::Dot if self.kind() == Kind::Star => {
                self.place += 1;
                self.projected(power(Kind::Dot))?;
            }
            Kind::Dot => self.behind_dot(power(Kind::Dot))?,
            Kind::Lparen if before == Read::Name => self.arguments()?,
            Kind::Lparen => {
                let name = self.tokens[self.place - 2].clone();
                let what = format!("Invalid function name '{}'", name.text);
                return Err(Wrong::Token(name, what));
            }
            Kind::Filter => self.filter()?,
            Kind::Flatten => self.projected(power(Kind::Flatten))?,
            Kind::Lbracket if matches!(self.kind(), Kind::Number | Kind::Colon) => self.index()?,
            Kind::Lbracket => {
                self.expect(Kind::Star)?;
                self.expect(Kind::Rbracket)?;
                self.projected(power(Kind::Star))?;
            }
            operator => {
                self.expression(power(operator))?;
            }
        }
        Ok(Read::Other)
    }

    fn arguments(&mut self) -> Parse {
        while self.kind() != Kind::Rparen {
            self.expression(0)?;
            if self.kind() == Kind::Comma {
                self.place += 1;
            }
        }
        self.expect(Kind::Rparen)
    }

    fn filter(&mut self) -> Parse {
        self.expression(0)?;
        self.expect(Kind::Rbracket)?;
        if self.kind() == Kind::Flatten { Ok(()) } else { self.projected(power(Kind::Filter)) }
    }

    /// Reads what stands behind a `[` that begins an expression.
    fn bracket(&mut self) -> Parse {
        match self.kind() {
            Kind::Number | Kind::Colon => self.index(),
            Kind::Star if self.token(1).kind == Kind::Rbracket => {
                self.place += 2;
                self.projected(power(Kind::Star))
            }
            _ => self.list(),
        }
    }

    fn index(&mut self) -> Parse {
        if self.kind() == Kind::Number && self.token(1).kind != Kind::Colon {
            self.place += 1;
            return self.expect(Kind::Rbracket);
        }
        let mut colons = 0;
        while self.kind() != Kind::Rbracket {
            colons += usize::from(self.kind() == Kind::Colon);
            if colons == 3 || !matches!(self.kind(), Kind::Colon | Kind::Number) {
                return Err(Wrong::Token(self.token(0), "syntax error".to_owned()));
            }
            self.place += 1;
        }
        self.place += 1;
        self.projected(power(Kind::Star))
    }

    fn list(&mut self) -> Parse {
        loop {
            self.expression(0)?;
            if self.kind() == Kind::Rbracket {
                self.place += 1;
                return Ok(());
            }
            self.expect(Kind::Comma)?;
        }
    }

    fn hash(&mut self) -> Parse {
        loop {
            if !matches!(self.kind(), Kind::Quoted | Kind::Unquoted) {
                return Err(self.expecting("['quoted_identifier', 'unquoted_identifier']"));
            }
            self.place += 1;
            self.expect(Kind::Colon)?;
            self.expression(0)?;
            match self.kind() {
                Kind::Comma => self.place += 1,
                Kind::Rbrace => {
                    self.place += 1;
                    return Ok(());
                }
                _ => {}
            }
        }
    }

    /// Reads what is done with each item of a projection.
    fn projected(&mut self, least: u8) -> Parse {
        match self.kind() {
            kind if power(kind) < 10 => Ok(()),
            Kind::Lbracket | Kind::Filter => self.expression(least).map(|_| ()),
            Kind::Dot => {
                self.place += 1;
                self.behind_dot(least)
            }
            _ => Err(Wrong::Token(self.token(0), "syntax error".to_owned())),
        }
    }

    fn behind_dot(&mut self, least: u8) -> Parse {
        match self.kind() {
            Kind::Quoted | Kind::Unquoted | Kind::Star => self.expression(least).map(|_| ()),
            Kind::Lbracket => {
                self.place += 1;
                self.list()
            }
            Kind::Lbrace => {
                self.place += 1;
                self.hash()
            }
            found => {
                let what = format!(
                    "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', \
                     'lbrace'], got: {found}"
                );
                Err(Wrong::Token(self.token(0), what))
            }
        }
    }

    fn expect(&mut self, kind: Kind) -> Parse {
        if self.kind() != kind {
            return Err(self.expecting(&kind.to_string()));
        }
        self.place += 1;
        Ok(())
    }

    fn expecting(&self, what: &str) -> Wrong {
        let token = self.token(0);
        if token.kind == Kind::Eof {
            return Wrong::Incomplete;
        }
        let what = format!("Expecting: {what}, got: {}", token.kind);
        Wrong::Token(token, what)
    }

    fn kind(&self) -> Kind {
        self.tokens.get(self.place).map_or(Kind::Eof, |token| token.kind)
    }

    fn token(&self, ahead: usize) -> Token {
        let last = self.tokens.len() - 1;
        self.tokens[(self.place + ahead).min(last)].clone()
    }
}

fn invalid(token: Token) -> Wrong {
    Wrong::Token(token, "invalid token".to_owned())
}
