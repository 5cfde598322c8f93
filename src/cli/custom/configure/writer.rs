//! Changing one setting in a file of settings, and nothing else in it.
//!
//! A line that has the setting is replaced; otherwise it comes behind the last setting of its section,
//! and a section that is not there behind everything else. Comments, blank lines, the order of lines and
//! what is not understood stay as they are.
//!
//! Source: the AWS CLI 2.36.7, as it was run.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::cli::errno;
use crate::cli::exit::{Failure, Outcome};

/// What is to be set.
pub(super) struct Change {
    /// The section, as it stands in brackets.
    pub(super) section: String,
    /// The setting.
    pub(super) name: String,
    /// Its value.
    pub(super) value: Value,
}

/// The value of a setting, or a part of one.
pub(super) enum Value {
    /// The value.
    Text(String),
    /// The name of a part, and its value.
    Part(String, String),
}

/// Changes a setting in a file, which is made if it is not there.
///
/// Fails for what has more than one line, and if the file cannot be read or written.
pub(super) fn update(path: &Path, change: &Change) -> Outcome {
    check(change)?;
    let name = path.to_string_lossy().into_owned();
    let fail = |cause: std::io::Error| Failure::General(errno::text(&cause, &name));
    let text = match fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(cause) if cause.kind() == ErrorKind::NotFound => None,
        Err(cause) => return Err(fail(cause)),
    };
    if let Some(folder) = path.parent().filter(|_| text.is_none()) {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    // What a link names is replaced, not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut draft = target.clone().into_os_string();
    draft.push(format!(".{}.tmp", std::process::id()));
    let written =
        write(Path::new(&draft), &changed(text.as_deref().unwrap_or(""), change), &target)
            .and_then(|()| fs::rename(&draft, &target));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written.map_err(fail)
}

/// Writes a file with the permissions of the one that it takes the place of; a new one is the user's
/// alone.
fn write(draft: &Path, text: &str, target: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft)?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    if let Ok(meta) = fs::metadata(target) {
        fs::set_permissions(draft, meta.permissions())?;
    }
    file.sync_all()
}

fn check(change: &Change) -> Outcome {
    let is_broken = |text: &str| text.contains(['\n', '\r']);
    let refuse = |message: String| Err(Failure::General(message));
    let Change { section, name, value } = change;
    let quoted = |text: &str| crate::schema::check::python_repr(&crate::value::Value::from(text));
    let label = |label: &str, text: &str| {
        refuse(format!(
            "Invalid {label}: newline characters and carriage returns are not allowed: {}",
            quoted(text)
        ))
    };
    if is_broken(section) {
        return label("section name", section);
    }
    if is_broken(name) {
        return label("key", name);
    }
    let value = match value {
        Value::Part(part, _) if is_broken(part) => return label("key", part),
        Value::Part(_, value) | Value::Text(value) => value,
    };
    if is_broken(value) {
        return refuse(format!(
            "Invalid value for key {name}: newline characters and carriage returns are not allowed."
        ));
    }
    Ok(())
}

/// Returns a text with the change.
fn changed(text: &str, change: &Change) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let Some(start) = lines.iter().position(|line| is_section(line, &change.section)) else {
        let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return format!("{text}{newline}[{}]\n{}", change.section, new_lines(change, ""));
    };
    let mut last = start;
    for place in start + 1..lines.len() {
        if header(&lines[place]).is_some() {
            lines.insert(last + 1, new_lines(change, ""));
            return lines.concat();
        }
        let Some(option) = option(&lines[place]) else { continue };
        last = place;
        if option.trim() != change.name {
            continue;
        }
        match &change.value {
            Value::Text(value) => lines[place] = format!("{} = {value}\n", change.name),
            Value::Part(part, value) => {
                let spaces = indent(option);
                update_part(&mut lines, place, spaces, part, value);
            }
        }
        return lines.concat();
    }
    if let Some(end) = lines.last_mut().filter(|line| !line.ends_with('\n')) {
        end.push('\n');
    }
    // The AWS CLI leaves a line between, if there is one.
    lines.insert((last + 2).min(lines.len()), new_lines(change, ""));
    lines.concat()
}

