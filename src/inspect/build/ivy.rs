//! `ivy.xml`. Form: <https://ant.apache.org/ivy/history/latest-milestone/ivyfile/dependency.html>.

use super::{Declared, Found};
use crate::inspect::xml;

pub(super) fn read(content: &str) -> Found {
    let (module, broken) = xml::read_partly(content);
    let mut declared = Vec::new();
    module.each(&mut |element| {
        if element.name == "dependency" {
            let attribute = |name: &str| element.attribute(name).unwrap_or_default().to_owned();
            let conf = element.attribute("conf").and_then(|conf| conf.split("->").next()).map(str::to_owned);
            let exclusions = element
                .all("exclude")
                .map(|exclude| format!("{}:{}", exclude.attribute("org").unwrap_or("*"), exclude.attribute("module").unwrap_or("*")));
            declared.push(Declared {
                group: attribute("org"),
                artifact: attribute("name"),
                version: element.attribute("rev").map(str::to_owned),
                scope: conf,
                exclusions: exclusions.collect(),
                line: element.line,
                ..Declared::default()
            });
        }
    });
    Found { declared, broken: broken.map(Into::into) }
}
