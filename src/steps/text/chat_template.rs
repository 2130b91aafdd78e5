//! `chat_template`.

use crate::diagnostic::Diagnostic;
use crate::engines::Operation;
use crate::engines::kernel::chat_template::{Failure, render};
use crate::engines::kernel::loaded::Content;
use crate::meta::Meta;
use crate::steps::{Argument, Bound, Kind, Param, Runtime, Settings, Step, Variation};
use crate::value::{Number, Value};
use serde_json::{Map, Value as Json};
use std::borrow::Cow;

/// The step.
pub struct ChatTemplate;

static META: Meta = Meta {
    id: "chat_template",
    summary: "renders a list of messages by a Hugging Face chat template",
    manual: "What it is\n\
        Renders messages (records with `role` and `content`) to one text by a Jinja template, as apply_chat_template of \
        transformers does: blocks are trimmed (trim_blocks, lstrip_blocks), values are written as Python writes them, and \
        raise_exception, tojson, strftime_now and the usual methods of Python's text, lists and maps are there. What a \
        template raises is a rejection, not an error.\n\n\
        Where libraries differ\n\
        In the template itself, which is stored in three places (a string or a list in tokenizer_config.json, or \
        chat_template.jinja, which wins); in whether the generation prompt is added; in the text of bos_token. A template \
        that writes the beginning-of-text token, before a tokenizer that adds it too, doubles it: tokenize what this step \
        gives with `add_special_tokens: false`.\n\n\
        Parameters\n\
        template: the template's text. file: a .jinja file, or a tokenizer_config.json, whose special tokens are known to the \
        template then. name: which of several templates; default: default. add_generation_prompt: default false. bos_token \
        and eos_token. variables: further variables. date: what strftime_now takes for today, as 2024-07-26.\n\
        Input: a list of messages, a record with `messages` (its other fields are variables, such as `tools`), or a text, \
        which is one user's message.\n\n\
        References\n\
        https://huggingface.co/docs/transformers/chat_templating",
    example: "chat_template: {file: tokenizer_config.json, add_generation_prompt: true}",
};

static PARAMS: &[Param] = &[
    Param { name: "template", kind: Kind::Text, summary: "the template's text" },
    Param { name: "file", kind: Kind::Path, summary: "a .jinja file or a tokenizer_config.json" },
    Param { name: "name", kind: Kind::Text, summary: "which of several templates; default: default" },
    Param {
        name: "add_generation_prompt",
        kind: Kind::Boolean,
        summary: "ends with the assistant's header; default: false",
    },
    Param { name: "bos_token", kind: Kind::Text, summary: "the text of the beginning-of-text token" },
    Param { name: "eos_token", kind: Kind::Text, summary: "the text of the end-of-text token" },
    Param { name: "variables", kind: Kind::Any, summary: "a map of further variables" },
    Param { name: "date", kind: Kind::Text, summary: "today, as 2024-07-26, for strftime_now" },
];

impl Step for ChatTemplate {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let mut variables = Map::new();
        let template = match (settings.text("template")?, settings.path("file")?) {
            (Some(template), None) => template.to_owned(),
            (None, Some(file)) => {
                let content = Content::read(&file).map_err(|error| settings.place(error, settings.span(), ""))?;
                let name = settings.text("name")?.unwrap_or("default");
                from_file(&content, name, &mut variables).map_err(|e| settings.place(e, settings.span(), ""))?
            }
            _ => return Err(settings.fail_step("chat_template needs either `template` or `file`")),
        };
        if let Some(Argument::Map(entries)) = settings.get("variables") {
            variables.extend(entries.iter().map(|(name, argument)| (name.clone(), json_of(argument))));
        }
        for name in ["bos_token", "eos_token"] {
            if let Some(token) = settings.text(name)? {
                variables.insert(name.to_owned(), Json::from(token));
            }
        }
        let prompt = settings.boolean("add_generation_prompt")?.unwrap_or(false);
        variables.insert("add_generation_prompt".to_owned(), Json::from(prompt));
        let date = settings
            .text("date")?
            .map(|text| date(text).ok_or_else(|| settings.fail("date", format!("not a date as 2024-07-26: {text:?}"))));
        let date = date.transpose()?;
        let key = format!("chat_template {template:?} {variables:?} {date:?}");
        Ok(Bound::one(Operate { template, variables, date, key, settings: settings.clone() }))
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let prompt = settings.boolean("add_generation_prompt").ok().flatten().unwrap_or(false);
        let toggled = Some(Argument::Boolean(!prompt));
        vec![Variation { cause: "tok.chat_template", changes: vec![("add_generation_prompt", toggled)] }]
    }
}