/// Changes a part of the setting at `place`, whose parts end where a setting begins with as many spaces
/// as it does.
fn update_part(lines: &mut Vec<String>, place: usize, spaces: usize, part: &str, value: &str) {
    let mut end = place + 1;
    let mut current = None;
    while let Some(line) = lines.get(end) {
        if let Some(option) = option(line) {
            current = Some(indent(option));
            if option.trim() == part {
                lines[end] = format!("{}{part} = {value}\n", " ".repeat(indent(option)));
                return;
            }
        }
        if current == Some(spaces) || header(line).is_some() {
            break;
        }
        end += 1;
    }
    if let Some(before) = lines.get_mut(end - 1).filter(|line| !line.ends_with('\n')) {
        before.push('\n');
    }
    lines.insert(end, format!("    {part} = {value}\n"));
}

fn new_lines(change: &Change, spaces: &str) -> String {
    match &change.value {
        Value::Text(value) => format!("{spaces}{} = {value}\n", change.name),
        Value::Part(part, value) => {
            format!("{spaces}{} =\n{spaces}    {part} = {value}\n", change.name)
        }
    }
}

fn indent(option: &str) -> usize {
    option.len() - option.trim_start().len()
}

/// Returns what stands before the first `=` or `:` of a line, if anything does.
fn option(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['=', ':']);
    line.find(['=', ':']).filter(|end| *end > 0).map(|end| &line[..end])
}

/// Returns the beginning of a line up to the end of its brackets.
fn header(line: &str) -> Option<&str> {
    let inner = line.trim_start().strip_prefix('[')?;
    let end = inner.find(']').filter(|end| *end > 0)?;
    Some(&line[..=line.len() - inner.len() + end])
}

fn is_section(line: &str, section: &str) -> bool {
    let is_comment = line.trim_start().starts_with(['#', ';']);
    let quoted = section.split_once(' ').map(|(kind, name)| format!("[{kind} \"{name}\"]"));
    header(line).is_some_and(|header| {
        !is_comment && (header == format!("[{section}]") || Some(header) == quoted.as_deref())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, section: &str, name: &str, value: &str) -> String {
        let value = match name.split_once('.') {
            Some((_, part)) => Value::Part(part.to_owned(), value.to_owned()),
            None => Value::Text(value.to_owned()),
        };
        let name = name.split('.').next().unwrap_or_default().to_owned();
        changed(text, &Change { section: section.to_owned(), name, value })
    }

    #[test]
    fn a_setting_is_replaced_where_it_stands() {
        let text = "# mine\n[default]\nregion=eu-west-1\n\n; more\noutput : text\n[profile b]\nregion = x\n";
        assert_eq!(
            set(text, "default", "region", "us-west-2"),
            "# mine\n[default]\nregion = us-west-2\n\n; more\noutput : text\n[profile b]\nregion = x\n"
        );
        assert_eq!(set(text, "profile b", "region", "y"), text.replace("region = x", "region = y"));
    }

    #[test]
    fn a_new_setting_comes_behind_the_last_of_its_section() {
        let text = "[default]\nregion = a\n\n[profile \"b c\"]\nx = 1";
        assert_eq!(
            set(text, "default", "output", "text"),
            "[default]\nregion = a\noutput = text\n\n[profile \"b c\"]\nx = 1"
        );
        assert_eq!(set(text, "profile b c", "y", "2"), format!("{text}\ny = 2\n"));
        assert_eq!(set(text, "profile d", "y", "2"), format!("{text}\n[profile d]\ny = 2\n"));
        assert_eq!(set("", "default", "y", "2"), "[default]\ny = 2\n");
        assert_eq!(set("[default]", "default", "y", "2"), "[default]\ny = 2\n");
    }

    #[test]
    fn a_part_of_a_setting_is_set_among_the_other_parts() {
        let text = "[default]\ns3 =\n  a = 1\n  b = 2\nregion = x\n";
        assert_eq!(set(text, "default", "s3.b", "3"), text.replace("b = 2", "b = 3"));
        assert_eq!(set(text, "default", "s3.c", "3"), text.replace("region", "    c = 3\nregion"));
        assert_eq!(
            set("[default]\ns3 =\n    a = 1", "default", "s3.c", "3"),
            "[default]\ns3 =\n    a = 1\n    c = 3\n"
        );
        assert_eq!(
            set("[default]\nx = 1\n", "default", "s3.c", "3"),
            "[default]\nx = 1\ns3 =\n    c = 3\n"
        );
    }

    #[test]
    fn what_is_not_understood_stays() {
        let text = "garbage\n[default]\n=\n#region = commented\n[open\nx\n";
        assert_eq!(
            set(text, "default", "region", "a"),
            "garbage\n[default]\n=\n#region = commented\n[open\nregion = a\nx\n"
        );
    }
}
