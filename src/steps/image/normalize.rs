//! `normalize`: a mean taken away, a standard deviation divided by, per channel.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::{Arithmetic, Fusion, Mode, Spread};
use crate::engines::kernel::affine::{Op, Pass};
use crate::engines::{self, Engine};
use crate::meta::Meta;
use crate::steps::affine::{Affine, FLOATS, Raises, Stage, precisions, single};
use crate::steps::{Argument, Bound, Kind, Levels, Param, Runtime, Settings, Step, Variation};

/// The step.
pub struct Normalize;

const MANUAL: &str = "\
Takes `mean` away and divides by `std`, each one number for all channels or one per channel, in the order in which the \
channels lie. They are in the units of the pixels: 0 to 1 after `rescale: {divide: 255}`, 0 to 255 without it.

Two operations in the pixels' own floating-point type (float32 for whole numbers): subtract the rounded mean, divide by \
the rounded std. Libraries differ in the last bits. torchvision refuses whole numbers (TypeError) and a std of 0 \
(ValueError). albumentations multiplies mean and std by `max_pixel_value`, 255 unless it is given, and multiplies by the \
reciprocal: so it takes pixels from 0 to 255, and after a rescale they are scaled twice. OpenCV's blobFromImage subtracts \
and multiplies by a scale factor (`scale`, or 1 / `std`). The fast Hugging Face processors fuse rescaling and \
normalizing: leave `rescale` out and give `max_pixel_value: 255` for the same single pass.

`mode` takes an engine's named constants instead: Keras' preprocess_input has `caffe` (channels reversed to BGR, the mean \
of ImageNet in levels subtracted, no scaling), `tf` (-1 to 1) and `torch` (0 to 1, then mean and std of ImageNet).

Common mistakes: the constants of another model (ImageNet, CLIP and 0.5 lie close together); one std for three channels; \
constants in RGB order on BGR pixels; levels from 0 to 255 with constants for 0 to 1.";

const PARAMS: &[Param] = &[
    Param { name: "engine", kind: Kind::Engine(offers), summary: "whose order of operations; default: numpy" },
    Param { name: "version", kind: Kind::Any, summary: "the engine's version" },
    Param { name: "mean", kind: Kind::Numbers, summary: "subtracted: one number, or one per channel" },
    Param { name: "std", kind: Kind::Numbers, summary: "divides: one number, or one per channel; default: 1" },
    Param {
        name: "scale",
        kind: Kind::Numbers,
        summary: "multiplies instead of `std`: one number, or one per channel",
    },
    Param {
        name: "max_pixel_value",
        kind: Kind::Number,
        summary: "mean and std are multiplied by it first, where the library fuses rescaling and normalizing",
    },
    Param { name: "mode", kind: Kind::Text, summary: "an engine's named constants instead of mean and std" },
    Param {
        name: "dtype",
        kind: Kind::Choice(&["float32", "float64", "float16", "bfloat16"]),
        summary: "the element type; default: the values' own floating-point type, float32 for whole numbers",
    },
];

fn offers(engine: &dyn Engine) -> bool {
    engine.arithmetic().is_some()
}

