//! The rules of composite alarms.
//!
//! ```text
//! rule   = all { "OR" all }
//! all    = term { "AND" term }
//! term   = "NOT" term | "(" rule ")" | "TRUE" | "FALSE"
//!        | STATE "(" name ")"
//!        | "AT_LEAST" "(" n [ "%" ] "," [ "NOT" ] STATE "," "(" name { "," name } ")" ")"
//! STATE  = "ALARM" | "OK" | "INSUFFICIENT_DATA"
//! name   = an alarm's name or ARN; in double quotes if it has spaces, commas or parentheses
//! ```
//!
//! `NOT` binds tighter than `AND`, and this tighter than `OR`. A percentage of alarms is rounded up to
//! whole ones. Truths are taken in any case: the guide ends a circle with the rule `false`. Source:
//! CloudWatch API Reference, "`PutCompositeAlarm`"; CloudWatch User Guide, "Create a composite alarm",
//! also for how many elements there may be; sentences as facts list them. AWS does not say what
//! it answers to a wrong number of alarms or elements: that is ours. As pairs of parentheses are elements,
//! and negations of negations are taken away, no rule is too deep to be read.

use std::collections::BTreeSet;

use crate::services::cloudwatch::shapes::alarms::StateValue;

/// How many alarms a rule may name.
const ALARMS: usize = 100;

/// How many elements a rule may have: alarms, truths and pairs of parentheses.
const ELEMENTS: usize = 500;

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule(Term);

#[derive(Clone, Debug, PartialEq)]
enum Term {
    Fixed(bool),
    Is(StateValue, String),
    AtLeast { least: Least, wanted: bool, state: StateValue, alarms: Vec<String> },
    Not(Box<Term>),
    All(Vec<Term>),
    Any(Vec<Term>),
}

/// How many alarms must be so.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Least {
    Number(usize),
    Percent(usize),
}

impl Rule {
    /// Reads a rule; fails with the sentence that AWS answers.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() || text.trim() != text {
            return Err(
                "AlarmRule must not contain leading or trailing whitespace or be null".to_owned()
            );
        }
        let mut parser = Parser { tokens: tokens(text)?, next: 0, elements: 0 };
        let term = parser.any()?;
        if parser.peek().is_some() {
            return Err(parser.unsupported(None));
        }
        let rule = Self(term);
        let named = rule.alarms().len();
        if named > ALARMS {
            return Err(wrong(&format!("{named} alarms are named, and at most {ALARMS} can be")));
        }
        Ok(rule)
    }

    /// Returns the alarms that it names, each once.
    pub fn alarms(&self) -> BTreeSet<&str> {
        let mut all = BTreeSet::new();
        self.0.collect(&mut all);
        all
    }

    /// Returns whether it is true, by the states of alarms; one that is not there is in none.
    pub fn holds(&self, state_of: &dyn Fn(&str) -> Option<StateValue>) -> bool {
        self.0.holds(state_of)
    }
}

/// Returns the way from an alarm over the alarms that rules name back to it, if there is one.
///
/// Composite alarms on such a way are not evaluated.
pub fn cycle(start: &str, named_by: &dyn Fn(&str) -> Vec<String>) -> Option<Vec<String>> {
    let mut seen = BTreeSet::new();
    // Where it comes from, for each alarm that is yet to be looked at.
    let mut ways = vec![vec![start.to_owned()]];
    while let Some(way) = ways.pop() {
        let last = way.last().map_or(start, String::as_str);
        for name in named_by(last) {
            if name == start {
                return Some(way);
            }
            if seen.insert(name.clone()) {
                let mut longer = way.clone();
                longer.push(name);
                ways.push(longer);
            }
        }
    }
    None
}

