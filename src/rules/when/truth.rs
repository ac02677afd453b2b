//! Three values. What is not known is never taken for true or false.

use std::collections::BTreeSet;

use crate::facts::Gap;

/// True, false, or unknown with the facts that are missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be told; the gaps say why.
    Unknown(BTreeSet<Gap>),
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Truth::True } else { Truth::False }
    }
}

impl Truth {
    pub(super) fn unknown(gap: &Gap) -> Truth {
        Truth::Unknown(BTreeSet::from([gap.clone()]))
    }

    /// Both must hold; false beats unknown.
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, other) => other,
            (unknown, Truth::True) => unknown,
            (Truth::Unknown(a), Truth::Unknown(b)) => Truth::Unknown(a.into_iter().chain(b).collect()),
        }
    }

    pub(super) fn negate(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            unknown => unknown,
        }
    }

    pub(super) fn or(self, other: Truth) -> Truth {
        self.negate().and(other.negate()).negate()
    }
}
