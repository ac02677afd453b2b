//! MD5 sums beside snapshots: `[32 hex digits][space][*][file name][newline]`
//! (`ratis-2.0.0:ratis-common/src/main/java/org/apache/ratis/util/MD5FileUtil.java`), computed while the bytes are read.

use std::io::{self, BufRead, Read};
use std::path::Path;

use crate::source::{Source, shown};

/// Longest `.md5` file that is read: the sum and the longest name.
const MAX_SUM: usize = 4096;

/// Passes bytes on and hashes them.
pub(crate) struct Hashed<R> {
    inner: R,
    hash: md5::Context,
}

impl<R: BufRead> Hashed<R> {
    pub(crate) fn new(inner: R) -> Self {
        Hashed { inner, hash: md5::Context::new() }
    }

    /// Reads on to the end and gives the sum in hexadecimal.
    pub(crate) fn finish(mut self) -> io::Result<String> {
        loop {
            let count = self.inner.fill_buf()?.len();
            if count == 0 {
                return Ok(format!("{:x}", self.hash.finalize()));
            }
            self.consume(count);
        }
    }
}

impl<R: BufRead> Read for Hashed<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.hash.consume(out.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Hashed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        // What is consumed was buffered before, so that this neither reads nor fails.
        if let Ok(buffered) = self.inner.fill_buf() {
            self.hash.consume(buffered.get(..count).unwrap_or_default());
        }
        self.inner.consume(count);
    }
}

/// What a sum beside a file says of its bytes.
pub(crate) enum Verdict {
    Matches,
    /// The sum is right, and stands for a file of another name.
    OtherName(String),
    /// There is no such file.
    NoSum,
    /// Why it does not match.
    Differs(String),
}

/// Compares with `<path>.md5`, of which only the first line counts
/// (`ratis-2.0.0:ratis-common/src/main/java/org/apache/ratis/util/MD5FileUtil.java`, `readStoredMd5`).
pub(crate) fn verify(source: &dyn Source, path: &Path, sum: &str) -> io::Result<Verdict> {
    let beside = Path::new(&format!("{}.md5", path.display())).to_path_buf();
    let text = match source.open(&beside).and_then(|blob| blob.read_all(MAX_SUM)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Verdict::NoSum),
        Err(error) => return Err(error),
    };
    let text = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let name = text.get(34..).map(|name| String::from_utf8_lossy(name).trim_end().to_owned()).unwrap_or_default();
    let wanted = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stored = text.get(..32).map(|digits| String::from_utf8_lossy(digits).to_ascii_lowercase());
    Ok(match stored {
        Some(stored) if stored == sum && name.rsplit('/').next() != Some(&wanted) => {
            Verdict::OtherName(format!("{} is the sum of `{name}`", shown(&beside)))
        }
        Some(stored) if stored == sum => Verdict::Matches,
        Some(stored) if stored.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            Verdict::Differs(format!("the MD5 sum of its bytes is {sum} instead of {stored}"))
        }
        _ => Verdict::Differs(format!("{} holds no MD5 sum", shown(&beside))),
    })
}
