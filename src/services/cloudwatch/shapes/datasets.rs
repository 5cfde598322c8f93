//! Shapes of the operations on the keys of datasets.

use crate::schema::Limit::{MaxLength, MinLength};
use crate::shape;

shape! {
    /// What associate-dataset-kms-key takes.
    pub struct AssociateDatasetKmsKeyInput {
        /// The name or ARN of the dataset.
        dataset_identifier: String = "DatasetIdentifier" [MinLength(1), MaxLength(2048)],
        /// The ARN of the KMS key.
        kms_key_arn: String = "KmsKeyArn" [MinLength(20), MaxLength(2048)],
    }

    /// What disassociate-dataset-kms-key takes.
    pub struct DisassociateDatasetKmsKeyInput {
        /// The name or ARN of the dataset.
        dataset_identifier: String = "DatasetIdentifier" [MinLength(1), MaxLength(2048)],
    }

    /// What get-dataset takes.
    pub struct GetDatasetInput {
        /// The name or ARN of the dataset.
        dataset_identifier: String = "DatasetIdentifier" [MinLength(1), MaxLength(2048)],
    }

    /// What get-dataset answers.
    pub struct GetDatasetOutput {
        /// Its name.
        dataset_id: String = "DatasetId" [MinLength(7), MaxLength(7)],
        /// Its ARN.
        arn: String = "Arn" [MinLength(1), MaxLength(2048)],
        /// The ARN of the KMS key, if it has one of the account.
        kms_key_arn: Option<String> = "KmsKeyArn" [MinLength(20), MaxLength(2048)],
    }
}
