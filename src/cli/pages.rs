//! Reading a listing page by page: which request comes next, and what of its answer counts.
//!
//! Nothing is called here. Whoever reads asks for a [`request`](Pages::request), has it answered, and
//! hands the answer to [`take`](Pages::take), until there is no request any more.
//!
//! Source: facts, "AWS CLI", e.

use std::collections::BTreeMap;

use crate::operation::Pager;
use crate::output::print_lists;
use crate::schema::check::python;
use crate::value::pretty::{PrettyLists, Printed};
use crate::value::{Object, Value};

use super::arguments::Asked;
use super::exit::{Failure, Outcome};
use super::resume::Resume;

/// A listing that is being read.
#[derive(Debug)]
pub struct Pages {
    pager: Pager,
    request: Object,
    max_items: Option<i64>,
    /// Items of the first page that were printed before.
    skip: Option<i64>,
    /// Where the page comes from that is asked for.
    here: Object,
    previous: Option<Object>,
    seen: i64,
    state: State,
    resume: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    First,
    Later,
    Stuck,
    Done,
}

impl Pages {
    /// Begins with what a command line asks.
    ///
    /// Fails if the starting token makes no sense.
    pub fn new(pager: Pager, asked: Asked) -> Outcome<Self> {
        let mut request = asked.request;
        let start = match &asked.starting_token {
            Some(token) => Some(Resume::decode(token, pager.input)?),
            None => None,
        };
        if let Some(start) = &start {
            put_token(&mut request, &start.from);
        }
        if let (Some(size), Some(limit)) = (asked.page_size, pager.limit) {
            request.insert(limit.to_owned(), Value::from(size));
        }
        let skip = start.as_ref().map(|start| start.skip.unwrap_or(0));
        let beginning = || Object::from_iter([(pager.input.to_owned(), Value::Null)]);
        let here = start.map_or_else(beginning, |start| start.from);
        Ok(Self {
            pager,
            request,
            max_items: asked.max_items,
            skip,
            here,
            previous: None,
            seen: 0,
            state: State::First,
            resume: None,
        })
    }

    /// Returns the request for the next page; `None` after the last.
    ///
    /// Fails if the service answered with the token that it was asked with.
    pub fn request(&self) -> Outcome<Option<Value>> {
        match self.state {
            State::First | State::Later => Ok(Some(Value::Object(self.request.clone()))),
            State::Done => Ok(None),
            State::Stuck => Err(Failure::General(format!(
                "Error during pagination: The same next token was received twice: {}",
                python(&Value::Object(self.here.clone()))
            ))),
        }
    }

    /// Returns whether it depends on the items of a page which of them count.
    pub const fn counts(&self) -> bool {
        self.max_items.is_some() || self.skip.is_some()
    }

    /// Takes the answer to the request, and returns what of it counts.
    pub fn take(&mut self, answer: Value) -> Outcome<Object> {
        let Value::Object(mut page) = answer else { return Ok(Object::new()) };
        let primary = self.pager.results.first().copied().unwrap_or_default();
        let mut skipped = 0;
        if let (State::First, Some(skip)) = (self.state, self.skip) {
            skipped = skip;
            self.skip_items(&mut page, primary, skip);
        }
        self.state = State::Later;
        let items = page.get(primary).and_then(Value::as_array).map_or(0, Vec::len);
        let items = i64::try_from(items).unwrap_or(i64::MAX);
        let too_many = self.max_items.map_or(0, |most| (self.seen + items).saturating_sub(most));
        if too_many > 0 {
            let kept = items.saturating_sub(too_many);
            let list = page.entry(primary).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(list) = list {
                list.truncate(position(list.len(), kept));
            }
            self.state = State::Done;
            let from = self.here.clone();
            let skip = Some(kept.saturating_add(skipped));
            self.resume = Some(Resume { from, skip }.encode(self.pager.input)?);
            return Ok(page);
        }
        self.seen += items;
        self.go_on(&page)?;
        Ok(page)
    }

    /// Returns the token that goes on behind what was read, if more follows.
    pub fn resume(&self) -> Option<&str> {
        self.resume.as_deref()
    }

    /// Takes away what was printed before: some items of the first list, all of the others.
    fn skip_items(&self, page: &mut Object, primary: &str, skip: i64) {
        for name in self.pager.results {
            let list = page.get_mut(*name).and_then(Value::as_array_mut).map(std::mem::take);
            let rest = list.map(|mut list| {
                let from = position(list.len(), skip);
                if *name == primary { list.split_off(from) } else { Vec::new() }
            });
            page.insert((*name).to_owned(), rest.map_or(Value::Null, Value::Array));
        }
    }

