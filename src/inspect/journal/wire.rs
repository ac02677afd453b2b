//! Protobuf's wire format, as far as telling field numbers needs it
//! (<https://protobuf.dev/programming-guides/encoding/>). Decodes no messages.

/// A field of a message.
pub(crate) struct Field<'a> {
    /// Field number.
    pub(crate) number: u64,
    /// Its value.
    pub(crate) value: Wire<'a>,
}

/// A value as it stands on the wire.
#[derive(Clone, Copy)]
pub(crate) enum Wire<'a> {
    /// Wire type 0.
    Varint(u64),
    /// Wire type 2: a message, string or bytes.
    Bytes(&'a [u8]),
    /// Wire types 1 and 5, little-endian.
    Fixed(u64),
}

/// The fields of a message, until the end or the first malformed byte.
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
    /// Set once a byte did not fit the format.
    pub(crate) malformed: bool,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(message: &'a [u8]) -> Self {
        Fields { rest: message, malformed: false }
    }

    /// Whether the bytes are a message.
    pub(crate) fn is_message(bytes: &[u8]) -> bool {
        let mut fields = Fields::new(bytes);
        fields.by_ref().for_each(drop);
        !fields.malformed
    }

    fn step(&mut self) -> Option<Field<'a>> {
        let tag = varint(&mut self.rest)?;
        let number = tag >> 3;
        let value = match tag & 7 {
            0 => Wire::Varint(varint(&mut self.rest)?),
            1 => fixed::<8>(&mut self.rest)?,
            2 => {
                let len = usize::try_from(varint(&mut self.rest)?).ok()?;
                Wire::Bytes(take(&mut self.rest, len)?)
            }
            5 => fixed::<4>(&mut self.rest)?,
            _ => return None,
        };
        (number != 0).then_some(Field { number, value })
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        if self.rest.is_empty() || self.malformed {
            return None;
        }
        let field = self.step();
        self.malformed = field.is_none();
        field
    }
}

/// Takes a varint of at most 64 bits off the front.
pub(crate) fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for (i, byte) in bytes.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f).checked_shl(7 * i as u32)?;
        if byte & 0x80 == 0 {
            *bytes = bytes.get(i + 1..)?;
            return Some(value);
        }
    }
    None
}

fn take<'a>(bytes: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (head, tail) = bytes.split_at_checked(len)?;
    *bytes = tail;
    Some(head)
}

fn fixed<'a, const N: usize>(bytes: &mut &[u8]) -> Option<Wire<'a>> {
    let (head, tail) = bytes.split_first_chunk::<N>()?;
    *bytes = tail;
    Some(Wire::Fixed(head.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))))
}
