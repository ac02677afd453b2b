//! The commands in prose: code blocks, lines behind a prompt, and code within lines. Everything else is blanked, so that
//! lines keep their numbers.

/// The text with only what is code.
pub(super) fn code(text: &str) -> String {
    let mut fenced = false;
    let mut done = String::with_capacity(text.len());
    for line in text.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") || trimmed == "----" {
            fenced = !fenced;
        } else if let Some(command) = trimmed.strip_prefix("$ ").or_else(|| trimmed.strip_prefix("# ").filter(|_| fenced)) {
            done.push_str(command);
        } else if fenced || line.starts_with("    ") || line.starts_with('\t') {
            done.push_str(line);
        } else {
            let spans: Vec<&str> = line.split('`').skip(1).step_by(2).filter(|span| !span.is_empty()).collect();
            done.push_str(&spans.join(" ; "));
        }
        done.push('\n');
    }
    done
}
