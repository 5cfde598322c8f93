//! Sample queries: questions that people ask of an event data store, and what answers them.
//!
//! AWS has a language model write queries, and a catalogue of samples to search. Here are the samples
//! that follow, found by their words; what they do not answer is refused, not guessed. A question that
//! is about one access key, role or time, and names it, gets a statement with that in it; otherwise an
//! example stands there, so that every statement runs.

use crate::arn::Arn;
use crate::time::text::parse_date_as_utc;

/// A sample query. In its statement `$EDS` stands for the id of an event data store, and the text `'?'`
/// for its parameter, if it has one.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// The name that `start-query --query-alias` takes.
    pub alias: &'static str,
    /// Its title.
    pub name: &'static str,
    /// What it finds.
    pub description: &'static str,
    /// Its statement.
    pub statement: &'static str,
    /// The words that it is found by, besides those of its title.
    words: &'static str,
    /// Its parameter, if it has one.
    parameter: Option<Parameter>,
}

/// What a sample is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// What stands in its place unless it is given.
    pub example: &'static str,
    /// Returns whether a word of a question is one.
    is_one: fn(&str) -> bool,
}

/// The id of an access key.
const KEY: Parameter = Parameter {
    example: "AKIAIOSFODNN7EXAMPLE",
    is_one: |word| {
        let begins = word.starts_with("AKIA") || word.starts_with("ASIA");
        begins && word.len() >= 16 && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    },
};

/// The ARN of a role.
const ROLE: Parameter = Parameter {
    example: "arn:aws:iam::123456789012:role/Deploy",
    is_one: |word| {
        Arn::parse(word)
            .is_some_and(|arn| arn.service == "iam" && arn.resource_of("role").is_some())
    },
};

/// A point in time.
const TIME: Parameter = Parameter {
    example: "2024-03-01T09:00:00Z",
    is_one: |word| word.contains('T') && parse_date_as_utc(word).is_some(),
};

