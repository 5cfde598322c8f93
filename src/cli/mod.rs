//! The command line: words in, text and an exit code out.
//!
//! ```text
//! globals    options that may stand anywhere; settings
//! command    which service and operation
//! arguments  the operation's options -> request
//! engine     request -> answer
//! output     answer -> text, through --query
//! ```
//!
//! Commands that are not plain operations have a file each in `custom/`, commands of our own one in
//! `own/`.

pub mod alias;
pub mod arguments;
pub mod coerce;
pub mod commas;
pub mod command;
pub mod completion;
pub mod custom;
pub mod environment;
pub mod errno;
pub mod error_format;
pub mod exit;
pub mod globals;
pub mod help;
pub mod hints;
pub mod ini;
mod item_names;
pub mod json;
pub mod member;
pub mod no_data;
pub mod own;
pub mod page;
pub mod pager;
pub mod pages;
pub mod paginate;
pub mod paramfile;
pub mod profile;
pub mod program;
pub mod progress;
pub mod resume;
pub mod run;
pub mod shell;
pub mod shorthand;
pub mod split;
pub mod streams;
pub mod suggest;
pub mod skeleton;
pub mod tree;
pub mod whole;
pub mod wait;

pub use environment::Environment;
pub use run::run;
pub use streams::Streams;
