//! The form of a condition: which facts it names, and what is wrong with it.

use std::collections::BTreeSet;

use super::Condition;
use super::pattern::Pattern;

impl Condition {
    /// The names of all facts that the condition looks at.
    pub fn facts(&self) -> BTreeSet<&str> {
        let own = [&self.fact, &self.within, &self.meets, &self.majority_within, &self.same_as, &self.at_most];
        self.parts().flat_map(Condition::facts).chain(own.into_iter().flatten().map(String::as_str)).collect()
    }

    /// What is wrong with a pattern in the condition, if anything.
    pub fn bad_pattern(&self) -> Option<String> {
        self.matches.as_ref().and_then(Pattern::error).or_else(|| self.parts().find_map(Condition::bad_pattern))
    }

    /// What is wrong with the form of the condition, if anything.
    pub fn malformed(&self) -> Option<String> {
        if let Some(reason) = self.bad_pattern() {
            return Some(reason);
        }
        let forms = usize::from(self.all.is_some())
            + usize::from(self.any.is_some())
            + usize::from(self.not.is_some())
            + usize::from(self.fact.is_some());
        if forms > 1 {
            return Some("a condition is one of `all`, `any`, `not`, `fact`, and never two of them".to_owned());
        }
        if self.fact.is_some() && !self.has_test() {
            return Some(format!("`{}` has no test, such as `is = ...`", self.fact.as_deref().unwrap_or_default()));
        }
        self.parts().find_map(Condition::malformed)
    }

    fn has_test(&self) -> bool {
        let literal = self.is.is_some() || self.one_of.is_some() || self.has.is_some() || self.has_any.is_some();
        let ordered = self.below.is_some() || self.above.is_some() || self.version.is_some() || self.matches.is_some();
        let facts = [&self.within, &self.meets, &self.majority_within, &self.same_as, &self.at_most];
        literal || ordered || facts.into_iter().any(Option::is_some) || self.known.is_some()
    }

    /// The conditions inside of it.
    fn parts(&self) -> impl Iterator<Item = &Condition> {
        self.all.iter().flatten().chain(self.any.iter().flatten()).chain(self.not.as_deref())
    }
}
