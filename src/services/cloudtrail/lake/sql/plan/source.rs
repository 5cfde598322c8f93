//! What stands behind `FROM`.

use super::super::kind::Kind;
use super::super::tree::{Join, Name, Node, Source};
use super::super::{Problem, Result};
use super::query::renamed;
use super::{Aggregates, Planner, Relation, Scan, Shape};

impl Planner<'_> {
    /// Translates a source, and adds its relations to the innermost scope.
    pub(super) fn source(&mut self, source: &Source) -> Result<String> {
        match source {
            Source::Table { name, alias, columns } => self.table(name, alias.as_ref(), columns),
            Source::Query { query, alias, columns } => {
                let found = self.alone(|planner| planner.query(query, false))?;
                let at = alias.as_ref().map_or(0, |alias| alias.at);
                let columns = renamed(&found.columns, columns, at)?;
                let number = self.relate(alias.as_ref(), |number| of_query(number, columns));
                Ok(format!("({}) AS r{number}", found.sql))
            }
            Source::Unnest { node, alias, columns, at } => {
                self.unnest(node, alias.as_ref(), columns, *at)
            }
            Source::Join { kind, left, right, on, using } => {
                self.join(*kind, left, right, on.as_ref(), using)
            }
        }
    }

    fn relate(&mut self, alias: Option<&Name>, shape: impl FnOnce(usize) -> Shape) -> usize {
        let number = self.relations;
        self.relations += 1;
        let name = alias.map(|alias| alias.text.clone());
        let relation = Relation { name, number, shape: shape(number), nullable: false };
        let scope = self.scopes.last_mut().expect("a SELECT has a scope");
        scope.relations.push(relation);
        number
    }

    fn table(&mut self, name: &Name, alias: Option<&Name>, columns: &[Name]) -> Result<String> {
        let called = alias.unwrap_or(name);
        let known =
            self.queries.iter().rev().find(|(known, ..)| known.eq_ignore_ascii_case(&name.text));
        if let Some((_, sql, found)) = known.cloned() {
            let columns = renamed(&found, columns, called.at)?;
            let number = self.relate(Some(called), |number| of_query(number, columns));
            return Ok(format!("{sql} AS r{number}"));
        }
        let Some(schema) = self.tables.schema(&name.text) else {
            let message = format!("Event data store {} was not found", name.text);
            return Err(Problem {
                store: Some(name.text.clone()),
                ..Problem::new(name.at, message)
            });
        };
        if let Some(column) = columns.first() {
            let message = "the columns of an event data store cannot be named anew";
            return Err(Problem::new(column.at, message));
        }
        let scan = self.scans.len();
        let number = self.relate(Some(called), |_| Shape::Scan(scan, schema));
        let table = format!("s{scan}");
        self.scans.push(Scan {
            store: name.text.clone(),
            table: table.clone(),
            alias: format!("r{number}"),
            columns: Vec::new(),
            filters: Vec::new(),
            bounds: Vec::new(),
            enough: None,
            first: None,
        });
        Ok(format!("{table} AS r{number}"))
    }

    /// Translates a list or a map whose items become rows.
    fn unnest(
        &mut self,
        node: &Node,
        alias: Option<&Name>,
        names: &[Name],
        at: usize,
    ) -> Result<String> {
        let list = self.node(node)?;
        let number = self.relations;
        let value = format!("r{number}.value");
        let columns: Vec<(String, String, Kind)> = match &list.kind {
            Kind::Array(item) => match &**item {
                Kind::Row(fields) => fields
                    .iter()
                    .map(|(name, kind)| {
                        let sql = format!("tw_field_of({value}, {})", super::quoted(name));
                        (name.clone(), sql, kind.clone())
                    })
                    .collect(),
                kind => vec![("_col0".to_owned(), value, kind.clone())],
            },
            Kind::Map => vec![
                ("_col0".to_owned(), format!("r{number}.key"), Kind::Varchar),
                ("_col1".to_owned(), value, Kind::Varchar),
            ],
            other => {
                let message = format!("UNNEST takes an array or a map, not {other}");
                return Err(Problem::new(at, message));
            }
        };
        let plain: Vec<(String, Kind)> =
            columns.iter().map(|(name, _, kind)| (name.clone(), kind.clone())).collect();
        let plain = renamed(&plain, names, at)?;
        let columns =
            plain.into_iter().zip(columns).map(|((name, kind), (_, sql, _))| (name, sql, kind));
        let columns = columns.collect();
        let related = self.relate(alias, |_| Shape::Columns(columns));
        debug_assert_eq!(related, number, "nothing was related in between");
        Ok(format!("json_each(coalesce({}, '[]')) AS r{number}", list.text))
    }

    fn join(
        &mut self,
        kind: Join,
        left: &Source,
        right: &Source,
        on: Option<&Node>,
        using: &[Name],
    ) -> Result<String> {
        let first = self.scope().relations.len();
        let left_sql = self.source(left)?;
        let middle = self.scope().relations.len();
        let right_sql = self.source(right)?;
        let scope = self.scopes.last_mut().expect("a SELECT has a scope");
        for (place, relation) in scope.relations.iter_mut().enumerate().skip(first) {
            relation.nullable |= match kind {
                Join::Cross | Join::Inner => false,
                Join::Left => place >= middle,
                Join::Right => place < middle,
                Join::Full => true,
            };
        }
        let words = match kind {
            Join::Cross => "CROSS JOIN",
            Join::Inner => "JOIN",
            Join::Left => "LEFT JOIN",
            Join::Right => "RIGHT JOIN",
            Join::Full => "FULL JOIN",
        };
        let right_sql =
            if matches!(right, Source::Join { .. }) { format!("({right_sql})") } else { right_sql };
        let mut sql = format!("{left_sql} {words} {right_sql}");
        let mut conditions = Vec::new();
        for name in using {
            conditions.push(self.shared(name, first, middle)?);
        }
        if let Some(node) = on {
            let allowed =
                std::mem::replace(&mut self.aggregates, Aggregates::Refused("JOIN clause"));
            conditions.push(self.condition(node, "JOIN ON")?);
            self.aggregates = allowed;
        }
        if !conditions.is_empty() {
            sql.push_str(&format!(" ON {}", conditions.join(" AND ")));
        }
        Ok(sql)
    }

    fn scope(&self) -> &super::Scope {
        self.scopes.last().expect("a SELECT has a scope")
    }

    /// Compares the columns of a name on both sides of a join.
    fn shared(&mut self, name: &Name, first: usize, middle: usize) -> Result<String> {
        let mut side = |from: usize, to: usize| -> Result<String> {
            let place = self.scopes.len() - 1;
            let mut inner = super::Scope::default();
            let all = std::mem::take(&mut self.scopes[place].relations);
            let mut rest = Vec::new();
            for (at, relation) in all.into_iter().enumerate() {
                if (from..to).contains(&at) {
                    inner.relations.push(relation);
                } else {
                    rest.push((at, relation));
                }
            }
            self.scopes.push(inner);
            let found = self.name(std::slice::from_ref(name));
            let inner = self.scopes.pop().unwrap_or_default();
            let mut all: Vec<(usize, Relation)> = rest;
            all.extend(
                inner.relations.into_iter().zip(from..).map(|(relation, at)| (at, relation)),
            );
            all.sort_by_key(|(at, _)| *at);
            self.scopes[place].relations = all.into_iter().map(|(_, relation)| relation).collect();
            found.map(|sql| sql.text)
        };
        let left = side(first, middle)?;
        let right = side(middle, usize::MAX)?;
        let scope = self.scopes.last_mut().expect("a SELECT has a scope");
        scope.shared.push(name.text.clone());
        Ok(format!("{left} = {right}"))
    }
}

fn of_query(number: usize, columns: Vec<(String, Kind)>) -> Shape {
    let column = |(place, (name, kind)): (usize, (String, Kind))| {
        (name, format!("r{number}.c{place}"), kind)
    };
    Shape::Columns(columns.into_iter().enumerate().map(column).collect())
}
