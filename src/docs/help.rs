//! Help for one command.

use clap::Command;

/// Returns the help of the command that `path` leads to, below the program itself; `None` if it
/// leads nowhere.
///
/// `width` is how many columns the lines may have.
pub fn page(mut tree: Command, path: &[&str], width: usize) -> Option<String> {
    tree = tree.term_width(width);
    tree.build();
    let mut command = &mut tree;
    for name in path {
        command = command.find_subcommand_mut(name)?;
    }
    Some(command.render_long_help().to_string())
}
