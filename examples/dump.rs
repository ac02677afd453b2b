use std::path::Path;
fn main() {
    for a in std::env::args().skip(1) {
        let f = alluxio_preflight::inspect::journal::read_folder(&alluxio_preflight::source::Local, Path::new(&a));
        for s in &f.subjects { println!("{} {:?}", s.path, s.problems); for n in s.names().collect::<Vec<_>>() { println!("   {n} = {}", s.get(n).unwrap()); } }
        for u in &f.unseen { println!("  UNSEEN {u:?}"); }
    }
}
