//! Lines on a page: wrapped, indented, coloured, and harmless.

use super::Layout;
use crate::report::sanitize::sanitize;

/// Weight of a line.
#[derive(Debug, Clone, Copy)]
pub(super) enum Style {
    Bold,
    Good,
    Warn,
    Bad,
}

impl Style {
    /// SGR parameters (ECMA-48, 8.3.117).
    fn code(self) -> &'static str {
        match self {
            Style::Bold => "1",
            Style::Good => "1;32",
            Style::Warn => "1;33",
            Style::Bad => "1;31",
        }
    }
}

/// Narrowest text that is still wrapped; below it lines are left to the terminal.
const MIN_WIDTH: usize = 40;

/// A page in the making.
pub(super) struct Page {
    text: String,
    layout: Layout,
}

impl Page {
    pub(super) fn new(layout: Layout) -> Self {
        Page { text: String::new(), layout: Layout { width: layout.width.max(MIN_WIDTH), ..layout } }
    }

    pub(super) fn heading(&mut self, text: &str, style: Style) {
        let lines = self.wrap(0, &sanitize(text));
        for line in lines {
            self.push(&self.paint(&line, style));
        }
    }

    /// An empty line between two parts.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    pub(super) fn line(&mut self, indent: usize, text: &str) {
        for line in self.wrap(indent, &sanitize(text)) {
            self.push(&format!("{:indent$}{line}", ""));
        }
    }

    /// A mark, then text whose further lines are indented below it.
    pub(super) fn item(&mut self, mark: &str, text: &str) {
        let mark = format!("  {mark} ");
        self.hanging(&mark, mark.len(), text);
    }

    pub(super) fn styled_item(&mut self, mark: &str, text: &str, style: Style) {
        let painted = format!("  {} ", self.paint(mark, style));
        self.hanging(&painted, mark.len() + 3, text);
    }

    /// A command: never wrapped, so that it can be copied.
    pub(super) fn command(&mut self, command: &str) {
        let command = sanitize(command).into_owned();
        self.push(&format!("        {command}"));
    }

    /// A line of a picture: never wrapped.
    pub(super) fn bar(&mut self, text: &str) {
        let text = sanitize(text).into_owned();
        self.push(&text);
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn hanging(&mut self, mark: &str, width: usize, text: &str) {
        let mut lines = self.wrap(width, &sanitize(text)).into_iter();
        let first = lines.next().unwrap_or_default();
        self.push(&format!("{mark}{first}"));
        for line in lines {
            self.push(&format!("{:width$}{line}", ""));
        }
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn paint(&self, text: &str, style: Style) -> String {
        if self.layout.color { format!("\x1b[{}m{text}\x1b[0m", style.code()) } else { text.to_owned() }
    }

    /// Breaks at blanks; a word that is too long stays whole.
    fn wrap(&self, indent: usize, text: &str) -> Vec<String> {
        let room = self.layout.width.saturating_sub(indent).max(MIN_WIDTH / 2);
        let mut lines = vec![String::new()];
        for word in text.split(' ') {
            let Some(line) = lines.last_mut() else { break };
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
                lines.push(word.to_owned());
            } else {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
        }
        lines
    }
}
