//! Which classes does a class file name: those that it calls, has as parents, or has in the types of what it calls?

use std::collections::BTreeSet;

use super::input::Input;
use super::pool::Pool;
use super::{ClassError, start};

/// The name of a class, and all others that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calls {
    /// Its own name, with slashes.
    pub name: String,
    /// The others, of arrays what they hold.
    pub classes: BTreeSet<String>,
}

/// Reads the constant pool of a class file and its name.
pub fn calls(bytes: &[u8]) -> Result<Calls, ClassError> {
    let mut input = Input::new(bytes);
    start(&mut input)?;
    let pool = Pool::read(&mut input)?;
    input.u16()?;
    let name = pool.class_name(input.u16()?).ok_or(input.fail("this_class names no class"))?;
    let mut classes: BTreeSet<String> = pool.class_names().flat_map(|text| in_class(&text)).collect();
    classes.extend(pool.descriptors().flat_map(|text| in_descriptor(&text)));
    classes.remove(&name);
    Ok(Calls { name, classes })
}

/// JVMS 4.4.1: the name of a class, or the descriptor of an array.
fn in_class(text: &str) -> Vec<String> {
    if text.starts_with('[') { in_descriptor(text) } else { vec![text.to_owned()] }
}

/// JVMS 4.3.2: each class is an `L`, its name and a semicolon; names of primitive types and marks of arrays may stand before it.
fn in_descriptor(text: &str) -> Vec<String> {
    let names = text.split(';').filter_map(|part| part.trim_start_matches(|c| "()[BCDFIJSZV".contains(c)).strip_prefix('L'));
    names.map(str::to_owned).collect()
}
