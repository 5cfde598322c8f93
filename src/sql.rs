//! A statement of SQL in words: names, numbers, texts and signs, each with its place.
//!
//! CloudTrail Lake and AWS Config have a language each; what a word is, they agree on. The id of an event data store, as in `FROM 4d2b2b5c-...`, is one word: hyphens belong to a name
//! that stands behind `FROM`, `JOIN` or looks like a UUID.

type Result<T> = std::result::Result<T, Unread>;

/// What is no word, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unread {
    /// The position in the statement, in bytes.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

impl Unread {
    fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

/// A word of a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A name or a word of the language, as it was written.
    Word(String),
    /// A name in double quotes.
    Quoted(String),
    /// The id of an event data store.
    Store(String),
    /// A text in single quotes.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with a point or an exponent.
    Number(f64),
    /// A sign, such as `<=`.
    Sign(&'static str),
    /// What stands behind the last word.
    End,
}

/// A word and the position of its first character, in bytes.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The word.
    pub token: Token,
    /// Where it begins.
    pub at: usize,
}

/// The signs of the language, the longer ones first.
const SIGNS: [&str; 22] = [
    "<>", "!=", "<=", ">=", "||", "->", "=>", "(", ")", ",", ".", ";", "=", "<", ">", "+", "-",
    "*", "/", "%", "[", "]",
];

/// Takes a statement apart; the last word is [`Token::End`].
///
/// Fails with what is no word.
pub fn tokens(text: &str) -> Result<Vec<Placed>> {
    let mut reader = Reader { text, at: 0, placed: Vec::new() };
    while reader.next()? {}
    let at = text.len();
    reader.placed.push(Placed { token: Token::End, at });
    Ok(reader.placed)
}

/// Returns the line of a position in a statement and the place in that, both counted from 1.
pub fn place(statement: &str, at: usize) -> (usize, usize) {
    let before = statement.get(..at.min(statement.len())).unwrap_or(statement);
    let line = before.matches('\n').count() + 1;
    let place = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, place)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    placed: Vec<Placed>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Reads the next word; returns whether there was one.
    fn next(&mut self) -> Result<bool> {
        self.skip()?;
        let at = self.at;
        let Some(first) = self.rest().chars().next() else { return Ok(false) };
        let token = match first {
            '\'' => Token::Text(self.quoted('\'')?),
            '"' => Token::Quoted(self.quoted('"')?),
            _ => match self.store() {
                Some(id) => Token::Store(id),
                None if first.is_ascii_digit() => self.number()?,
                None if first == '.'
                    && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) =>
                {
                    self.number()?
                }
                None if first.is_alphabetic() || "_$@".contains(first) => self.word(),
                None => self.sign()?,
            },
        };
        self.placed.push(Placed { token, at });
        Ok(true)
    }

    /// Passes over blanks and comments.
    fn skip(&mut self) -> Result<()> {
        loop {
            let rest = self.rest();
            let blanks = rest.len() - rest.trim_start().len();
            self.at += blanks;
            let rest = self.rest();
            if rest.starts_with("--") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                let end = rest
                    .find("*/")
                    .ok_or_else(|| Unread::new(self.at, "a comment does not end"))?;
                self.at += end + 2;
            } else {
                return Ok(());
            }
        }
    }

    /// Reads text between quotes; two of them stand for one.
    fn quoted(&mut self, quote: char) -> Result<String> {
        let start = self.at;
        let mut text = String::new();
        let mut characters = self.rest().char_indices().skip(1).peekable();
        while let Some((place, c)) = characters.next() {
            if c == '\0' {
                return Err(Unread::new(start + place, "a text cannot hold a NUL character"));
            }
            if c != quote {
                text.push(c);
            } else if characters.next_if(|(_, next)| *next == quote).is_some() {
                text.push(quote);
            } else {
                self.at = start + place + 1;
                return Ok(text);
            }
        }
        Err(Unread::new(start, format!("a text in {quote} does not end")))
    }

    /// Reads the id of a store if there is one.
    fn store(&mut self) -> Option<String> {
        let rest = self.rest();
        let length =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        let name = &rest[..length];
        let after_from = self.placed.last().is_some_and(|placed| match &placed.token {
            Token::Word(word) => ["from", "join"].iter().any(|w| word.eq_ignore_ascii_case(w)),
            _ => false,
        });
        let groups: Vec<usize> = name.split('-').map(str::len).collect();
        let is_id = groups == [8, 4, 4, 4, 12]
            || (after_from && groups.len() > 2 && groups.iter().all(|length| *length > 0));
        let name = is_id.then(|| name.to_owned())?;
        self.at += length;
        Some(name)
    }

    fn number(&mut self) -> Result<Token> {
        let rest = self.rest();
        let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let mut length = digits(rest);
        let mut whole = true;
        if rest[length..].starts_with('.') {
            whole = false;
            length += 1 + digits(&rest[length + 1..]);
        }
        if rest[length..].starts_with(['e', 'E']) {
            let sign = usize::from(rest[length + 1..].starts_with(['+', '-']));
            let exponent = digits(&rest[length + 1 + sign..]);
            if exponent > 0 {
                whole = false;
                length += 1 + sign + exponent;
            }
        }
        let text = &rest[..length];
        if rest[length..].starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return Err(Unread::new(self.at, "a name cannot begin with a digit"));
        }
        let token = if whole { text.parse().ok().map(Token::Whole) } else { None };
        let token = token.or_else(|| text.parse().ok().map(Token::Number));
        let token = token.ok_or_else(|| Unread::new(self.at, format!("'{text}' is no number")))?;
        self.at += length;
        Ok(token)
    }

    fn word(&mut self) -> Token {
        let rest = self.rest();
        let belongs = |c: char| c.is_alphanumeric() || "_$@:".contains(c);
        let length = rest.find(|c: char| !belongs(c)).unwrap_or(rest.len());
        let word = rest[..length].to_owned();
        self.at += length;
        Token::Word(word)
    }

    fn sign(&mut self) -> Result<Token> {
        let rest = self.rest();
        let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) else {
            let c = rest.chars().next().unwrap_or_default();
            let hint = if c == '?' { ": parameters belong to sample queries" } else { "" };
            return Err(Unread::new(self.at, format!("unexpected character '{c}'{hint}")));
        };
        self.at += sign.len();
        Ok(Token::Sign(if *sign == "!=" { "<>" } else { sign }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Token> {
        tokens(text).unwrap().into_iter().map(|placed| placed.token).collect()
    }

    #[test]
    fn a_statement_is_taken_apart() {
        let word = |text: &str| Token::Word(text.to_owned());
        assert_eq!(
            read("SELECT a, 1.5 FROM x-1-2 -- end\nWHERE b <> 'it''s' /* no */;"),
            [
                word("SELECT"),
                word("a"),
                Token::Sign(","),
                Token::Number(1.5),
                word("FROM"),
                Token::Store("x-1-2".to_owned()),
                word("WHERE"),
                word("b"),
                Token::Sign("<>"),
                Token::Text("it's".to_owned()),
                Token::Sign(";"),
                Token::End,
            ]
        );
        assert_eq!(read("a-1-2")[1], Token::Sign("-"));
        let id = "12345678-1234-1234-1234-123456789012";
        assert_eq!(read(id)[0], Token::Store(id.to_owned()));
    }

    #[test]
    fn what_is_no_word_is_refused_with_its_place() {
        for (text, at) in [("a 'b", 2), ("a # b", 2), ("/* a", 0), ("1a", 0), ("a 'b\0'", 4)] {
            assert_eq!(tokens(text).unwrap_err().at, at, "{text}");
        }
    }
}
