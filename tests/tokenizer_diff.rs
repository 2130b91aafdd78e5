//! Two tokenizers compared by their files: what is found, what it shows on, and how bad files are refused.

use preparity::compare::tokenizer::{Finding, Scope, TokenizerFiles, diff, observe};
use preparity::report::TokenizerReport;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// A byte-level BPE of sixteen tokens.
fn tokenizer() -> Value {
    let tokens = ["a", "b", "c", "1", "Ġ", "ab", "Ġa", "abc", "11", "<s>", "é", "A", "B", "Ã", "©", "bc"];
    let vocab: serde_json::Map<String, Value> =
        tokens.iter().enumerate().map(|(id, token)| ((*token).to_owned(), json!(id))).collect();
    json!({
        "version": "1.0", "truncation": null, "padding": null,
        "added_tokens": [{"id": 9, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true}],
        "normalizer": null,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
        "post_processor": {"type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [9], "tokens": ["<s>"]}}},
        "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
        "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
            "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
            "vocab": vocab, "merges": ["a b", "b c", "Ġ a", "ab c", "1 1"]},
    })
}

fn config() -> Value {
    json!({"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "model_max_length": 8,
        "chat_template": "{% for m in messages %}[{{ m.role }}]{{ m.content }}\n{% endfor %}"})
}

fn write(folder: &Path, tokenizer: &Value, config: &Value) {
    fs::create_dir_all(folder).expect("a folder");
    fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).expect("tokenizer.json");
    fs::write(folder.join("tokenizer_config.json"), config.to_string()).expect("tokenizer_config.json");
}

/// The base against a changed copy: what is found, with counts on three texts.
fn changed(change: impl FnOnce(&mut Value, &mut Value)) -> (Vec<Finding>, usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut other, mut other_config) = (tokenizer(), config());
    write(&folder.path().join("a"), &other, &other_config);
    change(&mut other, &mut other_config);
    write(&folder.path().join("b"), &other, &other_config);
    let read = |name: &str| TokenizerFiles::read(&folder.path().join(name)).expect("it can be read");
    let (first, second) = (read("a"), read("b"));
    let mut findings = diff(&first, &second);
    let texts = ["abc ab", "111 AB", "<s>bb"].map(str::to_owned);
    let observed = observe(&first, &second, &mut findings, &texts).expect("both load");
    let report = TokenizerReport::new(&first, &second, &findings, Some(&observed));
    let mut text = Vec::new();
    report.write_text(&mut text).expect("written");
    let text = String::from_utf8(text).expect("text");
    let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "lines of more than 80 columns: {wide:#?}");
    fits_schema(&report);
    (findings, observed.differ)
}

fn fits_schema(report: &TokenizerReport) {
    let validator = jsonschema::validator_for(&TokenizerReport::schema()).expect("schema");
    let mut written = Vec::new();
    report.write_json(&mut written).expect("written");
    let document: Value = serde_json::from_slice(&written).expect("JSON");
    let errors: Vec<String> = validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(document["format"], "preparity-tokenizer-diff/1");
}

/// Ids of findings, on how many texts each shows, and their causes.
fn told(findings: &[Finding]) -> Vec<(&'static str, Option<usize>, &'static str)> {
    findings.iter().map(|finding| (finding.id, finding.shows, finding.cause)).collect()
}

#[test]
fn equal_tokenizers_have_no_findings() {
    let (findings, differ) = changed(|_, _| {});
    assert_eq!((told(&findings), differ), (vec![], 0));
    // Written otherwise, and meant the same.
    let (findings, differ) = changed(|other, _| {
        other["pre_tokenizer"] = json!({"type": "Sequence", "pretokenizers": [other["pre_tokenizer"].clone()]});
        other["model"]["end_of_word_suffix"] = json!("");
        other["model"]["merges"] = json!([["a", "b"], ["b", "c"], ["Ġ", "a"], ["ab", "c"], ["1", "1"]]);
    });
    assert_eq!((told(&findings), differ), (vec![], 0));
}

