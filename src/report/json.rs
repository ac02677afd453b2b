//! JSON: the model as it is.

use super::model::Report;

/// The report as one document, ending in a newline.
pub fn render(report: &Report) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(report)? + "\n")
}

/// The report on one line, ending in a newline.
pub fn line(report: &Report) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(report)? + "\n")
}

/// The JSON schema of the report.
pub fn schema() -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&schemars::schema_for!(Report))? + "\n")
}
