//! Shapes of the operations on how long configurations are kept.

use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::shape;

shape! {
    /// What delete-retention-configuration takes.
    pub struct DeleteRetentionConfigurationRequest {
        /// The name of the setting, which is default.
        retention_configuration_name: String =
            "RetentionConfigurationName" [MinLength(1), MaxLength(256)],
    }

    /// What describe-retention-configurations takes.
    pub struct DescribeRetentionConfigurationsRequest {
        /// Only the setting of this name, which is default.
        retention_configuration_names: Option<Vec<String>> =
            "RetentionConfigurationNames" [MaxLength(1), Each(&[MinLength(1), MaxLength(256)])],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-retention-configurations answers.
    pub struct DescribeRetentionConfigurationsResponse {
        /// The settings.
        retention_configurations: Option<Vec<RetentionConfiguration>> = "RetentionConfigurations",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What put-retention-configuration takes.
    pub struct PutRetentionConfigurationRequest {
        /// How many days configurations are kept: 30 to 2,557, which is seven years.
        retention_period_in_days: i32 = "RetentionPeriodInDays" [Min(30), Max(2557)],
    }

    /// What put-retention-configuration answers.
    pub struct PutRetentionConfigurationResponse {
        /// The setting.
        retention_configuration: Option<RetentionConfiguration> = "RetentionConfiguration",
    }

    /// How long configurations are kept.
    pub struct RetentionConfiguration {
        /// The name.
        name: String = "Name" [MinLength(1), MaxLength(256)],
        /// How many days configurations are kept.
        retention_period_in_days: i32 = "RetentionPeriodInDays" [Min(30), Max(2557)],
    }
}
