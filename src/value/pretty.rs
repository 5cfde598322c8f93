//! Documents that are printed part by part as commands print them, without being made first.
//!
//! An answer may have thousands of items: making the document of each, only to print it and let it
//! go, costs more than all else that a listing does.

use std::fmt::{Display, Write};

use super::json::{self, PRETTY, new_line, pretty, write_string};
use super::{Object, Value};

/// A place in the text of a document, where one value is to be printed.
#[derive(Debug)]
pub struct Printer<'t> {
    text: &'t mut String,
    depth: usize,
}

impl<'t> Printer<'t> {
    /// Returns where a whole document is printed.
    pub const fn new(text: &'t mut String) -> Self {
        Self { text, depth: 0 }
    }

    /// Prints a document.
    pub fn value(self, value: &Value) {
        json::write(self.text, value, PRETTY, self.depth);
    }

    /// Prints text, in quotes.
    pub fn text(self, text: &str) {
        write_string(self.text, text);
    }

    /// Prints a number or a truth, which needs no quotes.
    pub fn bare(self, value: impl Display) {
        // Text takes everything.
        let _ = write!(self.text, "{value}");
    }

    /// Begins an object.
    pub fn object(self) -> Parts<'t> {
        self.begin('{', '}')
    }

    /// Begins a list.
    pub fn list(self) -> Parts<'t> {
        self.begin('[', ']')
    }

    fn begin(self, open: char, close: char) -> Parts<'t> {
        self.text.push(open);
        Parts { text: self.text, depth: self.depth + 1, is_empty: true, close }
    }
}

/// An object or a list that is being printed.
#[derive(Debug)]
pub struct Parts<'t> {
    text: &'t mut String,
    depth: usize,
    is_empty: bool,
    close: char,
}

impl Parts<'_> {
    /// Returns where the next item of a list is printed.
    pub fn item(&mut self) -> Printer<'_> {
        if !std::mem::take(&mut self.is_empty) {
            self.text.push_str(PRETTY.comma);
        }
        new_line(self.text, PRETTY, self.depth);
        Printer { text: self.text, depth: self.depth }
    }

    /// Returns where the value of the next member of an object is printed.
    pub fn member(&mut self, name: &str) -> Printer<'_> {
        let Printer { text, depth } = self.item();
        write_string(text, name);
        text.push_str(PRETTY.colon);
        Printer { text, depth }
    }

    /// Ends it.
    pub fn close(self) {
        if !self.is_empty {
            new_line(self.text, PRETTY, self.depth - 1);
        }
        self.text.push(self.close);
    }
}

/// What of an answer is wanted as text alone, so that it need not be made into a document.
#[derive(Debug)]
pub enum Printed<'a> {
    /// The lists of a listing; what else is in a page comes as a document.
    Lists(&'a mut PrettyLists),
    /// All of an answer, which comes as no document then; nothing until it is there.
    Whole(&'a mut String),
}

/// The lists of a listing, as text that grows by items.
#[derive(Debug)]
pub struct PrettyLists(Vec<List>);

#[derive(Debug)]
struct List {
    name: &'static str,
    /// The document that has the list alone, up to the item that came last; nothing before the list
    /// is there.
    text: String,
    is_empty: bool,
}

impl PrettyLists {
    /// Returns lists of these names, none of which is there yet.
    pub fn new(names: &[&'static str]) -> Self {
        let list = |name: &&'static str| List { name, text: String::new(), is_empty: true };
        Self(names.iter().map(list).collect())
    }

    /// Adds items to the list of a name, which is there from now on, even if it stays empty; each is
    /// printed by `print`. Returns false if no list has that name.
    pub fn extend<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        mut print: impl FnMut(T, Printer<'_>),
    ) -> bool {
        let Some(list) = self.0.iter_mut().find(|list| list.name == name) else { return false };
        if list.text.is_empty() {
            let mut document = Printer::new(&mut list.text).object();
            document.member(name).list();
        }
        let mut parts =
            Parts { text: &mut list.text, depth: 2, is_empty: list.is_empty, close: ']' };
        for item in items {
            print(item, parts.item());
        }
        list.is_empty = parts.is_empty;
        true
    }

    /// Returns the text that [`pretty`] makes of a document which has those of the lists that are
    /// there, and behind them other members; nothing if there are neither.
    pub fn close(self, others: &Object) -> Option<String> {
        let mut lists = self.0.into_iter().filter(|list| !list.text.is_empty()).map(List::close);
        let Some(mut text) = lists.next() else {
            return (!others.is_empty()).then(|| pretty(&Value::Object(others.clone())));
        };
        for list in lists {
            text.push_str(PRETTY.comma);
            text.push_str(&list[1..]);
        }
        let mut document = Parts { text: &mut text, depth: 1, is_empty: false, close: '}' };
        for (name, value) in others {
            document.member(name).value(value);
        }
        document.close();
        Some(text)
    }
}

impl List {
    fn close(mut self) -> String {
        Parts { text: &mut self.text, depth: 2, is_empty: self.is_empty, close: ']' }.close();
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parts_are_printed_as_they_are_in_a_whole_document() {
        let mut text = String::new();
        let mut object = Printer::new(&mut text).object();
        object.member("\"a").bare(1.5);
        let mut list = object.member("b").list();
        list.item().text("\n");
        list.item().object().close();
        list.item().value(&json!({"c": [true]}));
        list.close();
        object.member("d").list().close();
        object.close();
        let whole = json!({"\"a": 1.5, "b": ["\n", {}, {"c": [true]}], "d": []});
        assert_eq!(text, pretty(&whole));
    }

    #[test]
    fn lists_that_grow_are_printed_as_they_are_in_a_whole_document() {
        let items = [json!(1), json!({"x": [2, {}], "y": "\""}), json!([])];
        let others = [json!({}), json!({"Name": null, "Token": {"a": "b"}})];
        for (others, length) in others.iter().flat_map(|others| (0..4).map(move |n| (others, n))) {
            let others = others.as_object().unwrap();
            let mut whole = json!({"\"B": items[length..], "A": items[..length]});
            whole.as_object_mut().unwrap().extend(others.clone());
            let mut lists = PrettyLists::new(&["\"B", "A", "C"]);
            for item in &items[..length] {
                assert!(lists.extend("A", [item], |item, to| to.value(item)));
            }
            assert!(lists.extend("A", [], |item, to| to.value(item)));
            assert!(lists.extend("\"B", &items[length..], |item, to| to.value(item)));
            assert!(!lists.extend("D", &items, |item, to| to.value(item)));
            assert_eq!(lists.close(others), Some(pretty(&whole)));
        }
    }

    #[test]
    fn without_lists_the_other_members_are_printed() {
        let others = json!({"Name": 1});
        let text = PrettyLists::new(&["A"]).close(others.as_object().unwrap());
        assert_eq!(text, Some(pretty(&others)));
        assert_eq!(PrettyLists::new(&["A"]).close(&Object::new()), None);
    }
}
