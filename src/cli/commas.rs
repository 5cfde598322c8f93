//! Splitting text at commas, as the AWS CLI does where it reads `A=1,B=2` without its shorthand.
//!
//! | text            | parts            |                                                           |
//! |-----------------|------------------|-----------------------------------------------------------|
//! | `A=1,B=2`       | `A=1` and `B=2`  |                                                           |
//! | `A=1\,5,B=2`    | `A=1,5` and `B=2`| a backslash takes the meaning from the next character     |
//! | `A="x,y",B=z`   | `A=x,y` and `B=z`| so do quotes, which are taken out                         |
//! | `A=[x,y],B=z`   | `A=x,y` and `B=z`| and so do brackets behind a `=`                           |
//!
//! White space stays. Quotes and brackets that do not end are an error, whose text is the text.
//!
//! Source: AWS CLI 2.36.7 as it was run on the cases in `tests/conformance/put_metric_data.json`.

/// Returns the parts of a text; the error is what the AWS CLI says.
pub fn split(text: &str) -> Result<Vec<String>, String> {
    if !text.contains(['"', '\\', '\'', '[', ']']) {
        return Ok(text.split(',').map(str::to_owned).collect());
    }
    if !text.contains(['"', '\'', '[', ']']) {
        return Ok(fields(text));
    }
    let mut parts = Vec::new();
    let mut rest = fields(text).into_iter();
    while let Some(part) = rest.next() {
        parts.push(join(text, part, &mut rest)?);
    }
    Ok(parts)
}

/// Returns the fields of the first row of text, as Python's `csv.reader` reads it with `\` as its
/// escape character.
fn fields(text: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut begins = true;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(field) = fields.last_mut() else { break };
        match c {
            // At the end of the text, the end of the line is what is escaped.
            '\\' => field.push(chars.next().unwrap_or('\n')),
            '"' if begins => quoted = true,
            '"' if quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' if quoted => quoted = false,
            _ if quoted => field.push(c),
            ',' => {
                fields.push(String::new());
                begins = true;
                continue;
            }
            '\n' | '\r' => break,
            _ => field.push(c),
        }
        begins = false;
    }
    fields
}

/// Returns a field with its quotes or brackets taken out, and with the fields that belong to it.
fn join(
    text: &str,
    field: String,
    rest: &mut impl Iterator<Item = String>,
) -> Result<String, String> {
    let quote = field.chars().find(|c| ['"', '\''].contains(c));
    let list = field.find("=[").filter(|list| {
        text.contains(']') && quote.is_none_or(|quote| field.find(quote) > Some(*list))
    });
    match (list, quote) {
        (Some(list), _) => {
            let whole =
                if field.contains(']') { field } else { eat(text, field, rest, ']', None)? };
            let (name, items) = whole.split_at(list + 1);
            let mut items = items.chars();
            items.next();
            items.next_back();
            Ok(format!("{name}{}", split_quoted(items.as_str())?.join(",")))
        }
        (None, None) => Ok(field),
        (None, Some(quote)) if field.matches(quote).count() == 2 => Ok(field.replace(quote, "")),
        (None, Some(quote)) => eat(text, field, rest, quote, Some(quote)),
    }
}

/// Returns the parts of what stands in brackets.
fn split_quoted(text: &str) -> Result<Vec<String>, String> {
    let mut rest = fields(text).into_iter();
    let mut parts = Vec::new();
    while let Some(part) = rest.next() {
        parts.push(join(text, part, &mut rest)?);
    }
    Ok(parts)
}

/// Returns a field and those behind it up to one that ends with `end`, all without `removed`.
fn eat(
    text: &str,
    field: String,
    rest: &mut impl Iterator<Item = String>,
    end: char,
    removed: Option<char>,
) -> Result<String, String> {
    let without = |field: &str| match removed {
        Some(removed) => field.replace(removed, ""),
        None => field.to_owned(),
    };
    let mut eaten = vec![without(&field)];
    loop {
        let field = rest.next().ok_or_else(|| text.to_owned())?;
        eaten.push(without(&field));
        if field.ends_with(end) {
            return Ok(eaten.join(","));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_split_where_nothing_takes_their_meaning() {
        let cases: [(&str, &[&str]); 10] = [
            ("", &[""]),
            ("A=1,", &["A=1", ""]),
            ("A=1, B=2", &["A=1", " B=2"]),
            (r"A=x\,y,B=z", &["A=x,y", "B=z"]),
            (r#"A="x,y",B=z"#, &["A=x,y", "B=z"]),
            (r"A='x,y',B=z", &["A=x,y", "B=z"]),
            (r#""A=x,y",B=z"#, &["A=x,y", "B=z"]),
            (r"A=[x,y],B=z", &["A=x,y", "B=z"]),
            (r#"A=["x,y",z],B=1"#, &["A=x,y,z", "B=1"]),
            (r#"A='x"y,z',B=1"#, &[r#"A=x"y,z"#, "B=1"]),
        ];
        for (text, parts) in cases {
            assert_eq!(split(text).unwrap(), parts, "{text}");
        }
    }

    #[test]
    fn what_does_not_end_is_told_back() {
        for text in [r#"A="x"#, r#"A=a\"b"#, "A='x,y"] {
            assert_eq!(split(text).unwrap_err(), text);
        }
    }
}
