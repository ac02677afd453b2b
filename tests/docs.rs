//! What the README shows is what the program prints.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
mod common;

/// With `BLESS` set (`.ci/bless`) the tour is written again instead.
#[test]
fn the_tour_of_the_readme_is_real() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let blocks: Vec<&str> =
        readme.split("```console\n$ alluxio-preflight ").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(blocks.len() >= 4);
    let mut real = readme.clone();
    for block in blocks {
        let (command, _) = block.split_once('\n').unwrap();
        let args: Vec<&str> = command.split_whitespace().collect();
        real = real.replace(block, &format!("{command}\n{}", common::relative(&common::run(&args).stdout)));
    }
    common::compare_or_bless("README.md", &readme, &real);
}

#[test]
fn the_two_commands_of_the_readme_name_what_exists() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let command = readme.lines().find(|line| line.starts_with("cargo run")).unwrap();
    let args: Vec<&str> = command.split(" -- ").nth(1).unwrap().split('#').next().unwrap().split_whitespace().collect();
    assert_eq!(common::run(&args).code, 14);
    let ci = std::fs::read_to_string(".ci/run").unwrap();
    assert!(ci.lines().any(|line| line == "cargo test --locked") && readme.contains("cargo test --locked"));
}

#[test]
fn help_and_readme_agree_on_exit_codes() {
    let help = common::run(&["--help"]).stdout;
    let help: String = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let readme = std::fs::read_to_string("README.md").unwrap();
    for code in [0, 1, 2, 3, 4, 11, 12, 13, 14] {
        let row = readme.lines().find(|line| line.starts_with(&format!("| {code} |"))).unwrap();
        let meaning = row.split('|').nth(2).unwrap().trim().split([',', ':']).next().unwrap();
        let word = meaning.split(" or ").next().unwrap();
        assert!(help.contains(&format!("{code} {word}")), "{code} {word}");
    }
}

#[test]
fn the_man_page_has_every_command_and_flag() {
    let page = common::run(&["man"]);
    assert_eq!(page.code, 0);
    let page = page.stdout.replace("\\-", "-");
    for command in ["check", "scan", "inspect", "plan", "explain", "rules", "catalog"] {
        let help = common::run(&[command, "--help"]).stdout;
        assert!(page.contains(&format!(".SH \"ALLUXIO-PREFLIGHT {}\"", command.to_uppercase())), "{command}");
        for flag in help.split_whitespace().filter(|word| word.starts_with("--")) {
            let flag = flag.trim_end_matches(['.', ',', ']', '`', '>']).trim_start_matches('[');
            assert!(page.contains(flag), "{command} {flag}");
        }
    }
}

#[test]
fn nothing_names_the_place_of_work() {
    let words = ["../shared", "/work/"];
    for top in ["src", "rules", "tests", "testdata", "README.md", "Cargo.toml"] {
        for item in walkdir::WalkDir::new(top) {
            let path = item.unwrap().into_path();
            let text = std::fs::read(&path).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            let own = path.ends_with("docs.rs");
            assert!(own || !words.iter().any(|word| text.contains(word)), "{}", path.display());
        }
    }
}
