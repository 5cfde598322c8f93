//! The options about reading a listing page by page.
//!
//! Until it is known whether the listing is read so, they are a member of the request that the API
//! does not know, as in the AWS CLI: a request that is made as it stands is refused for it.
//!
//! Source: facts, "AWS CLI", e, g; the AWS CLI's handling of `PaginationConfig`.

use crate::operation::Pager;
use crate::schema::check::{python, python_type};
use crate::value::{Object, Value};

use super::arguments::Asked;
use super::exit::{Failure, Outcome};
use super::member::integer;

/// The member of a request that the options fill.
const CONFIG: &str = "PaginationConfig";

/// An option about reading a listing page by page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Page {
    /// `--max-items`.
    MaxItems,
    /// `--page-size`.
    PageSize,
    /// `--starting-token`.
    StartingToken,
}

impl Page {
    /// Returns the option with its dashes.
    pub const fn option(self) -> &'static str {
        match self {
            Self::MaxItems => "--max-items",
            Self::PageSize => "--page-size",
            Self::StartingToken => "--starting-token",
        }
    }

    /// Returns the name that the option has in a request.
    const fn key(self) -> &'static str {
        match self {
            Self::MaxItems => "MaxItems",
            Self::PageSize => "PageSize",
            Self::StartingToken => "StartingToken",
        }
    }

    /// Notes the option in a request.
    pub fn set(self, request: &mut Object, word: &str) {
        let value = match self {
            Self::StartingToken => Value::from(word),
            Self::MaxItems | Self::PageSize => integer(word).map_or(Value::Null, Value::from),
        };
        let config = request.entry(CONFIG).or_insert_with(|| Value::Object(Object::new()));
        if let Value::Object(config) = config {
            config.insert(self.key().to_owned(), value);
        }
    }

    /// Takes the options out of a request whose answer is read page by page.
    ///
    /// Fails as Python does for what is no number, and for a size of pages that have none.
    pub fn take(mut request: Object, pager: &Pager) -> Outcome<Asked> {
        let config = request.shift_remove(CONFIG);
        let mut asked = Asked { request, ..Asked::default() };
        let config = match config {
            None => return Ok(asked),
            Some(Value::Object(config)) => config,
            Some(other) => {
                let kind = python_type(&other);
                return Err(Failure::General(format!("'{kind}' object has no attribute 'get'")));
            }
        };
        let given = |page: Self| config.get(page.key()).filter(|value| !value.is_null());
        asked.max_items = given(Self::MaxItems).map(number).transpose()?;
        asked.page_size = given(Self::PageSize).map(number).transpose()?;
        asked.starting_token = given(Self::StartingToken).map(python);
        if asked.page_size.is_some() && pager.limit.is_none() {
            return Err(Failure::General(
                "Error during pagination: PageSize parameter is not supported for the pagination \
                 interface for this operation."
                    .to_owned(),
            ));
        }
        Ok(asked)
    }
}

fn number(value: &Value) -> Outcome<i64> {
    let text = python(value);
    integer(&text).ok_or_else(|| {
        Failure::General(format!("invalid literal for int() with base 10: '{text}'"))
    })
}
