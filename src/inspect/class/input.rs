//! Big-endian numbers (JVMS 4) from bytes that may end anywhere.

use super::ClassError;

pub(super) struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Input { bytes, at: 0 }
    }

    pub(super) fn fail(&self, reason: &'static str) -> ClassError {
        ClassError { offset: self.at, reason }
    }

    pub(super) fn take(&mut self, len: usize) -> Result<&'a [u8], ClassError> {
        let end = self.at.checked_add(len).ok_or(self.fail("a length overflows"))?;
        let bytes = self.bytes.get(self.at..end).ok_or(self.fail("the file ends early"))?;
        self.at = end;
        Ok(bytes)
    }

    pub(super) fn skip(&mut self, len: usize) -> Result<(), ClassError> {
        self.take(len).map(|_| ())
    }

    fn number<const N: usize>(&mut self) -> Result<[u8; N], ClassError> {
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| self.fail("the file ends early"))
    }

    pub(super) fn u8(&mut self) -> Result<u8, ClassError> {
        self.number::<1>().map(u8::from_be_bytes)
    }

    pub(super) fn u16(&mut self) -> Result<u16, ClassError> {
        self.number().map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, ClassError> {
        self.number().map(u32::from_be_bytes)
    }
}
