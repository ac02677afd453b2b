#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::io::Write;

use super::*;
use crate::facts::{Subject, Value};
use crate::source::Local;

const GRPC: &str = "2026-11-22 22:40:06,873 INFO  NettyServerTransport - Transport failed\n\
io.netty.handler.codec.http2.Http2Exception: HTTP/2 client preface string missing or corrupt. Hex dump for received bytes: 7f80220c8816db55800100010000001b4d6574614d617374\n\
\tat io.netty.handler.codec.http2.Http2Exception.connectionError(Http2Exception.java:108)\n";

const THRIFT: &str = "2018-03-01 08:00:00,001 ERROR TThreadPoolServer - Error occurred during processing of message.\n\
java.lang.RuntimeException: org.apache.thrift.transport.TTransportException: Invalid status 127\n\
\tat org.apache.thrift.transport.TSaslServerTransport$Factory.getTransport(TSaslServerTransport.java:219)\n\
Caused by: org.apache.thrift.transport.TTransportException: Invalid status 127\n";

fn read(files: &[(&str, &[u8])]) -> Facts {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::builtin().unwrap();
    let mut reader = LogReader::default();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        reader.add(&Local, &path, &catalog);
    }
    reader.finish(&catalog)
}

fn seen(subject: &Subject) -> Vec<String> {
    match subject.get("caller.seen") {
        Some(Value::Texts(seen)) => seen.iter().cloned().collect(),
        other => panic!("{other:?}"),
    }
}

fn names(facts: &Facts) -> BTreeSet<&str> {
    facts.subjects.iter().map(|subject| subject.text("caller.handshake")).collect()
}

#[test]
fn bytes_of_a_handshake_name_the_client() {
    let grpc = |hex: &str| GRPC.replace("7f80220c8816db55800100010000001b4d6574614d617374", hex);
    let facts = read(&[("master.log", grpc("0100000005504c41494e").as_bytes())]);
    assert_eq!(names(&facts), BTreeSet::from(["1-3-to-1-7-client"]));
    let facts = read(&[("master.log", grpc("00000035800100010000002846696c65").as_bytes())]);
    assert_eq!(names(&facts), BTreeSet::from(["1-0-to-1-2-client"]));
    assert_eq!(facts.subjects[0].evidence[0].detail, "first bytes of a handshake: 000000358001000100000028");
    assert_eq!(names(&read(&[("master.log", THRIFT.as_bytes())])), BTreeSet::from(["1-8-client"]));
    let other = grpc("474554202f20485454502f312e31");
    assert!(read(&[("master.log", other.as_bytes())]).subjects.is_empty(), "a web browser is no client");
}

#[test]
fn each_failed_handshake_counts_once_by_day_and_address() {
    let named = GRPC.replace("Transport failed", "Transport failed: [id: 0x1, L:/10.0.0.1:19998 - R:/10.0.0.7:4711]");
    let next_day = GRPC.replace("11-22", "11-23");
    let log = [named.as_str(), GRPC, GRPC, &next_day, THRIFT].concat();
    let facts = read(&[("master.log", log.as_bytes()), ("master.log.1", GRPC.as_bytes())]);
    let [caller] = facts.subjects.as_slice() else { panic!("{facts:?}") };
    assert_eq!(caller.int("caller.count"), Some(6));
    assert_eq!(seen(caller), ["2018-03-01 unknown 1", "2026-11-22 10.0.0.7 1", "2026-11-22 unknown 3", "2026-11-23 unknown 1"]);
    assert_eq!((caller.text("caller.first_day"), caller.text("caller.last_day")), ("2018-03-01", "2026-11-23"));
    assert_eq!(caller.text("caller.from"), "from 10.0.0.7");
    assert!(caller.path.ends_with("master.log (1-8-client)"));
    assert!(caller.evidence[1].place.ends_with("master.log.1:2"), "{:?}", caller.evidence);
}