/// The samples.
pub const SAMPLES: &[Sample] = &[
    Sample {
        alias: "deleted-resources",
        name: "Deleted resources in the last two hours",
        description: "Every call that deleted or terminated something in the last two hours, by whom \
                      and from where.",
        statement: "SELECT eventTime, eventSource, eventName, userIdentity.arn AS who, \
                    sourceIPAddress, errorCode FROM $EDS WHERE eventTime > now() - interval '2' hour \
                    AND readOnly = false AND (eventName LIKE 'Delete%' OR eventName LIKE 'Terminate%' \
                    OR eventName LIKE 'Remove%') ORDER BY eventTime DESC",
        words: "delete deleted removed remove terminate terminated destroyed recent who",
        parameter: None,
    },
    Sample {
        alias: "access-key-activity",
        name: "Activity of an access key in the last seven days",
        description: "Everything that was done with one access key in the last seven days. Its \
                      parameter is the id of the key.",
        statement: "SELECT eventTime, awsRegion, eventSource, eventName, sourceIPAddress, errorCode \
                    FROM $EDS WHERE userIdentity.accessKeyId = '?' AND eventTime > now() - interval '7' \
                    day ORDER BY eventTime",
        words: "credential credentials compromised leaked accesskey key week",
        parameter: Some(KEY),
    },
    Sample {
        alias: "sign-ins-without-mfa",
        name: "Console sign-ins without MFA",
        description: "Successful sign-ins to the console for which no second factor was used.",
        statement: "SELECT eventTime, userIdentity.arn AS who, sourceIPAddress, \
                    element_at(additionalEventData, 'MFAUsed') AS mfa FROM $EDS WHERE eventName = \
                    'ConsoleLogin' AND element_at(responseElements, 'ConsoleLogin') = 'Success' AND \
                    element_at(additionalEventData, 'MFAUsed') = 'No' ORDER BY eventTime DESC",
        words: "login logins logged signed factor multi authentication consolelogin",
        parameter: None,
    },
    Sample {
        alias: "failed-sign-ins",
        name: "Failed console sign-ins",
        description: "Sign-ins to the console that failed, by user and address.",
        statement: "SELECT coalesce(userIdentity.userName, userIdentity.arn, 'unknown') AS who, \
                    sourceIPAddress, count(*) AS times, max(eventTime) AS last FROM $EDS WHERE \
                    eventName = 'ConsoleLogin' AND element_at(responseElements, 'ConsoleLogin') = \
                    'Failure' GROUP BY 1, 2 ORDER BY times DESC",
        words: "login logins failure unsuccessful wrong password brute force",
        parameter: None,
    },
    Sample {
        alias: "assume-role-chains",
        name: "AssumeRole chains",
        description: "Roles that were assumed by the session of another role: who, by which session, \
                      and which role came of it.",
        statement: "SELECT eventTime, userIdentity.arn AS caller, \
                    userIdentity.sessionContext.sessionIssuer.arn AS role_of_caller, \
                    element_at(requestParameters, 'roleArn') AS role_assumed, \
                    json_extract_scalar(element_at(responseElements, 'credentials'), '$.accessKeyId') \
                    AS new_key FROM $EDS WHERE eventName = 'AssumeRole' AND userIdentity.type = \
                    'AssumedRole' ORDER BY eventTime",
        words: "assumed assume roles role chaining chain chained sts session",
        parameter: None,
    },
    Sample {
        alias: "access-denied-of-role",
        name: "Access denied for a role",
        description: "Calls of a role's sessions that were refused, by operation. Its parameter is the \
                      ARN of the role.",
        statement: "SELECT eventSource, eventName, count(*) AS times, max(eventTime) AS last, \
                    max(errorMessage) AS example FROM $EDS WHERE \
                    userIdentity.sessionContext.sessionIssuer.arn = '?' AND errorCode IN \
                    ('AccessDenied', 'AccessDeniedException', 'Client.UnauthorizedOperation', \
                    'UnauthorizedOperation') GROUP BY eventSource, eventName ORDER BY times DESC",
        words: "accessdenied denied unauthorized unauthorised refused forbidden permission permissions",
        parameter: Some(ROLE),
    },
    Sample {
        alias: "changes-before",
        name: "Changes in the half hour before an outage",
        description: "Everything that was changed in the half hour before a point in time. Its \
                      parameter is the time.",
        statement: "SELECT eventTime, awsRegion, eventSource, eventName, userIdentity.arn AS who, \
                    errorCode FROM $EDS WHERE readOnly = false AND eventTime BETWEEN \
                    from_iso8601_timestamp('?') - interval '30' minute AND from_iso8601_timestamp('?') \
                    ORDER BY eventTime",
        words: "change changed modified incident happened prior minutes",
        parameter: Some(TIME),
    },
    Sample {
        alias: "top-errors",
        name: "Top errors",
        description: "The most frequent errors of the last thirty days, by service and operation.",
        statement: "SELECT eventSource, eventName, errorCode, count(*) AS times FROM $EDS WHERE \
                    errorCode IS NOT NULL AND eventTime > now() - interval '30' day GROUP BY \
                    eventSource, eventName, errorCode ORDER BY times DESC LIMIT 20",
        words: "error frequent most common month failing failed calls",
        parameter: None,
    },
    Sample {
        alias: "top-users",
        name: "Most active users",
        description: "Who made the most calls in the last seven days.",
        statement: "SELECT userIdentity.arn AS who, count(*) AS calls, count_if(readOnly = false) AS \
                    changes, approx_distinct(sourceIPAddress) AS addresses FROM $EDS WHERE eventTime > \
                    now() - interval '7' day GROUP BY userIdentity.arn ORDER BY calls DESC LIMIT 20",
        words: "user principal principals identities top busiest calls api activity",
        parameter: None,
    },
    Sample {
        alias: "root-activity",
        name: "Activity of the root user",
        description: "What was done as the root user of the account.",
        statement: "SELECT eventTime, eventSource, eventName, sourceIPAddress, userAgent FROM $EDS \
                    WHERE userIdentity.type = 'Root' AND userIdentity.invokedBy IS NULL ORDER BY \
                    eventTime DESC",
        words: "superuser owner account",
        parameter: None,
    },
    Sample {
        alias: "iam-changes",
        name: "Changes of IAM users, roles and policies",
        description: "Calls that changed who may do what.",
        statement: "SELECT eventTime, eventName, userIdentity.arn AS who, \
                    coalesce(element_at(requestParameters, 'userName'), \
                    element_at(requestParameters, 'roleName'), element_at(requestParameters, \
                    'policyName'), element_at(requestParameters, 'policyArn')) AS what FROM $EDS WHERE \
                    eventSource = 'iam.amazonaws.com' AND readOnly = false ORDER BY eventTime DESC",
        words: "permission permissions privilege escalation created attached policy user role group",
        parameter: None,
    },
    Sample {
        alias: "network-changes",
        name: "Changes of security groups and networks",
        description: "Calls that changed what can reach what in a VPC.",
        statement: "SELECT eventTime, awsRegion, eventName, userIdentity.arn AS who, \
                    element_at(requestParameters, 'groupId') AS security_group FROM $EDS WHERE \
                    eventSource = 'ec2.amazonaws.com' AND readOnly = false AND (eventName LIKE \
                    '%SecurityGroup%' OR eventName LIKE '%NetworkAcl%' OR eventName LIKE '%Route%' OR \
                    eventName LIKE '%Gateway%') ORDER BY eventTime DESC",
        words: "vpc firewall ingress egress opened ports port acl route gateway",
        parameter: None,
    },
    Sample {
        alias: "logging-changes",
        name: "Changes of CloudTrail itself",
        description: "Calls that stopped, deleted or changed trails and event data stores.",
        statement: "SELECT eventTime, eventName, userIdentity.arn AS who, sourceIPAddress, errorCode \
                    FROM $EDS WHERE eventSource = 'cloudtrail.amazonaws.com' AND readOnly = false AND \
                    eventName NOT IN ('StartQuery', 'CancelQuery', 'GenerateQuery') ORDER BY eventTime \
                    DESC",
        words: "trail trails logging stopped disabled tampering audit",
        parameter: None,
    },
    Sample {
        alias: "object-access",
        name: "Access to objects of S3",
        description: "Who read, wrote and deleted objects, by bucket. The event data store must take \
                      data events.",
        statement: "SELECT element_at(requestParameters, 'bucketName') AS bucket, eventName, \
                    userIdentity.arn AS who, count(*) AS times FROM $EDS WHERE eventSource = \
                    's3.amazonaws.com' AND eventCategory = 'Data' GROUP BY 1, 2, 3 ORDER BY times DESC",
        words: "bucket buckets object downloaded read data",
        parameter: None,
    },
];

