//! What a Java class file states without running it: its name, its format version and its constant strings.
//!
//! It reads the constant pool and the static fields. It does not read methods, and it does not check that a JVM would
//! accept the class.
//! Layout: The Java Virtual Machine Specification (JVMS), Java SE 17, chapter 4; sections are named below.

use std::fmt;

/// What was read of a class file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassFile {
    /// Full name with slashes: `alluxio/ProjectConstants`.
    pub name: String,
    /// Major version of the format: 51 for Java 7, 52 for Java 8.
    pub major: u16,
    /// Fields with a constant string, in file order.
    pub constants: Vec<Constant>,
}

/// A field whose value the compiler wrote into the class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constant {
    /// Name of the field.
    pub field: String,
    /// Its value.
    pub text: String,
}

/// Why bytes are not a class file, and where it showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassError {
    offset: usize,
    reason: &'static str,
}

impl fmt::Display for ClassError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a readable class file: {} at byte {}", self.reason, self.offset)
    }
}

impl std::error::Error for ClassError {}

/// JVMS 4.1, `magic`.
const MAGIC: u32 = 0xCAFE_BABE;

/// Reads a class file.
pub fn read(bytes: &[u8]) -> Result<ClassFile, ClassError> {
    let mut input = Input { bytes, at: 0 };
    if input.u32()? != MAGIC {
        return Err(ClassError { offset: 0, reason: "the first four bytes are not CAFEBABE" });
    }
    input.u16()?;
    let major = input.u16()?;
    let pool = Pool::read(&mut input)?;
    input.u16()?;
    let this_class = input.u16()?;
    let name = pool.class_name(this_class).ok_or(input.fail("this_class names no class"))?;
    input.u16()?;
    let interfaces = input.u16()?;
    input.skip(usize::from(interfaces) * 2)?;
    let constants = fields(&mut input, &pool)?;
    Ok(ClassFile { name, major, constants })
}

/// JVMS 4.5: fields, of which those with a `ConstantValue` (4.7.2) that is a string are kept.
fn fields(input: &mut Input<'_>, pool: &Pool<'_>) -> Result<Vec<Constant>, ClassError> {
    let mut constants = Vec::new();
    for _ in 0..input.u16()? {
        input.u16()?;
        let name = input.u16()?;
        input.u16()?;
        for _ in 0..input.u16()? {
            let attribute = input.u16()?;
            let len = input.u32()? as usize;
            let body = input.take(len)?;
            let value = match (pool.utf8(attribute), body) {
                (Some(b"ConstantValue"), [high, low]) => pool.string(u16::from_be_bytes([*high, *low])),
                _ => None,
            };
            if let (Some(field), Some(text)) = (pool.text(name), value) {
                constants.push(Constant { field, text });
            }
        }
    }
    Ok(constants)
}

/// The constant pool (JVMS 4.4) as offsets into the file; index 0 and the second half of long and double are empty.
struct Pool<'a> {
    slots: Vec<Slot<'a>>,
}

#[derive(Clone, Copy)]
enum Slot<'a> {
    Empty,
    Utf8(&'a [u8]),
    Class(u16),
    String(u16),
}

impl<'a> Pool<'a> {
    fn read(input: &mut Input<'a>) -> Result<Self, ClassError> {
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

    fn utf8(&self, index: u16) -> Option<&'a [u8]> {
        match self.slots.get(usize::from(index)) {
            Some(Slot::Utf8(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// Modified UTF-8 (JVMS 4.4.7) equals UTF-8 for what names and versions contain; anything else is replaced.
    fn text(&self, index: u16) -> Option<String> {
        self.utf8(index).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    fn class_name(&self, index: u16) -> Option<String> {
        match self.slots.get(usize::from(index)) {
            Some(Slot::Class(name)) => self.text(*name),
            _ => None,
        }
    }

    fn string(&self, index: u16) -> Option<String> {
        match self.slots.get(usize::from(index)) {
            Some(Slot::String(text)) => self.text(*text),
            _ => None,
        }
    }
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
        16 | 19 | 20 => 2,
        15 => 3,
        3 | 4 | 9..=12 | 17 | 18 => 4,
        5 | 6 => 8,
        _ => return Err(input.fail("unknown tag in the constant pool")),
    };
    input.skip(skipped)?;
    Ok(Slot::Empty)
}

struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    fn fail(&self, reason: &'static str) -> ClassError {
        ClassError { offset: self.at, reason }
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], ClassError> {
        let end = self.at.checked_add(len).ok_or(self.fail("a length overflows"))?;
        let bytes = self.bytes.get(self.at..end).ok_or(self.fail("the file ends early"))?;
        self.at = end;
        Ok(bytes)
    }

    fn skip(&mut self, len: usize) -> Result<(), ClassError> {
        self.take(len).map(|_| ())
    }

    fn number<const N: usize>(&mut self) -> Result<[u8; N], ClassError> {
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| self.fail("the file ends early"))
    }

    fn u8(&mut self) -> Result<u8, ClassError> {
        self.number::<1>().map(u8::from_be_bytes)
    }

    fn u16(&mut self) -> Result<u16, ClassError> {
        self.number().map(u16::from_be_bytes)
    }

    fn u32(&mut self) -> Result<u32, ClassError> {
        self.number().map(u32::from_be_bytes)
    }
}
