//! The block of one key, and what it says of one release.

use crate::catalog::Releases;

/// Lines of one key: the key with its releases, then one line per field and value.
#[derive(Clone, Copy)]
pub(super) struct Block {
    pub(super) key: &'static str,
    /// Releases that have the key.
    pub(super) present: &'static str,
    /// The lines below it.
    lines: &'static str,
}

/// A field's value in some releases.
pub(super) struct Row {
    pub(super) field: &'static str,
    pub(super) value: &'static str,
    pub(super) releases: &'static str,
}

impl Block {
    /// The blocks of a table.
    pub(super) fn all(table: &'static str) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut rest = table;
        while let Some((head, after)) = rest.split_once('\n') {
            let len = body_len(after);
            let (key, present) = head.split_once('\t').unwrap_or((head, ""));
            blocks.push(Block { key, present, lines: after.get(..len).unwrap_or_default() });
            rest = after.get(len..).unwrap_or_default();
        }
        blocks
    }

    /// The releases that have the key, then all fields.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row> + use<> {
        let Block { present, lines, .. } = *self;
        let row = move |line: &'static str| {
            let mut cells = line.strip_prefix('\t')?.split('\t');
            let (field, value) = (cells.next()?, cells.next().unwrap_or_default());
            Some(Row { field, value, releases: cells.next().unwrap_or(present) })
        };
        std::iter::once(Row { field: "present", value: "", releases: present }).chain(lines.lines().filter_map(row))
    }
}

/// Length of the lines that start with a tab.
fn body_len(text: &str) -> usize {
    if !text.starts_with('\t') {
        return 0;
    }
    let ends = memchr::memchr_iter(b'\n', text.as_bytes());
    let mut ends = ends.map(|end| end + 1).filter(|next| text.as_bytes().get(*next) != Some(&b'\t'));
    ends.next().unwrap_or(text.len())
}

/// What one release knows of a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyFacts {
    /// Whether the release has the key.
    pub present: bool,
    /// The default as the release spells it.
    pub default: Option<&'static str>,
    /// Whether the default is worked out on the machine it runs on.
    pub computed: bool,
    /// What a computed default is, in the release's words.
    pub default_text: Option<&'static str>,
    /// Old names that lead to it.
    pub aliases: Vec<&'static str>,
    /// BOOLEAN, DURATION and so on. Where a release states none, that of later releases.
    pub kind: Option<&'static str>,
    /// Legal values of an ENUM, with commas.
    pub values: Option<&'static str>,
    /// ALL, CLIENT, MASTER, SERVER, WORKER, NONE.
    pub scope: Option<&'static str>,
    /// ENFORCE, WARN, IGNORE: what the release does when nodes differ.
    pub consistency: Option<&'static str>,
    /// Whether it can be changed while running.
    pub dynamic: bool,
    /// Whether its value is a secret.
    pub credentials: bool,
    /// Whether a release refuses to start when it stands in the site file.
    pub ignored_site: bool,
    /// Whether it is left out of the documentation.
    pub hidden: bool,
    /// Deprecated, with the release's message, which may be empty.
    pub deprecated: Option<&'static str>,
    /// What the release says of a key that it no longer has.
    pub removed: Option<&'static str>,
}

impl KeyFacts {
    pub(super) fn at(block: &Block, place: usize, releases: &Releases) -> KeyFacts {
        let mut facts = KeyFacts::default();
        for row in block.rows() {
            let holds = releases.covers(row.releases, place);
            match row.field {
                "type" if holds || facts.kind.is_none() => facts.kind = Some(row.value),
                _ if holds => facts.take(&row),
                _ => {}
            }
        }
        facts
    }

    fn take(&mut self, row: &Row) {
        match row.field {
            "present" => self.present = true,
            "default" => self.default = Some(row.value),
            "default_text" => self.default_text = Some(row.value),
            "computed" => self.computed = true,
            "aliases" => self.aliases = row.value.split([',', ' ']).filter(|name| !name.is_empty()).collect(),
            "enum" => self.values = Some(row.value),
            "scope" => self.scope = Some(row.value),
            "consistency" => self.consistency = Some(row.value),
            "dynamic" => self.dynamic = true,
            "display" => self.credentials = row.value == "CREDENTIALS",
            "ignored_site" => self.ignored_site = true,
            "hidden" => self.hidden = true,
            "deprecated" => self.deprecated = Some(row.value),
            "removed" => self.removed = Some(row.value),
            _ => {}
        }
    }
}
