//! The digest chain: proving that log files are as they were delivered.

mod signature;

pub use signature::signed_text;
