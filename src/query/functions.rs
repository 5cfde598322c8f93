//! The functions of JMESPath, with the checks and sentences of Python's implementation.
//!
//! What a function does is the crate's, but for those whose numbers Python keeps whole, and for
//! `to_string`, which Python writes in ASCII.
//!
//! Source: jmespath 1.1.0 as the AWS CLI ran it; facts, "AWS CLI", b.3.

use std::sync::LazyLock;

use jpx_core::functions::Function;
use jpx_core::interpreter::interpret;
use jpx_core::{Context, ErrorReason, JmespathError, Runtime, SearchResult, get_expref_id};

use crate::schema::check::{python, python_type};
use crate::value::{Value, json};

/// What the functions of expressions are found in.
pub(super) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut runtime = Runtime::new();
    runtime.register_builtin_functions();
    for (name, parameters) in SIGNATURES {
        let Some(own) = runtime.deregister_function(name) else { continue };
        runtime.register_function(name, Box::new(Checked { name, parameters, own }));
    }
    runtime
});

/// The kinds that a parameter takes; none for any.
type Parameter = &'static [&'static str];

const ANY: Parameter = &[];
const NUMBERS_OR_STRINGS: Parameter = &["array-number", "array-string"];

/// The parameters of each function.
const SIGNATURES: &[(&str, &[Parameter])] = &[
    ("abs", &[&["number"]]),
    ("avg", &[&["array-number"]]),
    ("ceil", &[&["number"]]),
    ("contains", &[&["array", "string"], ANY]),
    ("ends_with", &[&["string"], &["string"]]),
    ("floor", &[&["number"]]),
    ("join", &[&["string"], &["array-string"]]),
    ("keys", &[&["object"]]),
    ("length", &[&["string", "array", "object"]]),
    ("map", &[&["expref"], &["array"]]),
    ("max", &[NUMBERS_OR_STRINGS]),
    ("max_by", &[&["array"], &["expref"]]),
    ("merge", &[&["object"]]),
    ("min", &[NUMBERS_OR_STRINGS]),
    ("min_by", &[&["array"], &["expref"]]),
    ("not_null", &[ANY]),
    ("reverse", &[&["array", "string"]]),
    ("sort", &[&["array-string", "array-number"]]),
    ("sort_by", &[&["array"], &["expref"]]),
    ("starts_with", &[&["string"], &["string"]]),
    ("sum", &[&["array-number"]]),
    ("to_array", &[ANY]),
    ("to_number", &[ANY]),
    ("to_string", &[ANY]),
    ("type", &[ANY]),
    ("values", &[&["object"]]),
];

/// The functions that take any number of arguments, but at least one.
const VARIADIC: [&str; 2] = ["merge", "not_null"];

/// A function whose arguments are checked first.
struct Checked {
    name: &'static str,
    parameters: &'static [Parameter],
    own: Box<dyn Function>,
}

impl Function for Checked {
    fn evaluate(&self, arguments: &[Value], ctx: &mut Context<'_>) -> SearchResult {
        let checked = self.check(arguments).and_then(|()| self.check_keys(arguments, ctx));
        checked.map_err(|sentence| failure(ctx, sentence))?;
        match (self.name, arguments) {
            ("sum", [Value::Array(numbers)]) => Ok(sum(numbers)),
            ("abs", [number]) => Ok(whole_or(number, i64::checked_abs, f64::abs)),
            ("ceil", [number]) => Ok(rounded(number, f64::ceil)),
            ("floor", [number]) => Ok(rounded(number, f64::floor)),
            ("to_string", [value]) if !value.is_string() => Ok(Value::from(ascii(value))),
            _ => self.own.evaluate(arguments, ctx),
        }
    }
}

/// Returns the error that carries a sentence. An expression that is evaluated was parsed, so an error
/// of parsing can mean nothing else.
fn failure(ctx: &Context<'_>, sentence: String) -> JmespathError {
    JmespathError::from_ctx(ctx, ErrorReason::Parse(sentence))
}

impl Checked {
    fn check(&self, arguments: &[Value]) -> Result<(), String> {
        let (wanted, given) = (self.parameters.len(), arguments.len());
        let variadic = VARIADIC.contains(&self.name);
        if given < wanted || (given > wanted && !variadic) {
            let least = if variadic { "at least " } else { "" };
            let plural = if wanted == 1 { "" } else { "s" };
            return Err(format!(
                "Expected {least}{wanted} argument{plural} for function {}(), received {given}",
                self.name
            ));
        }
        let pairs = self.parameters.iter().zip(arguments);
        pairs.into_iter().try_for_each(|(kinds, value)| self.check_kind(value, kinds))?;
        match (self.name, arguments) {
            ("contains", [Value::String(_), part]) if !part.is_string() => Err(format!(
                "'in <string>' requires string as left operand, not {}",
                python_type(part)
            )),
            _ => Ok(()),
        }
    }

