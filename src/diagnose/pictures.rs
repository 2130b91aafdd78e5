//! Changes to how a picture is read and brought to its size, where more than one step takes part.

use super::classify::{Sort, sort};
use super::draft::{Change, Draft, Edit, Tag};
use super::structural::made;
use crate::engines;
use crate::steps::{self, Argument, Settings};

fn text(value: &str) -> Argument {
    Argument::Text(value.to_owned())
}

/// All changes of this kind that are worth trying on a draft.
pub fn candidates(draft: &Draft) -> Vec<Change> {
    let mut all = Vec::new();
    geometry(draft, &mut all);
    square(draft, &mut all);
    boxes(draft, &mut all);
    letterboxes(draft, &mut all);
    alpha(draft, &mut all);
    gray(draft, &mut all);
    all
}

/// A square cut out first and resized then, in the place of a resize and a crop; and the other way round.
fn square(draft: &Draft, all: &mut Vec<Change>) {
    let steps = &draft.steps;
    let at = |name: &str| steps.iter().position(|step| step.step() == name);
    let (Some(resize), Some(crop)) = (at("resize"), at("center_crop")) else {
        return;
    };
    let number = |settings: &Settings, name: &str| settings.get(name).and_then(Argument::as_f64);
    let cause = Tag::Cause("image.geom.op_order");
    if resize < crop
        && let Some(edge) = number(&steps[resize], "shortest_edge")
        && let Some(side) = number(&steps[crop], "size").or(number(&steps[crop], "width"))
    {
        let fractions = if side < edge { vec![side / edge, 1.0] } else { vec![1.0] };
        for fraction in fractions {
            let mut cut = steps[crop].clone();
            for name in ["width", "height", "size", "crop_fraction"] {
                cut.remove(name);
            }
            cut.set("square_fraction", Argument::Float(fraction));
            let mut squashed = steps[resize].clone();
            squashed.remove("shortest_edge");
            squashed.set("width", Argument::Integer(side as i64));
            squashed.set("height", Argument::Integer(side as i64));
            let words = format!("{cut} before {squashed}");
            let edits = vec![
                Edit::Remove(crop),
                Edit::Replace(resize, Box::new(squashed)),
                Edit::Insert(resize, Box::new(cut)),
            ];
            all.push(Change { tag: cause, step: resize, edits, words });
        }
    }
    if crop < resize
        && let Some(fraction) = number(&steps[crop], "square_fraction")
        && let Some(side) = number(&steps[resize], "width")
        && number(&steps[resize], "height") == Some(side)
    {
        let mut resized = steps[resize].clone();
        resized.remove("width");
        resized.remove("height");
        resized.set("shortest_edge", Argument::Integer((side / fraction).round() as i64));
        let mut cut = steps[crop].clone();
        cut.remove("square_fraction");
        cut.set("size", Argument::Integer(side as i64));
        let words = format!("{resized} before {cut}");
        let edits = vec![Edit::Replace(resize, Box::new(cut)), Edit::Replace(crop, Box::new(resized))];
        all.push(Change { tag: cause, step: crop, edits, words });
    }
}

/// A letterbox in the place of a resize, alone or with a crop.
fn boxes(draft: &Draft, all: &mut Vec<Change>) {
    let steps = &draft.steps;
    let at = |name: &str| steps.iter().position(|step| step.step() == name);
    let Some(resize) = at("resize") else {
        return;
    };
    let settings = &steps[resize];
    let crop = at("center_crop").filter(|crop| *crop > resize);
    let side = |name: &str| match crop {
        Some(crop) => steps[crop].get("size").or(steps[crop].get(name)).cloned(),
        None => settings.get(name).cloned(),
    };
    let (Some(width), Some(height)) = (side("width"), side("height")) else {
        return;
    };
    for fill in [0, 114, 127, 128, 255] {
        for position in ["center", "top_left"] {
            let mut arguments = vec![
                ("engine", text("ultralytics")),
                ("width", width.clone()),
                ("height", height.clone()),
                ("fill", Argument::Integer(fill)),
                ("position", text(position)),
            ];
            arguments.extend(settings.get("engine").map(|engine| ("resize_engine", engine.clone())));
            arguments.extend(settings.get("filter").map(|filter| ("filter", filter.clone())));
            let letterbox = made(Some(settings), "letterbox", arguments);
            let mut change = Change::replace(Tag::Cause("image.geom.aspect"), draft, resize, letterbox);
            if let Some(crop) = crop {
                change.edits.push(Edit::Remove(crop));
                change.words += ", without center_crop";
            }
            all.push(change);
        }
    }
}

