//! A statement as a tree.

/// A query: what it is made of, its order, and how many rows are wanted.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) with: Vec<Named>,
    pub(super) body: Body,
    pub(super) order: Vec<Order>,
    pub(super) limit: Option<u64>,
    pub(super) offset: Option<u64>,
}

/// A query with a name: `WITH name (columns) AS (query)`.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) name: Name,
    pub(super) columns: Vec<Name>,
    pub(super) query: Query,
}

/// A name and its place.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) at: usize,
}

/// What rows come from.
#[derive(Clone, Debug)]
pub(super) enum Body {
    Select(Box<Select>),
    Nested(Box<Query>),
    Combined { sign: &'static str, left: Box<Body>, right: Box<Body>, at: usize },
}

/// A `SELECT`.
#[derive(Clone, Debug)]
pub(super) struct Select {
    pub(super) distinct: bool,
    pub(super) columns: Vec<Column>,
    pub(super) from: Option<Source>,
    pub(super) filter: Option<Node>,
    pub(super) group: Vec<Node>,
    pub(super) having: Option<Node>,
    pub(super) at: usize,
}

/// What a `SELECT` shows.
#[derive(Clone, Debug)]
pub(super) enum Column {
    /// `*`, or `name.*`.
    All(Option<Name>, usize),
    One {
        node: Node,
        name: Option<Name>,
    },
}

/// What stands behind `FROM`.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Table { name: Name, alias: Option<Name>, columns: Vec<Name> },
    Query { query: Box<Query>, alias: Option<Name>, columns: Vec<Name> },
    Unnest { node: Node, alias: Option<Name>, columns: Vec<Name>, at: usize },
    Join { kind: Join, left: Box<Source>, right: Box<Source>, on: Option<Node>, using: Vec<Name> },
}

/// How two sources are put together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Join {
    Cross,
    Inner,
    Left,
    Right,
    Full,
}

/// What rows are sorted by.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) node: Node,
    pub(super) descending: bool,
    pub(super) nulls_first: bool,
}

/// An expression and its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) at: usize,
    pub(super) expression: Expression,
}

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    Null,
    Truth(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    /// `timestamp '...'` and `date '...'`.
    Typed(String, String),
    /// `interval '7' day`.
    Interval {
        count: i64,
        unit: String,
    },
    /// A name, or several with points between them.
    Name(Vec<Name>),
    Call(Call),
    Cast {
        inner: Box<Node>,
        to: String,
        gently: bool,
    },
    Not(Box<Node>),
    Minus(Box<Node>),
    Binary {
        sign: &'static str,
        left: Box<Node>,
        right: Box<Node>,
    },
    IsNull {
        inner: Box<Node>,
        negated: bool,
    },
    IsDistinct {
        left: Box<Node>,
        right: Box<Node>,
        negated: bool,
    },
    In {
        inner: Box<Node>,
        list: Vec<Node>,
        negated: bool,
    },
    InQuery {
        inner: Box<Node>,
        query: Box<Query>,
        negated: bool,
    },
    Like {
        inner: Box<Node>,
        pattern: Box<Node>,
        escape: Option<Box<Node>>,
        negated: bool,
    },
    Between {
        inner: Box<Node>,
        low: Box<Node>,
        high: Box<Node>,
        negated: bool,
    },
    Case {
        operand: Option<Box<Node>>,
        arms: Vec<(Node, Node)>,
        otherwise: Option<Box<Node>>,
    },
    Exists(Box<Query>),
    Query(Box<Query>),
    /// `list[1]` and `map['key']`.
    Item(Box<Node>, Box<Node>),
    /// A field of what is no name, as in `resources[1].arn`.
    Field(Box<Node>, Name),
    /// A function that another one takes: `x -> x.arn`.
    Lambda {
        name: Name,
        body: Box<Node>,
    },
}

/// A call of a function.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) arguments: Vec<Node>,
    pub(super) star: bool,
    pub(super) distinct: bool,
    pub(super) order: Vec<Order>,
    pub(super) filter: Option<Box<Node>>,
    pub(super) window: Option<(Vec<Node>, Vec<Order>)>,
}
