//! What a Java class file states without running it: its name, its format version, its fields and methods by name, and its
//! constant strings.
//!
//! It reads the constant pool and the heads of fields and methods. It does not read the code of methods, and it does not
//! check that a JVM would accept the class.
//! Layout: The Java Virtual Machine Specification (JVMS), Java SE 17, chapter 4; sections are named below.

mod calls;
mod input;
mod pool;

use std::fmt;

pub use calls::{Calls, calls};
use input::Input;
use pool::Pool;

/// What was read of a class file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassFile {
    /// Full name with slashes: `alluxio/ProjectConstants`.
    pub name: String,
    /// Full name of its superclass; empty for `java/lang/Object` and modules.
    pub parent: String,
    /// Major version of the format: 51 for Java 7, 52 for Java 8.
    pub major: u16,
    /// Fields, then methods, in file order.
    pub members: Vec<Member>,
    /// Fields with a constant string, in file order.
    pub constants: Vec<Constant>,
    /// The strings that its code or its constants use, in the order of the pool.
    pub strings: Vec<String>,
}

/// A field or method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its type, as in the file: `Ljava/lang/String;`, `(J)V`.
    pub descriptor: String,
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

impl ClassFile {
    /// Whether it has a field or method of this name.
    pub fn has_member(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name == name)
    }

    /// The value that the compiler wrote into a field.
    pub fn constant(&self, field: &str) -> Option<&str> {
        self.constants.iter().find(|constant| constant.field == field).map(|constant| constant.text.as_str())
    }
}

/// JVMS 4.1, `magic`.
const MAGIC: u32 = 0xCAFE_BABE;

/// Reads a class file.
pub fn read(bytes: &[u8]) -> Result<ClassFile, ClassError> {
    let mut input = Input::new(bytes);
    let major = start(&mut input)?;
    let pool = Pool::read(&mut input)?;
    input.u16()?;
    let name = pool.class_name(input.u16()?).ok_or(input.fail("this_class names no class"))?;
    let parent = pool.class_name(input.u16()?).unwrap_or_default();
    let interfaces = input.u16()?;
    input.skip(usize::from(interfaces) * 2)?;
    let mut class = ClassFile { name, parent, major, members: Vec::new(), constants: Vec::new(), strings: Vec::new() };
    members(&mut input, &pool, &mut class)?;
    members(&mut input, &pool, &mut class)?;
    class.strings = pool.strings();
    Ok(class)
}

/// What stands before the constant pool; the major version.
fn start(input: &mut Input<'_>) -> Result<u16, ClassError> {
    if input.u32()? != MAGIC {
        return Err(ClassError { offset: 0, reason: "the first four bytes are not CAFEBABE" });
    }
    input.u16()?;
    input.u16()
}

/// JVMS 4.5 and 4.6: fields and methods have the same form. A `ConstantValue` (4.7.2) that is a string is kept.
fn members(input: &mut Input<'_>, pool: &Pool<'_>, class: &mut ClassFile) -> Result<(), ClassError> {
    for _ in 0..input.u16()? {
        input.u16()?;
        let name = pool.text(input.u16()?).ok_or(input.fail("a member without a name"))?;
        let descriptor = pool.text(input.u16()?).ok_or(input.fail("a member without a type"))?;
        for _ in 0..input.u16()? {
            if let Some(text) = constant_value(input, pool)? {
                class.constants.push(Constant { field: name.clone(), text });
            }
        }
        class.members.push(Member { name, descriptor });
    }
    Ok(())
}

/// Steps over an attribute (JVMS 4.7); the string, if it is one that gives a field its value.
fn constant_value(input: &mut Input<'_>, pool: &Pool<'_>) -> Result<Option<String>, ClassError> {
    let attribute = input.u16()?;
    let len = input.u32()? as usize;
    let body = input.take(len)?;
    Ok(match (pool.utf8(attribute), body) {
        (Some(b"ConstantValue"), [high, low]) => pool.string(u16::from_be_bytes([*high, *low])),
        _ => None,
    })
}
