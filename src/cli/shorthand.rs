//! The shorthand syntax of the AWS CLI: `Name=a,Values=b,c`.
//!
//! ```text
//! parameter = keyval *("," keyval)            a key that comes twice is an error
//! keyval    = key ["@"] "=" [values]          "@=": values may name files
//! key       = *[A-Za-z0-9-_.#/:]
//! values    = "[" list "]" | "{" hash "}" | csv
//! list      = [value *("," value) [","]]
//! hash      = [keyval *("," keyval) [","]]    whose values are single; of a key that comes twice, the last
//! csv       = first *("," second)             a list if there are several
//! ```
//!
//! What stands in quotes may hold anything, with `\` before quotes and before itself. Other values end
//! at the next character that they cannot hold; `\,` is a comma.
//!
//! The text alone says what is meant; what the model says of it is [`coerce`](super::coerce)'s.
//!
//! Source: facts, "AWS CLI", c.4.

use crate::value::{Object, Value};

use super::exit::{Failure, Outcome};

/// How deep lists and objects may lie in each other. Python gives up at about this depth.
const DEEPEST: usize = 400;

/// Why a text is no value.
#[derive(Debug)]
pub enum Error {
    /// It does not follow the grammar: the AWS CLI's sentence, and a picture of where it is wrong.
    Syntax(String),
    /// It is too deep, or names what cannot be loaded.
    Other(Failure),
}

/// Reads a value; `load` returns what a text behind `@=` stands for.
pub fn parse(text: &str, load: &dyn Fn(&str) -> Outcome<String>) -> Result<Object, Error> {
    let text: Vec<char> = text.chars().collect();
    let mut parser = Parser { text: &text, place: 0, depth: 0, files: false, load };
    parser.parameter().map_err(|wrong| match wrong {
        Wrong::Syntax { expected, place } => {
            let found = text.get(place).map_or_else(|| "EOF".to_owned(), char::to_string);
            let found = if expected.starts_with('<') { "<none>".to_owned() } else { found };
            let picture = picture(&text, place);
            let sentence =
                format!("Expected: '{expected}', received: '{found}' for input:\n {picture}");
            Error::Syntax(sentence)
        }
        Wrong::Duplicate { key, place } => Error::Syntax(format!(
            "Second instance of key \"{key}\" encountered for input:\n{}\nThis is often because \
             there is a preceding \",\" instead of a space.",
            picture(&text, place)
        )),
        Wrong::TooDeep => {
            Error::Other(Failure::General("maximum recursion depth exceeded".to_owned()))
        }
        Wrong::Load(failure) => Error::Other(failure),
    })
}

/// Returns the text with a mark below a place.
fn picture(text: &[char], place: usize) -> String {
    let place = place.min(text.len());
    let begin = text[..place].iter().rposition(|c| *c == '\n').map_or(0, |newline| newline + 1);
    let end = text[place..].iter().position(|c| *c == '\n').map_or(text.len(), |n| place + n);
    let (before, after): (String, String) =
        (text[..end].iter().collect(), text[end..].iter().collect());
    format!("{before}\n{}^{after}", " ".repeat(place - begin))
}

/// What is wrong.
enum Wrong {
    Syntax { expected: &'static str, place: usize },
    Duplicate { key: String, place: usize },
    TooDeep,
    Load(Failure),
}

type Parse<T = ()> = Result<T, Wrong>;

struct Parser<'t> {
    text: &'t [char],
    place: usize,
    depth: usize,
    /// Whether values may name files, as the latest key says.
    files: bool,
    load: &'t dyn Fn(&str) -> Outcome<String>,
}

