//! The operations on conformance packs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::arn::partition_of;
use crate::bucket::{self, Bucket};
use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::schema::Shape;
use crate::services::config::conformance::template::{self, Place, Resource, text_of};
use crate::services::config::conformance::{BEGINNING, PACKS, Pack, RULES, SERVICE};
use crate::services::config::errors::{
    ACCESS_DENIED, CONFORMANCE_PACK_TEMPLATE_VALIDATION, INVALID_PARAMETER_VALUE,
    MAX_NUMBER_OF_CONFORMANCE_PACKS_EXCEEDED, check_like,
};
use crate::services::config::remediation::{Remediation, put as put_remediation};
use crate::services::config::rule::checks::{self, Wanted};
use crate::services::config::rule::{PROCESS_CHECK, Rule};
use crate::services::config::shapes::Nothing;
use crate::services::config::shapes::conformance_packs::{
    DeleteConformancePackRequest, DescribeConformancePackStatusRequest,
    DescribeConformancePackStatusResponse, DescribeConformancePacksRequest,
    DescribeConformancePacksResponse, PutConformancePackRequest, PutConformancePackResponse,
};
use crate::services::config::shapes::remediation::RemediationConfiguration;
use crate::services::config::shapes::rules::{ConfigRule, EvaluationMode, Owner};
use crate::store::Record;
use crate::value::json::compact;
use crate::value::{Object, Value};

use super::tags::put_tags;
use super::{paged, remediation, rules};

/// Creates a conformance pack, or puts what a template says in place of what it was.
///
/// Fails with, in the order in which they are checked: [`INVALID_PARAMETER_VALUE`] over the name,
/// [`ACCESS_DENIED`] over one that a service made, what `text` fails with, what `put_tags` fails with,
/// what `put` fails with. A rule that there cannot be leaves a conformance pack without rules whose
/// status says why.
pub fn put_conformance_pack(
    ctx: &mut Context<'_>,
    request: PutConformancePackRequest,
) -> Result<PutConformancePackResponse> {
    let name = request.conformance_pack_name;
    check_name(&name)?;
    if request.template_ssm_document_details.is_some() {
        let what = "configservice put-conformance-pack with a document of Systems Manager";
        return Err(Error::NotEmulated(what.to_owned()));
    }
    if let Some(known) = Pack::find(&ctx.txn, ctx.owner(), &name)?
        && known.created_by.is_some()
    {
        return Err(service_linked().into());
    }
    let text = text(ctx, request.template_s3_uri, request.template_body)?;
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags.as_deref().unwrap_or_default())?;
    let given = request.conformance_pack_input_parameters.unwrap_or_default();
    let told = Told {
        name,
        bucket: request.delivery_s3_bucket,
        prefix: request.delivery_s3_key_prefix,
        parameters: given
            .into_iter()
            .map(|one| (one.parameter_name, one.parameter_value))
            .collect(),
        tags,
        created_by: None,
    };
    let pack = put(ctx, told, &text)?;
    if let Some(failure) = &pack.failure {
        let what = if pack.rules.is_empty() { "has no rules" } else { "keeps the rules it had" };
        ctx.extra.warnings.push(format!("the conformance pack {what}: {failure}"));
    }
    Ok(PutConformancePackResponse { conformance_pack_arn: Some(pack.arn()) })
}

/// Fails with [`INVALID_PARAMETER_VALUE`] if a name is none of a conformance pack.
pub(super) fn check_name(name: &str) -> Result<(), ApiError> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_word) {
        return Ok(());
    }
    Err(invalid(&format!(
        "The conformance pack name '{name}' is not valid: it must begin with a letter, and have \
         letters, digits and hyphens only."
    )))
}

fn service_linked() -> ApiError {
    let message = "An AWS service owns this conformance pack. You do not have permissions to take \
                   action on it.";
    ApiError::new(ACCESS_DENIED, message)
}

