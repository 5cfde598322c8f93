//! What holds of every condition.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;

use super::Query;
use crate::value::{Object, Value};

/// What resources of the law are like.
#[derive(Clone, Debug)]
struct Thing {
    kind: u8,
    size: Option<i64>,
    is_open: bool,
    words: Vec<u8>,
}

impl Thing {
    fn item(&self, id: usize) -> Object {
        let mut configuration = json!({"isOpen": self.is_open});
        if let Some(size) = self.size {
            configuration["size"] = json!(size);
        }
        configuration["parts"] =
            self.words.iter().map(|word| json!({"word": format!("word{word}")})).collect();
        let item = json!({
            "resourceId": id.to_string(),
            "resourceType": format!("Type{}", self.kind),
            "configuration": configuration,
        });
        match item {
            Value::Object(item) => item,
            _ => panic!("no item"),
        }
    }
}

/// A condition as the law understands it.
#[derive(Clone, Debug)]
enum Claim {
    Kind(u8),
    KindIn(Vec<u8>),
    Size(&'static str, i64),
    SizeBetween(i64, i64),
    Open(bool),
    Word(&'static str, u8),
    WordLike(u8),
    Not(Box<Claim>),
    And(Box<Claim>, Box<Claim>),
    Or(Box<Claim>, Box<Claim>),
}

impl Claim {
    fn text(&self) -> String {
        match self {
            Self::Kind(kind) => format!("resourceType = 'Type{kind}'"),
            Self::KindIn(kinds) => {
                let kinds: Vec<String> = kinds.iter().map(|kind| format!("'Type{kind}'")).collect();
                format!("resourceType IN ({})", kinds.join(", "))
            }
            Self::Size(sign, size) => format!("configuration.size {sign} {size}"),
            Self::SizeBetween(least, most) => {
                format!("configuration.size BETWEEN {least} AND {most}")
            }
            Self::Open(is_open) => format!("configuration.isOpen = {is_open}"),
            Self::Word(sign, word) => format!("configuration.parts.word {sign} 'word{word}'"),
            Self::WordLike(word) => format!("configuration.parts.word LIKE 'word{word}%'"),
            Self::Not(claim) => format!("NOT ({})", claim.text()),
            Self::And(one, other) => format!("({}) AND ({})", one.text(), other.text()),
            Self::Or(one, other) => format!("({}) OR ({})", one.text(), other.text()),
        }
    }

    fn holds(&self, thing: &Thing) -> bool {
        let words = || thing.words.iter().map(|word| format!("word{word}"));
        match self {
            Self::Kind(kind) => thing.kind == *kind,
            Self::KindIn(kinds) => kinds.contains(&thing.kind),
            Self::Size("=", size) => thing.size == Some(*size),
            Self::Size("<>", size) => thing.size != Some(*size),
            Self::Size("<", size) => thing.size.is_some_and(|own| own < *size),
            Self::Size("<=", size) => thing.size.is_some_and(|own| own <= *size),
            Self::Size(">", size) => thing.size.is_some_and(|own| own > *size),
            Self::Size(_, size) => thing.size.is_some_and(|own| own >= *size),
            Self::SizeBetween(least, most) => {
                thing.size.is_some_and(|own| (*least..=*most).contains(&own))
            }
            Self::Open(is_open) => thing.is_open == *is_open,
            Self::Word("=", word) => thing.words.contains(word),
            Self::Word("<>", word) => !thing.words.contains(word),
            Self::Word(_, word) => words().any(|own| own > format!("word{word}")),
            Self::WordLike(word) => words().any(|own| own.starts_with(&format!("word{word}"))),
            Self::Not(claim) => !claim.holds(thing),
            Self::And(one, other) => one.holds(thing) && other.holds(thing),
            Self::Or(one, other) => one.holds(thing) || other.holds(thing),
        }
    }
}

fn thing() -> impl Strategy<Value = Thing> {
    let words = prop::collection::vec(0..12_u8, 0..4);
    (0..3_u8, prop::option::of(-3..4_i64), any::<bool>(), words)
        .prop_map(|(kind, size, is_open, words)| Thing { kind, size, is_open, words })
}

fn claim() -> impl Strategy<Value = Claim> {
    let signs = prop::sample::select(vec!["=", "<>", "<", "<=", ">", ">="]);
    let leaf = prop_oneof![
        (0..3_u8).prop_map(Claim::Kind),
        prop::collection::vec(0..3_u8, 1..3).prop_map(Claim::KindIn),
        (signs, -3..4_i64).prop_map(|(sign, size)| Claim::Size(sign, size)),
        (-3..4_i64, -3..4_i64).prop_map(|(least, most)| Claim::SizeBetween(least, most)),
        any::<bool>().prop_map(Claim::Open),
        (prop::sample::select(vec!["=", "<>", ">"]), 0..12_u8)
            .prop_map(|(sign, word)| Claim::Word(sign, word)),
        (0..12_u8).prop_map(Claim::WordLike),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|claim| Claim::Not(Box::new(claim))),
            (inner.clone(), inner.clone())
                .prop_map(|(one, other)| Claim::And(Box::new(one), Box::new(other))),
            (inner.clone(), inner)
                .prop_map(|(one, other)| Claim::Or(Box::new(one), Box::new(other))),
        ]
    })
}

proptest! {
    #[test]
    fn a_condition_finds_exactly_what_it_holds_for(
        things in prop::collection::vec(thing(), 0..12),
        claim in claim(),
    ) {
        let query = Query::parse(&format!("SELECT resourceId WHERE {}", claim.text())).unwrap();
        let mut rows = query.rows();
        for (id, thing) in things.iter().enumerate() {
            rows.add(&thing.item(id));
        }
        let expected: Vec<String> = things
            .iter()
            .enumerate()
            .filter(|(_, thing)| claim.holds(thing))
            .map(|(id, _)| format!("{{\"resourceId\":\"{id}\"}}"))
            .collect();
        let found: Vec<String> = rows.in_order().into_iter().map(|row| row.text).collect();
        prop_assert_eq!(found, expected);

        // What is passed over because of its type is nothing that is found.
        let kinds: Option<BTreeSet<String>> = query.wanted("resourceType");
        for thing in things.iter().filter(|thing| claim.holds(thing)) {
            let kind = format!("Type{}", thing.kind);
            prop_assert!(kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind)));
        }
    }
}
