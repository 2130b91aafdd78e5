//! The methods of Python's text, lists and maps that templates call.

use minijinja::value::{Value, ValueKind, from_args};
use minijinja::{Error, ErrorKind};

/// Calls a method of Python on a value.
///
/// # Errors
/// A method or an argument that is not known.
pub(super) fn call(value: &Value, method: &str, args: &[Value]) -> Result<Value, Error> {
    match (value.kind(), value.as_str()) {
        (_, Some(text)) => of_text(text, method, args),
        (ValueKind::Map, _) => of_map(value, method, args),
        (ValueKind::Seq | ValueKind::Iterable, _) => of_list(value, method, args),
        _ => Err(Error::from(ErrorKind::UnknownMethod)),
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// The characters that `strip` and its kin remove: those given, or white space.
fn set(args: &[Value]) -> Result<impl Fn(char) -> bool + use<>, Error> {
    let (characters,): (Option<String>,) = from_args(args)?;
    Ok(move |c: char| characters.as_ref().map_or_else(|| is_blank(c), |set| set.contains(c)))
}

/// One affix or a list of them.
fn any_affix(args: &[Value], test: impl Fn(&str) -> bool) -> Result<Value, Error> {
    let (affix,): (Value,) = from_args(args)?;
    Ok(Value::from(match affix.as_str() {
        Some(affix) => test(affix),
        None => affix.try_iter()?.any(|affix| affix.as_str().is_some_and(&test)),
    }))
}

fn of_text(text: &str, method: &str, args: &[Value]) -> Result<Value, Error> {
    Ok(match method {
        "strip" => Value::from(text.trim_matches(set(args)?)),
        "lstrip" => Value::from(text.trim_start_matches(set(args)?)),
        "rstrip" => Value::from(text.trim_end_matches(set(args)?)),
        "upper" => Value::from(text.to_uppercase()),
        "lower" => Value::from(text.to_lowercase()),
        "title" => Value::from(title(text)),
        "capitalize" => {
            let mut characters = text.chars();
            let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
            Value::from(first + &characters.as_str().to_lowercase())
        }
        "startswith" => any_affix(args, |affix| text.starts_with(affix))?,
        "endswith" => any_affix(args, |affix| text.ends_with(affix))?,
        "removeprefix" => {
            let (prefix,): (String,) = from_args(args)?;
            Value::from(text.strip_prefix(&prefix).unwrap_or(text))
        }
        "removesuffix" => {
            let (suffix,): (String,) = from_args(args)?;
            Value::from(text.strip_suffix(&suffix).unwrap_or(text))
        }
        "replace" => {
            let (from, to, count): (String, String, Option<i64>) = from_args(args)?;
            let count = count.and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX);
            Value::from(text.replacen(&from, &to, count))
        }
        "split" | "rsplit" => split(text, method, args)?,
        "splitlines" => text.lines().map(Value::from).collect(),
        "join" => {
            let (items,): (Value,) = from_args(args)?;
            let items: Vec<String> = items.try_iter()?.map(|item| item.to_string()).collect();
            Value::from(items.join(text))
        }
        "find" => {
            let (part,): (String,) = from_args(args)?;
            Value::from(text.find(&part).map_or(-1, |at| text[..at].chars().count() as i64))
        }
        "count" => {
            let (part,): (String,) = from_args(args)?;
            Value::from(text.matches(&part).count())
        }
        "isdigit" | "isnumeric" => Value::from(!text.is_empty() && text.chars().all(char::is_numeric)),
        "isalpha" => Value::from(!text.is_empty() && text.chars().all(char::is_alphabetic)),
        "isspace" => Value::from(!text.is_empty() && text.chars().all(is_blank)),
        "isupper" => Value::from(text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)),
        "islower" => Value::from(text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase)),
        _ => return Err(Error::from(ErrorKind::UnknownMethod)),
    })
}

fn title(text: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if inside {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
        inside = c.is_alphabetic();
    }
    out
}

fn split(text: &str, method: &str, args: &[Value]) -> Result<Value, Error> {
    let (separator, limit): (Option<Value>, Option<i64>) = from_args(args)?;
    let limit = limit.and_then(|limit| usize::try_from(limit).ok());
    let separator = separator.filter(|separator| !separator.is_none());
    let parts: Vec<&str> = match separator.as_ref().map(|separator| separator.as_str().unwrap_or_default()) {
        None => {
            let mut parts: Vec<&str> = Vec::new();
            let mut rest = text.trim_start_matches(is_blank);
            while !rest.is_empty() {
                let end = rest.find(is_blank).filter(|_| limit.is_none_or(|limit| parts.len() < limit));
                parts.push(&rest[..end.unwrap_or(rest.len())]);
                rest = rest[end.unwrap_or(rest.len())..].trim_start_matches(is_blank);
            }
            parts
        }
        Some("") => return Err(Error::new(ErrorKind::InvalidOperation, "empty separator")),
        Some(separator) => match (limit, method) {
            (None, _) => text.split(separator).collect(),
            (Some(limit), "split") => text.splitn(limit + 1, separator).collect(),
            (Some(limit), _) => {
                let mut parts: Vec<&str> = text.rsplitn(limit + 1, separator).collect();
                parts.reverse();
                parts
            }
        },
    };
    Ok(parts.into_iter().map(Value::from).collect())
}

fn of_map(value: &Value, method: &str, args: &[Value]) -> Result<Value, Error> {
    let keys = || value.try_iter().map(Iterator::collect::<Vec<Value>>);
    Ok(match method {
        "keys" => keys()?.into_iter().collect(),
        "values" => keys()?.iter().map(|key| value.get_item(key).unwrap_or_default()).collect(),
        "items" => {
            let pair = |key: Value| {
                let item = value.get_item(&key).unwrap_or_default();
                Value::from(vec![key, item])
            };
            keys()?.into_iter().map(pair).collect()
        }
        "get" => {
            let (key, default): (Value, Option<Value>) = from_args(args)?;
            let found = value.get_item(&key).ok().filter(|item| !item.is_undefined());
            found.or(default).unwrap_or_else(|| Value::from(()))
        }
        _ => return Err(Error::from(ErrorKind::UnknownMethod)),
    })
}

fn of_list(value: &Value, method: &str, args: &[Value]) -> Result<Value, Error> {
    let (wanted,): (Value,) = from_args(args)?;
    let mut items = value.try_iter()?;
    match method {
        "count" => Ok(Value::from(items.filter(|item| *item == wanted).count())),
        "index" => items
            .position(|item| item == wanted)
            .map(Value::from)
            .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "the value is not in the list")),
        _ => Err(Error::from(ErrorKind::UnknownMethod)),
    }
}