/// Returns the template of a request.
///
/// Fails with `ValidationException` if what should name it does not, with [`INVALID_PARAMETER_VALUE`] if it
/// is not given, or not there.
pub(super) fn text(ctx: &Context<'_>, uri: Option<String>, body: Option<String>) -> Result<String> {
    match (uri, body) {
        (Some(uri), _) => {
            check_like(("templateS3Uri", &uri), "s3://.*")?;
            from_bucket(ctx, &uri)
        }
        (None, Some(body)) => Ok(body),
        (None, None) => {
            let message = "You must specify either a TemplateS3Uri or a TemplateBody.";
            Err(invalid(message).into())
        }
    }
}

/// What is told of a conformance pack besides its template.
pub(super) struct Told {
    /// Its name.
    pub name: String,
    /// The bucket that templates are kept in.
    pub bucket: Option<String>,
    /// What keys in this bucket begin with.
    pub prefix: Option<String>,
    /// The values of the parameters of its template.
    pub parameters: Vec<(String, String)>,
    /// Its tags, if it is new.
    pub tags: BTreeMap<String, String>,
    /// The service that makes it, if one does.
    pub created_by: Option<String>,
}

/// Puts a conformance pack, which has no rules if one of them cannot be.
///
/// Fails with [`MAX_NUMBER_OF_CONFORMANCE_PACKS_EXCEEDED`], then with
/// [`CONFORMANCE_PACK_TEMPLATE_VALIDATION`].
pub(super) fn put(ctx: &mut Context<'_>, told: Told, text: &str) -> Result<Pack> {
    let known = Pack::find(&ctx.txn, ctx.owner(), &told.name)?;
    if known.is_none() && Pack::of_region(&ctx.txn, ctx.owner())?.len() >= PACKS {
        let message = format!(
            "You have reached the limit of {PACKS} conformance packs that a region can have."
        );
        return Err(ApiError::new(MAX_NUMBER_OF_CONFORMANCE_PACKS_EXCEEDED, message).into());
    }
    let resources = read(ctx, text, &told.parameters)?;
    let mut pack = match known {
        Some(known) => known,
        None => Pack {
            account: ctx.caller.account.clone(),
            region: ctx.region.clone(),
            id: format!("{BEGINNING}{}", ctx.ids.letters(9)),
            stack: ctx.ids.uuid(),
            name: told.name,
            bucket: None,
            prefix: None,
            parameters: Vec::new(),
            requested: ctx.now,
            completed: None,
            failure: None,
            rules: Vec::new(),
            tags: told.tags,
            created_by: told.created_by,
        },
    };
    (pack.bucket, pack.prefix) = (told.bucket, told.prefix);
    (pack.parameters, pack.requested) = (told.parameters, ctx.now);
    let point = ctx.txn.savepoint();
    match deploy(ctx, &pack, &resources) {
        Ok(rules) => {
            (pack.rules, pack.completed, pack.failure) = (rules, Some(ctx.now), None);
        }
        Err(Error::Api(error)) => {
            ctx.txn.return_to(point);
            pack.failure = Some(error.message().to_owned());
        }
        Err(Error::NotEmulated(what)) => {
            ctx.txn.return_to(point);
            pack.failure = Some(format!("{what} is not emulated yet"));
        }
        Err(other) => return Err(other),
    }
    ctx.txn.put(&pack);
    Ok(pack)
}

/// How many bytes a template in a bucket has at most.
///
/// Source: AWS Config API Reference, "`PutConformancePack`".
const LONGEST: u64 = 300 * 1024;

/// Returns the template that lies in a bucket.
fn from_bucket(ctx: &Context<'_>, uri: &str) -> Result<String> {
    let refused = || invalid(&format!("The template {uri} cannot be read."));
    let (name, key) =
        uri.strip_prefix("s3://").and_then(|rest| rest.split_once('/')).ok_or_else(refused)?;
    let bucket = Bucket::find(&ctx.txn, name)?.ok_or_else(refused)?;
    let object = bucket::object(&ctx.txn, &bucket, key)?.ok_or_else(refused)?;
    if object.file.size > LONGEST {
        return Err(refused().into());
    }
    Ok(fs::read_to_string(&object.file.path).map_err(|_| refused())?)
}

