//! The operations on the keys of datasets.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::cloudwatch::dataset::{self, Dataset};
use crate::services::cloudwatch::errors::KMS_KEY_NOT_FOUND_EXCEPTION;
use crate::services::cloudwatch::shapes::data::Nothing;
use crate::services::cloudwatch::shapes::datasets::{
    AssociateDatasetKmsKeyInput, DisassociateDatasetKmsKeyInput, GetDatasetInput, GetDatasetOutput,
};

/// Notes the key that the dataset is encrypted with, in place of another. Every key that has a good
/// name is there and can be used.
///
/// Fails as [`dataset::check_identifier`] and [`dataset::check_key`] do, then with
/// [`KMS_KEY_NOT_FOUND_EXCEPTION`] for a key of another region; its sentence is ours.
pub fn associate_dataset_kms_key(
    ctx: &mut Context<'_>,
    request: AssociateDatasetKmsKeyInput,
) -> Result<Nothing> {
    dataset::check_identifier(ctx.owner(), &request.dataset_identifier)?;
    let kms_key_arn = request.kms_key_arn;
    if dataset::check_key(&kms_key_arn)? != ctx.region {
        let sentence = format!("The key {kms_key_arn} is not in the region {}.", ctx.region);
        return Err(ApiError::new(KMS_KEY_NOT_FOUND_EXCEPTION, sentence).into());
    }
    let (account, region) = (ctx.caller.account.clone(), ctx.region.clone());
    ctx.txn.put(&Dataset { account, region, kms_key_arn });
    Ok(Nothing {})
}

/// Notes that the dataset is encrypted with a key of AWS again.
///
/// Fails as [`dataset::check_identifier`] does, and as [`dataset::missing`] says if it has no key.
pub fn disassociate_dataset_kms_key(
    ctx: &mut Context<'_>,
    request: DisassociateDatasetKmsKeyInput,
) -> Result<Nothing> {
    dataset::check_identifier(ctx.owner(), &request.dataset_identifier)?;
    let key = Dataset::key_of(ctx.owner());
    if ctx.txn.get::<Dataset>(&key)?.is_none() {
        return Err(dataset::missing().into());
    }
    ctx.txn.delete(&key);
    Ok(Nothing {})
}

/// Shows the dataset, with its key if it has one.
///
/// Fails as [`dataset::check_identifier`] does.
pub fn get_dataset(ctx: &mut Context<'_>, request: GetDatasetInput) -> Result<GetDatasetOutput> {
    dataset::check_identifier(ctx.owner(), &request.dataset_identifier)?;
    let kept = ctx.txn.get::<Dataset>(&Dataset::key_of(ctx.owner()))?;
    Ok(GetDatasetOutput {
        dataset_id: dataset::NAME.to_owned(),
        arn: ctx.arn("cloudwatch", format_args!("dataset/{}", dataset::NAME)),
        kms_key_arn: kept.map(|dataset| dataset.kms_key_arn),
    })
}
