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

    /// Whether what follows are fields to the end.
    #[inline(always)]
    pub(crate) fn rest_is_message(&self) -> bool {
        self.rest.is_empty() || Fields::is_message(self.rest)
    }

    /// The next field. Loops over all entries call this: through the iterator each field would go by way of memory.
    #[inline(always)]
    pub(crate) fn pull(&mut self) -> Option<Field<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.step();
        if field.is_none() {
            self.malformed = true;
            self.rest = &[];
        }
        field
    }

    #[inline(always)]
    fn step(&mut self) -> Option<Field<'a>> {
        let tag = varint(&mut self.rest)?;
        let number = tag >> 3;
        // Nearly all are of one of two types; a jump by a table is foreseen less often.
        let value = if tag & 7 == 0 {
            Wire::Varint(varint(&mut self.rest)?)
        } else if tag & 7 == 2 {
            let len = usize::try_from(varint(&mut self.rest)?).ok()?;
            Wire::Bytes(take(&mut self.rest, len)?)
        } else {
            fixed(&mut self.rest, tag & 7)?
        };
        (number != 0).then_some(Field { number, value })
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        self.pull()
    }
}

/// Takes a varint of at most 64 bits off the front. Most take one byte or two: tags, lengths, small numbers.
#[inline(always)]
pub(crate) fn varint(bytes: &mut &[u8]) -> Option<u64> {
    match **bytes {
        [only, ref rest @ ..] if only & 0x80 == 0 => {
            *bytes = rest;
            Some(u64::from(only))
        }
        [first, second, ref rest @ ..] if second & 0x80 == 0 => {
            *bytes = rest;
            Some(u64::from(first & 0x7f) | u64::from(second) << 7)
        }
        _ => {
            let (value, len) = long_varint(bytes);
            *bytes = bytes.get(len..)?;
            (len > 0).then_some(value)
        }
    }
}

/// A varint with the number of its bytes, 0 if there is none: unlike an option of both, this fits into registers.
fn long_varint(bytes: &[u8]) -> (u64, usize) {
    let Some((head, rest)) = bytes.split_first_chunk::<8>() else { return varint_by_bytes(bytes) };
    let word = u64::from_le_bytes(*head);
    // Each byte but the last has its highest bit set.
    let last = (!word & 0x8080_8080_8080_8080).trailing_zeros() / 8;
    if last < 8 {
        return (joined(word & u64::MAX >> (56 - 8 * last)), last as usize + 1);
    }
    // Negative numbers take all ten bytes.
    match *rest {
        [ninth, ..] if ninth & 0x80 == 0 => (joined(word) | u64::from(ninth) << 56, 9),
        [ninth, tenth, ..] if tenth & 0x80 == 0 => (joined(word) | u64::from(ninth & 0x7f) << 56 | u64::from(tenth) << 63, 10),
        _ => (0, 0),
    }
}

/// The seven lower bits of each byte, joined: first in pairs, then pairs of pairs.
fn joined(word: u64) -> u64 {
    let word = (word & 0x007f_007f_007f_007f) | (word & 0x7f00_7f00_7f00_7f00) >> 1;
    let word = (word & 0x0000_3fff_0000_3fff) | (word & 0x3fff_0000_3fff_0000) >> 2;
    (word & 0x0fff_ffff) | (word & 0x0fff_ffff_0000_0000) >> 4
}

fn varint_by_bytes(bytes: &[u8]) -> (u64, usize) {
    let mut value = 0u64;
    for (i, byte) in bytes.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return (value, i + 1);
        }
    }
    (0, 0)
}

#[inline]
fn take<'a>(bytes: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (head, tail) = bytes.split_at_checked(len)?;
    *bytes = tail;
    Some(head)
}

/// A number of fixed length, which its type tells.
#[cold]
#[inline(never)]
fn fixed<'a>(bytes: &mut &[u8], wire_type: u64) -> Option<Wire<'a>> {
    let len = match wire_type {
        1 => 8,
        5 => 4,
        _ => return None,
    };
    let number = take(bytes, len)?;
    Some(Wire::Fixed(number.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varints_of_any_length_are_read_in_either_way() {
        for bits in 0..64u32 {
            for number in [1u64 << bits, (1 << bits) - 1, u64::MAX >> bits, 0x5555_5555_5555_5555 >> bits] {
                let mut bytes = Vec::new();
                let mut rest = number;
                while rest >= 0x80 {
                    bytes.push((rest & 0x7f) as u8 | 0x80);
                    rest >>= 7;
                }
                bytes.push(rest as u8);
                for behind in [0, 1, 9] {
                    let text = [bytes.clone(), vec![0xff; behind]].concat();
                    let mut rest = text.as_slice();
                    assert_eq!((varint(&mut rest), rest.len()), (Some(number), behind));
                    assert_eq!(long_varint(&text), (number, bytes.len()));
                    assert_eq!(varint_by_bytes(&text), (number, bytes.len()));
                }
            }
        }
        assert_eq!(varint(&mut [0xff; 16].as_slice()), None);
        assert_eq!(varint(&mut [0x80; 9].as_slice()), None);
    }
}
