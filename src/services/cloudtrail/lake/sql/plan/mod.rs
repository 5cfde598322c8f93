//! What a statement means: the statement of SQLite that finds its rows, and what that reads.
//!
//! Each event data store that is named becomes a table with the columns that are used and no others:
//! a field of a field is a column, and so is a value of a map whose key is written down. Conditions
//! that are about one store alone are given with its table, so that its rows can be left out before
//! they are kept, and so are those that bound its range of time.

mod aggregate;
mod call;
mod expression;
mod lambda;
mod operator;
mod query;
mod select;
mod source;

use super::kind::Kind;
use super::schema::Schema;
use super::tree::{Name, Node};
use super::{Problem, Result, parser};

/// Which event data stores there are.
pub trait Tables: Sync {
    /// Returns what the events of a store are like; `None` if there is no such store.
    fn schema(&self, store: &str) -> Option<Schema>;
}

/// What a statement means.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The statement for SQLite.
    pub sql: String,
    /// The columns of its result.
    pub output: Vec<Output>,
    /// The tables that it reads.
    pub scans: Vec<Scan>,
}

/// A column of a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
}

/// A table that a statement reads: `s0` with the columns `k0`, `k1` ... of an event data store.
#[derive(Clone, Debug)]
pub struct Scan {
    /// The id of the event data store.
    pub store: String,
    /// The table.
    pub table: String,
    /// The name that conditions call it by.
    pub alias: String,
    /// Where in an event its columns lie.
    pub columns: Vec<(Path, Kind)>,
    /// The conditions that its rows must fulfil, in SQL.
    pub filters: Vec<String>,
    /// What its range of time is bounded by.
    pub bounds: Vec<Bound>,
    /// How many rows are enough, and in which order they come first; `None` if all are needed.
    pub enough: Option<(u64, Vec<String>)>,
    /// The columns that say which rows are kept and which come first, if the others are better taken
    /// out of the events that are left.
    pub first: Option<Vec<usize>>,
}

impl Scan {
    /// Says which columns are taken out of events first, where that saves taking out the others.
    fn split(&mut self) {
        let order = self.enough.as_ref().map_or(&[][..], |(_, order)| order);
        let first: Vec<usize> = (0..self.columns.len())
            .filter(|column| {
                self.filters.iter().chain(order).any(|sql| reads(sql, &self.alias, *column))
            })
            .collect();
        let few = !order.is_empty();
        let others = self.columns.len() - first.len();
        let worth = few || (!self.filters.is_empty() && others >= OTHERS);
        self.first = worth.then_some(first);
    }
}

/// How many columns are worth a second look at the events that fulfil the conditions.
const OTHERS: usize = 6;

/// Returns whether SQL reads a column of a table. A text in it that looks like the column counts too,
/// which costs nothing but taking it out.
fn reads(sql: &str, alias: &str, column: usize) -> bool {
    let name = format!("{alias}.k{column}");
    sql.match_indices(&name)
        .any(|(at, _)| !sql[at + name.len()..].starts_with(|letter: char| letter.is_ascii_digit()))
}

/// A bound of time: `eventtime` compared with an expression of SQL that has no columns.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The comparison.
    pub sign: &'static str,
    /// The expression.
    pub sql: String,
}

/// The way to a value in an event.
pub type Path = Vec<Step>;

/// A step of it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Step {
    /// The field of a name, which may be in any case.
    Field(String),
    /// The value of a key of a map.
    Key(String),
}

/// Returns what a statement means.
///
/// `now` is the time at which it was given, as `2024-01-01 00:00:00.000`.
pub fn plan(statement: &str, tables: &dyn Tables, now: &str) -> Result<Plan> {
    // What is nested as deeply as a statement may be takes more of the stack than threads have.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let planning = thread.spawn_scoped(scope, || of_statement(statement, tables, now));
        let planned = planning.ok().and_then(|planning| planning.join().ok());
        planned.unwrap_or_else(|| Err(Problem::new(0, "the statement cannot be looked at")))
    })
}

/// How many bytes the stack has on which statements are read.
const STACK: usize = 32 << 20;

