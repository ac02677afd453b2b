//! The constant pool (JVMS 4.4) as slices of the file; index 0 and the second half of long and double are empty.

use std::borrow::Cow;

use super::ClassError;
use super::input::Input;

pub(super) struct Pool<'a> {
    slots: Vec<Slot<'a>>,
}

#[derive(Clone, Copy)]
enum Slot<'a> {
    Empty,
    Utf8(&'a [u8]),
    Class(u16),
    String(u16),
    /// Points to a descriptor.
    Type(u16),
}

impl<'a> Pool<'a> {
    pub(super) fn read(input: &mut Input<'a>) -> Result<Self, ClassError> {
        let count = usize::from(input.u16()?);
        let mut slots = vec![Slot::Empty];
        while slots.len() < count {
            let tag = input.u8()?;
            slots.push(slot(input, tag)?);
            // JVMS 4.4.5: long (5) and double (6) take two entries.
            if matches!(tag, 5 | 6) {
                slots.push(Slot::Empty);
            }
        }
        Ok(Pool { slots })
    }

    pub(super) fn utf8(&self, index: u16) -> Option<&'a [u8]> {
        match self.slots.get(usize::from(index)) {
            Some(Slot::Utf8(bytes)) => Some(bytes),
            _ => None,
        }
    }

    pub(super) fn text(&self, index: u16) -> Option<String> {
        self.utf8(index).map(|bytes| plain(bytes).into_owned())
    }

    pub(super) fn class_name(&self, index: u16) -> Option<String> {
        match self.slots.get(usize::from(index)) {
            Some(Slot::Class(name)) => self.text(*name),
            _ => None,
        }
    }

    pub(super) fn string(&self, index: u16) -> Option<String> {
        match self.slots.get(usize::from(index)) {
            Some(Slot::String(text)) => self.text(*text),
            _ => None,
        }
    }

    /// The names of all classes, in the order of the pool.
    pub(super) fn class_names(&self) -> impl Iterator<Item = String> {
        self.slots.iter().filter_map(|slot| if let Slot::Class(name) = slot { self.text(*name) } else { None })
    }

    /// The types of all fields and methods that are used, in the order of the pool.
    pub(super) fn descriptors(&self) -> impl Iterator<Item = String> {
        self.slots.iter().filter_map(|slot| if let Slot::Type(text) = slot { self.text(*text) } else { None })
    }

    /// All strings, in the order of the pool.
    pub(super) fn strings(&self) -> Vec<String> {
        let text = |slot: &Slot<'_>| match slot {
            Slot::String(text) => self.text(*text),
            _ => None,
        };
        self.slots.iter().filter_map(text).collect()
    }
}

/// Modified UTF-8 (JVMS 4.4.7) equals UTF-8 for what names and versions contain; anything else is replaced.
fn plain(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// One entry of the pool; the tags and lengths are those of JVMS table 4.4-A and the sections it names.
fn slot<'a>(input: &mut Input<'a>, tag: u8) -> Result<Slot<'a>, ClassError> {
    let skipped = match tag {
        1 => {
            let len = usize::from(input.u16()?);
            return Ok(Slot::Utf8(input.take(len)?));
        }
        7 => return Ok(Slot::Class(input.u16()?)),
        8 => return Ok(Slot::String(input.u16()?)),
        12 => {
            input.u16()?;
            return Ok(Slot::Type(input.u16()?));
        }
        16 => return Ok(Slot::Type(input.u16()?)),
        19 | 20 => 2,
        15 => 3,
        3 | 4 | 9..=11 | 17 | 18 => 4,
        5 | 6 => 8,
        _ => return Err(input.fail("unknown tag in the constant pool")),
    };
    input.skip(skipped)?;
    Ok(Slot::Empty)
}