#[test]
fn each_change_is_found_with_the_inputs_that_it_shows_on() {
    let vocabulary = "tok.vocab_or_merges";
    let (findings, differ) = changed(|other, _| {
        other["model"]["vocab"]["abc"] = json!(8);
        other["model"]["vocab"]["11"] = json!(7);
    });
    assert_eq!((told(&findings), differ), (vec![("vocabulary.renumbered", Some(2), vocabulary)], 2));
    assert!(findings[0].message.contains("exchange their ids"), "{}", findings[0].message);
    let (findings, _) = changed(|other, _| {
        for (token, id) in other["model"]["vocab"].as_object_mut().expect("a map") {
            *id = json!(id.as_u64().expect("an id") + 3);
            assert!(!token.is_empty());
        }
        other["added_tokens"][0]["id"] = json!(12);
        other["post_processor"]["special_tokens"]["<s>"]["ids"] = json!([12]);
    });
    assert!(findings[0].message.contains("shifted by +3"), "{}", findings[0].message);
    let (findings, differ) = changed(|other, _| other["model"]["merges"] = json!(["b c", "a b", "Ġ a", "ab c", "1 1"]));
    assert_eq!((told(&findings), differ), (vec![("merges", Some(1), vocabulary)], 1));
    assert!(findings[0].message.contains("2 of them at other ranks, from rank 0"), "{}", findings[0].message);
    let (findings, differ) = changed(|other, _| other["normalizer"] = json!({"type": "Lowercase"}));
    assert_eq!((told(&findings), differ), (vec![("normalizer", Some(1), "tok.normalizer")], 1));
    let (findings, _) = changed(|other, _| {
        other["pre_tokenizer"] = json!({"type": "Sequence", "pretokenizers": [
            {"type": "Digits", "individual_digits": true}, other["pre_tokenizer"].clone()]});
    });
    assert_eq!(told(&findings), [("pre_tokenizer", Some(1), "tok.pretokenizer_regex")]);
    let (findings, _) = changed(|other, _| other["pre_tokenizer"]["add_prefix_space"] = json!(true));
    assert_eq!(told(&findings), [("pre_tokenizer", Some(3), "tok.prefix_space")]);
    let (findings, differ) = changed(|other, _| other["added_tokens"][0]["rstrip"] = json!(true));
    assert_eq!((told(&findings), differ), (vec![("added_tokens.flags", Some(0), "tok.special_tokens")], 0));
    let (findings, _) = changed(|other, _| other["decoder"] = Value::Null);
    assert_eq!(told(&findings), [("decoder", Some(0), "tok.normalizer")]);
    assert!(!findings[0].changes_ids);
    let (findings, _) = changed(|other, _| {
        other["added_tokens"]
            .as_array_mut()
            .expect("a list")
            .push(json!({"id": 16, "content": "bb", "single_word": false,
            "lstrip": false, "rstrip": false, "normalized": false, "special": false}));
    });
    assert_eq!(told(&findings), [("added_tokens", Some(1), "tok.special_tokens")]);
    let (findings, _) = changed(|other, _| {
        other["truncation"] = json!({"max_length": 3, "strategy": "LongestFirst", "stride": 0, "direction": "Right"});
    });
    let found = told(&findings);
    assert!(found.iter().any(|(id, shows, _)| *id == "limits" && shows.is_some()), "{found:?}");
    assert!(findings.iter().any(|f| f.id == "limits.contradiction" && f.scope == Scope::Second), "{found:?}");
}

#[test]
fn configurations_are_compared_without_the_tokenizer() {
    let (findings, differ) = changed(|_, config| {
        config["chat_template"] = json!("{% for m in messages %}[{{ m.role }}]\n{{ m.content }}\n{% endfor %}");
    });
    assert_eq!((told(&findings), differ), (vec![("chat_template", Some(3), "tok.chat_template")], 0));
    let (findings, _) = changed(|_, config| config["padding_side"] = json!("left"));
    assert_eq!(told(&findings), [("config.field", None, "tok.padding")]);
    let (findings, _) = changed(|_, config| config["model_max_length"] = json!(4));
    assert_eq!(told(&findings), [("limits.length", Some(1), "tok.truncation")]);
    let (findings, _) = changed(|_, config| config["bos_token"] = json!({"content": "a", "__type": "AddedToken"}));
    assert_eq!(told(&findings), [("special.role", Some(2), "tok.bos_eos")]);
    let (findings, _) = changed(|_, config| config["add_bos_token"] = json!(false));
    let ids: Vec<&str> = findings.iter().map(|finding| finding.id).collect();
    assert_eq!(ids, ["config.bos_eos", "config.field"]);
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn a_folder_that_contradicts_itself_is_told_once_for_both() {
    let folder = project("cases/tokenizers/all-minilm");
    let read = || TokenizerFiles::read(&folder).expect("it can be read");
    let (first, second) = (read(), read());
    let findings = diff(&first, &second);
    let lengths = findings.iter().find(|finding| finding.id == "limits.contradiction").expect("three lengths");
    assert_eq!(lengths.scope, Scope::Both);
    assert!(lengths.message.ends_with("128, 256, 512"), "{}", lengths.message);
    assert!(findings.iter().all(|finding| finding.scope == Scope::Both), "{:?}", told(&findings));
    let mut text = Vec::new();
    TokenizerReport::new(&first, &second, &findings, None).write_text(&mut text).expect("written");
    let text = String::from_utf8(text).expect("text");
    assert!(text.contains("BERT uncased") && text.contains("the two are equal"), "{text}");
}

#[test]
fn bad_files_are_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).expect("written");
        TokenizerFiles::read(&path).expect_err(name).to_string()
    };
    let whole = tokenizer().to_string();
    assert!(file("cut.json", &whole.as_bytes()[..whole.len() / 2]).contains("is cut short"));
    assert!(file("other.json", br#"{"a": "b"}"#).contains("holds no vocabulary"));
    assert!(file("newer.json", br#"{"version": "2.0", "model": {"vocab": 7}}"#).contains("tokenizers 1.0 or later"));
    assert!(file("pointer.model", b"version https://git-lfs.github.com/spec/v1\n").contains("Git LFS"));
    assert!(file("broken.model", &[0x0a, 0xff, 0x01, 0x02]).contains("no SentencePiece model"));
    assert!(file("merges.txt", b"#version: 0.2\na b\n").contains("merges without their vocabulary"));
    assert!(file("bad.tiktoken", b"YQ== 0\nYg== 1\nYw== 2\nno rank\n").contains("line 4"));
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).expect("a folder");
    assert!(TokenizerFiles::read(&empty).expect_err("nothing there").to_string().contains("holds no tokenizer"));
    fs::write(empty.join("a.model"), b"").expect("written");
    fs::write(empty.join("b.model"), b"").expect("written");
    assert!(TokenizerFiles::read(&empty).expect_err("two").to_string().contains("a.model, b.model"));
}

#[test]
fn ranks_in_a_file_called_model_are_read_as_ranks() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tokenizer.model");
    fs::write(&path, "IQ== 0\nIg== 1\nIGE= 2\n").expect("written");
    let files = TokenizerFiles::read(folder.path()).expect("ranks");
    assert_eq!(files.kind.name(), "tiktoken ranks");
    assert_eq!(files.vocabulary.id("Ġa"), Some(2));
}