/// Words that say nothing about what is asked.
const EMPTY: [&str; 44] = [
    "a", "all", "an", "and", "any", "are", "at", "been", "by", "did", "do", "find", "for", "from",
    "get", "give", "had", "has", "have", "how", "i", "in", "is", "it", "last", "list", "made",
    "me", "my", "of", "on", "or", "our", "past", "show", "that", "the", "there", "to", "was",
    "were", "what", "which", "with",
];

/// Returns the samples that fit a phrase, the best first, each with how well it fits, from 0 to 1: the
/// share of its words that they have.
pub fn search(phrase: &str) -> Vec<(&'static Sample, f64)> {
    let asked = words(&without_parameters(phrase));
    if asked.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(&Sample, f64)> = SAMPLES
        .iter()
        .filter_map(|sample| {
            let known = words(&format!("{} {} {}", sample.name, sample.words, sample.alias));
            let hits = asked.iter().filter(|word| known.contains(word)).count();
            #[expect(clippy::cast_precision_loss, reason = "there are few words")]
            let share = hits as f64 / asked.len() as f64;
            (hits > 0).then_some((sample, share))
        })
        .collect();
    found.sort_by(|(_, left), (_, right)| right.total_cmp(left));
    found
}

/// Returns the words of a phrase that say something, each in its plain form.
fn words(phrase: &str) -> Vec<String> {
    let plain = |word: &str| {
        let word = word.to_lowercase();
        match word.strip_suffix('s') {
            Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem.to_owned(),
            _ => word,
        }
    };
    let mut words: Vec<String> = phrase
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !EMPTY.contains(&word.to_lowercase().as_str()))
        .map(plain)
        .collect();
    words.dedup();
    words
}

