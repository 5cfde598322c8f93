//! Whom a policy lets do what, as those judge it who look at the policy alone.

use super::{Policy, Request, Statement, Test, glob};

/// The keys whose fixed values keep a policy from being public.
const BOUNDING: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
];

/// What a policy allows to somebody.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'a> {
    /// Who may: accounts, ARNs, services or `*`.
    pub principals: &'a [String],
    /// Whether all may but these.
    pub all_but: bool,
    /// What they may, as in `s3:Get*`.
    actions: &'a [String],
    all_actions_but: bool,
}

impl Grant<'_> {
    /// Returns whether an action that a pattern names may be allowed.
    pub fn may(&self, pattern: &str) -> bool {
        let pattern = pattern.to_ascii_lowercase();
        let meets = |action: &String| {
            let action = action.to_ascii_lowercase();
            glob(&pattern, &action) || glob(&action, &pattern)
        };
        self.actions.iter().any(meets) != self.all_actions_but
    }
}

impl Statement {
    fn grant(&self) -> Option<Grant<'_>> {
        self.allow.then(|| Grant {
            principals: &self.principals.patterns,
            all_but: self.principals.negated,
            actions: &self.actions.patterns,
            all_actions_but: self.actions.negated,
        })
    }

    /// Returns whether it allows something to all, and no condition bounds it to fixed values.
    fn is_public(&self) -> bool {
        let everybody = self.principals.patterns.iter().any(|pattern| pattern == "*");
        self.allow
            && (everybody || self.principals.negated)
            && !self.conditions.iter().any(|condition| {
                let fixed = |value: &String| !value.contains(['*', '?', '$']);
                let test = matches!(
                    condition.test,
                    Test::Equals | Test::EqualsIgnoreCase | Test::Like | Test::Arn | Test::Address
                );
                test && !condition.negated
                    && !condition.if_exists
                    && BOUNDING.contains(&condition.key.as_str())
                    && condition.values.iter().all(fixed)
            })
    }
}

impl Policy {
    /// Returns whether it lets everybody do something: a statement allows it to all and no condition
    /// bounds it to fixed values.
    ///
    /// Source: S3 User Guide, "The meaning of public".
    pub fn is_public(&self) -> bool {
        self.statements.iter().any(Statement::is_public)
    }

    /// Returns what it lets everybody do.
    pub fn public_grants(&self) -> impl Iterator<Item = Grant<'_>> {
        self.statements
            .iter()
            .filter(|statement| statement.is_public())
            .filter_map(Statement::grant)
    }

    /// Returns what it allows.
    pub fn grants(&self) -> impl Iterator<Item = Grant<'_>> {
        self.statements.iter().filter_map(Statement::grant)
    }

    /// Returns whether it denies everybody something where these conditions are so.
    pub fn denies_everybody(&self, action: &str, resource: &str, context: &[(&str, &str)]) -> bool {
        let request = Request { service: "*", action, resource, context };
        self.statements.iter().any(|statement| {
            let everybody = statement.principals.patterns.iter().any(|pattern| pattern == "*");
            !statement.allow
                && everybody
                && !statement.principals.negated
                && statement.matches(&request)
        })
    }

    /// Returns whether it speaks of anybody but services.
    pub fn speaks_of_others(&self) -> bool {
        let is_service = |pattern: &String| pattern.contains(".amazonaws.com");
        self.statements.iter().any(|statement| {
            statement.principals.negated || !statement.principals.patterns.iter().all(is_service)
        })
    }
}
