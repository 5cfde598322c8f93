//! The operation that draws metrics.

use crate::chart;
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::picture::png;
use crate::schema::Blob;
use crate::services::cloudwatch::errors::{INVALID_PARAMETER_VALUE, VALIDATION_ERROR};
use crate::services::cloudwatch::shapes::metric_data::{
    GetMetricWidgetImageInput, GetMetricWidgetImageOutput,
};
use crate::services::cloudwatch::widget::Widget;
use crate::services::cloudwatch::widget::gather::gather;

/// The formats of pictures; both are PNG, and the AWS CLI is answered alike.
///
/// Source: CloudWatch API Reference, "`GetMetricWidgetImage`".
const FORMATS: [&str; 2] = ["png", "image/png"];

/// Draws metrics as a PNG.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] for another format, with [`VALIDATION_ERROR`] for the first
/// thing that is wrong with the widget, then as [`gather`] does. The sentences are ours.
pub fn get_metric_widget_image(
    ctx: &mut Context<'_>,
    request: GetMetricWidgetImageInput,
) -> Result<GetMetricWidgetImageOutput> {
    if let Some(format) = request.output_format.filter(|f| !FORMATS.contains(&f.as_str())) {
        let sentence = format!("The value {format} for parameter OutputFormat is invalid.");
        return Err(ApiError::new(INVALID_PARAMETER_VALUE, sentence).into());
    }
    let widget = Widget::parse(&request.metric_widget).map_err(|wrong| {
        let sentence = format!("The parameter MetricWidget is invalid: {wrong}");
        ApiError::new(VALIDATION_ERROR, sentence)
    })?;
    let [across, down] = widget.size;
    let chart = gather(ctx, &widget, None)?;
    let image = png::encode(&chart::picture(&chart, across, down));
    Ok(GetMetricWidgetImageOutput { metric_widget_image: Some(Blob(image)) })
}