#[test]
fn days_of_java_and_of_containers_are_read() {
    let java = GRPC.replace(
        "2026-11-22 22:40:06,873 INFO  NettyServerTransport - ",
        "Nov 2, 2026 10:40:06 PM io.grpc.netty.NettyServerTransport notifyTerminated\nINFO: ",
    );
    assert_eq!(seen(&read(&[("master.out", java.as_bytes())]).subjects[0]), ["2026-11-02 unknown 1"]);
    let container: String = GRPC.lines().map(|line| format!("2026-11-24T20:58:21.907Z {line}\n")).collect();
    assert_eq!(seen(&read(&[("master.out", container.as_bytes())]).subjects[0]), ["2026-11-24 unknown 1"]);
    let undated = GRPC.lines().nth(1).unwrap();
    assert_eq!(seen(&read(&[("master.out", undated.as_bytes())]).subjects[0]), ["unknown unknown 1"]);
}

#[test]
fn rotated_logs_are_inflated_and_damage_is_said() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(GRPC.repeat(50).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let facts = read(&[("master.log.1.gz", &packed)]);
    assert_eq!(facts.subjects[0].int("caller.count"), Some(50));
    assert!(facts.unseen.is_empty());
    let facts = read(&[("master.log.1.gz", &packed[..packed.len() - 9])]);
    assert_eq!(facts.unseen.len(), 1, "the end is missing");
}

#[test]
fn a_log_is_told_by_name_or_content_and_has_days() {
    let blob = |text: &str| -> Arc<dyn Blob> { Arc::new(text.as_bytes().to_vec()) };
    assert!(looks_like_log(&blob(GRPC), "master.log.2026-11-22"));
    assert!(!looks_like_log(&blob(GRPC), "worker.log"));
    assert!(looks_like_log(&blob("2026-11-22 22:40:06,873 INFO  AlluxioMaster - starting\n"), "whatever.txt"));
    assert!(!looks_like_log(&blob("no day anywhere"), "master.log"));
    assert!(!looks_like_log(&blob(""), "master.log"));
}

#[test]
fn endless_lines_and_endless_addresses_do_not_fill_memory() {
    let long = [vec![b'x'; 300_000], GRPC.as_bytes().to_vec()].concat();
    assert_eq!(read(&[("master.log", &long)]).subjects.len(), 1, "the day stands in no line of its own");
    let mut many = String::new();
    for n in 0..12_000 {
        let from = format!("Transport failed R:/10.{}.{}.{}:1", n >> 16, (n >> 8) & 255, n & 255);
        many.push_str(&GRPC.replace("Transport failed", &from));
    }
    let facts = read(&[("master.log", many.as_bytes())]);
    let seen = seen(&facts.subjects[0]);
    assert_eq!(seen.len(), 10_001);
    assert!(seen.contains(&"others others 2000".to_owned()));
    assert_eq!(facts.subjects[0].int("caller.count"), Some(12_000));
}

#[test]
fn addresses_are_taken_as_they_are_written() {
    let from = |text: &str| {
        let mut record = Record::default();
        record.line(format!("2026-11-22 22:40:06,873 {text}").as_bytes());
        record.address(b"")
    };
    assert_eq!(from("L:/10.0.0.1:19998 - R:/10.0.0.7:4711").as_deref(), Some("10.0.0.7"));
    assert_eq!(from("from spark1.example/10.0.0.8:4711 failed").as_deref(), Some("10.0.0.8"));
    assert_eq!(from("R:/[fe80:0:0:0:1:2:3:4%eth0]:4711").as_deref(), Some("fe80:0:0:0:1:2:3:4"));
    assert_eq!(from("version 10.0.0.9 of nothing"), None);
    assert_eq!(from("L:/10.0.0.1:19998"), None);
}

#[test]
fn any_bytes_are_survived() {
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let clean = [GRPC, THRIFT].concat().repeat(3).into_bytes();
    for _ in 0..2_000 {
        let mut bytes = clean.clone();
        for _ in 0..8 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let at = usize::try_from(state % bytes.len() as u64).unwrap();
            bytes[at] = state.to_le_bytes()[5];
        }
        let mut count = 0;
        let mut record = Record::default();
        lines::each(&mut bytes.as_slice(), &mut |line| {
            record.line(line);
            count += usize::from(record.address(line).is_some());
        })
        .unwrap();
        assert!(count < 1_000);
    }
}
