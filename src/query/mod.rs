//! `--query`: JMESPath, evaluated by jpx-core, worded as the AWS CLI words it.

mod functions;
mod grammar;
mod literal;
mod token;

use jpx_core::{ErrorReason, Expression, RuntimeError};

use crate::value::Value;

/// A compiled expression.
pub struct Query {
    expression: Expression<'static>,
}

impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Query({})", self.expression.as_str())
    }
}

impl Query {
    /// Compiles an expression; the error is the AWS CLI's sentence about a bad `--query`.
    pub fn compile(text: &str) -> Result<Self, String> {
        let bad = |sentence: String| format!("Bad value for --query {text}: {sentence}");
        if text.is_empty() {
            return Err(bad("Invalid JMESPath expression: cannot be empty.".to_owned()));
        }
        grammar::check(text).map_err(bad)?;
        let quoted = literal::quoted(text);
        match functions::RUNTIME.compile(quoted.as_deref().unwrap_or(text)) {
            Ok(expression) => Ok(Self { expression }),
            Err(error) => Err(bad(error.to_string())),
        }
    }

    /// Returns what the expression picks; the error is the AWS CLI's sentence.
    pub fn search(&self, value: &Value) -> Result<Value, String> {
        self.expression.search(value).map_err(|error| match error.reason {
            ErrorReason::Parse(sentence) => sentence,
            ErrorReason::Runtime(RuntimeError::UnknownFunction(name)) => {
                format!("Unknown function: {name}()")
            }
            ErrorReason::Runtime(RuntimeError::InvalidSlice) => {
                "slice step cannot be zero".to_owned()
            }
            other => other.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn whole_numbers_stay_whole() {
        let cases = [
            ("sum(`[1, 2]`)", "3"),
            ("sum(`[1, 2.5]`)", "3.5"),
            ("sum(`[]`)", "0"),
            ("sum(`[9223372036854775807, 1]`)", "9.223372036854775807e18"),
            ("abs(`-1`)", "1"),
            ("abs(`-1.0`)", "1.0"),
            ("ceil(`1.2`)", "2"),
            ("floor(`-1.2`)", "-2"),
            ("floor(`1e300`)", "1e300"),
            ("avg(`[1, 3]`)", "2.0"),
            ("to_number('7')", "7"),
            ("length('é')", "1"),
            ("` a\\`b`", r#""a`b""#),
            ("to_string(`{\"a\": [1, \"é\"]}`)", r#""{\"a\":[1,\"\\u00e9\"]}""#),
        ];
        for (text, expected) in cases {
            let expected: Value = serde_json::from_str(expected).unwrap();
            let picked = Query::compile(text).unwrap().search(&Value::Null).unwrap();
            assert_eq!(picked, expected, "{text}");
        }
    }

    #[test]
    fn what_a_function_cannot_take_is_told_as_by_python() {
        let cases = [
            (
                "length(@[5])",
                "In function length(), invalid type for value: None, expected one of: ['string', 'array', 'object'], received: \"null\"",
            ),
            (
                "sum(`[1, \"x\"]`)",
                "In function sum(), invalid type for value: x, expected one of: ['array-number'], received: \"str\"",
            ),
            (
                "sort(`[1, \"x\"]`)",
                "In function sort(), invalid type for value: x, expected one of: ['array-string', 'array-number'], received: \"str\"",
            ),
            (
                "sort_by(`[{\"a\": 1}, {\"a\": \"x\"}]`, &a)",
                "In function sort_by(), invalid type for value: x, expected one of: ['number'], received: \"string\"",
            ),
            ("merge()", "Expected at least 1 argument for function merge(), received 0"),
            ("join('a')", "Expected 2 arguments for function join(), received 1"),
            ("contains('a', `1`)", "'in <string>' requires string as left operand, not int"),
            ("[?nope(@)]", "Unknown function: nope()"),
        ];
        for (text, expected) in cases {
            let sentence = Query::compile(text).unwrap().search(&json!([1])).unwrap_err();
            assert_eq!(sentence, expected, "{text}");
        }
    }

    #[test]
    fn what_stands_too_deep_is_refused() {
        for text in ["(", "[", "!", "a[?", "{a:", "& "] {
            let sentence = Query::compile(&text.repeat(50_000)).unwrap_err();
            assert!(sentence.ends_with("maximum recursion depth exceeded"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_expression_is_too_strange(text in "[ab.*\\[\\]{}()&|!<>=@?:,`'\"0-2\\- \\\\]{1,16}") {
            if let Ok(query) = Query::compile(&text) {
                let _ = query.search(&json!({"a": [1, {"b": "x"}]}));
            }
        }
    }
}