    fn check_kind(&self, value: &Value, kinds: Parameter) -> Result<(), String> {
        if kinds.is_empty() {
            return Ok(());
        }
        let outer =
            |kind: &str| kind.split('-').next().is_some_and(|outer| outer == kind_of(value));
        if !kinds.iter().any(|kind| outer(kind)) {
            return Err(self.invalid(value, kind_of(value), kinds));
        }
        let inner = |kind: &&'static str| kind.split_once('-').map(|(_, inner)| inner);
        let inner: Vec<&str> = kinds.iter().filter_map(inner).collect();
        let items = value.as_array().map_or(&[][..], Vec::as_slice);
        let Some(first) = items.first() else { return Ok(()) };
        let wanted = match inner.as_slice() {
            [] => return Ok(()),
            [only] => *only,
            // All are of the kind that the first is of.
            several => match several.iter().find(|kind| **kind == kind_of(first)) {
                Some(kind) => *kind,
                None => return Err(self.invalid(first, python_type(first), kinds)),
            },
        };
        match items.iter().find(|item| kind_of(item) != wanted) {
            Some(item) => Err(self.invalid(item, python_type(item), kinds)),
            None => Ok(()),
        }
    }

    /// Checks what items are compared by.
    fn check_keys(&self, arguments: &[Value], ctx: &mut Context<'_>) -> Result<(), String> {
        let ([Value::Array(items), by], true) = (arguments, self.name.ends_with("_by")) else {
            return Ok(());
        };
        let Some(by) = get_expref_id(by).and_then(|id| ctx.get_expref(id)).cloned() else {
            return Ok(());
        };
        let mut kinds: Vec<&str> = vec!["number", "string"];
        for (position, item) in items.iter().enumerate() {
            let Ok(key) = interpret(item, &by, ctx) else { return Ok(()) };
            let kind = kind_of(&key);
            if self.name == "sort_by" && position == 0 {
                if !kinds.contains(&kind) {
                    return Err(self.invalid(item, kind, &["string", "number"]));
                }
                kinds = vec![kind];
            }
            if !kinds.contains(&kind) {
                return Err(self.invalid(&key, kind, &kinds));
            }
        }
        Ok(())
    }

    fn invalid(&self, value: &Value, received: &str, kinds: &[&str]) -> String {
        let kinds: Value = kinds.iter().copied().map(Value::from).collect();
        let value =
            if get_expref_id(value).is_some() { "<expression>".to_owned() } else { python(value) };
        format!(
            "In function {}(), invalid type for value: {value}, expected one of: {}, received: \
             \"{received}\"",
            self.name,
            python(&kinds)
        )
    }
}

/// Returns the kind of a value in JMESPath.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) if get_expref_id(value).is_some() => "expref",
        Value::Object(_) => "object",
    }
}

fn real(number: &Value) -> f64 {
    number.as_f64().unwrap_or(f64::NAN)
}

/// Returns what becomes of a number: whole if it is whole and the outcome fits.
fn whole_or(
    number: &Value,
    whole: impl Fn(i64) -> Option<i64>,
    other: impl Fn(f64) -> f64,
) -> Value {
    match number {
        Value::Number(n) if n.is_u64() => number.clone(),
        _ => match number.as_i64().and_then(whole) {
            Some(whole) => Value::from(whole),
            None => Value::from(other(real(number))),
        },
    }
}

#[expect(clippy::cast_possible_truncation, reason = "what does not fit stays as it is")]
#[expect(clippy::cast_precision_loss, reason = "the comparison is what finds that out")]
fn rounded(number: &Value, round: impl Fn(f64) -> f64) -> Value {
    if !number.is_f64() {
        return number.clone();
    }
    let rounded = round(real(number));
    let whole = rounded as i64;
    let fits = rounded.abs() < i64::MAX as f64;
    if fits { Value::from(whole) } else { Value::from(rounded) }
}

/// Returns the sum of numbers, added one by one as Python does: whole until a number is not.
fn sum(numbers: &[Value]) -> Value {
    let mut total = Value::from(0);
    for number in numbers {
        let whole = total.as_i64().zip(number.as_i64()).and_then(|(a, b)| a.checked_add(b));
        total = match whole {
            Some(whole) => Value::from(whole),
            None => Value::from(real(&total) + real(number)),
        };
    }
    total
}

/// Returns a value as compact JSON in ASCII.
fn ascii(value: &Value) -> String {
    let mut text = String::new();
    for c in json::compact(value).chars() {
        if c.is_ascii() {
            text.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}