    /// Finds out where the next page comes from.
    fn go_on(&mut self, page: &Object) -> Outcome {
        let token = page.get(self.pager.output).filter(|token| **token != "");
        let token = token.cloned().unwrap_or_default();
        if token.is_null() {
            self.state = State::Done;
            return Ok(());
        }
        self.here = Object::from_iter([(self.pager.input.to_owned(), token)]);
        if self.max_items == Some(self.seen) {
            self.state = State::Done;
            let between = Resume { from: self.here.clone(), skip: None };
            self.resume = Some(between.encode(self.pager.input)?);
            return Ok(());
        }
        if self.previous.as_ref() == Some(&self.here) {
            self.state = State::Stuck;
            return Ok(());
        }
        put_token(&mut self.request, &self.here);
        self.previous = Some(self.here.clone());
        Ok(())
    }
}

fn put_token(request: &mut Object, from: &Object) {
    for (name, token) in from {
        if token.is_null() || *token == "None" {
            request.shift_remove(name);
        } else {
            request.insert(name.clone(), token.clone());
        }
    }
}

/// Returns the place that a number means in a list as Python slices it: below 0 from its end.
fn position(length: usize, number: i64) -> usize {
    let steps = usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX);
    if number < 0 { length.saturating_sub(steps) } else { steps.min(length) }
}

/// Pages joined into one answer.
///
/// The lists come in the order of the pager, then what is taken from the first page, then the token.
#[derive(Debug, Default)]
pub struct Joined {
    lists: Lists,
    once: Object,
    pages: usize,
}

/// The lists of pages, joined.
#[derive(Debug)]
enum Lists {
    /// As what they are.
    Kept(BTreeMap<String, Vec<Value>>),
    /// As the text that `--output json` prints.
    Printed(PrettyLists),
}

impl Default for Lists {
    fn default() -> Self {
        Self::Kept(BTreeMap::new())
    }
}

/// What pages come to.
#[derive(Debug, PartialEq)]
pub enum Answer {
    /// A document, which is to be shown.
    Document(Value),
    /// The text of one.
    Text(String),
}

impl Joined {
    /// Returns what joins pages of which nothing but their text as JSON is wanted, which takes less
    /// memory: answers may be large.
    pub fn printed(pager: &Pager) -> Self {
        let lists = Lists::Printed(PrettyLists::new(pager.results));
        Self { lists, once: Object::new(), pages: 0 }
    }

    /// Returns where items of the next page can be printed, in place of being added with it.
    pub const fn printed_lists(&mut self) -> Option<Printed<'_>> {
        match &mut self.lists {
            Lists::Kept(_) => None,
            Lists::Printed(lists) => Some(Printed::Lists(lists)),
        }
    }

    /// Adds a page.
    pub fn add(&mut self, pager: &Pager, page: Object) {
        if self.pages == 0 {
            self.once = once(pager, &page);
        }
        self.pages += 1;
        for (name, value) in page {
            let Value::Array(items) = value else { continue };
            if !pager.results.contains(&name.as_str()) {
                continue;
            }
            match &mut self.lists {
                Lists::Kept(lists) => lists.entry(name).or_default().extend(items),
                Lists::Printed(lists) => {
                    lists.extend(&name, &items, |item, to| to.value(item));
                }
            }
        }
    }

    /// Returns the answer, with the token that goes on behind it.
    pub fn finish(self, pager: &Pager, resume: Option<&str>) -> Answer {
        let mut others = self.once;
        if let Some(resume) = resume {
            others.insert("NextToken".to_owned(), Value::from(resume));
        }
        match self.lists {
            Lists::Kept(mut lists) => {
                let list = |name: &&str| {
                    lists.remove(*name).map(|list| ((*name).to_owned(), Value::Array(list)))
                };
                let mut joined: Object = pager.results.iter().filter_map(list).collect();
                joined.extend(others);
                Answer::Document(Value::Object(joined))
            }
            Lists::Printed(lists) => Answer::Text(print_lists(lists, &others)),
        }
    }
}