impl Parser<'_> {
    fn parameter(&mut self) -> Parse<Object> {
        let mut members = Object::new();
        let mut place = self.place;
        loop {
            let key = self.key()?;
            let value = self.values()?;
            if members.contains_key(&key) {
                return Err(Wrong::Duplicate { key, place });
            }
            members.insert(key, value);
            if self.at_end() {
                return Ok(members);
            }
            place = self.place + 1;
            self.expect_in_space(",")?;
        }
    }

    /// Reads a key and the `=` behind it.
    fn key(&mut self) -> Parse<String> {
        let begin = self.place;
        while self.current().is_some_and(is_key) {
            self.place += 1;
        }
        let key = self.text[begin..self.place].iter().collect();
        self.files = self.expect_in_space("@").is_ok();
        self.expect_in_space("=")?;
        Ok(key)
    }

    fn values(&mut self) -> Parse<Value> {
        match self.current() {
            None => Ok(Value::from("")),
            Some('[' | '{') => self.element(),
            Some(_) => self.csv(),
        }
    }

    fn csv(&mut self) -> Parse<Value> {
        let first = self.first()?;
        self.skip_space();
        if self.current() != Some(',') {
            return Ok(Value::from(first));
        }
        self.expect_in_space(",")?;
        let mut values = vec![Value::from(first)];
        loop {
            match self.second_and_comma() {
                Ok((value, more)) => {
                    values.push(Value::from(value));
                    if !more {
                        break;
                    }
                }
                // What follows the comma is the next key.
                Err(Wrong::Syntax { .. }) if !self.at_end() => {
                    while self.current() != Some(',') {
                        self.place -= 1;
                    }
                    break;
                }
                Err(wrong) => return Err(wrong),
            }
        }
        if values.len() == 1 { Ok(values.remove(0)) } else { Ok(Value::Array(values)) }
    }

    /// Reads a value and the comma behind it; returns whether there was one.
    fn second_and_comma(&mut self) -> Parse<(String, bool)> {
        let value = match self.current() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote)?,
            _ => match self.plain(is_in_second) {
                Some(text) => self.loaded(text)?,
                None => return Err(self.wrong("<second>")),
            },
        };
        self.skip_space();
        if self.at_end() {
            return Ok((value, false));
        }
        self.expect_in_space(",")?;
        Ok((value, true))
    }

    /// Reads a list, an object or a single value.
    fn element(&mut self) -> Parse<Value> {
        let inside = match self.current() {
            Some('[') => Self::list,
            Some('{') => Self::hash,
            _ => return self.first().map(Value::from),
        };
        if self.depth == DEEPEST {
            return Err(Wrong::TooDeep);
        }
        self.depth += 1;
        let value = inside(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn list(&mut self) -> Parse<Value> {
        let mut values = Vec::new();
        self.expect_in_space("[")?;
        while self.current() != Some(']') {
            values.push(self.element()?);
            self.comma_or("]")?;
        }
        self.place += 1;
        Ok(Value::Array(values))
    }

    fn hash(&mut self) -> Parse<Value> {
        let mut members = Object::new();
        self.expect_in_space("{")?;
        while self.current() != Some('}') {
            let key = self.key()?;
            let value = self.element()?;
            self.comma_or("}")?;
            members.insert(key, value);
        }
        self.place += 1;
        Ok(Value::Object(members))
    }

    /// Passes a comma, unless the end of a list or object comes.
    fn comma_or(&mut self, end: &str) -> Parse {
        self.skip_space();
        if self.current().is_some_and(|c| end.starts_with(c)) {
            return Ok(());
        }
        self.expect(",")?;
        self.skip_space();
        Ok(())
    }

    /// Reads a single value, which may be nothing.
    fn first(&mut self) -> Parse<String> {
        match self.current() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote),
            _ => match self.plain(is_in_first) {
                Some(text) => self.loaded(text),
                None => Ok(String::new()),
            },
        }
    }

    fn quoted(&mut self, quote: char) -> Parse<String> {
        let name = if quote == '\'' { "<singled quoted>" } else { "<double quoted>" };
        let inside = &self.text[self.place + 1..];
        let length = closing(inside, quote).ok_or_else(|| self.wrong(name))?;
        let text: String = inside[..length].iter().collect();
        self.place += length + 2;
        let escaped = format!("\\{quote}");
        self.loaded(text.replace(&escaped, &quote.to_string()).replace("\\\\", "\\"))
    }

    /// Reads characters that stand without quotes; `None` if none can begin a value.
    fn plain(&mut self, follows: fn(char) -> bool) -> Option<String> {
        let begin = self.place;
        loop {
            let fits = if self.place == begin { is_start } else { follows };
            match self.current() {
                Some('\\') if self.text.get(self.place + 1) == Some(&',') => self.place += 2,
                Some(c) if fits(c) => self.place += 1,
                _ => break,
            }
        }
        let text: String = self.text[begin..self.place].iter().collect();
        let text = text.replace("\\,", ",");
        (self.place > begin).then(|| text.trim_end_matches(is_space).to_owned())
    }

    fn loaded(&self, text: String) -> Parse<String> {
        if self.files { (self.load)(&text).map_err(Wrong::Load) } else { Ok(text) }
    }

    fn expect(&mut self, expected: &'static str) -> Parse {
        if !self.current().is_some_and(|c| expected.starts_with(c)) {
            return Err(self.wrong(expected));
        }
        self.place += 1;
        Ok(())
    }

    /// Passes a character and the space around it; the space before it is passed in any case.
    fn expect_in_space(&mut self, expected: &'static str) -> Parse {
        self.skip_space();
        self.expect(expected)?;
        self.skip_space();
        Ok(())
    }

    fn skip_space(&mut self) {
        while self.current().is_some_and(|c| c == '\u{b}' || c.is_ascii_whitespace()) {
            self.place += 1;
        }
    }

    fn current(&self) -> Option<char> {
        self.text.get(self.place).copied()
    }

    fn at_end(&self) -> bool {
        self.place >= self.text.len()
    }

    fn wrong(&self, expected: &'static str) -> Wrong {
        Wrong::Syntax { expected, place: self.place }
    }
}

