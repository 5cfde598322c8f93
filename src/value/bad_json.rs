//! What is wrong with a text that is no JSON, in the words of Python.
//!
//! Source: Python 3.11, as the AWS CLI ran it; facts, "AWS CLI", b.3.

/// How deep it is looked.
const DEEPEST: usize = 128;

/// Returns Python's sentence about a text that is no JSON; `None` if Python finds nothing wrong.
pub fn sentence(text: &str) -> Option<String> {
    let text: Vec<char> = text.chars().collect();
    let mut reader = Reader { text: &text, place: 0, depth: 0 };
    let (what, place) = reader.document().err()?;
    let place = place.min(text.len());
    let line = text[..place].iter().filter(|c| **c == '\n').count() + 1;
    let begin = text[..place].iter().rposition(|c| *c == '\n').map_or(0, |newline| newline + 1);
    Some(format!("{what}: line {line} column {} (char {place})", place - begin + 1))
}

type Read = Result<(), (&'static str, usize)>;

struct Reader<'t> {
    text: &'t [char],
    place: usize,
    depth: usize,
}

impl Reader<'_> {
    fn document(&mut self) -> Read {
        self.skip_space();
        self.value()?;
        self.skip_space();
        if self.place < self.text.len() { Err(("Extra data", self.place)) } else { Ok(()) }
    }

    fn value(&mut self) -> Read {
        const WORDS: [&str; 6] = ["null", "true", "false", "NaN", "Infinity", "-Infinity"];
        match self.current() {
            Some('"') => self.string(),
            Some('{' | '[') if self.depth == DEEPEST => {
                Err(("Too many lists and objects in each other", self.place))
            }
            Some(open @ ('{' | '[')) => {
                self.place += 1;
                self.depth += 1;
                if open == '{' {
                    self.object()?;
                } else {
                    self.array()?;
                }
                self.depth -= 1;
                Ok(())
            }
            _ => {
                let rest = &self.text[self.place..];
                let word = WORDS
                    .iter()
                    .find(|word| word.chars().eq(rest.iter().take(word.len()).copied()));
                let length = word.map_or_else(|| number_length(rest), |word| word.len());
                self.place += length;
                if length == 0 { Err(("Expecting value", self.place)) } else { Ok(()) }
            }
        }
    }

    fn object(&mut self) -> Read {
        self.skip_space();
        if self.pass('}') {
            return Ok(());
        }
        loop {
            if self.current() != Some('"') {
                return Err(("Expecting property name enclosed in double quotes", self.place));
            }
            self.string()?;
            self.skip_space();
            if !self.pass(':') {
                return Err(("Expecting ':' delimiter", self.place));
            }
            self.skip_space();
            self.value()?;
            if self.ends('}')? {
                return Ok(());
            }
        }
    }

    fn array(&mut self) -> Read {
        self.skip_space();
        if self.pass(']') {
            return Ok(());
        }
        loop {
            self.value()?;
            if self.ends(']')? {
                return Ok(());
            }
        }
    }

    /// Passes what ends an object or list, or the comma before what goes on.
    fn ends(&mut self, end: char) -> Result<bool, (&'static str, usize)> {
        self.skip_space();
        if self.pass(end) {
            return Ok(true);
        }
        if !self.pass(',') {
            return Err(("Expecting ',' delimiter", self.place));
        }
        self.skip_space();
        Ok(false)
    }

    fn string(&mut self) -> Read {
        let begin = self.place;
        self.place += 1;
        loop {
            match self.current() {
                None => return Err(("Unterminated string starting at", begin)),
                Some('"') => break,
                Some('\\') => self.escape(begin)?,
                Some(c) if c < ' ' => return Err(("Invalid control character at", self.place)),
                Some(_) => self.place += 1,
            }
        }
        self.place += 1;
        Ok(())
    }

    fn escape(&mut self, begin: usize) -> Read {
        let escape = self.place;
        match self.text.get(escape + 1) {
            None => Err(("Unterminated string starting at", begin)),
            Some('u') => {
                let digits = self.text.iter().skip(escape + 2).take(4);
                if digits.filter(|c| c.is_ascii_hexdigit()).count() < 4 {
                    return Err(("Invalid \\uXXXX escape", escape + 1));
                }
                self.place += 6;
                Ok(())
            }
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => {
                self.place += 2;
                Ok(())
            }
            Some(_) => Err(("Invalid \\escape", escape)),
        }
    }

    fn skip_space(&mut self) {
        while self.current().is_some_and(|c| matches!(c, ' ' | '\t' | '\n' | '\r')) {
            self.place += 1;
        }
    }

    fn pass(&mut self, wanted: char) -> bool {
        let there = self.current() == Some(wanted);
        self.place += usize::from(there);
        there
    }

    fn current(&self) -> Option<char> {
        self.text.get(self.place).copied()
    }
}

/// Returns how many characters of a number text begins with.
pub fn number_length(text: &[char]) -> usize {
    let digits = |from: usize| text.iter().skip(from).take_while(|c| c.is_ascii_digit()).count();
    let sign = usize::from(text.first() == Some(&'-'));
    let whole = if text.get(sign) == Some(&'0') { 1 } else { digits(sign) };
    if whole == 0 {
        return 0;
    }
    let mut end = sign + whole;
    if text.get(end) == Some(&'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    if matches!(text.get(end), Some('e' | 'E')) {
        let signed = usize::from(matches!(text.get(end + 1), Some('+' | '-')));
        let exponent = digits(end + 1 + signed);
        if exponent > 0 {
            end += 1 + signed + exponent;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sentences_are_pythons() {
        let cases = [
            ("", "Expecting value: line 1 column 1 (char 0)"),
            (
                "[{bad",
                "Expecting property name enclosed in double quotes: line 1 column 3 (char 2)",
            ),
            (
                "{\"a\":1,}",
                "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)",
            ),
            ("{\"a\" 1}", "Expecting ':' delimiter: line 1 column 6 (char 5)"),
            ("{\"a\":1 \"b\"", "Expecting ',' delimiter: line 1 column 8 (char 7)"),
            ("[1,]", "Expecting value: line 1 column 4 (char 3)"),
            ("[1\n 2]", "Expecting ',' delimiter: line 2 column 2 (char 4)"),
            ("[1] x", "Extra data: line 1 column 5 (char 4)"),
            ("[\"a", "Unterminated string starting at: line 1 column 2 (char 1)"),
            ("[\"a\n\"]", "Invalid control character at: line 1 column 4 (char 3)"),
            ("[\"\\x\"]", "Invalid \\escape: line 1 column 3 (char 2)"),
            ("[\"\\u12\"]", "Invalid \\uXXXX escape: line 1 column 4 (char 3)"),
            ("[01]", "Expecting ',' delimiter: line 1 column 3 (char 2)"),
            ("[-]", "Expecting value: line 1 column 2 (char 1)"),
        ];
        for (text, expected) in cases {
            assert_eq!(sentence(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(sentence("[NaN, -Infinity, 1.5e+3, \"\\ud800\"]"), None);
        assert!(sentence(&"[".repeat(100_000)).is_some());
    }

    proptest! {
        #[test]
        fn what_is_wrong_is_found_wherever_it_is(text in "[\\[\\]{},:\"0-1e.\\\\u -]{0,20}") {
            let is_wrong = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_err();
            prop_assert_eq!(sentence(&text).is_some(), is_wrong);
        }
    }
}
