//! The words of a JMESPath expression.

use std::fmt;

use crate::schema::check::python;
use crate::value::{Value, bad_json};

/// What kind of word it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    And,
    Colon,
    Comma,
    Current,
    Dot,
    Eof,
    Eq,
    Expref,
    Filter,
    Flatten,
    Gt,
    Gte,
    Lbrace,
    Lbracket,
    Literal,
    Lparen,
    Lt,
    Lte,
    Ne,
    Not,
    Number,
    Or,
    Pipe,
    Quoted,
    Rbrace,
    Rbracket,
    Rparen,
    Star,
    Unquoted,
}

/// The name of the kind, as Python's implementation has it.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quoted => f.write_str("quoted_identifier"),
            Self::Unquoted => f.write_str("unquoted_identifier"),
            other => f.write_str(&format!("{other:?}").to_lowercase()),
        }
    }
}

/// A word, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    /// As Python prints its value.
    pub text: String,
    pub place: usize,
}

/// What cannot be a word: where, and Python's sentence.
pub(super) struct Unknown {
    pub place: usize,
    pub sentence: String,
}

/// Returns the words of an expression, and one for its end.
pub(super) fn tokens(expression: &str) -> Result<Vec<Token>, Unknown> {
    let text: Vec<char> = expression.chars().collect();
    let mut tokens = Vec::new();
    let mut place = 0;
    while let Some(c) = text.get(place) {
        if matches!(c, ' ' | '\t' | '\n' | '\r') {
            place += 1;
            continue;
        }
        let (kind, length, value) =
            token(&text[place..]).map_err(|sentence| Unknown { place, sentence })?;
        let value = value.unwrap_or_else(|| text[place..place + length].iter().collect());
        tokens.push(Token { kind, text: value, place });
        place += length;
    }
    tokens.push(Token { kind: Kind::Eof, text: String::new(), place });
    Ok(tokens)
}

/// A kind, how many characters it takes, and its value where that is not these.
type Found = (Kind, usize, Option<String>);

/// Returns the word that text begins with.
fn token(text: &[char]) -> Result<Found, String> {
    let second = text.get(1).copied().unwrap_or('\0');
    let plain = |kind| Ok((kind, 1, None));
    let double = |wanted, two, one| {
        if second == wanted { Ok((two, 2, None)) } else { Ok((one, 1, None)) }
    };
    match text.first().copied().unwrap_or('\0') {
        '.' => plain(Kind::Dot),
        '*' => plain(Kind::Star),
        ']' => plain(Kind::Rbracket),
        ',' => plain(Kind::Comma),
        ':' => plain(Kind::Colon),
        '@' => plain(Kind::Current),
        '(' => plain(Kind::Lparen),
        ')' => plain(Kind::Rparen),
        '{' => plain(Kind::Lbrace),
        '}' => plain(Kind::Rbrace),
        '[' if second == ']' => Ok((Kind::Flatten, 2, None)),
        '[' => double('?', Kind::Filter, Kind::Lbracket),
        '|' => double('|', Kind::Or, Kind::Pipe),
        '&' => double('&', Kind::And, Kind::Expref),
        '<' => double('=', Kind::Lte, Kind::Lt),
        '>' => double('=', Kind::Gte, Kind::Gt),
        '!' => double('=', Kind::Ne, Kind::Not),
        '=' if second == '=' => Ok((Kind::Eq, 2, None)),
        '=' => Err("Unknown token '='".to_owned()),
        '"' => quoted(text),
        '\'' => raw(text),
        '`' => literal(text),
        '-' | '0'..='9' => number(text),
        c if c.is_ascii_alphabetic() || c == '_' => {
            let part = |c: &&char| c.is_ascii_alphanumeric() || **c == '_';
            Ok((Kind::Unquoted, text.iter().take_while(part).count(), None))
        }
        other => Err(format!("Unknown token {other}")),
    }
}

fn number(text: &[char]) -> Result<Found, String> {
    let sign = usize::from(text[0] == '-');
    let digits: String = text[sign..].iter().take_while(|c| c.is_ascii_digit()).collect();
    if digits.is_empty() {
        return Err("Unknown token '-'".to_owned());
    }
    let value = match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        value if sign == 1 => format!("-{value}"),
        value => value.to_owned(),
    };
    Ok((Kind::Number, sign + digits.len(), Some(value)))
}

/// Returns what stands up to the same character as the first; `\` takes the meaning from the next.
fn delimited(text: &[char]) -> Result<String, String> {
    let delimiter = text[0];
    let mut inside = String::new();
    let mut rest = text[1..].iter();
    loop {
        match rest.next() {
            Some(c) if *c == delimiter => return Ok(inside),
            Some('\\') => {
                inside.push('\\');
                inside.extend(rest.next());
            }
            Some(c) => inside.push(*c),
            None => return Err(format!("Unclosed {delimiter} delimiter")),
        }
    }
}

fn quoted(text: &[char]) -> Result<Found, String> {
    let inside = delimited(text)?;
    let json = format!("\"{inside}\"");
    match serde_json::from_str::<String>(&json) {
        Ok(name) => Ok((Kind::Quoted, inside.chars().count() + 2, Some(name))),
        Err(error) => {
            let sentence = bad_json::sentence(&json).unwrap_or_else(|| error.to_string());
            Err(sentence.split(':').next().unwrap_or_default().to_owned())
        }
    }
}

fn raw(text: &[char]) -> Result<Found, String> {
    let inside = delimited(text)?;
    let length = inside.chars().count() + 2;
    Ok((Kind::Literal, length, Some(inside.replace("\\'", "'"))))
}

/// Returns a JSON value in backticks; a text may stand there without its quotes.
fn literal(text: &[char]) -> Result<Found, String> {
    let inside = delimited(text)?;
    let length = inside.chars().count() + 2;
    let json = inside.replace("\\`", "`");
    let value = serde_json::from_str::<Value>(&json);
    let value = value.or_else(|_| serde_json::from_str(&format!("\"{}\"", json.trim_start())));
    match value {
        Ok(value) => Ok((Kind::Literal, length, Some(python(&value)))),
        Err(_) => Err(format!("Bad token {json}")),
    }
}