fn of_statement(statement: &str, tables: &dyn Tables, now: &str) -> Result<Plan> {
    let query = parser::parse(statement)?;
    let mut planner = Planner {
        tables,
        now: now.to_owned(),
        scans: Vec::new(),
        relations: 0,
        scopes: Vec::new(),
        queries: Vec::new(),
        aliases: Vec::new(),
        touched: Vec::new(),
        nested: false,
        aggregates: Aggregates::Refused("this clause"),
        windows: 0,
        lambdas: 0,
        gently: false,
    };
    let found = planner.query(&query, true)?;
    if planner.scans.is_empty() {
        return Err(Problem::new(0, "the statement names no event data store"));
    }
    planner.scans.iter_mut().for_each(Scan::split);
    let output = found.columns.into_iter().map(|(name, kind)| Output { name, kind }).collect();
    Ok(Plan { sql: found.sql, output, scans: planner.scans })
}

/// The translation of an expression.
#[derive(Clone, Debug)]
struct Sql {
    text: String,
    kind: Kind,
    /// The text that it is, if it is a text that was written down.
    literal: Option<String>,
}

impl Sql {
    fn new(text: impl Into<String>, kind: Kind) -> Self {
        Self { text: text.into(), kind, literal: None }
    }
}

/// The translation of a query: its columns are `c0`, `c1` ...
struct Found {
    sql: String,
    columns: Vec<(String, Kind)>,
}

/// Where names are looked for: what stands behind `FROM`.
#[derive(Default)]
struct Scope {
    relations: Vec<Relation>,
    /// Columns that `USING` has made one.
    shared: Vec<String>,
}

/// Something with columns.
struct Relation {
    /// The name that the statement calls it by.
    name: Option<String>,
    number: usize,
    shape: Shape,
    /// Whether a join may put `NULL` in place of its rows.
    nullable: bool,
}

enum Shape {
    Scan(usize, Schema),
    /// Names, the SQL of each column, and types.
    Columns(Vec<(String, String, Kind)>),
}

/// Whether aggregates are allowed in what is being translated.
#[derive(Clone, Copy, PartialEq)]
enum Aggregates {
    Allowed,
    Refused(&'static str),
}

/// A query with a name: the name, its name in SQL, its columns.
type NamedQuery = (String, String, Vec<(String, Kind)>);

struct Planner<'t> {
    tables: &'t dyn Tables,
    now: String,
    scans: Vec<Scan>,
    relations: usize,
    scopes: Vec<Scope>,
    /// The queries with names that can be read: name, SQL name, columns.
    queries: Vec<NamedQuery>,
    /// Names that the columns of a `SELECT` have, for its order.
    aliases: Vec<(String, Sql)>,
    /// The relations that were read since somebody looked.
    touched: Vec<usize>,
    /// Whether a query inside an expression was met since somebody looked.
    nested: bool,
    aggregates: Aggregates,
    windows: usize,
    /// How many functions that are arguments lie around what is being translated.
    lambdas: usize,
    gently: bool,
}

