//! Special roles: which token begins, ends, fills up or is unknown, and its id, by each of the files that say so.

use super::{Finding, Part, TokenizerFiles};
use crate::compare::text::escape_text;
use serde_json::Value as Json;

const ROLES: [&str; 7] = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

/// The text of a role in one file: a text, or a token with its flags.
fn role<'a>(file: Option<&'a Json>, name: &str) -> Option<&'a str> {
    let value = file?.get(name)?;
    value.as_str().or_else(|| value.get("content")?.as_str())
}

fn shown(token: Option<&str>) -> String {
    token.map_or("none".to_owned(), |token| format!("\"{}\"", escape_text(token)))
}

pub(super) fn within(files: &TokenizerFiles, out: &mut Vec<Finding>) {
    let (config, map) = (files.config(), files.beside("special_tokens_map.json"));
    for name in ROLES {
        let (a, b) = (role(config, name), role(map, name));
        if a.is_some() && b.is_some() && a != b {
            let (a, b) = (shown(a), shown(b));
            let message = format!("{name} is {a} in tokenizer_config.json and {b} in special_tokens_map.json");
            let effect = "which token plays this part depends on the library";
            out.push(Finding::new("special.role", "tok.special_tokens", effect, message));
        }
        if let Some(token) = a.or(b).filter(|token| files.id(token).is_none()) {
            let message = format!("{name} is {}, which is in no vocabulary of the folder", shown(Some(token)));
            let effect = "transformers adds it as a new id beyond the model's table";
            out.push(Finding::new("special.missing", "tok.special_tokens", effect, message));
        }
    }
    ids(files, out);
    if let (Some(pad), Some(eos)) = (role(config, "pad_token"), role(config, "eos_token"))
        && pad == eos
    {
        let effect = "padding and the end of a text have one id: a mask made from ids hides the end";
        let message = format!("pad_token and eos_token are both {}", shown(Some(pad)));
        out.push(Finding::new("special.pad_is_eos", "tok.padding", effect, message));
    }
}

/// Ids in the model's configuration against the ids of the tokens.
fn ids(files: &TokenizerFiles, out: &mut Vec<Finding>) {
    for file in ["config.json", "generation_config.json"] {
        for role_name in ["bos_token", "eos_token", "pad_token"] {
            let field = format!("{role_name}_id");
            let stated = files.beside(file).and_then(|config| config.get(&field));
            let Some(stated) = stated.filter(|value| !value.is_null()) else { continue };
            let Some(token) = role(files.config(), role_name) else { continue };
            let Some(own) = files.id(token) else { continue };
            // A model may end at one of several tokens.
            let allowed = stated.as_array().map_or_else(|| vec![stated.clone()], Clone::clone);
            if !allowed.contains(&Json::from(own)) {
                let token = shown(Some(token));
                let message = format!("{field} is {stated} in {file}, and {role_name} {token} has id {own}");
                let effect = "where generation begins or ends, or which ids count as padding";
                out.push(Finding::new("special.id", "tok.special_tokens", effect, message));
            }
        }
    }
}

pub(super) fn between(first: &TokenizerFiles, second: &TokenizerFiles, out: &mut Vec<Finding>) {
    let of = |files: &TokenizerFiles, name: &str| -> Option<String> {
        let token = role(files.config(), name).or_else(|| role(files.beside("special_tokens_map.json"), name));
        token.map(str::to_owned)
    };
    let known = |files: &TokenizerFiles| files.config().or_else(|| files.beside("special_tokens_map.json")).is_some();
    if !known(first) || !known(second) {
        return;
    }
    for name in ROLES {
        let (left, right) = (of(first, name), of(second, name));
        if left != right {
            let (a, b) = (shown(left.as_deref()), shown(right.as_deref()));
            let message = format!("{name}: {a} in the first, {b} in the second");
            let (cause, effect) = match name {
                "pad_token" => ("tok.padding", "what shorter texts are filled up with"),
                "bos_token" | "eos_token" => ("tok.bos_eos", "what is put around a text, and texts that contain it"),
                _ => ("tok.special_tokens", "texts that contain it, and what stands for unknown words"),
            };
            let finding = Finding::new("special.role", cause, effect, message);
            out.push(finding.part(Part::Contains).about(left.into_iter().chain(right)));
        }
    }
}
