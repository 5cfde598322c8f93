//! What it takes to record and to judge many resources: how much is read and written, which is counted.

use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::services::config::SERVICE;
use crate::services::config::item::Found;
use crate::services::config::resource::Simulated;
use crate::store::kind_of;
use crate::store::tally::{self, Tally};
use crate::value::Object;

const REGION: &str = "us-east-1";
const ACCOUNT: &str = "123456789012";

const INSTANCE: &str = "AWS::EC2::Instance";
const FUNCTION: &str = "AWS::Lambda::Function";
const VOLUME: &str = "AWS::EC2::Volume";

/// How many resources there are of each type: three blocks of a sealed file.
const EACH: usize = 600;

/// Rules about instances, and one about volumes.
const RULES: [&str; 5] = [
    "EBS_OPTIMIZED_INSTANCE",
    "EC2_IMDSV2_CHECK",
    "EC2_INSTANCE_DETAILED_MONITORING_ENABLED",
    "EC2_INSTANCE_PROFILE_ATTACHED",
    "EC2_VOLUME_INUSE_CHECK",
];

struct World {
    engine: Engine,
    _folder: TempDir,
}

impl World {
    /// Makes a world in which many resources are recorded.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            home: Home::new(folder.path().join("home")),
            patience: Duration::ZERO,
            clock: Clock::from_fn(|| Timestamp::from_secs(1_700_000_000)),
            seed: Some(1),
            caller: Caller { account: ACCOUNT.to_owned(), user: "student".to_owned() },
        };
        let engine = Engine::new(settings, Watch::silent());
        let mut world = Self { engine, _folder: folder };
        let now = Timestamp::from_secs(1_700_000_000);
        world.engine.set_clock(clock::Change::Set(now)).unwrap();
        let role = format!("arn:aws:iam::{ACCOUNT}:role/config");
        let recorder = json!({"ConfigurationRecorder": {"name": "default", "roleARN": role}});
        world.call("PutConfigurationRecorder", &recorder);
        world
            .engine
            .with_context(REGION, |ctx| {
                let mut recorder =
                    crate::services::config::recorder::Recorder::of(&ctx.txn, ACCOUNT, REGION)?
                        .expect("it was put");
                recorder.recording = true;
                ctx.txn.put(&recorder);
                Ok(())
            })
            .unwrap();
        let all = [INSTANCE, FUNCTION, VOLUME];
        let all = all.iter().flat_map(|kind| (0..EACH).map(|number| found(kind, number, "old")));
        world.put(all.collect());
        world
    }

    fn put(&mut self, all: Vec<Found>) {
        let put = |ctx: &mut Context<'_>| Simulated::put_all(&mut ctx.txn, all);
        self.engine.with_context(REGION, put).unwrap();
    }

    fn call(&mut self, name: &str, request: &Value) -> Value {
        let operation = SERVICE.operations.iter().find(|operation| operation.name == name);
        let outcome = self.engine.call(Call {
            service: &SERVICE,
            operation: operation.unwrap(),
            region: REGION,
            request,
            body: None,
            printed: None,
            command: "test",
        });
        outcome.result.unwrap().document
    }

    fn put_rule(&mut self, identifier: &str) {
        let source = json!({"Owner": "AWS", "SourceIdentifier": identifier});
        let rule = json!({"ConfigRuleName": identifier, "Source": source});
        self.call("PutConfigRule", &json!({"ConfigRule": rule}));
    }

    /// Asks all rules to judge again, two minutes later.
    fn start(&mut self) {
        self.engine.set_clock(clock::Change::Advance(Duration::from_mins(2))).unwrap();
        self.call("StartConfigRulesEvaluation", &json!({}));
    }
}

fn found(kind: &str, number: usize, word: &str) -> Found {
    Found {
        account: ACCOUNT.to_owned(),
        region: REGION.to_owned(),
        kind: kind.to_owned(),
        id: format!("thing-{number:04}"),
        name: None,
        arn: None,
        zone: "us-east-1a".to_owned(),
        created: None,
        tags: std::collections::BTreeMap::from([("team".to_owned(), "a".to_owned())]),
        relationships: Vec::new(),
        configuration: json!({"word": word, "ebsOptimized": word == "new"}),
        supplementary: Object::new(),
    }
}

/// Returns how often records of a kind were written.
fn written(tally: &Tally, kind: &str) -> usize {
    let kinds = tally.written.iter().map(|key| kind_of(key));
    kinds.filter(|other| other == kind).count()
}

#[test]
fn many_items_go_into_a_sealed_file_at_once() {
    let mut world = World::new();
    let all = (0..EACH * 2).map(|number| found(INSTANCE, number, "new")).collect();
    let ((), tally) = tally::of(|| world.put(all));
    assert_eq!(written(&tally, "configuration item"), 0);
    assert_eq!(written(&tally, "sealed"), 1);
    // A chunk is written once, however many of its resources change.
    assert!(written(&tally, "resources") < EACH / 4, "{}", written(&tally, "resources"));

    // What rules find is recorded, too: an item of compliance for each.
    let ((), tally) = tally::of(|| world.put_rule(RULES[0]));
    assert_eq!(written(&tally, "configuration item"), 0);
    assert_eq!(written(&tally, "sealed"), 1);
}

