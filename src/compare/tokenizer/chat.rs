//! The chat template: its text, and what it makes of some conversations.

use super::{Finding, Part, TokenizerFiles};
use crate::compare::text::escape_text;
use crate::engines::kernel::chat_template::{Failure, render};
use serde_json::{Value as Json, json};

/// The day that a template may ask for.
const TODAY: (i32, u32, u32) = (2024, 1, 1);

fn configured(files: &TokenizerFiles) -> Option<&str> {
    let value = files.config()?.get("chat_template")?;
    let named = |item: &&Json| item.get("name").and_then(Json::as_str) == Some("default");
    value.as_str().or_else(|| value.as_array()?.iter().find(named)?.get("template")?.as_str())
}

/// The template that holds: a file of its own wins.
pub(super) fn template(files: &TokenizerFiles) -> Option<&str> {
    files.template_file.as_deref().or_else(|| configured(files))
}

pub(super) fn within(files: &TokenizerFiles, out: &mut Vec<Finding>) {
    if let (Some(own), Some(config)) = (&files.template_file, configured(files))
        && own.trim() != config.trim()
    {
        let message = "chat_template.jinja and tokenizer_config.json hold different templates".to_owned();
        let effect = "every chat: newer releases of transformers take the file, older ones the configuration";
        let found = Finding::new("chat_template.contradiction", "tok.chat_template", effect, message);
        out.push(found.with(differences(own, config).0));
    }
}

pub(super) fn between(first: &TokenizerFiles, second: &TokenizerFiles, out: &mut Vec<Finding>) {
    let (a, b) = match (template(first), template(second)) {
        (None, None) => return,
        (Some(a), Some(b)) if a == b => return,
        (Some(a), Some(b)) => (a, b),
        (a, _) => {
            let side = if a.is_some() { "first" } else { "second" };
            let message = format!("only the {side} has a chat template");
            let effect = "every chat, unless both sides write their prompts themselves";
            return out.push(Finding::new("chat_template", "tok.chat_template", effect, message));
        }
    };
    let (details, tried) = differences(a, b);
    let (effect, message) = if details.is_empty() {
        ("nothing on the probe conversations", "the chat templates differ in their text only".to_owned())
    } else {
        let message = format!("the chat templates render {} of {tried} probe conversations otherwise", details.len());
        ("every chat of these kinds", message)
    };
    let shown = details.into_iter().take(6);
    out.push(Finding::new("chat_template", "tok.chat_template", effect, message).part(Part::Template).with(shown));
}

fn turn(role: &str, content: &str) -> Json {
    json!({"role": role, "content": content})
}

/// The conversations on which two templates differ, in words, and how many were tried.
fn differences(a: &str, b: &str) -> (Vec<String>, usize) {
    let call = json!({"role": "assistant", "content": "", "tool_calls": [
        {"id": "call00001", "type": "function", "function": {"name": "add", "arguments": {"a": 1}}}]});
    let answer = json!({"role": "tool", "name": "add", "tool_call_id": "call00001", "content": "2"});
    let probes = [
        ("one question", vec![turn("user", "hi")]),
        ("a system message", vec![turn("system", "Be brief."), turn("user", "hi")]),
        ("two turns", vec![turn("user", "hi"), turn("assistant", "hello"), turn("user", "bye")]),
        ("white space", vec![turn("user", "\n hi \n")]),
        ("an empty message", vec![turn("user", "")]),
        ("a tool", vec![turn("user", "1+1"), call, answer]),
    ];
    let mut details = Vec::new();
    for (name, messages) in &probes {
        for prompt in [false, true] {
            let (left, right) = (rendered(a, messages, prompt), rendered(b, messages, prompt));
            if left != right {
                let with = if prompt { " with the generation prompt" } else { "" };
                let at = left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count();
                let around = |text: &str| {
                    let part: String = text.chars().skip(at.saturating_sub(10)).take(40).collect();
                    escape_text(&part)
                };
                details.push(format!("{name}{with}: \"{}\" and \"{}\"", around(&left), around(&right)));
            }
        }
    }
    (details, 2 * probes.len())
}

/// What a template makes of messages, or what it raises.
fn rendered(template: &str, messages: &[Json], prompt: bool) -> String {
    let context = json!({
        "messages": messages, "add_generation_prompt": prompt, "bos_token": "<bos>", "eos_token": "<eos>",
    });
    match render(template, &context, Some(TODAY)) {
        Ok(text) => text,
        Err(Failure::Raised { message, .. } | Failure::Broken(message)) => format!("raises: {message}"),
    }
}

/// Whether two templates make different prompts of one user's message.
pub(super) fn differ_on(a: &str, b: &str, text: &str) -> bool {
    let messages = [turn("user", text)];
    rendered(a, &messages, true) != rendered(b, &messages, true)
}
