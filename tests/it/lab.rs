//! The library as the command line uses it, with a home of its own, a seed and a clock that stands.

use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use trailwatch::bucket::Bucket;
use trailwatch::context::{Caller, Context};
use trailwatch::engine::clock::Change;
use trailwatch::engine::{Call, Engine, Settings, Watch};
use trailwatch::error::Error;
use trailwatch::operation::Service;
use trailwatch::services::cloudtrail::identity::Identity;
use trailwatch::services::cloudtrail::simulated::Simulated;
use trailwatch::services::cloudtrail::trail::Trail;
use trailwatch::services::cloudtrail::{self, SERVICE};
use trailwatch::services::cloudwatch;
use trailwatch::store::Home;
use trailwatch::time::Timestamp;
use trailwatch::time::clock::Clock;
use trailwatch::time::text::parse_date;

/// The account that calls.
pub(crate) const ACCOUNT: &str = "123456789012";

/// An engine, and the region that calls go to.
pub(crate) struct Lab {
    pub folder: TempDir,
    pub engine: Engine,
    pub region: String,
}

impl Lab {
    /// Makes one whose clock stands at a time.
    pub(crate) fn at(now: &str) -> Self {
        Self::in_folder(tempfile::tempdir().unwrap(), Some(now))
    }

    /// Makes one of a folder that has a home, or gets one whose clock stands at a time.
    pub(crate) fn in_folder(folder: TempDir, now: Option<&str>) -> Self {
        let settings = Settings {
            home: Home::new(folder.path().join("home")),
            // Processes that other tests start have the lock, too, until they are what they will be.
            patience: Duration::from_secs(10),
            clock: Clock::from_fn(|| time("2030-01-01T00:00:00Z")),
            seed: Some(1),
            caller: Caller { account: ACCOUNT.to_owned(), user: "student".to_owned() },
        };
        let engine = Engine::new(settings, Watch::silent());
        let mut lab = Self { folder, engine, region: "us-east-1".to_owned() };
        if let Some(now) = now {
            lab.engine.set_clock(Change::Set(time(now))).unwrap();
        }
        lab
    }

    /// Calls an operation of CloudTrail in a region.
    pub(crate) fn call_in(
        &mut self,
        region: &str,
        name: &str,
        request: &Value,
    ) -> Result<Value, Error> {
        self.call_to(&SERVICE, region, name, request)
    }

    /// Calls an operation of CloudWatch.
    pub(crate) fn metrics(&mut self, name: &str, request: &Value) -> Result<Value, Error> {
        let region = self.region.clone();
        self.call_to(&cloudwatch::SERVICE, &region, name, request)
    }

    /// Calls an operation of a service in a region.
    pub(crate) fn call_to(
        &mut self,
        service: &'static Service,
        region: &str,
        name: &str,
        request: &Value,
    ) -> Result<Value, Error> {
        let operation = service.operation(name).unwrap();
        let (body, printed, command) = (None, None, "test");
        let call = Call { service, operation, region, request, body, printed, command };
        self.engine.call(call).result.map(|answer| answer.document)
    }

    /// Calls an operation of CloudTrail, which must succeed.
    pub(crate) fn call(&mut self, name: &str, request: &Value) -> Value {
        let region = self.region.clone();
        self.call_in(&region, name, request).unwrap()
    }

    /// Makes a bucket, and a trail that records into it.
    pub(crate) fn trail(&mut self, name: &str, bucket: &str, settings: &Value) {
        self.bucket(bucket, true);
        let mut request = json!({"Name": name, "S3BucketName": bucket});
        for (member, value) in settings.as_object().unwrap() {
            request[member] = value.clone();
        }
        self.call("CreateTrail", &request);
        self.call("StartLogging", &json!({"Name": name}));
    }

    /// Returns the status of a trail in a region.
    pub(crate) fn status(&mut self, region: &str, arn: &str) -> Value {
        self.call_in(region, "GetTrailStatus", &json!({"Name": arn})).unwrap()
    }

    /// Returns a call of another service that the caller makes, at any time.
    pub(crate) fn call_of(&self, region: &str, service: &str, action: &str) -> Simulated {
        Simulated {
            account: ACCOUNT.to_owned(),
            identity: Identity::of_caller(&self.engine.settings().caller, "aws"),
            source: format!("{service}.amazonaws.com"),
            action: action.to_owned(),
            region: region.to_owned(),
            time: Timestamp::MIN,
            request: Value::Null,
            response: Value::Null,
            error_code: None,
            error_message: None,
            resources: Vec::new(),
            read_only: None,
            management: None,
            vpc_endpoint: None,
            network_activity: false,
            from_console: false,
            source_ip: "127.0.0.1".to_owned(),
            user_agent: "test".to_owned(),
        }
    }

    /// Records a call of another service.
    pub(crate) fn simulate(&mut self, region: &str, service: &str, action: &str, request: Value) {
        let call = self.call_of(region, service, action);
        let record = |ctx: &mut Context<'_>| {
            let trails = Trail::of_account(&ctx.txn, ACCOUNT)?;
            let event = Simulated { time: ctx.now, request, ..call }.event(&mut ctx.ids);
            cloudtrail::record(ctx, &event, &trails)
        };
        self.engine.with_context(region, record).unwrap();
    }

    /// Calls an operation that only reads, in a region; it is an event of it.
    pub(crate) fn read_in(&mut self, region: &str) {
        self.call_in(region, "ListTrails", &json!({})).unwrap();
    }

    /// Moves the clock on.
    pub(crate) fn pass(&mut self, minutes: u64) {
        self.engine.set_clock(Change::Advance(Duration::from_mins(minutes))).unwrap();
    }

    /// Moves the clock on by seconds.
    pub(crate) fn pass_secs(&mut self, secs: u64) {
        self.engine.set_clock(Change::Advance(Duration::from_secs(secs))).unwrap();
    }

    /// Makes a bucket in which CloudTrail may write, or changes it so that it may or may not.
    pub(crate) fn bucket(&mut self, name: &str, open: bool) {
        let name = name.to_owned();
        let put = |ctx: &mut Context<'_>| {
            let created = Bucket::find(&ctx.txn, &name)?.map_or(ctx.now, |bucket| bucket.created);
            ctx.txn.put(&Bucket {
                policy: open.then(|| policy(&name)),
                name,
                account: ACCOUNT.to_owned(),
                region: "us-east-1".to_owned(),
                created,
                changed: ctx.now,
            });
            Ok(())
        };
        self.engine.with_context("us-east-1", put).unwrap();
    }

    /// Removes a bucket; its files stay, as they would if it were made again.
    pub(crate) fn remove_bucket(&mut self, name: &str) {
        let key = Bucket::key_of(name);
        self.engine
            .with_context("us-east-1", |ctx| {
                ctx.txn.delete(&key);
                Ok(())
            })
            .unwrap();
    }
}

/// Returns a point in time.
pub(crate) fn time(text: &str) -> Timestamp {
    parse_date(text).unwrap()
}

/// Returns the policy that lets CloudTrail write into a bucket.
fn policy(bucket: &str) -> String {
    let cloudtrail = json!({"Service": "cloudtrail.amazonaws.com"});
    json!({
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": cloudtrail,
                "Action": "s3:GetBucketAcl",
                "Resource": format!("arn:aws:s3:::{bucket}"),
            },
            {
                "Effect": "Allow",
                "Principal": cloudtrail,
                "Action": "s3:PutObject",
                "Resource": format!("arn:aws:s3:::{bucket}/*"),
                "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
            },
        ],
    })
    .to_string()
}