/// Returns how many characters stand before the closing quote: the first one without `\` before it,
/// or if there is none, the last one.
fn closing(text: &[char], quote: char) -> Option<usize> {
    let mut last = None;
    let mut place = 0;
    while let Some(c) = text.get(place) {
        if *c == quote {
            return Some(place);
        }
        if *c == '\\' && text.get(place + 1) == Some(&quote) {
            last = Some(place + 1);
            place += 1;
        }
        place += 1;
    }
    last
}

const fn is_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '#' | '/' | ':')
}

/// Characters that a value without quotes begins with.
const fn is_start(c: char) -> bool {
    matches!(c, '!' | '#'..='&' | '('..='+' | '-'..='<' | '>'..='Z' | '\\'..='z' | '|'..='\u{ffff}')
}

/// Characters that go on with the first value behind a key.
fn is_in_first(c: char) -> bool {
    is_space(c)
        || matches!(c, '!' | '#'..='&' | '('..='+' | '-'..='\\' | '^'..='|' | '~'..='\u{ffff}')
}

/// Characters that go on with the values behind a comma.
fn is_in_second(c: char) -> bool {
    is_space(c) || matches!(c, '!' | '#'..='&' | '('..='+' | '-'..='<' | '>'..='\u{ffff}')
}

/// Python's white space: that of Unicode, and the separators of ASCII.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(text: &str) -> Result<Value, Error> {
        parse(text, &|name| Ok(format!("<{name}>"))).map(Value::Object)
    }

    #[test]
    fn values_are_single_lists_or_objects() {
        let cases = [
            ("a=b,c=d", json!({"a": "b", "c": "d"})),
            ("a=b,c,d=e", json!({"a": ["b", "c"], "d": "e"})),
            ("a=[b,{c=d}],e={f=[g]}", json!({"a": ["b", {"c": "d"}], "e": {"f": ["g"]}})),
            (r"a=b\,c,d", json!({"a": ["b,c", "d"]})),
            (r"a='b\'c\\',d", json!({"a": [r"b'c\", "d"]})),
            ("=b", json!({"": "b"})),
            ("a=b,c,", json!(null)),
            ("a={b=1,b=2}", json!({"a": {"b": "2"}})),
        ];
        for (text, expected) in cases {
            match read(text) {
                Ok(value) => assert_eq!(value, expected, "{text}"),
                Err(_) => assert_eq!(expected, json!(null), "{text}"),
            }
        }
    }

    #[test]
    fn a_quote_that_nothing_else_closes_closes() {
        assert_eq!(read(r"a='b\'").unwrap(), json!({"a": r"b\"}));
        assert_eq!(read(r"a='b\'c'").unwrap(), json!({"a": "b'c"}));
    }

    #[test]
    fn only_values_behind_an_at_sign_are_loaded() {
        let expected = json!({"a": "<x>", "b": "y", "c": ["<z>", "<w>"]});
        assert_eq!(read("a@=x,b=y,c@=[z,'w']").unwrap(), expected);
        assert_eq!(read("a@ = [{b=x},y]").unwrap(), json!({"a": [{"b": "x"}, "y"]}));
    }

    #[test]
    fn what_lies_too_deep_is_refused() {
        for text in
            ["a=".to_owned() + &"[".repeat(100_000), "a=".to_owned() + &"{a=".repeat(100_000)]
        {
            let Err(Error::Other(failure)) = read(&text) else { panic!("it was read") };
            assert!(failure.text().contains("recursion"), "{}", failure.text());
            assert_eq!(failure.code(), 255);
        }
        let deep = format!("a={}{}", "[".repeat(DEEPEST), "]".repeat(DEEPEST));
        assert!(read(&deep).is_ok());
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[a-c=,@\\[\\]{}'\"\\\\ \n\u{1f600}]{0,40}") {
            let _ = read(&text);
        }

        #[test]
        fn quoted_text_is_read_as_it_was(text in "[^\\\\]{0,20}") {
            let quoted = format!("a='{}'", text.replace('\'', "\\'"));
            prop_assert_eq!(read(&quoted).unwrap(), json!({"a": text}));
        }
    }
}
