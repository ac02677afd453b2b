//! Archives made for a test: class files as javac writes them, jars, tar files.
#![allow(dead_code, reason = "each test file uses a part")]

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The class that makes an archive a client.
pub const FILE_SYSTEM: &str = "alluxio/client/file/FileSystem";

/// A class file with static final String fields.
pub fn class_file(name: &str, constants: &[(&str, &str)]) -> Vec<u8> {
    let mut pool: Vec<Vec<u8>> = Vec::new();
    let mut slot = |bytes: Vec<u8>| {
        pool.push(bytes);
        u16::try_from(pool.len()).unwrap()
    };
    let text = |text: &str| [&[1][..], &u16::try_from(text.len()).unwrap().to_be_bytes(), text.as_bytes()].concat();
    let pointer = |tag: u8, to: u16| [&[tag][..], &to.to_be_bytes()].concat();
    let this = slot(text(name));
    let this = slot(pointer(7, this));
    let kind = slot(text("Ljava/lang/String;"));
    let attribute = slot(text("ConstantValue"));
    let mut fields = Vec::new();
    for (field, value) in constants {
        let field = slot(text(field));
        let value = slot(text(value));
        let value = slot(pointer(8, value));
        for number in [0x19, field, kind, 1, attribute, 0, 2, value] {
            fields.extend(number.to_be_bytes());
        }
    }
    let mut bytes = vec![0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 52];
    bytes.extend(u16::try_from(pool.len() + 1).unwrap().to_be_bytes());
    bytes.extend(pool.concat());
    for number in [0x21, this, 0, 0, u16::try_from(constants.len()).unwrap()] {
        bytes.extend(number.to_be_bytes());
    }
    bytes.extend(fields);
    bytes.extend([0, 0, 0, 0]);
    bytes
}

/// A class file without members that names other classes.
pub fn caller(name: &str, classes: &[&str]) -> Vec<u8> {
    let names = classes.iter().flat_map(|class| [(1, class.as_bytes().to_vec()), (7, Vec::new())]);
    pool_of(name, names.collect())
}

/// A class file without members that uses something of a type.
pub fn typed(name: &str, descriptor: &str) -> Vec<u8> {
    pool_of(name, vec![(1, descriptor.as_bytes().to_vec()), (12, Vec::new())])
}

/// A class file with these entries in its pool; one that points to another points to the one before.
fn pool_of(name: &str, entries: Vec<(u8, Vec<u8>)>) -> Vec<u8> {
    let own = [(1, name.as_bytes().to_vec()), (7, Vec::new())];
    let count = u16::try_from(entries.len() + own.len()).unwrap();
    let mut bytes = vec![0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 52];
    bytes.extend((count + 1).to_be_bytes());
    for ((tag, text), at) in own.into_iter().chain(entries).zip(0u16..) {
        bytes.push(tag);
        match tag {
            1 => bytes.extend([&u16::try_from(text.len()).unwrap().to_be_bytes()[..], &text].concat()),
            12 => bytes.extend([at.to_be_bytes(), at.to_be_bytes()].concat()),
            _ => bytes.extend(at.to_be_bytes()),
        }
    }
    for number in [0x21u16, 2, 0, 0, 0, 0, 0] {
        bytes.extend(number.to_be_bytes());
    }
    bytes
}

/// A zip file that is being put together.
#[derive(Clone, Default)]
pub struct Jar(Vec<(String, Vec<u8>, CompressionMethod)>);

impl Jar {
    /// Adds a member that is packed in some way.
    pub fn packed(mut self, name: &str, bytes: impl Into<Vec<u8>>, method: CompressionMethod) -> Self {
        self.0.push((name.to_owned(), bytes.into(), method));
        self
    }

    /// Adds a deflated member.
    pub fn with(self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.packed(name, bytes, CompressionMethod::Deflated)
    }

    /// Adds a stored member.
    pub fn stored(self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.packed(name, bytes, CompressionMethod::Stored)
    }

    /// Adds a class without members.
    pub fn class(self, name: &str) -> Self {
        self.with(&format!("{name}.class"), class_file(name, &[]))
    }

    /// Adds the class that states the version of a client, below a prefix.
    pub fn constants(self, prefix: &str, version: &str) -> Self {
        let name = format!("{prefix}alluxio/ProjectConstants");
        self.with(&format!("{name}.class"), class_file(&name, &[("VERSION", version)]))
    }

    /// Adds what Maven notes of an artifact of Alluxio.
    pub fn pom(self, artifact: &str, version: &str) -> Self {
        let text = format!("version={version}\ngroupId=org.alluxio\nartifactId={artifact}\n");
        self.with(&format!("META-INF/maven/org.alluxio/{artifact}/pom.properties"), text)
    }

    /// The same members, packed in another way.
    pub fn repacked(mut self, method: CompressionMethod) -> Self {
        self.0.iter_mut().for_each(|member| member.2 = method);
        self
    }

    /// The members.
    pub fn members(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, bytes, _)| (name.as_str(), bytes.as_slice()))
    }

    /// The zip file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes, method) in &self.0 {
            zip.start_file(name, SimpleFileOptions::default().compression_method(*method)).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

/// The classes of a client that states its version in a constant, below a prefix.
pub fn classes(prefix: &str, version: &str) -> Jar {
    Jar::default().class(&format!("{prefix}{FILE_SYSTEM}")).constants(prefix, version)
}

/// The same with the metadata of Maven.
pub fn client(version: &str) -> Jar {
    classes("", version).with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n").pom("alluxio-core-client-fs", version)
}

/// A tar file.
pub fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

/// Packed with gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// Packed with bzip2.
pub fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    bzip2.write_all(bytes).unwrap();
    bzip2.finish().unwrap()
}

/// Packed with xz at a preset, which sets the window.
pub fn xz(bytes: &[u8], preset: u32) -> Vec<u8> {
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(preset)).unwrap();
    xz.write_all(bytes).unwrap();
    xz.finish().unwrap()
}

/// Packed with zstd.
pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}