impl Term {
    fn collect<'t>(&'t self, all: &mut BTreeSet<&'t str>) {
        match self {
            Self::Fixed(_) => {}
            Self::Is(_, name) => {
                all.insert(name);
            }
            Self::AtLeast { alarms, .. } => all.extend(alarms.iter().map(String::as_str)),
            Self::Not(term) => term.collect(all),
            Self::All(terms) | Self::Any(terms) => terms.iter().for_each(|term| term.collect(all)),
        }
    }

    fn holds(&self, state_of: &dyn Fn(&str) -> Option<StateValue>) -> bool {
        match self {
            Self::Fixed(truth) => *truth,
            Self::Is(state, name) => state_of(name) == Some(*state),
            Self::AtLeast { least, wanted, state, alarms } => {
                let is = |name: &&String| (state_of(name) == Some(*state)) == *wanted;
                let least = match *least {
                    Least::Number(number) => number,
                    Least::Percent(percent) => (alarms.len() * percent).div_ceil(100),
                };
                alarms.iter().filter(is).count() >= least
            }
            Self::Not(term) => !term.holds(state_of),
            Self::All(terms) => terms.iter().all(|term| term.holds(state_of)),
            Self::Any(terms) => terms.iter().any(|term| term.holds(state_of)),
        }
    }
}

/// A part of a rule, and where it begins, in characters.
#[derive(Clone, Debug)]
struct Token {
    text: String,
    quoted: bool,
    place: usize,
}

impl Token {
    fn is(&self, text: &str) -> bool {
        !self.quoted && self.text == text
    }

    fn is_mark(&self) -> bool {
        !self.quoted && matches!(self.text.as_str(), "(" | ")" | ",")
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().enumerate().peekable();
    while let Some((place, c)) = rest.next() {
        match c {
            _ if c.is_whitespace() => {}
            '(' | ')' | ',' => tokens.push(Token { text: c.to_string(), quoted: false, place }),
            '"' => {
                let mut text = String::new();
                loop {
                    match rest.next() {
                        Some((_, '"')) => break,
                        Some((_, c)) => text.push(c),
                        None => {
                            return Err(wrong(&format!("Unsupported token '\"' at char {place}")));
                        }
                    }
                }
                tokens.push(Token { text, quoted: true, place });
            }
            _ => {
                let mut text = String::from(c);
                let ends = |c: &char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '"');
                while let Some((_, c)) = rest.next_if(|(_, c)| !ends(c)) {
                    text.push(c);
                }
                tokens.push(Token { text, quoted: false, place });
            }
        }
    }
    Ok(tokens)
}

fn wrong(what: &str) -> String {
    format!("Error in AlarmRule [{what}]")
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    elements: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn take(&mut self, text: &str) -> bool {
        let there = self.peek().is_some_and(|token| token.is(text));
        self.next += usize::from(there);
        there
    }

    /// Takes a truth, which the guide spells in several ways.
    fn take_truth(&mut self) -> Option<bool> {
        let token = self.peek().filter(|token| !token.quoted)?;
        let truth = match token.text.to_ascii_uppercase().as_str() {
            "TRUE" => true,
            "FALSE" => false,
            _ => return None,
        };
        self.next += 1;
        Some(truth)
    }

    fn count(&mut self) -> Result<(), String> {
        self.elements += 1;
        if self.elements > ELEMENTS {
            return Err(wrong(&format!("it has more than {ELEMENTS} elements")));
        }
        Ok(())
    }

    fn need(&mut self, text: &str) -> Result<(), String> {
        if self.take(text) { Ok(()) } else { Err(self.unsupported(Some(text))) }
    }

    /// Returns the refusal of the next token.
    fn unsupported(&self, wanted: Option<&str>) -> String {
        let must = wanted.map_or_else(String::new, |wanted| format!(", must be: '{wanted}'"));
        match self.peek() {
            Some(Token { text, place, .. }) => {
                wrong(&format!("Unsupported token '{text}' at char {place}{must}"))
            }
            None => wrong(&format!("Unexpected end of rule{must}")),
        }
    }

    fn any(&mut self) -> Result<Term, String> {
        let mut terms = vec![self.all()?];
        while self.take("OR") {
            terms.push(self.all()?);
        }
        Ok(one_or(terms, Term::Any))
    }

    fn all(&mut self) -> Result<Term, String> {
        let mut terms = vec![self.term()?];
        while self.take("AND") {
            terms.push(self.term()?);
        }
        Ok(one_or(terms, Term::All))
    }

    fn term(&mut self) -> Result<Term, String> {
        let mut negated = false;
        while self.take("NOT") {
            negated = !negated;
        }
        let term = if self.take("(") {
            self.count()?;
            let term = self.any()?;
            self.need(")")?;
            term
        } else if let Some(truth) = self.take_truth() {
            self.count()?;
            Term::Fixed(truth)
        } else if self.take("AT_LEAST") {
            self.at_least()?
        } else {
            let state = self.state()?;
            self.need("(")?;
            let name = self.name()?;
            self.need(")")?;
            Term::Is(state, name)
        };
        Ok(if negated { Term::Not(Box::new(term)) } else { term })
    }

    fn at_least(&mut self) -> Result<Term, String> {
        self.need("(")?;
        let least = self.least()?;
        let place = self.next.saturating_sub(1);
        self.need(",")?;
        let wanted = !self.take("NOT");
        let state = self.state()?;
        self.need(",")?;
        self.need("(")?;
        let mut alarms = vec![self.name()?];
        while self.take(",") {
            alarms.push(self.name()?);
        }
        self.need(")")?;
        self.need(")")?;
        if matches!(least, Least::Number(number) if number > alarms.len()) {
            self.next = place;
            return Err(self.unsupported(None));
        }
        Ok(Term::AtLeast { least, wanted, state, alarms })
    }

    /// Reads a number from 1 on, or a percentage from 1 to 100.
    fn least(&mut self) -> Result<Least, String> {
        let text = self.peek().filter(|token| !token.quoted).map(|token| token.text.as_str());
        let least = text.and_then(|text| match text.strip_suffix('%') {
            Some(percent) => {
                let percent = percent.parse().ok().filter(|percent| (1..=100).contains(percent));
                percent.map(Least::Percent)
            }
            None => text.parse().ok().filter(|number| *number > 0).map(Least::Number),
        });
        let least = least.ok_or_else(|| self.unsupported(None))?;
        self.next += 1;
        Ok(least)
    }

    fn state(&mut self) -> Result<StateValue, String> {
        let state = self.peek().filter(|token| !token.quoted);
        let state = state.and_then(|token| StateValue::parse(&token.text));
        let state = state.ok_or_else(|| self.unsupported(None))?;
        self.next += 1;
        Ok(state)
    }

    fn name(&mut self) -> Result<String, String> {
        let name = self.peek().filter(|token| !token.is_mark() && !token.text.is_empty());
        let name = name.map(|token| token.text.clone()).ok_or_else(|| self.unsupported(None))?;
        self.next += 1;
        self.count()?;
        Ok(name)
    }
}