/// Reads a template.
///
/// Fails with [`CONFORMANCE_PACK_TEMPLATE_VALIDATION`].
pub(super) fn read(
    ctx: &Context<'_>,
    text: &str,
    parameters: &[(String, String)],
) -> Result<Vec<Resource>, ApiError> {
    let place = Place {
        account: &ctx.caller.account,
        region: &ctx.region,
        partition: partition_of(&ctx.region),
    };
    let refused = |message: String| ApiError::new(CONFORMANCE_PACK_TEMPLATE_VALIDATION, message);
    let resources =
        template::read(text, &parameters.iter().cloned().collect(), place).map_err(refused)?;
    if resources.iter().filter(|resource| is_rule(resource)).count() > RULES {
        return Err(refused(format!("A conformance pack can have at most {RULES} rules.")));
    }
    let mut names = BTreeSet::new();
    for rule in resources.iter().filter(|resource| is_rule(resource)) {
        shape_of(rule).map_err(refused)?;
        let name = name_of(rule);
        if !names.insert(name.clone()) {
            return Err(refused(format!("Two rules of the template have the name {name}.")));
        }
    }
    Ok(resources)
}

fn is_rule(resource: &Resource) -> bool {
    resource.kind == "AWS::Config::ConfigRule"
}

/// Puts the rules and remediations of a template, and removes the rules that were there before and are
/// not in it; returns the names of the rules.
fn deploy(ctx: &mut Context<'_>, pack: &Pack, resources: &[Resource]) -> Result<Vec<String>> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut wanted = Vec::new();
    for resource in resources.iter().filter(|resource| is_rule(resource)) {
        let plain = name_of(resource);
        let full = format!("{plain}-{}", pack.id);
        names.insert(plain, full.clone());
        names.insert(resource.name.clone(), full.clone());
        wanted.push((full, read_rule(resource)?));
    }
    remove(ctx, &pack.rules, &wanted.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>())?;
    for (name, (description, wanted)) in &wanted {
        let known = Rule::find(&ctx.txn, ctx.owner(), name)?;
        let told = (name.clone(), description.clone(), BTreeMap::new());
        let mut rule = rules::put(ctx, known, told, wanted.clone())?;
        rule.created_by = Some(SERVICE.to_owned());
        ctx.txn.put(&rule);
    }
    for resource in resources.iter().filter(|resource| !is_rule(resource)) {
        let mut properties = resource.properties.clone();
        let rule = properties.get("ConfigRuleName").map(text_of).unwrap_or_default();
        let rule = names.get(&rule).cloned().unwrap_or(rule);
        properties.insert("ConfigRuleName".to_owned(), rule.into());
        for number in ["MaximumAutomaticAttempts", "RetryAttemptSeconds"] {
            if let Some(told) =
                properties.get(number).map(text_of).and_then(|t| t.parse::<i64>().ok())
            {
                properties.insert(number.to_owned(), Value::from(told));
            }
        }
        if let Some(told) = properties.get("Automatic").map(text_of) {
            properties.insert("Automatic".to_owned(), (told == "true").into());
        }
        let shape = RemediationConfiguration::read(&Value::Object(properties));
        let shape = shape.map_err(|mismatch| invalid(&mismatch.to_string()))?;
        let found = remediation::read(ctx, shape)?;
        put_remediation(ctx, &found)?;
    }
    Ok(wanted.into_iter().map(|(name, _)| name).collect())
}

/// Removes rules and what is done about what they find, but those that stay.
fn remove(ctx: &mut Context<'_>, names: &[String], staying: &[String]) -> Result<()> {
    let owner = (ctx.caller.account.clone(), ctx.region.clone());
    let owner = (owner.0.as_str(), owner.1.as_str());
    for name in names {
        if let Some(found) = Remediation::find(&ctx.txn, owner, name)? {
            ctx.txn.delete(&found.key());
        }
        if staying.contains(name) {
            continue;
        }
        if let Some(mut rule) = Rule::find(&ctx.txn, owner, name)? {
            rules::remove(ctx, &mut rule)?;
        }
    }
    Ok(())
}

/// Returns the name of a rule in its template.
fn name_of(resource: &Resource) -> String {
    let told = resource.properties.get("ConfigRuleName").map(text_of);
    told.unwrap_or_else(|| resource.name.clone())
}

