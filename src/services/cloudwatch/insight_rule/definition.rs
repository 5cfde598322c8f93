//! The definition of a rule: which log groups it looks at, what a contributor is, and what counts.
//!
//! Source: CloudWatch User Guide, "Contributor Insights rule syntax in CloudWatch". AWS publishes no
//! sentences of what is wrong with one: they are ours. So is that a field which is not there fits
//! `NotIn` and `NotEqualTo`, and that a line without one of the keys or the value is not counted.

use crate::value::{Object, Value};

/// How many keys a contributor may have, and how many filters a rule.
const FEW: usize = 4;

/// How many texts a filter may compare with.
const TEXTS: usize = 10;

/// What a rule looks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Names of log groups, or what they begin with and a star.
    groups: Vec<String>,
    /// Whether lines are JSON; of others nothing is told here.
    json: bool,
    /// The fields that tell contributors apart, as they are spelled.
    pub keys: Vec<String>,
    /// The field whose numbers are added up; without it, lines are counted.
    pub value_of: Option<String>,
    filters: Vec<Filter>,
}

/// What a line must be like to be counted.
#[derive(Clone, Debug, PartialEq)]
struct Filter {
    field: String,
    test: Test,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    In(Vec<String>),
    NotIn(Vec<String>),
    StartsWith(Vec<String>),
    GreaterThan(f64),
    LessThan(f64),
    EqualTo(f64),
    NotEqualTo(f64),
    IsPresent(bool),
}

impl Definition {
    /// Reads a definition; fails with what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text).map_err(|_| "it is not JSON")?;
        let members = object(&document, "the definition")?;
        let known = [
            "Schema",
            "LogGroupNames",
            "LogGroupARNs",
            "LogFormat",
            "Fields",
            "Contribution",
            "AggregateOn",
        ];
        only(members, &known, "the definition")?;
        let schema = members.get("Schema").ok_or("Schema is missing")?;
        if *schema != serde_json::json!({"Name": "CloudWatchLogRule", "Version": 1}) {
            return Err(r#"Schema must be {"Name": "CloudWatchLogRule", "Version": 1}"#.to_owned());
        }
        let groups = groups(members)?;
        let json = match members.get("LogFormat").and_then(Value::as_str) {
            Some("JSON") => true,
            Some("CLF") => false,
            _ => return Err("LogFormat must be JSON or CLF".to_owned()),
        };
        let fields = fields(members, json)?;
        let contribution = members.get("Contribution").ok_or("Contribution is missing")?;
        let contribution = object(contribution, "Contribution")?;
        only(contribution, &["Keys", "ValueOf", "Filters"], "Contribution")?;
        let field = |value: &Value, what: &str| -> Result<String, String> {
            let text = value.as_str().unwrap_or_default();
            let good = if json {
                steps(text).is_some()
            } else {
                fields.iter().any(|name| name == text) || is_place(text)
            };
            good.then(|| text.to_owned()).ok_or_else(|| format!("{what} {value} is no log field"))
        };

        let keys = list(contribution.get("Keys").unwrap_or(&Value::Null), "Keys", FEW)?;
        let keys = keys.iter().map(|key| field(key, "the key")).collect::<Result<Vec<_>, _>>()?;
        let value_of = contribution.get("ValueOf");
        let value_of = value_of.map(|value| field(value, "ValueOf")).transpose()?;
        match (members.get("AggregateOn").and_then(Value::as_str), &value_of) {
            (Some("Count"), None) | (Some("Sum"), Some(_)) => {}
            (Some("Count"), Some(_)) => {
                return Err("ValueOf is only for rules that aggregate on Sum".to_owned());
            }
            (Some("Sum"), None) => {
                return Err("ValueOf is missing, which AggregateOn Sum needs".to_owned());
            }
            _ => return Err("AggregateOn must be Count or Sum".to_owned()),
        }
        let filters = match contribution.get("Filters") {
            None => &[][..],
            Some(Value::Array(filters)) if filters.len() <= FEW => filters,
            Some(_) => return Err(format!("Filters must be a list of at most {FEW}")),
        };
        let filters = filters.iter().map(|value| {
            let members = object(value, "a filter")?;
            let matched = members.get("Match").ok_or("Match is missing in a filter")?;
            Ok(Filter { field: field(matched, "Match")?, test: test(members)? })
        });
        let filters = filters.collect::<Result<Vec<_>, String>>()?;
        Ok(Self { groups, json, keys, value_of, filters })
    }