/// Returns the only term there is, or all of them as one.
fn one_or(mut terms: Vec<Term>, join: fn(Vec<Term>) -> Term) -> Term {
    if terms.len() == 1 { terms.remove(0) } else { join(terms) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The state of an alarm is told by how its name begins.
    fn state_of(name: &str) -> Option<StateValue> {
        match name.chars().next() {
            Some('a') => Some(StateValue::Alarm),
            Some('o') => Some(StateValue::Ok),
            Some('i') => Some(StateValue::InsufficientData),
            _ => None,
        }
    }

    fn holds(rule: &str) -> bool {
        Rule::parse(rule).unwrap().holds(&state_of)
    }

    #[test]
    fn a_rule_is_what_its_parts_say() {
        let cases = [
            ("ALARM(a)", true),
            ("ALARM(\"a b, (c)\")", true),
            ("OK(a)", false),
            ("INSUFFICIENT_DATA(i)", true),
            ("ALARM(gone)", false),
            ("NOT ALARM(gone)", true),
            ("TRUE", true),
            ("true AND NOT False", true),
            ("NOT TRUE OR FALSE", false),
            ("TRUE OR FALSE AND FALSE", true),
            ("(TRUE OR FALSE) AND FALSE", false),
            ("NOT FALSE AND FALSE", false),
            ("ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a)", true),
            ("AT_LEAST(2, ALARM, (a1, o1, a2))", true),
            ("AT_LEAST(3, ALARM, (a1, o1, a2))", false),
            ("AT_LEAST(1, NOT ALARM, (a1, o1, a2))", true),
            ("AT_LEAST(50%, OK, (o1, a1, a2))", false),
            ("AT_LEAST(50%, ALARM, (o1, a1, a2))", true),
            ("AT_LEAST(100%, ALARM, (a1, \"a 2\"))", true),
        ];
        for (rule, expected) in cases {
            assert_eq!(holds(rule), expected, "{rule}");
        }
    }

    #[test]
    fn what_is_no_rule_is_refused_as_aws_does() {
        let long = "(".repeat(ELEMENTS + 1);
        let cases = [
            ("()", "Error in AlarmRule [Unsupported token ')' at char 1]"),
            ("ALARM(Age of Oldest)", "Unsupported token 'of' at char 10, must be: ')'"),
            ("", "must not contain leading or trailing whitespace or be null"),
            (" TRUE", "must not contain leading or trailing whitespace or be null"),
            ("TRUE FALSE", "Unsupported token 'FALSE' at char 5"),
            ("ALARM(a) AND", "Unexpected end of rule"),
            ("alarm(a)", "Unsupported token 'alarm' at char 0"),
            ("ALARM(\"a)", "Unsupported token '\"' at char 6"),
            ("AT_LEAST(0, ALARM, (a))", "Unsupported token '0' at char 9"),
            ("AT_LEAST(101%, ALARM, (a))", "Unsupported token '101%' at char 9"),
            ("AT_LEAST(2, ALARM, (a))", "Unsupported token '2' at char 9"),
            (long.as_str(), "more than 500 elements"),
        ];
        for (rule, part) in cases {
            let refusal = Rule::parse(rule).unwrap_err();
            assert!(refusal.contains(part), "{rule}: {refusal}");
        }
        let many: Vec<_> = (0..=ALARMS).map(|number| format!("ALARM(a{number})")).collect();
        assert!(Rule::parse(&many[..ALARMS].join(" OR ")).is_ok());
        assert!(Rule::parse(&many.join(" OR ")).unwrap_err().contains("101 alarms"));
        assert!(Rule::parse(&["TRUE"; ELEMENTS].join(" OR ")).is_ok());
        let refusal = Rule::parse(&["TRUE"; ELEMENTS + 1].join(" OR ")).unwrap_err();
        assert!(refusal.contains("more than 500 elements"), "{refusal}");
    }

    #[test]
    fn rules_may_be_as_deep_as_they_are_long() {
        let not = "NOT ".repeat(2_501) + "TRUE";
        assert!(not.len() < 10_240 && !holds(&not));
        let deep = "NOT (".repeat(ELEMENTS - 1) + "TRUE" + &")".repeat(ELEMENTS - 1);
        assert!(!holds(&deep), "an odd number of negations");
    }

    #[test]
    fn alarms_are_named_once() {
        let rule = "ALARM(b) AND (OK(a) OR AT_LEAST(1, OK, (a, c)))";
        assert_eq!(
            Rule::parse(rule).unwrap().alarms().into_iter().collect::<Vec<_>>(),
            ["a", "b", "c"]
        );
    }

    #[test]
    fn a_way_back_is_found() {
        let named_by = |name: &str| -> Vec<String> {
            let names: &[&str] = match name {
                "a" => &["b", "c"],
                "b" => &["d"],
                "c" => &["d", "e"],
                "e" => &["a"],
                "s" => &["s"],
                _ => &[],
            };
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        assert_eq!(cycle("a", &named_by), Some(["a", "c", "e"].map(str::to_owned).to_vec()));
        assert_eq!(cycle("s", &named_by), Some(vec!["s".to_owned()]));
        assert_eq!(cycle("b", &named_by), None);
    }

    fn rule() -> impl Strategy<Value = (String, bool)> {
        let leaf = prop_oneof![
            Just(("TRUE".to_owned(), true)),
            Just(("FALSE".to_owned(), false)),
            Just(("ALARM(a)".to_owned(), true)),
            Just(("OK(\"a b\")".to_owned(), false)),
        ];
        leaf.prop_recursive(4, 24, 2, |inner| {
            prop_oneof![
                (inner.clone(), inner.clone())
                    .prop_map(|((l, x), (r, y))| (format!("({l}) AND ({r})"), x && y)),
                (inner.clone(), inner.clone())
                    .prop_map(|((l, x), (r, y))| (format!("({l}) OR ({r})"), x || y)),
                inner.prop_map(|(text, truth)| (format!("NOT ({text})"), !truth)),
            ]
        })
    }

    proptest! {
        #[test]
        fn rules_made_of_rules_are_true_as_logic_says((text, truth) in rule()) {
            prop_assert_eq!(holds(&text), truth, "{}", text);
        }

        #[test]
        fn no_text_makes_a_panic(text in "[A-Z_ ()\",a%0-9]{0,60}") {
            if let Ok(rule) = Rule::parse(&text) {
                rule.holds(&state_of);
            }
        }
    }
}
