//! Names of operations and members as the command line spells them.

/// Returns the command or option that stands for a name of the API: `CreateTrail` to `create-trail`.
///
/// Capital letters begin a word, and so does a run of them (`TrailARN` to `trail-arn`); a plural
/// run at the end stays together (`RuleARNs` to `rule-arns`).
///
/// Source: facts, "AWS CLI", c.1.
pub fn kebab(name: &str) -> String {
    let plural = plural_acronym(name);
    let head = &name[..name.len() - plural.len()];
    let mut text = split_words(head);
    if !plural.is_empty() {
        text.push('-');
        text.push_str(plural);
    }
    text.to_ascii_lowercase()
}

/// Returns the command that stands for an operation: `CreateTrail` to `create-trail`.
///
/// It is the [`kebab`] of its name, except that `OTel` is one word.
///
/// Source: facts, "AWS CLI", m.
pub fn command(operation: &str) -> String {
    kebab(&operation.replace("OTel", "Otel"))
}

/// Returns whether a word is the [`kebab`] of a name.
///
/// Most words are told apart by their letters alone, which makes a search through all names cheap.
pub fn is_kebab(word: &str, name: &str) -> bool {
    let letters = word.bytes().filter(|b| *b != b'-');
    letters.eq(name.bytes().map(|b| b.to_ascii_lowercase())) && kebab(name) == word
}

/// Returns whether a word is the [`command`] of an operation, or the [`kebab`] of its name, which the
/// AWS CLI takes as well.
pub fn is_command(word: &str, operation: &str) -> bool {
    is_kebab(word, operation)
        || operation.contains("OTel") && is_kebab(word, &operation.replace("OTel", "Otel"))
}

/// Returns the name of a member as CloudTrail's records spell it: `S3BucketName` to `s3BucketName`.
pub fn lower_camel(name: &str) -> String {
    let mut chars = name.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + chars.as_str())
}

/// Returns a run of capitals with a small `s` at the end of a name, such as `ARNs`.
fn plural_acronym(name: &str) -> &str {
    let Some(stem) = name.strip_suffix('s') else { return "" };
    let capitals = stem.chars().rev().take_while(char::is_ascii_uppercase).count();
    if capitals >= 2 && capitals < stem.len() { &name[stem.len() - capitals..] } else { "" }
}

/// Puts `-` before each capital with small letters behind it, and between a small letter or digit
/// and a capital.
fn split_words(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut text = String::with_capacity(name.len() + 8);
    for (position, c) in chars.iter().enumerate() {
        let before = position.checked_sub(1).map(|previous| chars[previous]);
        let begins_word = c.is_ascii_uppercase()
            && (chars.get(position + 1).is_some_and(char::is_ascii_lowercase)
                || before.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        if begins_word && before.is_some_and(|b| b != '-') {
            text.push('-');
        }
        text.push(*c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_commands_and_options() {
        let cases = [
            ("CreateTrail", "create-trail"),
            ("S3BucketName", "s3-bucket-name"),
            ("TrailARN", "trail-arn"),
            ("trailNameList", "trail-name-list"),
            ("KmsKeyId", "kms-key-id"),
            ("ListObjectsV2", "list-objects-v2"),
            ("SSEKMSKeyId", "ssekms-key-id"),
            ("RuleARNs", "rule-arns"),
            ("OTelEnrichment", "o-tel-enrichment"),
            ("Name", "name"),
        ];
        for (name, expected) in cases {
            assert_eq!(kebab(name), expected);
        }
    }

    #[test]
    fn open_telemetry_is_one_word_of_a_command() {
        assert_eq!(command("StartOTelEnrichment"), "start-otel-enrichment");
        assert_eq!(command("CreateTrail"), "create-trail");
        for word in ["start-otel-enrichment", "start-o-tel-enrichment"] {
            assert!(is_command(word, "StartOTelEnrichment"), "{word}");
        }
    }

    #[test]
    fn words_are_compared_with_names() {
        assert!(is_command("create-trail", "CreateTrail"));
        for word in ["create-trails", "createtrail", "create--trail", "CreateTrail", "c", ""] {
            assert!(!is_command(word, "CreateTrail"), "{word}");
        }
    }

    #[test]
    fn records_begin_names_with_a_small_letter() {
        assert_eq!(lower_camel("S3BucketName"), "s3BucketName");
        assert_eq!(lower_camel("TrailARN"), "trailARN");
        assert_eq!(lower_camel(""), "");
    }
}