type Date = (i32, u32, u32);

fn date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((year, month, day))
}

/// The template in a file; the special tokens that the file names become variables.
fn from_file(content: &Content, name: &str, variables: &mut Map<String, Json>) -> Result<String, Diagnostic> {
    let text = content.text()?;
    if !text.trim_start().starts_with('{') || content.path.extension().is_some_and(|e| e == "jinja") {
        return Ok(text.to_owned());
    }
    let Ok(Json::Object(config)) = serde_json::from_str::<Json>(text) else {
        return Ok(text.to_owned());
    };
    for (key, value) in config.iter().filter(|(key, _)| key.ends_with("_token")) {
        let token = value.as_str().or_else(|| value.get("content")?.as_str());
        if let Some(token) = token {
            variables.insert(key.clone(), Json::from(token));
        }
    }
    let field = |item: &Json, key: &str| item.get(key).and_then(Json::as_str).map(str::to_owned);
    match config.get("chat_template") {
        Some(Json::String(template)) => Ok(template.clone()),
        Some(Json::Array(templates)) => {
            let found = templates.iter().find(|item| field(item, "name").as_deref() == Some(name));
            let names: Vec<String> = templates.iter().filter_map(|item| field(item, "name")).collect();
            found.and_then(|item| field(item, "template")).ok_or_else(|| {
                content
                    .fault(&format!("has no template \"{name}\""))
                    .note(format!("its templates: {}", names.join(", ")))
            })
        }
        _ => Err(content.fault("has no \"chat_template\"").hint("newer models keep it in chat_template.jinja")),
    }
}

struct Operate {
    template: String,
    variables: Map<String, Json>,
    date: Option<Date>,
    key: String,
    settings: Settings,
}

impl Operation for Operate {
    fn key(&self, _input: &Value) -> Cow<'_, str> {
        Cow::Borrowed(&self.key)
    }

    fn apply(&self, input: Value) -> Result<Value, Diagnostic> {
        let mut context = self.variables.clone();
        match &input {
            Value::Text(text) => {
                let message =
                    [("role", "user"), ("content", text.as_str())].map(|(k, v)| (k.to_owned(), Json::from(v)));
                context.insert("messages".to_owned(), Json::Array(vec![Json::Object(message.into_iter().collect())]));
            }
            Value::List(_) => {
                context.insert("messages".to_owned(), json_of_value(&input));
            }
            Value::Record(row) if row.get("messages").is_some() => {
                context.extend(row.iter().map(|(name, value)| (name.to_owned(), json_of_value(value))));
            }
            other => {
                let message = format!("chat_template takes a list of messages, found {}", other.describe());
                return Err(self.settings.fail_step(message).hint("a record needs a field `messages`"));
            }
        }
        match render(&self.template, &Json::Object(context), self.date) {
            Ok(text) => Ok(Value::Text(text)),
            Err(Failure::Raised { error, message }) => Ok(Value::rejected(error, message)),
            Err(Failure::Broken(message)) => Err(self.settings.fail_step(format!("the template fails: {message}"))),
        }
    }
}

fn json_of(argument: &Argument) -> Json {
    match argument {
        Argument::Null => Json::Null,
        Argument::Boolean(value) => Json::from(*value),
        Argument::Integer(value) => Json::from(*value),
        Argument::Float(value) => Json::from(*value),
        Argument::Text(text) => Json::from(text.as_str()),
        Argument::List(items) => items.iter().map(json_of).collect(),
        Argument::Map(entries) => entries.iter().map(|(key, value)| (key.clone(), json_of(value))).collect(),
    }
}

fn json_of_value(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::from(text.as_str()),
        Value::Boolean(value) => Json::from(*value),
        Value::Number(Number::Int(value)) => Json::from(*value),
        Value::Number(number) => Json::from(number.as_f64()),
        Value::List(items) => items.iter().map(json_of_value).collect(),
        Value::Record(row) => row.iter().map(|(name, value)| (name.to_owned(), json_of_value(value))).collect(),
        _ => Json::Null,
    }
}