/// Returns the members that are taken from the first page; null where it has them not.
pub fn once(pager: &Pager, page: &Object) -> Object {
    let member = |name: &&str| ((*name).to_owned(), page.get(*name).cloned().unwrap_or_default());
    pager.once.iter().map(member).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Format, Screen};
    use serde_json::json;

    const PAGER: Pager = Pager {
        input: "NextToken",
        output: "NextToken",
        limit: Some("MaxResults"),
        results: &["Items", "Others"],
        once: &["Name"],
    };

    fn answers() -> Vec<Value> {
        vec![
            json!({"Items": [1, 2, 3], "Others": ["a"], "Name": "n", "NextToken": "A"}),
            json!({"Items": [4, 5], "Name": "m", "NextToken": "B"}),
            json!({"Others": ["b"], "Items": [6]}),
        ]
    }

    /// Reads to the end; returns the requests and the joined answer.
    fn read(asked: Asked, mut answers: Vec<Value>) -> Outcome<(Vec<Value>, Value)> {
        let mut pages = Pages::new(PAGER, asked)?;
        let mut requests = Vec::new();
        let (mut joined, mut printed) = (Joined::default(), Joined::printed(&PAGER));
        while let Some(request) = pages.request()? {
            requests.push(request);
            let page = pages.take(answers.remove(0))?;
            printed.add(&PAGER, page.clone());
            joined.add(&PAGER, page);
        }
        let Answer::Document(joined) = joined.finish(&PAGER, pages.resume()) else { panic!() };
        // Whichever way pages are joined, the same is shown.
        let text = Format::Json.print("", &joined, Screen::NONE).unwrap();
        assert_eq!(printed.finish(&PAGER, pages.resume()), Answer::Text(text));
        Ok((requests, joined))
    }

    fn asked(max_items: Option<i64>, page_size: Option<i64>, start: Option<&str>) -> Asked {
        let starting_token = start.map(str::to_owned);
        Asked { max_items, page_size, starting_token, ..Asked::default() }
    }

    #[test]
    fn pages_are_read_to_the_end_and_joined() {
        let (requests, joined) = read(asked(None, Some(3), None), answers()).unwrap();
        let token = |token: &str| json!({"MaxResults": 3, "NextToken": token});
        assert_eq!(requests, [json!({"MaxResults": 3}), token("A"), token("B")]);
        let text = r#"{"Items":[1,2,3,4,5,6],"Others":["a","b"],"Name":"n"}"#;
        assert_eq!(joined.to_string(), text);
    }

    #[test]
    fn reading_on_with_the_token_shows_every_item_once() {
        for most in 1..8 {
            let mut start: Option<String> = None;
            let mut items = Vec::new();
            for round in 0.. {
                assert!(round < 8, "no end with {most} items at a time");
                let at =
                    match start.as_deref().map(|s| Resume::decode(s, "NextToken").unwrap().from) {
                        Some(from) if from["NextToken"] == "A" => 1,
                        Some(from) if from["NextToken"] == "B" => 2,
                        _ => 0,
                    };
                let asked = asked(Some(most), None, start.as_deref());
                let (_, joined) = read(asked, answers().split_off(at)).unwrap();
                items.extend(joined["Items"].as_array().unwrap().clone());
                let Some(token) = joined["NextToken"].as_str() else { break };
                start = Some(token.to_owned());
            }
            assert_eq!(items, [1, 2, 3, 4, 5, 6], "{most} items at a time");
        }
    }

    #[test]
    fn a_listing_that_is_gone_on_with_has_its_other_lists_empty_in_the_first_page() {
        let start = Resume {
            from: Object::from_iter([("NextToken".to_owned(), Value::Null)]),
            skip: Some(2),
        };
        let start = start.encode("NextToken").unwrap();
        let (_, joined) = read(asked(None, None, Some(&start)), answers()).unwrap();
        assert_eq!(joined, json!({"Items": [3, 4, 5, 6], "Others": ["b"], "Name": "n"}));
    }

    #[test]
    fn no_items_or_fewer_are_what_python_makes_of_them() {
        let (_, joined) = read(asked(Some(0), None, None), answers()).unwrap();
        assert_eq!(joined["Items"], json!([]));
        let (_, joined) = read(asked(Some(-1), None, None), answers()).unwrap();
        assert_eq!(joined["Items"], json!([1, 2]));
        assert!(joined["NextToken"].is_string());
        for number in [i64::MIN, i64::MAX] {
            let start = format!("A___{number}");
            assert!(read(asked(Some(number), None, Some(&start)), answers()).is_ok());
        }
    }

    #[test]
    fn a_service_that_does_not_move_on_is_left() {
        let same = vec![json!({"Items": [1], "NextToken": "x"}); 3];
        let failure = read(asked(None, None, None), same).unwrap_err();
        let message = "The same next token was received twice: {'NextToken': 'x'}";
        assert!(failure.text().contains(message), "{}", failure.text());
        assert_eq!(failure.code(), 255);
    }
}
