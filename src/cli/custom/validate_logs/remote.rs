//! Archives in S3, or in what speaks its protocol: what is needed to reach them.
//!
//! Credentials are keys in the environment or in a profile, in the order of botocore: a profile that is
//! named on the command line comes before the environment, and one that takes a role has no keys.
//! Roles and sign-ins need calls of AWS, which the AWS CLI makes.
//!
//! Reading them takes the feature `s3`; without it a build says so.

use std::sync::Arc;

use super::objects::Objects;
use crate::cli::environment::Environment;
use crate::cli::exit::{Failure, Outcome};
use crate::cli::globals::Session;
use crate::cli::profile::Configuration;

/// What the place of an archive in S3 begins with.
pub(super) const SCHEME: &str = "s3://";

/// How S3 is reached.
#[derive(Clone, Debug, Default)]
#[cfg_attr(not(feature = "s3"), expect(dead_code, reason = "nothing is reached without it"))]
pub(super) struct Access {
    /// Where it is, if it is not AWS's.
    pub(super) endpoint: Option<String>,
    /// The region of the buckets.
    pub(super) region: String,
    /// The access key, its secret and a token; `None` if nobody said them.
    pub(super) credentials: Option<Credentials>,
    /// Whether requests are not signed.
    pub(super) is_anonymous: bool,
}

/// Who reads.
#[derive(Clone)]
#[cfg_attr(not(feature = "s3"), expect(dead_code, reason = "nothing is reached without it"))]
pub(super) struct Credentials {
    pub(super) access_key: String,
    pub(super) secret: String,
    pub(super) token: Option<String>,
}

impl Credentials {
    fn of((access_key, secret): (String, String), token: Option<String>) -> Self {
        Self { access_key, secret, token }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

impl Access {
    /// Takes it from the command line, the environment and the profile, as the AWS CLI does.
    ///
    /// `--region` names the region of the chain, not that of the bucket, which the environment or the
    /// profile does.
    ///
    /// Fails if the profile does not exist or the files of profiles cannot be read.
    pub(super) fn of(session: &Session, environment: &Environment) -> Outcome<Self> {
        let named = session.profile.as_deref();
        let profile = Configuration::load(environment)?.scoped(environment, named)?;
        let setting =
            |name: &str| profile.get(name).filter(|value| !value.is_empty()).map(str::to_owned);
        let variable =
            |name: &str| environment.get(name).filter(|v| !v.is_empty()).map(str::to_owned);
        let endpoint = session.endpoint_url.clone();
        let region = variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION"));
        let otherwise = || match session.named_region {
            Some(_) => setting("region").unwrap_or_else(|| "us-east-1".to_owned()),
            None => session.region.clone(),
        };
        let in_variables = || {
            let pair = variable("AWS_ACCESS_KEY_ID").zip(variable("AWS_SECRET_ACCESS_KEY"))?;
            Some(Credentials::of(pair, variable("AWS_SESSION_TOKEN")))
        };
        let takes_role = setting("role_arn").is_some();
        let in_profile = || {
            let pair = setting("aws_access_key_id").zip(setting("aws_secret_access_key"))?;
            (!takes_role).then(|| Credentials::of(pair, setting("aws_session_token")))
        };
        // A profile that is named counts more than variables.
        let variables = if named.is_some() { None } else { in_variables() };
        Ok(Self {
            endpoint: endpoint
                .or_else(|| variable("AWS_ENDPOINT_URL_S3"))
                .or_else(|| variable("AWS_ENDPOINT_URL"))
                .or_else(|| setting("endpoint_url")),
            region: region.unwrap_or_else(otherwise),
            credentials: variables.or_else(in_profile),
            is_anonymous: session.no_sign_request,
        })
    }

    /// Opens the archive at `BUCKET[/PREFIX]`.
    ///
    /// Fails if this build cannot, if no bucket is named, and if nobody said who reads.
    pub(super) fn open(&self, place: &str) -> Outcome<Arc<dyn Objects>> {
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        if bucket.is_empty() {
            return Err(Failure::Parameter(format!(
                "--archive {SCHEME}{place} names no bucket, as in s3://BUCKET/PREFIX"
            )));
        }
        self.open_bucket(bucket, prefix.trim_matches('/'))
    }

    #[cfg(not(feature = "s3"))]
    #[expect(clippy::unused_self, reason = "a build that can read S3 needs it")]
    fn open_bucket(&self, bucket: &str, _: &str) -> Outcome<Arc<dyn Objects>> {
        Err(no_support(bucket))
    }

    #[cfg(feature = "s3")]
    fn open_bucket(&self, bucket: &str, prefix: &str) -> Outcome<Arc<dyn Objects>> {
        if self.credentials.is_none() && !self.is_anonymous {
            let message = "Unable to locate credentials. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, \
                           which 'aws configure export-credentials --format env' prints for profiles \
                           that take a role or sign in, or name a profile that has them; for a public \
                           bucket say --no-sign-request.";
            return Err(Failure::Config("NoCredentials", message.to_owned()));
        }
        Ok(Arc::new(super::s3::Bucket::open(self, bucket, prefix)?))
    }
}

/// Returns what a build without the feature says.
#[cfg(any(test, not(feature = "s3")))]
fn no_support(bucket: &str) -> Failure {
    Failure::General(format!(
        "this build of trailwatch has no S3 support. Install one that has, with 'cargo install --path \
         . --features s3' in its source, or copy the bucket: 'aws s3 sync s3://{bucket} DIR'"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_s3_says_so_and_how_to_get_it() {
        let Failure::General(text) = no_support("logs") else { panic!("another failure") };
        assert_eq!(
            text,
            "this build of trailwatch has no S3 support. Install one that has, with 'cargo install --path . \
             --features s3' in its source, or copy the bucket: 'aws s3 sync s3://logs DIR'"
        );
        #[cfg(not(feature = "s3"))]
        assert!(matches!(Access::default().open("logs/p"), Err(Failure::General(_))));
    }
}
