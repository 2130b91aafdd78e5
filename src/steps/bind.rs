use super::on_fields::OnFields;
use super::{Bound, COMMON, Kind, Levels, Param, Runtime, Settings};
use crate::diagnostic::Diagnostic;
use crate::meta::nearest;

/// Checks a step's name, keys and kinds against the registry, and binds it.
///
/// # Errors
/// An unknown step, key, engine or value, each with its place and what may have been meant.
pub fn bind(settings: &Settings, runtime: &Runtime) -> Result<Bound, Diagnostic> {
    let Some(step) = super::find(settings.step()) else {
        return Err(unknown_step(settings));
    };
    let params: Vec<&Param> = step.params().iter().chain(COMMON).collect();
    let names: Vec<&str> = params.iter().map(|param| param.name).collect();
    for (name, setting) in settings.iter() {
        let Some(param) = params.iter().find(|param| param.name == name) else {
            return Err(settings.unknown_key(name, &names));
        };
        if setting.argument.as_field().is_none() {
            check_kind(settings, param)?;
        }
    }
    let fields = settings.texts("on")?;
    let into = settings.text("into")?.map(str::to_owned);
    let by_row = settings.iter().any(|(_, setting)| setting.argument.as_field().is_some());
    if fields.is_none() && into.is_none() && !by_row && step.per_field().is_none() {
        return step.bind(settings, runtime).map_err(|error| settings.place(error, settings.span(), ""));
    }
    let (on_fields, defaults) = OnFields::new(step, settings.clone(), runtime.clone(), fields, into)?;
    Ok(Bound { levels: Levels::Lost, defaults, ..Bound::one(on_fields) })
}

fn unknown_step(settings: &Settings) -> Diagnostic {
    let known: Vec<&str> = super::all().map(|step| step.meta().id).collect();
    let label =
        nearest(settings.step(), known.iter().copied()).map_or(String::new(), |n| format!("did you mean `{n}`?"));
    let error = Diagnostic::error("definition.unknown_step", format!("unknown step \"{}\"", settings.step()));
    settings.place(error, settings.span(), label).hint("`preparity list steps` shows all steps")
}

fn check_kind(settings: &Settings, param: &Param) -> Result<(), Diagnostic> {
    let name = param.name;
    match param.kind {
        Kind::Number => settings.number(name).map(drop),
        Kind::Integer => settings.integer(name).map(drop),
        Kind::Positive => settings.positive(name).map(drop),
        Kind::Boolean => settings.boolean(name).map(drop),
        Kind::Text | Kind::Path => settings.text(name).map(drop),
        Kind::Filter => settings.name_or_code(name).map(drop),
        Kind::Choice(choices) => {
            let choices: Vec<(&'static str, ())> = choices.iter().map(|choice| (*choice, ())).collect();
            settings.choice(name, &choices).map(drop)
        }
        Kind::Numbers => settings.numbers(name).map(drop),
        Kind::Texts => settings.texts(name).map(drop),
        Kind::Engine(offers) => settings.engine(offers).map(drop),
        Kind::Any => Ok(()),
    }
}