impl Step for Normalize {
    fn meta(&self) -> &'static Meta {
        &Meta {
            id: "normalize",
            summary: "subtract a mean and divide by a standard deviation, per channel",
            manual: MANUAL,
            example: "normalize: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}",
        }
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let engine = settings.engine(offers)?.unwrap_or(engines::PLAIN_ARITHMETIC);
        let rule = engine.arithmetic().expect("checked by `offers`");
        let dtype = settings.choice("dtype", &FLOATS)?;
        if settings.get("mode").is_some() {
            return Ok(bound_mode(mode(settings, engine, rule)?, dtype));
        }
        let Some(mean) = settings.numbers("mean")? else {
            let error = settings.fail_step("normalize needs `mean`");
            return Err(error.hint("for example `mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]`"));
        };
        let spread = spread(settings)?;
        for (name, values) in [("mean", &mean), (spread.name, &spread.values)] {
            if let Some(odd) = values.iter().find(|value| !value.is_finite()) {
                return Err(settings.fail(name, format!("normalize.{name} must be finite, found {odd}")));
            }
        }
        if mean.len() > 1 && spread.values.len() > 1 && mean.len() != spread.values.len() {
            let message = format!(
                "normalize.mean has {} values and normalize.{} has {}",
                mean.len(),
                spread.name,
                spread.values.len()
            );
            return Err(settings.fail(spread.name, message));
        }
        let mut defaults = Vec::new();
        let fused = fused(settings, engine, rule, &mut defaults)?;
        let divides_by_zero = spread.values.contains(&0.0) && !spread.multiplies;
        if let Some(error) = rule.zero_std.filter(|_| divides_by_zero) {
            return Ok(Bound::one(Raises { error, message: "a std of 0 divides by zero" }));
        }
        let factors = spread.factors(fused.unwrap_or(1.0));
        let passes = passes(rule, &mean, &spread, fused);
        let stages = vec![Stage { dtype, passes }];
        let operation =
            Affine { step: "normalize", reverse_channels: false, stages, whole_numbers: rule.whole_numbers };
        Ok(Bound { levels: Levels::Times(factors), defaults, ..Bound::one(operation) })
    }

    fn variations(&self, settings: &Settings) -> Vec<Variation> {
        let mut all = constants(settings);
        all.extend(collapsed(settings));
        let engine = settings.engine(offers).ok().flatten().unwrap_or(engines::PLAIN_ARITHMETIC);
        if let Some(rule) = engine.arithmetic() {
            let current = settings.text("mode").ok().flatten();
            let others = rule.modes.iter().filter(|mode| current.is_some() && Some(mode.name) != current);
            all.extend(others.map(|mode| Variation {
                cause: "image.norm.mode",
                changes: vec![("mode", Some(Argument::Text(mode.name.to_owned())))],
            }));
        }
        all.extend(doubled(settings, engine));
        all.extend(precisions(settings, offers, |engine| {
            let rule = engine.arithmetic()?;
            let same_work = settings.get("mode").is_none() && !matches!(rule.fusion, Fusion::Default(_));
            same_work.then(|| format!("{:?} {}", rule.spread, rule.narrow_scalars))
        }));
        all
    }
}

/// `std` or `scale`, as written.
struct Written {
    name: &'static str,
    values: Vec<f64>,
    multiplies: bool,
}

impl Written {
    /// What a level of each channel is multiplied by.
    fn factors(&self, largest: f64) -> Vec<f64> {
        self.values.iter().map(|value| if self.multiplies { *value } else { 1.0 / (value * largest) }).collect()
    }
}

fn spread(settings: &Settings) -> Result<Written, Diagnostic> {
    match (settings.numbers("std")?, settings.numbers("scale")?) {
        (Some(_), Some(_)) => Err(settings.fail("scale", "normalize takes `std` or `scale`, not both")),
        (None, Some(values)) => Ok(Written { name: "scale", values, multiplies: true }),
        (std, None) => Ok(Written { name: "std", values: std.unwrap_or_else(|| vec![1.0]), multiplies: false }),
    }
}

/// The largest pixel value that mean and std are multiplied by.
fn fused(
    settings: &Settings,
    engine: &dyn Engine,
    rule: &Arithmetic,
    defaults: &mut Vec<String>,
) -> Result<Option<f64>, Diagnostic> {
    let id = engine.meta().id;
    match (rule.fusion, settings.number("max_pixel_value")?) {
        (Fusion::Never, Some(_)) => {
            let fusing = engines::ALL.iter().filter(|e| e.arithmetic().is_some_and(|a| a.fusion != Fusion::Never));
            let fusing: Vec<&str> = fusing.map(|engine| engine.meta().id).collect();
            let error =
                settings.fail("max_pixel_value", format!("engine {id} does not fuse rescaling and normalizing"));
            Err(error.note(format!("these do: {}", fusing.join(", "))).hint("put `rescale` before `normalize`"))
        }
        (_, Some(value)) if !(value.is_finite() && value > 0.0) => {
            Err(settings.fail("max_pixel_value", format!("max_pixel_value must be a positive number, found {value}")))
        }
        (Fusion::Default(value), None) => {
            defaults.push(format!("max_pixel_value left to the default of {id}: {value}"));
            Ok(Some(value))
        }
        (_, given) => Ok(given),
    }
}