/// Another resizer inside the box; no box at all.
fn letterboxes(draft: &Draft, all: &mut Vec<Change>) {
    let Some(at) = draft.steps.iter().position(|step| step.step() == "letterbox") else {
        return;
    };
    let settings = &draft.steps[at];
    for engine in engines::ALL {
        let Some(kernel) = engine.resize() else { continue };
        for filter in kernel.offer().filters {
            let changes = [("resize_engine", engine.meta().id), ("filter", filter.filter.name())];
            let changes = changes.map(|(name, value)| (name.to_owned(), Some(text(value)))).to_vec();
            all.push(Change::set(Tag::Exchange, draft, at, changes));
        }
    }
    let side = |name: &str| settings.get("size").or(settings.get(name)).cloned();
    let (Some(width), Some(height)) = (side("width"), side("height")) else {
        return;
    };
    let (engine, filter) = inside(settings);
    let resizer = vec![("engine", text(engine)), ("filter", text(filter))];
    let aspect = Tag::Cause("image.geom.aspect");
    let stretched = [resizer.clone(), vec![("width", width.clone()), ("height", height.clone())]].concat();
    all.push(Change::replace(aspect, draft, at, made(Some(settings), "resize", stretched)));
    let short = [resizer, vec![("shortest_edge", width.clone())]].concat();
    let mut cropped = Change::replace(aspect, draft, at, made(Some(settings), "resize", short));
    let cut = vec![("engine", text("torchvision")), ("width", width.clone()), ("height", height.clone())];
    cropped.edits.push(Edit::Insert(at + 1, Box::new(made(Some(settings), "center_crop", cut))));
    cropped.words += ", with center_crop";
    all.push(cropped);
    let box_of = width.as_f64().unwrap_or(0.0) as i64;
    for size in [224, 256, 300, 320, 384, 416, 512, 608, 640, 800, 1024, 1280] {
        if size != box_of && settings.get("stride").is_none() {
            let names: &[&str] = if settings.get("size").is_some() { &["size"] } else { &["width", "height"] };
            let changes = names.iter().map(|name| ((*name).to_owned(), Some(Argument::Integer(size)))).collect();
            all.push(Change::set(Tag::Cause("image.geom.size"), draft, at, changes));
        }
    }
}

/// The resizer that a letterbox uses.
pub fn inside(settings: &Settings) -> (&str, &'static str) {
    let named = |name: &str| settings.get(name).and_then(Argument::as_text);
    let own = named("engine").and_then(engines::find).unwrap_or(engines::LETTERBOX);
    let rule = own.geometry().and_then(|rule| rule.letterbox);
    let standard = rule.map_or(("opencv", "bilinear"), |rule| (rule.resize.0, rule.resize.1.name()));
    let engine = named("resize_engine").unwrap_or(standard.0);
    let typed = settings.get("filter").and_then(Argument::as_name_or_code);
    let typed = typed.and_then(|typed| Some(engines::find(engine)?.resize()?.offer().filter(&typed)?.name()));
    (engine, typed.unwrap_or(standard.1))
}

/// Transparent pixels over a colour, where the definition drops their alpha.
fn alpha(draft: &Draft, all: &mut Vec<Change>) {
    let Some(at) = draft.steps.iter().position(|step| step.step() == "decode") else {
        return;
    };
    let settings = &draft.steps[at];
    let Some(rules) = engine_of(settings).and_then(<dyn engines::Engine>::decode) else {
        return;
    };
    let color = settings.get("color").and_then(Argument::as_text).unwrap_or(rules.color.name());
    if !matches!(color, "rgb" | "bgr") || draft.steps.iter().any(|step| step.step() == "alpha") {
        return;
    }
    let with_alpha = if rules.colors.iter().any(|color| color.name() == "rgba") { "rgba" } else { "as_is" };
    for level in [255, 0, 127, 128] {
        let ground = Argument::List(vec![Argument::Integer(level); 3]);
        let over = made(Some(settings), "alpha", vec![("over", ground)]);
        let words = format!("decode.color: {color} -> {with_alpha}, {over} added");
        let set = vec![("color".to_owned(), Some(text(with_alpha)))];
        let mut edits = vec![Edit::Set(at, set), Edit::Insert(at + 1, Box::new(over))];
        edits.push(Edit::Insert(at + 2, Box::new(made(Some(settings), "color", vec![("to", text(color))]))));
        all.push(Change { tag: Tag::Cause("image.decode.alpha"), step: at, edits, words });
    }
}