    /// Returns one that adds up a value of contributors, and looks at no log groups: what a service
    /// reports of its own is not in any.
    pub fn of_service(key: &str, value: &str) -> Self {
        Self {
            groups: Vec::new(),
            json: true,
            keys: vec![key.to_owned()],
            value_of: Some(value.to_owned()),
            filters: Vec::new(),
        }
    }

    /// Returns whether it looks at a log group.
    pub fn looks_at(&self, group: &str) -> bool {
        self.groups.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => group.starts_with(prefix),
            None => pattern == group,
        })
    }

    /// Returns which contributor a line is of and what it counts for; `None` if it does not count.
    pub fn counts(&self, line: &Value) -> Option<(Vec<String>, f64)> {
        if !self.json || !self.filters.iter().all(|filter| filter.fits(line)) {
            return None;
        }
        let keys = self.keys.iter().map(|key| leaf(line, key).map(text));
        let keys = keys.collect::<Option<Vec<_>>>()?;
        let value = match &self.value_of {
            Some(field) => number(leaf(line, field)?)?,
            None => 1.0,
        };
        Some((keys, value))
    }
}

impl Filter {
    fn fits(&self, line: &Value) -> bool {
        let found = leaf(line, &self.field);
        let is_in = |texts: &[String]| found.map(text).is_some_and(|t| texts.contains(&t));
        let value = found.and_then(number);
        match &self.test {
            Test::In(texts) => is_in(texts),
            Test::NotIn(texts) => !is_in(texts),
            Test::StartsWith(texts) => found
                .map(text)
                .is_some_and(|found| texts.iter().any(|text| found.starts_with(text.as_str()))),
            Test::GreaterThan(than) => value.is_some_and(|value| value > *than),
            Test::LessThan(than) => value.is_some_and(|value| value < *than),
            Test::EqualTo(to) => value.is_some_and(|value| (value - to) == 0.0),
            Test::NotEqualTo(to) => value.is_none_or(|value| (value - to) != 0.0),
            Test::IsPresent(present) => found.is_some() == *present,
        }
    }
}

fn object<'v>(value: &'v Value, what: &str) -> Result<&'v Object, String> {
    value.as_object().ok_or_else(|| format!("{what} must be an object"))
}

fn only(members: &Object, known: &[&str], what: &str) -> Result<(), String> {
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(format!("{what} has no member {name}")),
        None => Ok(()),
    }
}

/// Returns a list that has something in it.
fn list<'v>(value: &'v Value, what: &str, most: usize) -> Result<&'v [Value], String> {
    match value.as_array() {
        Some(items) if (1..=most).contains(&items.len()) => Ok(items),
        _ if most == usize::MAX => Err(format!("{what} must be a list of at least 1")),
        _ => Err(format!("{what} must be a list of 1 to {most}")),
    }
}

/// Returns the names of log groups, also of those that are named by their ARNs.
fn groups(members: &Object) -> Result<Vec<String>, String> {
    let (value, arns) = match (members.get("LogGroupNames"), members.get("LogGroupARNs")) {
        (Some(names), None) => (names, false),
        (None, Some(arns)) => (arns, true),
        _ => return Err("there must be either LogGroupNames or LogGroupARNs".to_owned()),
    };
    let groups = list(value, "the log groups", usize::MAX)?.iter().map(|group| {
        let text = group.as_str().filter(|text| !text.is_empty());
        let name = match text {
            Some(text) if arns => text
                .split_once(":log-group:")
                .or_else(|| text.split_once(":log-group/"))
                .filter(|(before, _)| before.starts_with("arn:"))
                .map(|(_, name)| name),
            text => text,
        };
        name.map(str::to_owned).ok_or_else(|| format!("{group} is no log group"))
    });
    groups.collect()
}

