//! Stands in for Lambda: a function is a file of the events that it was called with.
//!
//! ```text
//! lambda/ACCOUNT/REGION/FUNCTION.jsonl      an event a line, the oldest first
//! ```
//!
//! Nothing runs. Every function that has a good name is there; which version or alias of it is called
//! makes no difference.
//!
//! Source: Lambda API Reference, "`Invoke`", `FunctionName`, for the names.

use std::path::PathBuf;

use crate::arn::Arn;
use crate::error::Result;
use crate::store::Txn;
use crate::value::Value;
use crate::value::json::compact;

/// The folder of all functions, below the home.
pub const FOLDER: &str = "lambda";

/// How long the name of a function may be.
const NAME: usize = 140;

/// A function.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Function {
    account: String,
    region: String,
    name: String,
}

impl Function {
    /// Returns the function of an ARN; `None` if it is that of none.
    pub fn named(arn: &str) -> Option<Self> {
        let arn = Arn::parse(arn)?;
        // What follows the name is a version or an alias.
        let name = arn.resource.strip_prefix("function:")?.split(':').next()?;
        let good = arn.service == "lambda"
            && (1..=NAME).contains(&name.len())
            && is_plain(name)
            && !arn.region.is_empty()
            && is_plain(arn.region)
            && arn.account.len() == 12
            && arn.account.bytes().all(|b| b.is_ascii_digit());
        good.then(|| Self {
            account: arn.account.to_owned(),
            region: arn.region.to_owned(),
            name: name.to_owned(),
        })
    }

    /// Returns its file, below the home.
    pub fn path(&self) -> PathBuf {
        let file = format!("{}.jsonl", self.name);
        [FOLDER, &self.account, &self.region, &file].iter().collect()
    }
}

/// Calls a function with an event, which is there once the transaction is committed.
pub fn invoke(txn: &mut Txn<'_>, function: &Function, event: &Value) -> Result<()> {
    txn.append(&function.path(), &format!("{}\n", compact(event)))
}

fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_known_by_its_arn() {
        for version in ["", ":7", ":live"] {
            let arn = format!("arn:aws:lambda:eu-west-2:123456789012:function:judge{version}");
            let path = Function::named(&arn).unwrap().path();
            assert_eq!(path.to_str(), Some("lambda/123456789012/eu-west-2/judge.jsonl"));
        }
    }

    #[test]
    fn what_is_none_has_no_file() {
        let long = format!("arn:aws:lambda:eu-west-2:123456789012:function:{}", "a".repeat(141));
        let bad = [
            "judge",
            "arn:aws:lambda:eu-west-2:123456789012:function:",
            "arn:aws:lambda:eu-west-2:123456789012:function:../up",
            "arn:aws:lambda:../..:123456789012:function:a",
            "arn:aws:lambda:eu-west-2:../../12345:function:a",
            "arn:aws:lambda::123456789012:function:a",
            "arn:aws:lambda:eu-west-2:1:function:a",
            "arn:aws:lambda:eu-west-2:123456789012:layer:a",
            "arn:aws:sns:eu-west-2:123456789012:function:a",
            long.as_str(),
        ];
        for text in bad {
            assert_eq!(Function::named(text), None, "{text}");
        }
    }
}
