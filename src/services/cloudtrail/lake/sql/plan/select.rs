//! `SELECT`: its columns, conditions, groups and order.

use super::super::kind::Kind;
use super::super::tree::{Column, Expression, Name, Node, Order, Select, Source};
use super::super::{Problem, Result};
use super::aggregate::{children, has_aggregate};
use super::{Aggregates, Bound, Found, Planner, Scope, Shape, Sql, path_in};

impl Planner<'_> {
    /// Translates a `SELECT` with its order. Where `wanted` rows are enough and come from one table,
    /// that table says so.
    pub(super) fn select(
        &mut self,
        select: &Select,
        order: &[Order],
        wanted: Option<u64>,
    ) -> Result<Found> {
        self.scopes.push(Scope::default());
        let aliases = std::mem::take(&mut self.aliases);
        let allowed = self.aggregates;
        let windows = self.windows;
        let done = self.within(select, order, wanted);
        self.scopes.pop();
        self.aliases = aliases;
        self.aggregates = allowed;
        self.windows = windows;
        done
    }

    fn within(&mut self, select: &Select, order: &[Order], wanted: Option<u64>) -> Result<Found> {
        let mut sql = String::new();
        self.aggregates = Aggregates::Refused("FROM clause");
        let scans = self.scans.len();
        if let Some(source) = &select.from {
            sql.push_str(&format!(" FROM {}", self.source(source)?));
        }
        let mut all_pushed = true;
        if let Some(filter) = &select.filter {
            self.aggregates = Aggregates::Refused("WHERE clause");
            let (text, pushed) = self.filter(filter)?;
            all_pushed = pushed;
            sql.push_str(&format!(" WHERE {text}"));
        }
        self.aggregates = Aggregates::Allowed;
        let nested = std::mem::replace(&mut self.nested, false);
        let columns = self.columns(select)?;
        let (names, found): (Vec<_>, Vec<_>) =
            columns.into_iter().map(|(name, node, sql)| (name, (node, sql))).unzip();
        let groups = self.groups(select, &found)?;
        if !groups.is_empty() {
            sql.push_str(&format!(" GROUP BY {}", groups.join(", ")));
        }
        if let Some(having) = &select.having {
            sql.push_str(&format!(" HAVING {}", self.condition(having, "HAVING")?));
        }
        let sorted = self.order(order, &names, &found)?;
        let nodes = || found.iter().filter_map(|(node, _)| node.as_ref()).chain(&select.having);
        let is_grouped = !groups.is_empty()
            || select.having.is_some()
            || nodes().any(has_aggregate)
            || order.iter().any(|order| has_aggregate(&order.node));
        if is_grouped {
            for node in nodes().chain(order.iter().map(|order| &order.node)) {
                self.check_grouped(node, &groups, &names)?;
            }
            if let Some((_, sql)) = found.iter().find(|(node, _)| node.is_none())
                && !groups.contains(&sql.text)
            {
                let message = "'*' must appear in GROUP BY clause";
                return Err(Problem::new(select.at, message));
            }
        }
        let plain =
            matches!(select.from, Some(Source::Table { .. })) && scans + 1 == self.scans.len();
        let has_query = std::mem::replace(&mut self.nested, nested);
        self.nested |= has_query;
        let rows_are_alone = plain && all_pushed && !has_query;
        let simple = rows_are_alone && !is_grouped && !select.distinct && self.windows == 0;
        if let Some(wanted) = wanted.filter(|wanted| simple && *wanted <= 10_000) {
            let by = order.iter().zip(&sorted);
            // A table has no positions of columns.
            let full =
                by.map(|(order, sorted)| match sorted.split(' ').next().map(str::parse::<usize>) {
                    Some(Ok(place)) => {
                        found.get(place - 1).map(|(_, sql)| super::select::sorted(&sql.text, order))
                    }
                    _ => Some(sorted.clone()),
                });
            if let Some(by) = full.collect::<Option<Vec<_>>>() {
                self.scans[scans].enough = Some((wanted, by));
            }
        }
        if !sorted.is_empty() {
            sql.push_str(&format!(" ORDER BY {}", sorted.join(", ")));
        }
        let shown: Vec<String> = found
            .iter()
            .enumerate()
            .map(|(place, (_, sql))| format!("{} AS c{place}", sql.text))
            .collect();
        let distinct = if select.distinct { "DISTINCT " } else { "" };
        let columns = names.into_iter().zip(found.into_iter().map(|(_, sql)| sql.kind)).collect();
        Ok(Found { sql: format!("SELECT {distinct}{}{sql}", shown.join(", ")), columns })
    }

    /// Translates a condition, whose parts are given to the tables that they are about; returns
    /// whether all were.
    fn filter(&mut self, filter: &Node) -> Result<(String, bool)> {
        let mut parts = Vec::new();
        split(filter, &mut parts);
        let mut all_pushed = true;
        let mut texts = Vec::new();
        for part in parts {
            let touched = std::mem::take(&mut self.touched);
            let nested = std::mem::replace(&mut self.nested, false);
            let text = self.condition(part, "WHERE")?;
            let about = std::mem::replace(&mut self.touched, touched);
            let has_query = std::mem::replace(&mut self.nested, nested);
            self.touched.extend(&about);
            self.nested |= has_query;
            let one = about.first().filter(|first| about.iter().all(|other| other == *first));
            let scan = one.filter(|_| !has_query).and_then(|number| self.own_scan(*number));
            match scan {
                Some(scan) => {
                    self.scans[scan].filters.push(text.clone());
                    for bound in self.bounds(part)? {
                        self.scans[scan].bounds.push(bound);
                    }
                }
                None => all_pushed = false,
            }
            texts.push(text);
        }
        Ok((texts.join(" AND "), all_pushed))
    }

    /// Returns the table of a relation of the innermost scope whose rows a condition may leave out.
    fn own_scan(&self, number: usize) -> Option<usize> {
        let scope = self.scopes.last()?;
        let relation = scope.relations.iter().find(|relation| relation.number == number)?;
        match relation.shape {
            Shape::Scan(scan, _) if !relation.nullable => Some(scan),
            _ => None,
        }
    }

    /// Returns the bounds of time that a condition sets.
    fn bounds(&mut self, node: &Node) -> Result<Vec<Bound>> {
        let mut bounds = Vec::new();
        match &node.expression {
            Expression::Binary { sign, left, right } => {
                let turned = match *sign {
                    "<" => ">",
                    ">" => "<",
                    "<=" => ">=",
                    ">=" => "<=",
                    "=" => "=",
                    _ => return Ok(bounds),
                };
                if self.is_time(left) {
                    bounds.extend(self.bound(sign, left, right)?);
                } else if self.is_time(right) {
                    bounds.extend(self.bound(turned, right, left)?);
                }
            }
            Expression::Between { inner, low, high, negated: false } if self.is_time(inner) => {
                bounds.extend(self.bound(">=", inner, low)?);
                bounds.extend(self.bound("<=", inner, high)?);
            }
            _ => {}
        }
        Ok(bounds)
    }

    fn bound(&mut self, sign: &'static str, time: &Node, with: &Node) -> Result<Option<Bound>> {
        let touched = self.touched.len();
        let (time, with) = (self.node(time)?, self.node(with)?);
        let with_columns = self.touched[touched..].len() > 1;
        let Some((_, right)) = super::operator::comparable(&time, &with) else { return Ok(None) };
        Ok((!with_columns).then_some(Bound { sign, sql: right }))
    }

    /// Returns whether an expression is the time of an event in a table.
    fn is_time(&self, node: &Node) -> bool {
        let Expression::Name(names) = &node.expression else { return false };
        let Ok(Some((scope, relation, path))) = self.place_of(names) else { return false };
        match self.scopes[scope].relations[relation].shape {
            Shape::Scan(_, schema) => {
                path.len() == 1
                    && path[0].text.eq_ignore_ascii_case("eventtime")
                    && path_in(schema, path).is_ok_and(|(_, kind)| kind == Kind::Timestamp)
            }
            Shape::Columns(_) => false,
        }
    }

    /// Translates the columns of a `SELECT`: their names, what they are, and their translations.
    fn columns(&mut self, select: &Select) -> Result<Vec<(String, Option<Node>, Sql)>> {
        let mut columns = Vec::new();
        for column in &select.columns {
            match column {
                Column::One { node, name } => {
                    let sql = self.node(node)?;
                    let name = name.as_ref().map(|name| name.text.clone());
                    let name = name.or_else(|| match &node.expression {
                        Expression::Name(names) => names.last().map(|name| name.text.clone()),
                        Expression::Field(_, name) => Some(name.text.clone()),
                        _ => None,
                    });
                    let name = name.unwrap_or_else(|| format!("_col{}", columns.len()));
                    columns.push((name, Some(node.clone()), sql));
                }
                Column::All(of, at) => {
                    let all = self.all(of.as_ref(), *at)?;
                    columns.extend(all.into_iter().map(|(name, sql)| (name, None, sql)));
                }
            }
            if columns.len() > 400 {
                return Err(Problem::new(select.at, "a SELECT shows at most 400 columns"));
            }
        }
        Ok(columns)
    }

    /// Returns all columns of a relation, or of all of them.
    fn all(&mut self, of: Option<&Name>, at: usize) -> Result<Vec<(String, Sql)>> {
        let scope = self.scopes.last().expect("a SELECT has a scope");
        let mut wanted = Vec::new();
        for relation in &scope.relations {
            let named = of.is_none_or(|of| {
                relation.name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(&of.text))
            });
            if !named {
                continue;
            }
            match &relation.shape {
                Shape::Scan(scan, schema) => {
                    for (name, kind) in schema.columns() {
                        let path = vec![super::Step::Field(name.clone())];
                        let place = Some((*scan, relation.number, path));
                        wanted.push((name.clone(), place, String::new(), kind.clone()));
                    }
                }
                Shape::Columns(columns) => {
                    for (name, sql, kind) in columns {
                        wanted.push((name.clone(), None, sql.clone(), kind.clone()));
                    }
                }
            }
        }
        if wanted.is_empty() {
            let message = match of {
                Some(of) => format!("Table '{}' not found", of.text),
                None => "SELECT * needs a FROM clause".to_owned(),
            };
            return Err(Problem::new(at, message));
        }
        let mut all = Vec::new();
        for (name, place, sql, kind) in wanted {
            let sql = match place {
                Some((scan, relation, path)) => self.column_of(scan, relation, path, &kind),
                None => Sql::new(sql, kind),
            };
            all.push((name, sql));
        }
        Ok(all)
    }

    fn groups(&mut self, select: &Select, found: &[(Option<Node>, Sql)]) -> Result<Vec<String>> {
        let mut groups = Vec::new();
        for node in &select.group {
            let sql = if let Expression::Whole(place) = &node.expression {
                let place = usize::try_from(*place).ok().and_then(|place| place.checked_sub(1));
                let column = place.and_then(|place| found.get(place));
                let column = column.ok_or_else(|| {
                    Problem::new(node.at, "GROUP BY position is not in the SELECT list")
                })?;
                if column.0.as_ref().is_some_and(has_aggregate) {
                    let message = "GROUP BY clause cannot contain aggregations";
                    return Err(Problem::new(node.at, message));
                }
                column.1.clone()
            } else {
                let refused = Aggregates::Refused("GROUP BY clause");
                let allowed = std::mem::replace(&mut self.aggregates, refused);
                let sql = self.node(node)?;
                self.aggregates = allowed;
                sql
            };
            groups.push(sql.text);
        }
        Ok(groups)
    }

    /// Translates what rows are sorted by: columns by their names or positions, or expressions.
    fn order(
        &mut self,
        order: &[Order],
        names: &[String],
        found: &[(Option<Node>, Sql)],
    ) -> Result<Vec<String>> {
        self.aliases =
            names.iter().cloned().zip(found.iter().map(|(_, sql)| sql.clone())).collect();
        let mut all = Vec::new();
        for order in order {
            let text = match &order.node.expression {
                Expression::Whole(place) => {
                    let inside = usize::try_from(*place).is_ok_and(|p| p >= 1 && p <= found.len());
                    if !inside {
                        let message = format!("ORDER BY position {place} is not in select list");
                        return Err(Problem::new(order.node.at, message));
                    }
                    place.to_string()
                }
                Expression::Name(name) if name.len() == 1 => {
                    let place = names.iter().position(|n| n.eq_ignore_ascii_case(&name[0].text));
                    match place {
                        Some(place) => (place + 1).to_string(),
                        None => self.node(&order.node)?.text,
                    }
                }
                _ => self.node(&order.node)?.text,
            };
            all.push(sorted(&text, order));
        }
        Ok(all)
    }

    /// Checks that an expression is the same for all rows of a group.
    fn check_grouped(&mut self, node: &Node, groups: &[String], names: &[String]) -> Result<()> {
        let is_constant = matches!(
            node.expression,
            Expression::Null
                | Expression::Truth(_)
                | Expression::Whole(_)
                | Expression::Number(_)
                | Expression::Text(_)
                | Expression::Typed(..)
                | Expression::Interval { .. }
                | Expression::Query(_)
                | Expression::Exists(_)
                | Expression::Lambda { .. }
        );
        if is_constant || super::aggregate::is_aggregate(node) {
            return Ok(());
        }
        if let Expression::Name(name) = &node.expression
            && name.len() == 1
            && names.iter().any(|known| known.eq_ignore_ascii_case(&name[0].text))
            && self.place_of(name)?.is_none()
        {
            return Ok(());
        }
        let text = self.node(node)?.text;
        if groups.contains(&text) {
            return Ok(());
        }
        let inner = children(node);
        if inner.is_empty() && !matches!(node.expression, Expression::Call(_)) {
            let name = match &node.expression {
                Expression::Name(names) => {
                    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".")
                }
                _ => "expression".to_owned(),
            };
            let message =
                format!("'{name}' must be an aggregate expression or appear in GROUP BY clause");
            return Err(Problem::new(node.at, message));
        }
        inner.into_iter().try_for_each(|inner| self.check_grouped(inner, groups, names))
    }
}

/// Returns an expression with its direction.
pub(super) fn sorted(text: &str, order: &Order) -> String {
    let direction = if order.descending { "DESC" } else { "ASC" };
    let nulls = if order.nulls_first { "FIRST" } else { "LAST" };
    format!("{text} {direction} NULLS {nulls}")
}

/// Takes a condition apart at its `AND`s.
fn split<'n>(node: &'n Node, parts: &mut Vec<&'n Node>) {
    match &node.expression {
        Expression::Binary { sign: "AND", left, right } => {
            split(left, parts);
            split(right, parts);
        }
        _ => parts.push(node),
    }
}