/// Grey made by the decoder against grey made of its colours, by any library or weights.
fn gray(draft: &Draft, all: &mut Vec<Change>) {
    let Some(at) = draft.steps.iter().position(|step| step.step() == "decode") else {
        return;
    };
    let settings = &draft.steps[at];
    let tag = Tag::Cause("image.decode.gray_weights");
    let is_gray = |settings: &Settings, name: &str| settings.get(name).and_then(Argument::as_text) == Some("gray");
    let to_color = || Edit::Set(at, vec![("color".to_owned(), Some(text("rgb")))]);
    if is_gray(settings, "color") {
        let formula = |arguments: Vec<(&str, Argument)>| {
            let arguments = [vec![("to", text("gray"))], arguments].concat();
            made(Some(settings), "color", arguments)
        };
        // What the step offers of itself, engines and weights.
        let plain = formula(Vec::new());
        let offered = steps::find("color").map_or(Vec::new(), |step| step.variations(&plain));
        let with = |variation: steps::Variation| {
            let given = variation.changes.into_iter().filter_map(|(name, value)| Some((name, value?)));
            formula(given.collect())
        };
        for step in offered.into_iter().map(with) {
            for place in gray_places(draft, at) {
                let words = format!("decode.color: gray -> rgb, {step} added after {}", draft.steps[place - 1].step());
                let edits = vec![to_color(), Edit::Insert(place, Box::new(step.clone()))];
                all.push(Change { tag, step: at, edits, words });
            }
        }
    } else if let Some(place) = draft.steps.iter().position(|step| step.step() == "color" && is_gray(step, "to"))
        && place > at
    {
        let set = Edit::Set(at, vec![("color".to_owned(), Some(text("gray")))]);
        let words = format!("decode.color: gray, without {}", draft.steps[place]);
        all.push(Change { tag, step: at, edits: vec![set, Edit::Remove(place)], words });
    }
}

/// Where grey may be made of the colours of a file: as soon as it is read, of the resized picture, of floats.
fn gray_places(draft: &Draft, decode: usize) -> Vec<usize> {
    let of = |wanted: Sort| draft.steps.iter().rposition(|step| sort(step.step()) == wanted).map(|step| step + 1);
    let floats = draft.steps.iter().position(|step| step.step() == "rescale").map(|step| step + 1);
    let mut places: Vec<usize> = [of(Sort::Geometry), floats].into_iter().flatten().collect();
    places.retain(|place| *place > decode + 1);
    places.insert(0, decode + 1);
    places.dedup();
    places
}

fn engine_of(settings: &Settings) -> Option<&'static dyn engines::Engine> {
    engines::find(settings.get("engine")?.as_text()?)
}

/// Other ways to bring a picture to the same size.
fn geometry(draft: &Draft, all: &mut Vec<Change>) {
    let steps = &draft.steps;
    let at = |name: &str| steps.iter().position(|step| step.step() == name);
    let Some(resize) = at("resize") else {
        return;
    };
    let settings = &steps[resize];
    let crop = at("center_crop").filter(|crop| *crop > resize);
    let number = |settings: &Settings, names: &[&str]| names.iter().find_map(|name| settings.get(name).cloned());
    let cleared = || -> Vec<(String, Option<Argument>)> {
        ["width", "height", "shortest_edge", "longest_edge", "scale"]
            .iter()
            .map(|name| ((*name).to_owned(), None))
            .collect()
    };
    let sized = |pairs: &[(&str, &Argument)]| {
        let mut changes = cleared();
        for (name, argument) in pairs {
            changes.retain(|(known, _)| known != name);
            changes.push(((*name).to_owned(), Some((*argument).clone())));
        }
        changes
    };
    if let Some(crop) = crop {
        let edge = number(settings, &["shortest_edge"]);
        let width = number(&steps[crop], &["width", "size", "height"]);
        let height = number(&steps[crop], &["height", "size", "width"]);
        if let (Some(width), Some(height)) = (&width, &height) {
            // Squashed to the size of the crop, or short side to it.
            for changes in [sized(&[("width", width), ("height", height)]), sized(&[("shortest_edge", width)])] {
                let aspect = changes.iter().any(|(name, argument)| name == "width" && argument.is_some());
                let cause = if aspect { "image.geom.aspect" } else { "image.geom.size" };
                all.push(Change::set(Tag::Cause(cause), draft, resize, changes));
            }
            let mut squash = Change::set(
                Tag::Cause("image.geom.aspect"),
                draft,
                resize,
                sized(&[("width", width), ("height", height)]),
            );
            squash.edits.push(Edit::Remove(crop));
            squash.words += ", without center_crop";
            all.push(squash);
        }
        if let Some(edge) = &edge {
            all.push(Change::set(
                Tag::Cause("image.geom.aspect"),
                draft,
                resize,
                sized(&[("width", edge), ("height", edge)]),
            ));
        }
        let near = edge.as_ref().and_then(Argument::as_f64).map_or(0, |edge| edge as i64);
        let nearby = (near - 8..=near + 8).filter(|size| *size > 0 && *size != near);
        for size in [224, 232, 236, 240, 248, 256, 288, 320, 342, 384].into_iter().chain(nearby) {
            let edge = Argument::Integer(size);
            all.push(Change::set(Tag::Cause("image.geom.size"), draft, resize, sized(&[("shortest_edge", &edge)])));
        }
    } else if let (Some(width), Some(height)) = (settings.get("width"), settings.get("height")) {
        let mut crop = made(Some(settings), "center_crop", vec![("width", width.clone()), ("height", height.clone())]);
        crop.set("engine", text("torchvision"));
        let mut change =
            Change::set(Tag::Cause("image.geom.aspect"), draft, resize, sized(&[("shortest_edge", width)]));
        change.edits.push(Edit::Insert(resize + 1, Box::new(crop)));
        change.words += ", with center_crop";
        all.push(change);
    }
}