fn passes(rule: &Arithmetic, mean: &[f64], spread: &Written, fused: Option<f64>) -> Vec<Pass> {
    // Fused constants are products of singles.
    let times = |value: f64| fused.map_or(value, |largest| single(single(value) * single(largest)));
    let pass = |op, by: Vec<f64>| Pass { op, by, narrow: true };
    let first = pass(Op::Subtract, mean.iter().map(|mean| times(*mean)).collect());
    let second = if spread.multiplies {
        pass(Op::Multiply, spread.values.clone())
    } else {
        let std: Vec<f64> = spread.values.iter().map(|std| times(*std)).collect();
        match rule.spread {
            Spread::Divide => pass(Op::Divide, std),
            Spread::Reciprocal32 => {
                pass(Op::Multiply, std.iter().map(|std| f64::from(1.0 / single(*std) as f32)).collect())
            }
            Spread::Reciprocal64 => pass(Op::Multiply, std.iter().map(|std| 1.0 / std).collect()),
        }
    };
    vec![first, second]
}

fn mode(settings: &Settings, engine: &dyn Engine, rule: &Arithmetic) -> Result<&'static Mode, Diagnostic> {
    if let Some(name) =
        ["mean", "std", "scale", "max_pixel_value"].into_iter().find(|name| settings.get(name).is_some())
    {
        return Err(settings.fail(name, format!("normalize takes `mode` or `{name}`, not both")));
    }
    let choices: Vec<(&'static str, &'static Mode)> = rule.modes.iter().map(|mode| (mode.name, mode)).collect();
    if choices.is_empty() {
        let with: Vec<&str> = engines::ALL
            .iter()
            .filter(|engine| engine.arithmetic().is_some_and(|rule| !rule.modes.is_empty()))
            .map(|engine| engine.meta().id)
            .collect();
        let message = format!("engine {} has no modes", engine.meta().id);
        return Err(settings.fail("mode", message).note(format!("engines with modes: {}", with.join(", "))));
    }
    settings.choice("mode", &choices)?.ok_or_else(|| settings.fail("mode", "normalize.mode takes text"))
}

fn bound_mode(mode: &Mode, dtype: Option<crate::value::Dtype>) -> Bound {
    let pass = |op, by: &[f64]| Pass { op, by: by.to_vec(), narrow: false };
    let mut passes: Vec<Pass> = mode.divide.iter().map(|by| pass(Op::Divide, &[*by])).collect();
    passes.push(pass(Op::Subtract, mode.mean));
    if !mode.std.is_empty() {
        passes.push(pass(Op::Divide, mode.std));
    }
    let divide = mode.divide.unwrap_or(1.0);
    let factors = if mode.std.is_empty() {
        vec![1.0 / divide]
    } else {
        mode.std.iter().map(|std| 1.0 / (divide * std)).collect()
    };
    let stages = vec![Stage { dtype, passes }];
    let operation = Affine { step: "normalize", reverse_channels: mode.reverse_channels, stages, whole_numbers: None };
    Bound { levels: Levels::Times(factors), ..Bound::one(operation) }
}

