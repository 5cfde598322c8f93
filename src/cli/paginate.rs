//! Running an operation, page by page where it answers in pages.
//!
//! Source: facts, "AWS CLI", d.3, d.4, e.

use std::mem::ManuallyDrop;

use crate::operation::{Operation, Pager, Service};
use crate::output::{Format, as_printed};
use crate::schema::check;
use crate::value::pretty::Printed;
use crate::value::{Object, Value};
use serde_json::json;

use super::arguments::{Asked, Parsed};
use super::exit::{Failure, Outcome};
use super::pages::{Answer, Joined, Pages, once};
use super::program::Program;
use super::split::Rest;

/// What answers requests, and where the answers are shown.
pub trait Face {
    /// Returns the answer to a request; what of it is wanted as text may be printed there instead.
    fn call(&mut self, request: &Value, printed: Option<Printed<'_>>) -> Outcome<Value>;

    /// Lets the calls that follow be on the disk only once all of them are made.
    fn put_off(&mut self) {}

    /// Waits until what was put off is on the disk.
    fn keep(&mut self) -> Outcome {
        Ok(())
    }

    /// Shows a document.
    fn show(&mut self, document: &Value) -> Outcome;

    /// Shows a page of a listing.
    fn show_page(&mut self, page: &Value) -> Outcome;

    /// Shows the text of a document.
    fn show_text(&mut self, text: &str) -> Outcome;

    /// Returns whether documents are shown as JSON and as they are.
    fn shows_whole_json(&self) -> bool;

    /// Returns the format that documents are shown in.
    fn format(&self) -> Outcome<Format>;
}

/// Runs an operation with the words behind it.
pub fn run(
    program: &mut Program<'_>,
    service: &'static Service,
    operation: &'static Operation,
    words: &[Rest],
) -> Outcome {
    let parsed = Parsed::read(operation, words)?;
    let mut tell = |text: &str| program.streams.tell(text);
    let (pager, mut asked) =
        parsed.ask(program.session.paginate, program.environment, &mut tell)?;
    asked.request = program.complete_times(operation, asked.request)?;
    if let Some(skeleton) = asked.skeleton {
        return skeleton.show(program, service, operation, &Value::Object(asked.request));
    }
    if program.session.print_request {
        return print_request(program, service, operation, asked, pager);
    }
    let call = |program: &mut Program<'_>, request: &Value, printed: Option<Printed<'_>>| {
        program.call_for(service, operation, request, printed)
    };
    answer(&mut Answered { program, operation, call }, pager, asked)
}

/// Calls an operation once, or until a listing is read, and shows what it answers.
pub fn answer(face: &mut impl Face, pager: Option<Pager>, asked: Asked) -> Outcome {
    let Some(pager) = pager else {
        let mut text = String::new();
        let printed = face.shows_whole_json().then_some(Printed::Whole(&mut text));
        let document = face.call(&Value::Object(asked.request), printed)?;
        return if text.is_empty() {
            face.show(&document)
        } else {
            face.show_text(&as_printed(text))
        };
    };
    let mut joined =
        if face.shows_whole_json() { Joined::printed(&pager) } else { Joined::default() };
    let mut listing = Pages::new(pager, asked)?;
    // The pages are what one command reads: it ends once all of their calls are kept, and so waits for
    // the disk only once.
    face.put_off();
    let read = read(face, &pager, &mut listing, &mut joined);
    let kept = face.keep();
    read.and(kept)?;
    match (face.format(), listing.resume()) {
        (Ok(Format::Text), Some(token)) => {
            face.show_page(&json!({"NextToken": {"NextToken": token}}))
        }
        (Ok(format), _) if format.shows_pages() => Ok(()),
        (_, token) => match joined.finish(&pager, token) {
            Answer::Text(text) => face.show_text(&text),
            // It may be large, and nothing comes behind it: the end of the process frees it at once.
            Answer::Document(document) => face.show(&ManuallyDrop::new(document)),
        },
    }
}

/// Reads a listing to its end, and shows its pages where the format does so one by one.
fn read(face: &mut impl Face, pager: &Pager, listing: &mut Pages, joined: &mut Joined) -> Outcome {
    let mut first = true;
    while let Some(request) = listing.request()? {
        // Whoever counts items has to have them.
        let printed = if listing.counts() { None } else { joined.printed_lists() };
        let document = face.call(&request, printed)?;
        let page = listing.take(document)?;
        match face.format() {
            Ok(Format::Text) => face.show_page(&as_text_shows(pager, page, first))?,
            Ok(Format::YamlStream) => face.show_page(&Value::Object(page))?,
            // What is wrong with the format is told where the answer would be shown.
            _ => joined.add(pager, page),
        }
        first = false;
    }
    Ok(())
}

/// Returns a page as text shows it: every list, null where the page lacks it, and on the first page
/// what is taken from there.
fn as_text_shows(pager: &Pager, page: Object, first: bool) -> Value {
    let mut shown = if first { once(pager, &page) } else { Object::new() };
    for name in pager.results {
        shown.insert((*name).to_owned(), page.get(*name).cloned().unwrap_or_default());
    }
    Value::Object(shown)
}

/// An operation that `call` answers, shown by the program.
pub struct Answered<'c, 'p, C> {
    /// Where answers are shown.
    pub program: &'c mut Program<'p>,
    /// The operation.
    pub operation: &'static Operation,
    /// Returns the answer to a request.
    pub call: C,
}

impl<'p, C> Face for Answered<'_, 'p, C>
where
    C: FnMut(&mut Program<'p>, &Value, Option<Printed<'_>>) -> Outcome<Value>,
{
    fn call(&mut self, request: &Value, printed: Option<Printed<'_>>) -> Outcome<Value> {
        (self.call)(self.program, request, printed)
    }

    fn put_off(&mut self) {
        self.program.engine.put_off();
    }

    fn keep(&mut self) -> Outcome {
        Ok(self.program.engine.keep()?)
    }

    fn show(&mut self, document: &Value) -> Outcome {
        self.program.print(self.operation.name, document)
    }

    fn show_page(&mut self, page: &Value) -> Outcome {
        self.program.print_page(self.operation.name, page)
    }

    fn show_text(&mut self, text: &str) -> Outcome {
        self.program.show(text)
    }

    fn shows_whole_json(&self) -> bool {
        let session = &self.program.session;
        session.query.is_none() && session.format().is_ok_and(|format| format == Format::Json)
    }

    fn format(&self) -> Outcome<Format> {
        self.program.session.format()
    }
}

/// Checks the request that a command line makes first, and prints it in place of making it.
pub fn print_request(
    program: &mut Program<'_>,
    service: &Service,
    operation: &Operation,
    asked: Asked,
    pager: Option<Pager>,
) -> Outcome {
    let request = match pager {
        Some(pager) => Pages::new(pager, asked)?.request()?.unwrap_or_default(),
        None => Value::Object(asked.request),
    };
    let violations = check::violations(&request, operation.input);
    if !violations.is_empty() {
        let lines = violations.join("\n");
        return Err(Failure::Parameter(format!("Parameter validation failed:\n{lines}")));
    }
    let mut shown = Object::new();
    shown.insert("Service".to_owned(), json!(service.command));
    shown.insert("Operation".to_owned(), json!(operation.name));
    shown.insert("Request".to_owned(), request);
    program.print(operation.name, &Value::Object(shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGER: Pager = Pager {
        input: "NextToken",
        output: "NextToken",
        limit: None,
        results: &["Items"],
        once: &[],
    };

    /// A face that notes what is done with it, and has so many pages or fails in place of the last.
    struct Noting {
        pages: usize,
        fails: bool,
        format: Format,
        done: Vec<&'static str>,
    }

    impl Face for Noting {
        fn call(&mut self, request: &Value, _: Option<Printed<'_>>) -> Outcome<Value> {
            self.done.push("call");
            let page = request["NextToken"].as_str().map_or(1, |token| token.parse().unwrap());
            if page < self.pages {
                return Ok(json!({"Items": [page], "NextToken": (page + 1).to_string()}));
            }
            if self.fails { Err(Failure::Quiet(1)) } else { Ok(json!({"Items": [page]})) }
        }

        fn put_off(&mut self) {
            self.done.push("put off");
        }

        fn keep(&mut self) -> Outcome {
            self.done.push("keep");
            Ok(())
        }

        fn show(&mut self, _: &Value) -> Outcome {
            self.done.push("show");
            Ok(())
        }

        fn show_page(&mut self, _: &Value) -> Outcome {
            self.done.push("page");
            Ok(())
        }

        fn show_text(&mut self, _: &str) -> Outcome {
            self.done.push("show");
            Ok(())
        }

        fn shows_whole_json(&self) -> bool {
            false
        }

        fn format(&self) -> Outcome<Format> {
            Ok(self.format)
        }
    }

    fn done(pages: usize, fails: bool, format: Format) -> Vec<&'static str> {
        let mut face = Noting { pages, fails, format, done: Vec::new() };
        assert_eq!(answer(&mut face, Some(PAGER), Asked::default()).is_err(), fails);
        face.done
    }

    #[test]
    fn the_pages_of_a_listing_wait_for_the_disk_once_before_the_answer_is_shown() {
        let all = ["put off", "call", "call", "call", "keep", "show"];
        assert_eq!(done(3, false, Format::Json), all);
        let all = ["put off", "call", "page", "call", "page", "keep"];
        assert_eq!(done(2, false, Format::Text), all);
        // What was called before another call failed has happened.
        assert_eq!(done(2, true, Format::Json), ["put off", "call", "call", "keep"]);
    }
}