/// Returns the properties of a rule, whose parameters are an object and no text; fails with what is
/// wrong with them.
fn shape_of(resource: &Resource) -> Result<ConfigRule, String> {
    let mut properties = resource.properties.clone();
    if let Some(Value::Object(parameters)) = properties.get("InputParameters") {
        let texts: Object = parameters
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(text_of(value))))
            .collect();
        let text = compact(&Value::Object(texts));
        properties.insert("InputParameters".to_owned(), text.into());
    }
    ConfigRule::read(&Value::Object(properties))
        .map_err(|mismatch| format!("{}: {mismatch}", resource.name))
}

/// Reads a rule.
fn read_rule(resource: &Resource) -> Result<(Option<String>, Wanted)> {
    let shape = shape_of(resource).map_err(|message| invalid(&message))?;
    let is_process_check = shape.source.owner == Owner::Aws
        && shape.source.source_identifier.as_deref() == Some(PROCESS_CHECK);
    let description = shape.description.clone();
    if is_process_check {
        let wanted = Wanted {
            scope: None,
            owner: shape.source.owner,
            source: PROCESS_CHECK.to_owned(),
            triggers: Vec::new(),
            parameters: None,
            frequency: None,
            modes: vec![EvaluationMode::Detective],
        };
        return Ok((description, wanted));
    }
    Ok((description, checks::read(&shape)?))
}

/// Deletes a conformance pack with its rules and what they found.
///
/// Fails with `NoSuchConformancePackException`, then with [`ACCESS_DENIED`] if a service made it.
pub fn delete_conformance_pack(
    ctx: &mut Context<'_>,
    request: DeleteConformancePackRequest,
) -> Result<Nothing> {
    let pack = Pack::named(ctx, &request.conformance_pack_name)?;
    if pack.created_by.is_some() {
        return Err(service_linked().into());
    }
    remove_pack(ctx, &pack)?;
    Ok(Nothing {})
}

/// Removes a conformance pack with its rules and what they found.
pub(super) fn remove_pack(ctx: &mut Context<'_>, pack: &Pack) -> Result<()> {
    remove(ctx, &pack.rules, &[])?;
    ctx.txn.delete(&pack.key());
    Ok(())
}

/// Shows conformance packs.
///
/// Fails with `NoSuchConformancePackException`, then with `InvalidNextTokenException`.
pub fn describe_conformance_packs(
    ctx: &mut Context<'_>,
    request: DescribeConformancePacksRequest,
) -> Result<DescribeConformancePacksResponse> {
    let packs = match request.conformance_pack_names.as_deref() {
        None | Some([]) => Pack::of_region(&ctx.txn, ctx.owner())?,
        Some(names) => {
            names.iter().map(|name| Pack::named(ctx, name)).collect::<Result<Vec<_>>>()?
        }
    };
    let asked = (request.next_token.as_deref(), request.limit, 10);
    let (page, next_token) = paged("DescribeConformancePacks", packs, asked)?;
    Ok(DescribeConformancePacksResponse {
        conformance_pack_details: Some(page.iter().map(Pack::shown).collect()),
        next_token,
    })
}

/// Tells how far conformance packs are; one that is not there is passed over.
///
/// Fails with `InvalidNextTokenException`.
pub fn describe_conformance_pack_status(
    ctx: &mut Context<'_>,
    request: DescribeConformancePackStatusRequest,
) -> Result<DescribeConformancePackStatusResponse> {
    let mut packs = Pack::of_region(&ctx.txn, ctx.owner())?;
    if let Some(names) = request.conformance_pack_names.filter(|names| !names.is_empty()) {
        packs.retain(|pack| names.contains(&pack.name));
    }
    let asked = (request.next_token.as_deref(), request.limit, 10);
    let (page, next_token) = paged("DescribeConformancePackStatus", packs, asked)?;
    Ok(DescribeConformancePackStatusResponse {
        conformance_pack_status_details: Some(page.iter().map(Pack::status).collect()),
        next_token,
    })
}

fn invalid(message: &str) -> ApiError {
    ApiError::new(INVALID_PARAMETER_VALUE, message)
}