/// Pairs of mean and standard deviation that models were trained with, for pixels from 0 to 1.
const KNOWN: &[([f64; 3], [f64; 3])] = &[
    // ImageNet.
    ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    // CLIP.
    ([0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]),
    // "Standard": Inception, ViT, SigLIP.
    ([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
    // 0 to 1 left as it is.
    ([0.0, 0.0, 0.0], [1.0, 1.0, 1.0]),
    // CIFAR-10, in the two forms that are passed on.
    ([0.4914, 0.4822, 0.4465], [0.247, 0.2435, 0.2616]),
    ([0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.201]),
    // DPN and a few others in timm.
    ([124.0 / 255.0, 117.0 / 255.0, 104.0 / 255.0], [1.0 / 4.249_999_8, 1.0 / 4.249_999_8, 1.0 / 4.249_999_8]),
    // Caffe: the mean only.
    ([123.68 / 255.0, 116.779 / 255.0, 103.939 / 255.0], [1.0 / 255.0, 1.0 / 255.0, 1.0 / 255.0]),
    ([123.68 / 255.0, 116.779 / 255.0, 103.939 / 255.0], [1.0, 1.0, 1.0]),
];

fn list(values: &[f64]) -> Argument {
    Argument::List(values.iter().map(|value| Argument::Float(*value)).collect())
}

/// Other models' constants, in the units of those that are written; and the written ones in reverse order.
fn constants(settings: &Settings) -> Vec<Variation> {
    let cause = "image.norm.constants";
    let (Ok(Some(mean)), Ok(spread)) = (settings.numbers("mean"), spread(settings)) else {
        return Vec::new();
    };
    let std: Vec<f64> = spread.values.iter().map(|v| if spread.multiplies { 1.0 / v } else { *v }).collect();
    let largest = mean.iter().chain(&std).fold(0.0f64, |most, value| most.max(value.abs()));
    let unit = if largest > 2.0 { 255.0 } else { 1.0 };
    let mut all = Vec::new();
    for (known_mean, known_std) in KNOWN {
        let known_mean: Vec<f64> = known_mean.iter().map(|value| value * unit).collect();
        let known_std: Vec<f64> = known_std.iter().map(|value| value * unit).collect();
        let same = |a: &[f64], b: &[f64]| {
            (0..3).all(|i| (a[i] - b.get(i).unwrap_or(&b[0])).abs() <= 1e-6 * unit) && (b.len() == 1 || b.len() == 3)
        };
        let (same_mean, same_std) = (same(&known_mean, &mean), same(&known_std, &std));
        let mean_change = ("mean", Some(list(&known_mean)));
        let std_changes = [("std", Some(list(&known_std))), ("scale", None)];
        match (same_mean, same_std) {
            (true, true) => {}
            (true, false) => all.push(Variation { cause, changes: std_changes.to_vec() }),
            (false, true) => all.push(Variation { cause, changes: vec![mean_change] }),
            (false, false) => {
                let mut changes = vec![mean_change.clone()];
                changes.extend(std_changes.clone());
                // Zero and one leave values as they are: that is no normalization, not another one.
                let identity = known_mean.iter().all(|value| *value == 0.0) && known_std.iter().all(|v| *v == 1.0);
                all.push(Variation { cause: if identity { "image.norm.missing" } else { cause }, changes });
                all.push(Variation { cause, changes: vec![mean_change] });
                all.push(Variation { cause, changes: std_changes.to_vec() });
            }
        }
    }
    let reversed = |values: &[f64]| Some(list(&values.iter().rev().copied().collect::<Vec<f64>>()));
    if mean.len() > 1 && mean.first() != mean.last() {
        let mut changes = vec![("mean", reversed(&mean))];
        if spread.values.len() > 1 {
            changes.push((spread.name, reversed(&spread.values)));
        }
        all.push(Variation { cause, changes });
    }
    // Constants for the other range of pixels.
    for by in [255.0, 1.0 / 255.0] {
        let scaled = |values: &[f64]| Some(list(&values.iter().map(|value| value * by).collect::<Vec<f64>>()));
        let changes = vec![("mean", scaled(&mean)), ("std", scaled(&std)), ("scale", None)];
        all.push(Variation { cause: "image.norm.range", changes });
    }
    all
}

/// One standard deviation for all channels: the mean of the three, each of them, and the mean rounded as people write it.
fn collapsed(settings: &Settings) -> Vec<Variation> {
    let Ok(Some(std)) = settings.numbers("std") else {
        return Vec::new();
    };
    if std.len() < 2 || std.iter().all(|value| *value == std[0]) {
        return Vec::new();
    }
    let average = std.iter().sum::<f64>() / std.len() as f64;
    let mut values = vec![(average * 1e3).round() / 1e3, average, (average * 1e2).round() / 1e2];
    values.extend(&std);
    values.dedup();
    let variation =
        |value| Variation { cause: "image.norm.std_collapsed", changes: vec![("std", Some(Argument::Float(value)))] };
    values.into_iter().map(variation).collect()
}

/// A library that multiplies by the largest pixel value unless told otherwise, fed with pixels that are scaled already.
fn doubled(settings: &Settings, engine: &dyn Engine) -> Vec<Variation> {
    let cause = "image.norm.doubled";
    match engine.arithmetic().map(|rule| rule.fusion) {
        Some(Fusion::Default(default)) => {
            let given = settings.number("max_pixel_value").ok().flatten().unwrap_or(default);
            let other = if given == default { 1.0 } else { default };
            vec![Variation { cause, changes: vec![("max_pixel_value", Some(Argument::Float(other)))] }]
        }
        _ => Vec::new(),
    }
}
