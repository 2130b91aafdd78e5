//! Whole habits of other stacks, in the place of what a definition has: a square padded before the resize, the letterbox of
//! the resizer's own library, Keras' `caffe` mode, another scaling with other constants, channels reversed at the very end.

use super::draft::{Change, Draft, Edit, Tag};
use super::structural::{CONSTANTS, made};
use crate::engines;
use crate::steps::{Argument, Settings};

fn text(value: &str) -> Argument {
    Argument::Text(value.to_owned())
}

fn numbers(values: &[f64]) -> Argument {
    Argument::List(values.iter().map(|value| Argument::Float(*value)).collect())
}

/// All changes of this kind that are worth trying on a draft.
pub fn candidates(draft: &Draft) -> Vec<Change> {
    let mut all = Vec::new();
    squares(draft, &mut all);
    own_box(draft, &mut all);
    scalings(draft, &mut all);
    reversed_last(draft, &mut all);
    turned_last(draft, &mut all);
    depths(draft, &mut all);
    all
}

fn position(draft: &Draft, name: &str) -> Option<usize> {
    draft.steps.iter().position(|step| step.step() == name)
}

/// A picture padded to a square and resized then, in the place of one that is squashed or cropped; and the other way round.
fn squares(draft: &Draft, all: &mut Vec<Change>) {
    let Some(resize) = position(draft, "resize") else { return };
    let settings = &draft.steps[resize];
    let tag = Tag::Cause("image.geom.aspect");
    if let Some(pad) = position(draft, "pad").filter(|pad| draft.steps[*pad].get("square").is_some()) {
        all.push(Change::remove(tag, draft, pad));
        return;
    }
    let crop = position(draft, "center_crop").filter(|crop| *crop > resize);
    let of = |name: &str| match crop {
        Some(crop) => draft.steps[crop].get("size").or(draft.steps[crop].get(name)),
        None => settings.get(name),
    };
    let (Some(width), Some(height)) = (of("width").cloned(), of("height").cloned()) else { return };
    if width != height {
        return;
    }
    // Black, white, the usual greys, and the mean colours of CLIP and ImageNet in whole levels.
    let fills = [[0, 0, 0], [255; 3], [114; 3], [127; 3], [128; 3], [122, 116, 104], [123, 116, 103], [124, 116, 104]];
    for fill in fills {
        let fill = Argument::List(fill.iter().map(|level| Argument::Integer(*level)).collect());
        let pad = made(Some(settings), "pad", vec![("square", Argument::Boolean(true)), ("fill", fill)]);
        let mut squashed = settings.clone();
        squashed.remove("shortest_edge");
        squashed.set("width", width.clone());
        squashed.set("height", height.clone());
        let words = format!("{pad} before {squashed}");
        let mut edits: Vec<Edit> = crop.map(Edit::Remove).into_iter().collect();
        edits.push(Edit::Replace(resize, Box::new(squashed)));
        edits.push(Edit::Insert(resize, Box::new(pad)));
        all.push(Change { tag, step: resize, edits, words });
    }
}

/// The letterbox that the library of the resize has itself.
fn own_box(draft: &Draft, all: &mut Vec<Change>) {
    let Some(resize) = position(draft, "resize") else { return };
    let settings = &draft.steps[resize];
    let Some(id) = settings.get("engine").and_then(Argument::as_text) else { return };
    let rule = engines::find(id).and_then(engines::Engine::geometry).and_then(|geometry| geometry.letterbox);
    let (Some(rule), Some(width), Some(height)) = (rule, settings.get("width"), settings.get("height")) else { return };
    if rule.resize.0 != id {
        return;
    }
    let mut arguments = vec![("engine", text(id)), ("width", width.clone()), ("height", height.clone())];
    arguments.extend(settings.get("filter").map(|filter| ("filter", filter.clone())));
    let letterbox = made(Some(settings), "letterbox", arguments);
    all.push(Change::replace(Tag::Cause("image.geom.aspect"), draft, resize, letterbox));
}