impl Planner<'_> {
    /// Returns the column of a table at a path, which it has from now on.
    fn column_of(&mut self, scan: usize, relation: usize, path: Path, kind: &Kind) -> Sql {
        let columns = &mut self.scans[scan].columns;
        let known =
            columns.iter().position(|(other, other_kind)| *other == path && other_kind == kind);
        let place = known.unwrap_or_else(|| {
            columns.push((path, kind.clone()));
            columns.len() - 1
        });
        Sql::new(format!("r{relation}.k{place}"), kind.clone())
    }

    /// Returns the place of a name: its table and path, or the column of a query.
    fn name(&mut self, names: &[Name]) -> Result<Sql> {
        let Some((scope, relation, path)) = self.place_of(names)? else {
            if let [name] = names
                && let Some((_, sql)) =
                    self.aliases.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(&name.text))
            {
                return Ok(sql.clone());
            }
            let first = names.first();
            let text = names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
            let at = first.map_or(0, |name| name.at);
            return Err(Problem::new(at, format!("Column '{text}' cannot be resolved")));
        };
        let relation = &self.scopes[scope].relations[relation];
        let number = relation.number;
        self.touched.push(number);
        match &relation.shape {
            Shape::Scan(scan, schema) => {
                let scan = *scan;
                let (path, kind) = path_in(*schema, path)?;
                Ok(self.column_of(scan, number, path, &kind))
            }
            Shape::Columns(columns) => {
                let first = &path[0];
                let found =
                    columns.iter().find(|(name, ..)| name.eq_ignore_ascii_case(&first.text));
                let (_, sql, kind) = found.expect("the column was found when its place was");
                let mut sql = Sql::new(sql.clone(), kind.clone());
                for name in &path[1..] {
                    sql = field(&sql, name)?;
                }
                Ok(sql)
            }
        }
    }

    /// Returns the scope and the relation that names lead to, and the names from the column on.
    fn place_of<'n>(&self, names: &'n [Name]) -> Result<Option<(usize, usize, &'n [Name])>> {
        for (place, scope) in self.scopes.iter().enumerate().rev() {
            if names.len() > 1 {
                let called = scope.relations.iter().position(|relation| {
                    let name = relation.name.as_ref();
                    name.is_some_and(|name| name.eq_ignore_ascii_case(&names[0].text))
                });
                if let Some(relation) = called
                    && has_column(&scope.relations[relation], &names[1].text)
                {
                    return Ok(Some((place, relation, &names[1..])));
                }
            }
            let first = &names[0];
            let mut found = scope
                .relations
                .iter()
                .enumerate()
                .filter(|(_, relation)| has_column(relation, &first.text))
                .map(|(relation, _)| relation);
            if let Some(relation) = found.next() {
                let shared = scope.shared.iter().any(|name| name.eq_ignore_ascii_case(&first.text));
                if found.next().is_some() && !shared {
                    let message = format!("Column '{}' is ambiguous", first.text);
                    return Err(Problem::new(first.at, message));
                }
                return Ok(Some((place, relation, names)));
            }
        }
        Ok(None)
    }

    /// Returns the table, relation and path that names lead to, if they lead to a map in a table.
    fn map_in_table(&self, node: &Node) -> Option<(usize, usize, Path)> {
        let super::tree::Expression::Name(names) = &node.expression else { return None };
        let (scope, relation, path) = self.place_of(names).ok()??;
        let relation = &self.scopes[scope].relations[relation];
        let Shape::Scan(scan, schema) = relation.shape else { return None };
        let (path, kind) = path_in(schema, path).ok()?;
        (kind == Kind::Map).then_some((scan, relation.number, path))
    }
}

/// Returns a field of a row.
fn field(row: &Sql, name: &Name) -> Result<Sql> {
    let Some((field, kind)) = row.kind.field(&name.text) else {
        let message = match &row.kind {
            Kind::Row(_) => format!("Field '{}' cannot be resolved", name.text),
            Kind::Map => format!(
                "a map has no field '{}': element_at(..., '{}') reads its value",
                name.text, name.text
            ),
            other => format!("'{other}' has no fields"),
        };
        return Err(Problem::new(name.at, message));
    };
    let text = format!("tw_field_of({}, {})", row.text, quoted(field));
    let text = if *kind == Kind::Timestamp { format!("tw_time_of({text})") } else { text };
    Ok(Sql::new(text, kind.clone()))
}

fn has_column(relation: &Relation, name: &str) -> bool {
    match &relation.shape {
        Shape::Scan(_, schema) => {
            schema.columns().iter().any(|(column, _)| column.eq_ignore_ascii_case(name))
        }
        Shape::Columns(columns) => {
            columns.iter().any(|(column, ..)| column.eq_ignore_ascii_case(name))
        }
    }
}

/// Returns the path of names below a table, and the type of what lies there.
fn path_in(schema: Schema, names: &[Name]) -> Result<(Path, Kind)> {
    let unknown = |name: &Name| {
        let message = format!("Column '{}' cannot be resolved", name.text);
        Problem::new(name.at, message)
    };
    let first = &names[0];
    let columns = schema.columns();
    let (name, mut kind) = columns
        .iter()
        .find(|(column, _)| column.eq_ignore_ascii_case(&first.text))
        .map(|(column, kind)| (column, kind))
        .ok_or_else(|| unknown(first))?;
    let mut path = vec![Step::Field(name.clone())];
    for name in &names[1..] {
        let Some((field, inner)) = kind.field(&name.text) else {
            let message = match kind {
                Kind::Map => format!(
                    "a map has no field '{}': element_at(..., '{}') reads its value",
                    name.text, name.text
                ),
                _ => format!("Field '{}' cannot be resolved", name.text),
            };
            return Err(Problem::new(name.at, message));
        };
        path.push(Step::Field(field.clone()));
        kind = inner;
    }
    Ok((path, kind.clone()))
}

/// Returns a text in the quotes of SQL.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
