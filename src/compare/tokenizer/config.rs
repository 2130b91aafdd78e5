//! `tokenizer_config.json`, special roles, and the chat template.

use super::{Finding, Folder, pipeline};
use crate::engines::kernel::chat_template::{Failure, render};
use serde_json::{Value as Json, json};

/// Fields that change ids, with their causes.
const FIELDS: [(&str, &str); 12] = [
    ("tokenizer_class", "tok.pretokenizer_regex"),
    ("add_bos_token", "tok.bos_eos"),
    ("add_eos_token", "tok.bos_eos"),
    ("add_prefix_space", "tok.prefix_space"),
    ("legacy", "tok.prefix_space"),
    ("do_lower_case", "tok.normalizer"),
    ("strip_accents", "tok.normalizer"),
    ("tokenize_chinese_chars", "tok.normalizer"),
    ("split_special_tokens", "tok.special_tokens"),
    ("padding_side", "tok.padding"),
    ("truncation_side", "tok.truncation"),
    ("clean_up_tokenization_spaces", "tok.normalizer"),
];

const ROLES: [&str; 7] = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

/// The text of a role in one file: a text, or a token with its flags.
fn role<'a>(file: Option<&'a Json>, name: &str) -> Option<&'a str> {
    let value = file?.get(name)?;
    value.as_str().or_else(|| value.get("content")?.as_str())
}

fn template(folder: &Folder) -> Option<&str> {
    let own = folder.config.as_ref().and_then(|config| {
        let value = config.get("chat_template")?;
        let named = |item: &&Json| item.get("name").and_then(Json::as_str) == Some("default");
        value.as_str().or_else(|| value.as_array()?.iter().find(named)?.get("template")?.as_str())
    });
    folder.template_file.as_deref().or(own)
}

pub(super) fn within(folder: &Folder, out: &mut Vec<Finding>) {
    for name in ROLES {
        let (a, b) = (role(folder.config.as_ref(), name), role(folder.special_map.as_ref(), name));
        if let (Some(a), Some(b)) = (a, b)
            && a != b
        {
            let message = format!("{name} is {a:?} in tokenizer_config.json and {b:?} in special_tokens_map.json");
            let effect = "which token plays this part depends on the library";
            out.push(Finding::new("special.role", "tok.special_tokens", effect, message));
        }
    }
    let config = folder.config.as_ref();
    if let (Some(pad), Some(eos)) = (role(config, "pad_token"), role(config, "eos_token"))
        && pad == eos
    {
        let effect = "padding and the end of a text have one id: a mask made from ids hides the end";
        let message = format!("pad_token and eos_token are both {pad:?}");
        out.push(Finding::new("special.pad_is_eos", "tok.padding", effect, message));
    }
    let lower = config.and_then(|config| config.get("do_lower_case")?.as_bool());
    let normalizer = folder.part("normalizer").and_then(|part| part.get("lowercase")?.as_bool());
    if let (Some(lower), Some(normalizer)) = (lower, normalizer)
        && lower != normalizer
    {
        let effect = "upper case letters, depending on which file a library believes";
        let message =
            format!("do_lower_case is {lower} in tokenizer_config.json, and the normalizer's lowercase {normalizer}");
        out.push(Finding::new("config.contradiction", "tok.normalizer", effect, message));
    }
}

pub(super) fn between(first: &Folder, second: &Folder, out: &mut Vec<Finding>) {
    if let (Some(a), Some(b)) = (&first.config, &second.config) {
        for (name, cause) in FIELDS {
            let (left, right) = (a.get(name).unwrap_or(&Json::Null), b.get(name).unwrap_or(&Json::Null));
            if left != right {
                let (left, right) = (pipeline::brief(left), pipeline::brief(right));
                let effect = "what transformers makes of the folder";
                let message = format!("tokenizer_config.json {name}: {left} in the first, {right} in the second");
                out.push(Finding::new("config.field", cause, effect, message));
            }
        }
        for name in ROLES {
            let (left, right) = (role(Some(a), name), role(Some(b), name));
            if left != right {
                let message = format!("{name}: {left:?} in the first, {right:?} in the second");
                let effect = "texts with this token, padding, or what is put around every text";
                out.push(Finding::new("special.role", "tok.special_tokens", effect, message));
            }
        }
    }
    let (a, b) = (template(first), template(second));
    if a != b {
        templates(a, b, out);
    }
}

fn templates(a: Option<&str>, b: Option<&str>, out: &mut Vec<Finding>) {
    let (Some(a), Some(b)) = (a, b) else {
        let side = if a.is_some() { "first" } else { "second" };
        let message = format!("only the {side} has a chat template");
        let effect = "every chat, unless both sides write their prompts themselves";
        return out.push(Finding::new("chat_template", "tok.chat_template", effect, message));
    };
    let turn = |role: &str, content: &str| json!({"role": role, "content": content});
    let probes = [
        ("one question", vec![turn("user", "hi")]),
        ("a system message", vec![turn("system", "Be brief."), turn("user", "hi")]),
        ("two turns", vec![turn("user", "hi"), turn("assistant", "hello"), turn("user", "bye")]),
        ("white space", vec![turn("user", "\n hi \n")]),
        ("an empty message", vec![turn("user", "")]),
    ];
    let mut details = Vec::new();
    for (name, messages) in &probes {
        for prompt in [false, true] {
            let context = json!({
                "messages": messages, "add_generation_prompt": prompt, "bos_token": "<bos>", "eos_token": "<eos>",
            });
            let shown = |template: &str| match render(template, &context, Some((2024, 1, 1))) {
                Ok(text) => text,
                Err(Failure::Raised(message) | Failure::Broken(message)) => format!("raises: {message}"),
            };
            let (left, right) = (shown(a), shown(b));
            if left != right {
                let with = if prompt { " with the generation prompt" } else { "" };
                let at = left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count();
                let around = |text: &str| text.chars().skip(at.saturating_sub(10)).take(40).collect::<String>();
                details.push(format!("{name}{with}: {:?} and {:?}", around(&left), around(&right)));
            }
        }
    }
    let (effect, message) = if details.is_empty() {
        ("nothing on five probe conversations", "the chat templates differ in their text only".to_owned())
    } else {
        let message = format!("the chat templates render {} of 10 probe conversations otherwise", details.len());
        ("every chat of these kinds", message)
    };
    details.truncate(6);
    out.push(Finding::new("chat_template", "tok.chat_template", effect, message).with(details));
}