/// Another scaling with its constants, in the place of a rescale and what normalizes behind it.
fn scalings(draft: &Draft, all: &mut Vec<Change>) {
    let Some(rescale) = position(draft, "rescale") else { return };
    let normalize = position(draft, "normalize").filter(|normalize| *normalize == rescale + 1);
    let settings = &draft.steps[rescale];
    let mut put = |cause, steps: Vec<Settings>| {
        let shown: Vec<String> = steps.iter().map(ToString::to_string).collect();
        let words = format!("{} in the place of {settings}", shown.join(" and "));
        let mut edits: Vec<Edit> = normalize.map(Edit::Remove).into_iter().collect();
        edits.push(Edit::Remove(rescale));
        edits.extend(steps.into_iter().rev().map(|step| Edit::Insert(rescale, Box::new(step))));
        all.push(Change { tag: Tag::Cause(cause), step: rescale, edits, words });
    };
    let caffe = vec![("engine", text("keras")), ("mode", text("caffe"))];
    put("image.norm.mode", vec![made(Some(settings), "normalize", caffe)]);
    // Where pixels are divided by 255 already, other constants alone tell it.
    if settings.get("divide").and_then(Argument::as_f64) != Some(255.0) {
        for (mean, std) in CONSTANTS {
            let divided = made(Some(settings), "rescale", vec![("divide", Argument::Integer(255))]);
            let pair = vec![("mean", numbers(&mean)), ("std", numbers(&std))];
            put("image.norm.constants", vec![divided, made(Some(settings), "normalize", pair)]);
        }
    }
}

/// Channels reversed behind the constants of each channel.
fn reversed_last(draft: &Draft, all: &mut Vec<Change>) {
    let Some(normalize) = position(draft, "normalize") else { return };
    if position(draft, "color").is_some_and(|color| color > normalize) {
        return;
    }
    for to in ["bgr", "rgb"] {
        let color = made(draft.steps.first(), "color", vec![("to", text(to))]);
        all.push(Change::insert(Tag::Cause("image.layout.channel_order"), draft, normalize + 1, color));
    }
}

/// Rows and columns exchanged in the array that comes out.
fn turned_last(draft: &Draft, all: &mut Vec<Change>) {
    if draft.steps.first().is_none_or(|step| step.step() != "decode") || position(draft, "transpose").is_some() {
        return;
    }
    let planes = position(draft, "layout").and_then(|layout| draft.steps[layout].get("to")?.as_text());
    let axes = match planes {
        Some("chw") => vec![0, 2, 1],
        Some("nchw") => vec![0, 1, 3, 2],
        Some("nhwc") => vec![0, 2, 1, 3],
        _ => vec![1, 0, 2],
    };
    let axes = Argument::List(axes.into_iter().map(Argument::Integer).collect());
    let turned = made(draft.steps.first(), "transpose", vec![("axes", axes)]);
    all.push(Change::insert(Tag::Cause("image.layout.hwc_chw"), draft, draft.steps.len(), turned));
}

/// A file of 16 bits read as 8 bits, with the division that goes with it; and the other way round.
fn depths(draft: &Draft, all: &mut Vec<Change>) {
    let (Some(decode), Some(rescale)) = (position(draft, "decode"), position(draft, "rescale")) else { return };
    let color = draft.steps[decode].get("color").and_then(Argument::as_text);
    let divide = draft.steps[rescale].get("divide").and_then(Argument::as_f64);
    let (colors, divide): (&[&str], i64) = match (color, divide) {
        (Some("as_is"), Some(divide)) if divide > 256.0 => (&["gray", "rgb"], 255),
        (_, Some(255.0 | 256.0)) => (&["as_is"], 65535),
        _ => return,
    };
    for color in colors {
        let words = format!("decode.color: {color}, rescale.divide: {divide}");
        let set = |name: &str, value| vec![(name.to_owned(), Some(value))];
        let edits = vec![
            Edit::Set(decode, set("color", text(color))),
            Edit::Set(rescale, set("divide", Argument::Integer(divide))),
        ];
        all.push(Change { tag: Tag::Cause("image.decode.bitdepth"), step: decode, edits, words });
    }
}
