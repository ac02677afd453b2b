//! What was already worked out of releases under one configuration.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use crate::facts::Value;
use crate::settings::Index;
use crate::version::AlluxioVersion;

/// Facts of releases under one configuration that were already worked out. Dozens of rules ask for the same few.
#[derive(Debug, Default)]
pub struct Memo {
    facts: RefCell<HashMap<AlluxioVersion, HashMap<String, Value>>>,
    indices: RefCell<HashMap<AlluxioVersion, Arc<Index>>>,
}

impl Memo {
    pub(super) fn get(&self, version: &AlluxioVersion, name: &str) -> Option<Value> {
        self.facts.borrow().get(version)?.get(name).cloned()
    }

    pub(super) fn keep(&self, version: &AlluxioVersion, name: &str, value: Value) {
        self.facts.borrow_mut().entry(version.clone()).or_default().insert(name.to_owned(), value);
    }

    pub(super) fn index(&self, version: &AlluxioVersion, make: impl FnOnce() -> Index) -> Arc<Index> {
        if let Some(known) = self.indices.borrow().get(version) {
            return known.clone();
        }
        let index = Arc::new(make());
        self.indices.borrow_mut().insert(version.clone(), index.clone());
        index
    }
}
