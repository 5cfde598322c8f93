//! `--query`: JMESPath, evaluated by jpx-core, worded as the AWS CLI words it.

mod literal;

use jpx_core::Expression;

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
        if text.is_empty() {
            return Err(
                "Bad value for --query : Invalid JMESPath expression: cannot be empty.".to_owned()
            );
        }
        let expression = jpx_core::compile(text).or_else(|error| {
            let quoted = literal::quoted(text).and_then(|quoted| jpx_core::compile(&quoted).ok());
            quoted.ok_or_else(|| format!("Bad value for --query {text}: {error}"))
        })?;
        Ok(Self { expression })
    }

    /// Returns what the expression picks; the error is the AWS CLI's sentence.
    pub fn search(&self, value: &Value) -> Result<Value, String> {
        self.expression.search(value).map_err(|error| error.to_string())
    }
}
