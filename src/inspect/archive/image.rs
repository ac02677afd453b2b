//! Images of containers: which files of which layers are there when a container runs.
//!
//! `docker save` writes a `manifest.json` with the names of the layers, OCI layouts an `index.json` that leads to manifests with
//! their digests (OCI image specification 1.1: image-layout.md, image-index.md, manifest.md). A later layer hides a file of
//! an earlier one by the same name, or by a whiteout (layer.md, "Whiteouts").

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use serde::Deserialize;

use super::Member;
use super::piece::Piece;

/// What was seen of one tar file, which may be a layer.
#[derive(Default)]
pub(super) struct Layer {
    /// Nested path.
    pub(super) path: String,
    /// Name in the archive that it is in.
    pub(super) name: String,
    /// Members that somebody wished for.
    pub(super) members: Vec<Member>,
    /// Where their bytes are, if not in the members themselves.
    pub(super) store: Option<Piece>,
    /// Members that are archives and were opened.
    pub(super) archives: Vec<String>,
    names: HashSet<u64>,
    gone: HashSet<String>,
    opaque: HashSet<String>,
}

/// Names are only compared, so that a hash stands for each; its key is the same for all layers.
fn key(name: &str) -> u64 {
    static STATE: std::sync::OnceLock<RandomState> = std::sync::OnceLock::new();
    STATE.get_or_init(RandomState::new).hash_one(name)
}

impl Layer {
    /// Notes a name that is no folder; true if it is a whiteout.
    pub(super) fn note(&mut self, name: &str) -> bool {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        match file.strip_prefix(".wh.") {
            Some(".wh..opq") => self.opaque.insert(folder.to_owned()),
            Some(gone) if folder.is_empty() => self.gone.insert(gone.to_owned()),
            Some(gone) => self.gone.insert(format!("{folder}/{gone}")),
            None => {
                self.names.insert(key(name));
                return false;
            }
        };
        true
    }

    /// Whether a file of an earlier layer is not to be seen through this one.
    fn hides(&self, name: &str) -> bool {
        let mut path = name;
        loop {
            if self.names.contains(&key(path)) || self.gone.contains(path) {
                return true;
            }
            path = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if self.opaque.contains(path) {
                return true;
            }
            if path.is_empty() {
                return false;
            }
        }
    }
}

/// Small documents beside the layers, by name.
#[derive(Default)]
pub(super) struct Documents(BTreeMap<String, Vec<u8>>);

/// Longest document that is read, and the most of them: an image has a handful.
const LONGEST: u64 = 1 << 20;
const MOST: usize = 256;

impl Documents {
    /// Whether a member may be one of them.
    pub(super) fn wants(&self, name: &str, len: u64) -> bool {
        let named = name == "manifest.json" || name == "index.json" || name.starts_with("blobs/");
        named && len <= LONGEST && self.0.len() < MOST
    }

    pub(super) fn add(&mut self, name: &str, content: &[u8]) {
        if content.starts_with(b"{") || content.starts_with(b"[") {
            self.0.insert(name.to_owned(), content.to_vec());
        }
    }

    /// The names of the layers of each image, the lowest first.
    fn images(&self) -> Vec<Vec<String>> {
        let saved: Vec<Saved> = self.document("manifest.json").unwrap_or_default();
        let mut images: Vec<Vec<String>> = saved.into_iter().map(|saved| saved.layers).collect();
        self.follow("index.json", 4, &mut images);
        images
    }

    fn document<'d, T: Deserialize<'d>>(&'d self, name: &str) -> Option<T> {
        serde_json::from_slice(self.0.get(name)?).ok()
    }

    /// An index leads to manifests, or to another index.
    fn follow(&self, name: &str, depth: usize, images: &mut Vec<Vec<String>>) {
        let Some(found) = self.document::<Manifest>(name).filter(|_| depth > 0 && images.len() < MOST) else { return };
        if !found.layers.is_empty() {
            images.push(found.layers.iter().map(Descriptor::blob).collect());
        }
        for manifest in &found.manifests {
            self.follow(&manifest.blob(), depth - 1, images);
        }
    }

    /// For each layer, whether a name is visible in an image, or the layer is in none.
    pub(super) fn hidden(&self, layers: &[Layer]) -> Vec<(usize, String)> {
        let images = self.images();
        let mut hidden = Vec::new();
        for (number, layer) in layers.iter().enumerate() {
            let above: Vec<Vec<&Layer>> = images.iter().filter_map(|image| above(image, layer, layers)).collect();
            let names = layer.members.iter().map(|member| &member.name).chain(&layer.archives);
            let lost = |name: &str| !above.is_empty() && above.iter().all(|above| above.iter().any(|upper| upper.hides(name)));
            hidden.extend(names.filter(|name| lost(name)).map(|name| (number, name.clone())));
        }
        hidden
    }
}

/// The layers of an image above one of its layers.
fn above<'l>(image: &[String], layer: &Layer, layers: &'l [Layer]) -> Option<Vec<&'l Layer>> {
    let at = image.iter().rposition(|name| *name == layer.name)?;
    let upper = image.get(at + 1..).unwrap_or_default();
    Some(layers.iter().filter(|other| upper.contains(&other.name)).collect())
}

#[derive(Deserialize)]
struct Saved {
    #[serde(rename = "Layers", default)]
    layers: Vec<String>,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    manifests: Vec<Descriptor>,
    #[serde(default)]
    layers: Vec<Descriptor>,
}

#[derive(Deserialize)]
struct Descriptor {
    digest: String,
}

impl Descriptor {
    /// `sha256:abc` lies at `blobs/sha256/abc`.
    fn blob(&self) -> String {
        format!("blobs/{}", self.digest.replacen(':', "/", 1))
    }
}
