//! Man pages, one for each command.

use std::io;

use clap::Command;

/// A man page.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Page {
    /// The name of its file, as in `trailwatch-cloudtrail-create-trail.1`.
    pub file: String,
    /// Its text.
    pub text: Vec<u8>,
}

/// Returns a page for each command of a tree, in the order of the file names.
pub fn pages(mut tree: Command) -> io::Result<Vec<Page>> {
    tree.build();
    let mut pages = Vec::new();
    add(&tree, tree.get_name(), &mut pages)?;
    pages.sort_by(|left, right| left.file.cmp(&right.file));
    Ok(pages)
}

fn add(command: &Command, name: &str, pages: &mut Vec<Page>) -> io::Result<()> {
    let mut built = command.clone();
    built.build();
    for below in
        built.get_subcommands().filter(|below| !below.is_hide_set() && below.get_name() != "help")
    {
        add(below, &format!("{name}-{}", below.get_name()), pages)?;
    }
    let page = command.clone().display_name(name.to_owned());
    let mut text = Vec::new();
    // The whole name twice is too wide for the first line of a page of 80 columns.
    let title = command.get_name().to_owned();
    clap_mangen::Man::new(page.disable_help_subcommand(true)).title(title).render(&mut text)?;
    pages.push(Page { file: format!("{name}.1"), text });
    Ok(())
}