#[test]
fn what_a_transaction_seals_it_can_read() {
    let mut world = World::new();
    let all: Vec<Found> = (0..EACH * 2).map(|number| found(FUNCTION, number, "new")).collect();
    let read = |ctx: &mut Context<'_>| {
        Simulated::put_all(&mut ctx.txn, all)?;
        inventory::observe(ctx)?;
        let owner = (ACCOUNT, REGION);
        let items = crate::services::config::keeping::current_of(&ctx.txn, owner, FUNCTION)?;
        Ok(items.iter().filter(|item| item.found.configuration["word"] == "new").count())
    };
    assert_eq!(world.engine.with_context(REGION, read).unwrap(), EACH * 2);
}

#[test]
fn rules_read_what_they_are_about_and_once_for_all() {
    let mut world = World::new();
    let ((), tally) = tally::of(|| world.put_rule(RULES[4]));
    assert_eq!(tally.blocks, 3, "a rule about volumes");
    for rule in &RULES[..4] {
        world.put_rule(rule);
    }
    let ((), tally) = tally::of(|| world.start());
    assert_eq!(tally.blocks, 6, "four rules about instances, and one about volumes");
    assert_eq!(written(&tally, "evaluation results"), 0, "nothing is found otherwise");
    assert_eq!(written(&tally, "resources"), 0);

    // Rules about the account, or about trails, read no item.
    world.put_rule("CLOUD_TRAIL_ENABLED");
    let ((), tally) = tally::of(|| world.put_rule("CLOUD_TRAIL_ENABLED"));
    assert_eq!(tally.blocks, 0);
}

#[test]
fn last_items_are_read_where_they_are_and_not_where_others_were() {
    let mut world = World::new();
    for word in ["second", "third"] {
        world.engine.set_clock(clock::Change::Advance(Duration::from_hours(1))).unwrap();
        let all = [INSTANCE, FUNCTION, VOLUME];
        let all = all.iter().flat_map(|kind| (0..EACH).map(|number| found(kind, number, word)));
        world.put(all.collect());
    }
    let ((), tally) = tally::of(|| world.put_rule(RULES[4]));
    assert_eq!(tally.blocks, 3);
    let expression = "SELECT configuration.word, COUNT(*) GROUP BY configuration.word";
    let (rows, tally) =
        tally::of(|| world.call("SelectResourceConfig", &json!({"Expression": expression})));
    let rows = rows["Results"].to_string();
    assert!(rows.contains("third") && !rows.contains("second"), "{rows}");
    // Three of each type; what tells whether volumes comply is not sealed yet.
    assert_eq!(tally.blocks, 9);
}

#[test]
fn a_change_of_a_resource_costs_only_the_rules_that_it_is_in_the_scope_of() {
    let mut world = World::new();
    for rule in RULES {
        world.put_rule(rule);
    }
    let ((), tally) = tally::of(|| world.put(vec![found(FUNCTION, 7, "new")]));
    assert_eq!(written(&tally, "evaluation results"), 0);
    assert_eq!(written(&tally, "config rule"), 0);
    let ((), tally) = tally::of(|| world.put(vec![found(INSTANCE, 7, "new")]));
    assert_eq!(written(&tally, "evaluation results"), 4);
    assert_eq!(written(&tally, "config rule"), 4);
    assert_eq!(tally.blocks, 0);

    // One that none of the rules takes is not written, either.
    let rule = json!({"ConfigRuleName": "other", "Scope": {"TagKey": "no-such"},
        "Source": {"Owner": "AWS", "SourceIdentifier": "REQUIRED_TAGS"},
        "InputParameters": "{\"tag1Key\": \"team\"}"});
    world.call("PutConfigRule", &json!({"ConfigRule": rule}));
    let ((), tally) = tally::of(|| world.put(vec![found(VOLUME, 7, "new")]));
    assert_eq!(written(&tally, "config rule"), 1);
}

#[test]
fn compliance_is_told_without_reading_much() {
    let mut world = World::new();
    for rule in RULES {
        world.put_rule(rule);
    }
    let of_rule = json!({"ConfigRuleName": RULES[1]});
    let of_resource = json!({"ResourceType": INSTANCE, "ResourceId": "thing-0300"});
    for (name, request) in [
        ("DescribeComplianceByConfigRule", &json!({})),
        ("DescribeComplianceByResource", &json!({})),
        ("GetComplianceDetailsByConfigRule", &of_rule),
        ("GetComplianceDetailsByResource", &of_resource),
        ("GetComplianceSummaryByConfigRule", &json!({})),
        ("GetComplianceSummaryByResourceType", &json!({})),
    ] {
        let (_, tally) = tally::of(|| world.call(name, request));
        assert_eq!(tally.blocks, 0, "{name}");
        assert!(tally.records < 60, "{name} reads {} records", tally.records);
    }
}
