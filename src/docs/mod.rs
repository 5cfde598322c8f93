//! Help, man pages and completion scripts: all read from one tree of commands.
//!
//! The tree is clap's; the command line builds it from the tables. Nothing here knows a command.

mod completions;
mod help;
mod man;

pub use completions::{SHELLS, complete, script};
pub use help::page;
pub use man::{Page, pages};