/// Returns the names that fields of CLF have.
fn fields(members: &Object, json: bool) -> Result<Vec<String>, String> {
    let Some(fields) = members.get("Fields") else { return Ok(Vec::new()) };
    if json {
        return Err("Fields are for the format CLF only".to_owned());
    }
    let names = object(fields, "Fields")?.iter().map(|(place, name)| match name.as_str() {
        Some(name) if is_place(place) && !name.is_empty() => Ok(name.to_owned()),
        _ => Err(format!("Fields must name places, and {place} is none or has no name")),
    });
    names.collect()
}

/// Returns whether a text is the place of a field in a line, counted from 1.
fn is_place(text: &str) -> bool {
    text.parse().is_ok_and(|place: u32| place > 0)
}

fn test(members: &Object) -> Result<Test, String> {
    let mut others = members.iter().filter(|(name, _)| *name != "Match");
    let (Some((name, value)), None) = (others.next(), others.next()) else {
        return Err("a filter must have Match and one operator".to_owned());
    };
    let texts = || {
        let items = list(value, name, TEXTS)?.iter();
        let texts = items.map(|item| item.as_str().map(str::to_owned));
        texts.collect::<Option<Vec<_>>>().ok_or_else(|| format!("{name} must be a list of texts"))
    };
    let number = || value.as_f64().ok_or_else(|| format!("{name} must be a number"));
    Ok(match name.as_str() {
        "In" => Test::In(texts()?),
        "NotIn" => Test::NotIn(texts()?),
        "StartsWith" => Test::StartsWith(texts()?),
        "GreaterThan" => Test::GreaterThan(number()?),
        "LessThan" => Test::LessThan(number()?),
        "EqualTo" => Test::EqualTo(number()?),
        "NotEqualTo" => Test::NotEqualTo(number()?),
        "IsPresent" => {
            let present = value.as_bool();
            Test::IsPresent(present.ok_or("IsPresent must be true or false")?)
        }
        other => return Err(format!("a filter has no operator {other}")),
    })
}

/// A step into a document.
enum Step<'t> {
    Member(&'t str),
    Item(usize),
}