impl Sample {
    /// Returns the sample of an alias.
    pub fn of(alias: &str) -> Option<&'static Self> {
        SAMPLES.iter().find(|sample| sample.alias == alias)
    }

    /// Returns its statement for an event data store, with its parameter if it has one; fails with how
    /// many parameters it has.
    pub fn statement(&self, store: &str, parameters: &[String]) -> Result<String, usize> {
        let statement = self.statement.replace("$EDS", store);
        match (self.parameter, parameters) {
            (None, []) => Ok(statement),
            (Some(_), [value]) => {
                let literal = format!("'{}'", value.replace('\'', "''"));
                Ok(statement.replace("'?'", &literal))
            }
            (parameter, _) => Err(usize::from(parameter.is_some())),
        }
    }

    /// Returns its statement with its example in place of its parameter.
    pub fn example(&self, store: &str) -> String {
        let example = self.parameter.map_or("", |parameter| parameter.example);
        self.statement.replace("$EDS", store).replace('?', example)
    }

    /// Returns its parameter.
    pub const fn parameter(&self) -> Option<Parameter> {
        self.parameter
    }

    /// Returns what a question has in place of its parameter.
    pub fn asked(&self, question: &str) -> Option<String> {
        let parameter = self.parameter?;
        literals(question).find(|word| (parameter.is_one)(word)).map(str::to_owned)
    }
}

/// Returns the words of a question as they stand there, without quotes and full stops around them.
fn literals(question: &str) -> impl Iterator<Item = &str> {
    let around = |c: char| "'\"`,.;?!()".contains(c);
    question.split_whitespace().map(move |word| word.trim_matches(around))
}

/// Returns a question without what stands in it in place of parameters.
fn without_parameters(question: &str) -> String {
    let is_one = |word: &&str| [KEY, ROLE, TIME].iter().any(|known| (known.is_one)(word));
    literals(question).filter(|word| !is_one(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::sql::{Schema, Tables, plan};
    use super::*;

    const STORE: &str = "12345678-1234-1234-1234-123456789012";

    struct One;

    impl Tables for One {
        fn schema(&self, store: &str) -> Option<Schema> {
            (store == STORE).then_some(Schema::Events)
        }
    }

    #[test]
    fn every_sample_is_a_statement_and_found_by_its_title() {
        for sample in SAMPLES {
            let statement = sample.example(STORE);
            let planned = plan(&statement, &One, "2024-01-01 00:00:00.000");
            assert!(planned.is_ok(), "{statement}: {:?}", planned.map(|_| ()));
            assert!(sample.parameter.is_none_or(|parameter| (parameter.is_one)(parameter.example)));
            assert_eq!(search(sample.name)[0].0.alias, sample.alias);
        }
    }

    #[test]
    fn questions_find_the_sample_that_answers_them() {
        for (question, alias) in [
            ("What was deleted in the last two hours?", "deleted-resources"),
            ("What are my top errors in the past month?", "top-errors"),
            ("Show console logins without MFA", "sign-ins-without-mfa"),
            ("who changed security groups", "network-changes"),
            ("Everything this access key did", "access-key-activity"),
        ] {
            assert_eq!(search(question)[0].0.alias, alias, "{question}");
        }
        assert!(search("what is the weather like").is_empty());
        let question = "What did the access key AKIAI44QH8DHBEXAMPLE do last week?";
        let (sample, fit) = search(question)[0];
        assert_eq!((sample.alias, fit), ("access-key-activity", 1.0));
        assert_eq!(sample.asked(question).as_deref(), Some("AKIAI44QH8DHBEXAMPLE"));
        assert_eq!(sample.asked("What did an access key do?"), None);
        assert!(search("").is_empty());
    }

    #[test]
    fn parameters_are_put_in_as_texts() {
        let sample = Sample::of("access-key-activity").unwrap();
        assert_eq!(sample.statement(STORE, &[]), Err(1));
        let statement = sample.statement(STORE, &["it's".to_owned()]).unwrap();
        assert!(statement.contains("accessKeyId = 'it''s' AND"), "{statement}");
        let twice = Sample::of("changes-before").unwrap();
        let statement = twice.statement(STORE, &["2024-01-01".to_owned()]).unwrap();
        assert_eq!(statement.matches("('2024-01-01')").count(), 2, "{statement}");
    }
}