/// Returns the steps of a field, as in `$.users[1].name`; `None` if it is spelled otherwise.
fn steps(field: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::new();
    for part in field.strip_prefix("$.")?.split('.') {
        let (name, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
        if name.is_empty() || name.contains([']', '*', '"', '\'']) {
            return None;
        }
        steps.push(Step::Member(name));
        while !rest.is_empty() {
            let (place, behind) = rest.strip_prefix('[')?.split_once(']')?;
            steps.push(Step::Item(place.parse().ok()?));
            rest = behind;
        }
    }
    Some(steps)
}

/// Returns what a field of a line holds, if that is no list or object.
fn leaf<'v>(line: &'v Value, field: &str) -> Option<&'v Value> {
    let mut value = line;
    for step in steps(field)? {
        value = match step {
            Step::Member(name) => value.get(name)?,
            Step::Item(place) => value.get(place)?,
        };
    }
    (!value.is_object() && !value.is_array() && !value.is_null()).then_some(value)
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule() -> Value {
        json!({
            "Schema": {"Name": "CloudWatchLogRule", "Version": 1},
            "LogGroupNames": ["trail", "api-*"],
            "LogFormat": "JSON",
            "Contribution": {"Keys": ["$.who"]},
            "AggregateOn": "Count",
        })
    }

    fn with(path: &str, value: Value) -> Value {
        let mut rule = rule();
        let (parent, name) = path.rsplit_once('/').unwrap();
        rule.pointer_mut(parent).unwrap()[name] = value;
        rule
    }

    fn wrong(rule: &Value) -> String {
        Definition::parse(&rule.to_string()).err().unwrap_or_default()
    }

    #[test]
    fn what_is_wrong_with_a_definition_is_told() {
        assert_eq!(wrong(&rule()), "");
        assert_eq!(Definition::parse("{").unwrap_err(), "it is not JSON");
        let five = json!(["$.a", "$.b", "$.c", "$.d", "$.e"]);
        let cases = [
            (with("/Schema", json!({"Name": "x", "Version": 1})), "Schema must be"),
            (with("/LogGroupNames", json!([])), "the log groups must be a list"),
            (with("/LogGroupARNs", json!(["arn:aws:logs:r:1:log-group:x"])), "either"),
            (with("/LogFormat", json!("XML")), "LogFormat must be JSON or CLF"),
            (with("/Other", json!(1)), "the definition has no member Other"),
            (with("/Fields", json!({"1": "a"})), "Fields are for the format CLF only"),
            (with("/Contribution/Keys", five), "Keys must be a list of 1 to 4"),
            (with("/Contribution/Keys", json!(["who"])), "the key \"who\" is no log field"),
            (with("/Contribution/ValueOf", json!("$.n")), "ValueOf is only for"),
            (with("/AggregateOn", json!("Sum")), "ValueOf is missing"),
            (with("/AggregateOn", json!("SUM")), "AggregateOn must be Count or Sum"),
            (with("/Contribution/Filters", json!({})), "Filters must be a list of at most 4"),
            (with("/Contribution/Filters", json!([{"In": ["a"]}])), "Match is missing"),
            (
                with("/Contribution/Filters", json!([{"Match": "$.a"}])),
                "a filter must have Match and one operator",
            ),
            (
                with("/Contribution/Filters", json!([{"Match": "$.a", "In": []}])),
                "In must be a list of 1 to 10",
            ),
            (
                with("/Contribution/Filters", json!([{"Match": "$.a", "EqualTo": "1"}])),
                "EqualTo must be a number",
            ),
            (
                with("/Contribution/Filters", json!([{"Match": "$.a", "Like": "1"}])),
                "a filter has no operator Like",
            ),
        ];
        for (rule, sentence) in cases {
            assert!(wrong(&rule).contains(sentence), "{rule}: {}", wrong(&rule));
        }
    }

    #[test]
    fn fields_of_clf_have_places_or_names() {
        let mut rule = with("/LogFormat", json!("CLF"));
        rule["Fields"] = json!({"4": "IpAddress"});
        for (key, good) in [("IpAddress", true), ("7", true), ("Other", false), ("0", false)] {
            rule["Contribution"]["Keys"] = json!([key]);
            assert_eq!(wrong(&rule).is_empty(), good, "{key}");
        }
    }

    #[test]
    fn log_groups_are_meant_by_name_or_beginning() {
        let rule = Definition::parse(&rule().to_string()).unwrap();
        let looks = ["trail", "trail2", "api-", "api-x", "ap"].map(|group| rule.looks_at(group));
        assert_eq!(looks, [true, false, true, true, false]);
    }

    #[test]
    fn a_line_counts_if_it_fits_all_filters_and_has_all_keys() {
        let line = json!({"who": "ann", "n": 5, "list": [{"x": "7.5"}], "yes": true, "no": {}});
        let cases = [
            (json!({"Match": "$.who", "In": ["bob", "ann"]}), true),
            (json!({"Match": "$.who", "NotIn": ["ann"]}), false),
            (json!({"Match": "$.gone", "NotIn": ["ann"]}), true),
            (json!({"Match": "$.who", "StartsWith": ["an"]}), true),
            (json!({"Match": "$.n", "GreaterThan": 4}), true),
            (json!({"Match": "$.n", "LessThan": 5}), false),
            (json!({"Match": "$.list[0].x", "EqualTo": 7.5}), true),
            (json!({"Match": "$.list[1].x", "NotEqualTo": 7.5}), true),
            (json!({"Match": "$.yes", "In": ["true"]}), true),
            (json!({"Match": "$.no", "IsPresent": true}), false),
            (json!({"Match": "$.n", "IsPresent": true}), true),
        ];
        for (filter, counts) in cases {
            let rule = with("/Contribution/Filters", json!([filter]));
            let rule = Definition::parse(&rule.to_string()).unwrap();
            let expected = counts.then(|| (vec!["ann".to_owned()], 1.0));
            assert_eq!(rule.counts(&line), expected, "{filter}");
        }
        let mut sums = with("/Contribution/Keys", json!(["$.who", "$.yes"]));
        sums["Contribution"]["ValueOf"] = json!("$.n");
        sums["AggregateOn"] = json!("Sum");
        let sums = Definition::parse(&sums.to_string()).unwrap();
        let keys = vec!["ann".to_owned(), "true".to_owned()];
        assert_eq!(sums.counts(&line), Some((keys, 5.0)));
        assert_eq!(sums.counts(&json!({"who": "ann", "yes": true})), None);
        assert_eq!(sums.counts(&json!({"n": 1})), None);
    }
}
