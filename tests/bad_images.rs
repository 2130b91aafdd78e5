//! Resizing what is hardly an image, to what is hardly a size: every engine answers, refuses or rejects; none panics.

use preparity::diagnostic::{Diagnostic, Span};
use preparity::engines;
use preparity::steps::{self, Argument, Runtime, Settings};
use preparity::value::{ChannelOrder, Image, Samples, Value};

fn settings(engine: &str, more: &[(&str, Argument)]) -> Settings {
    let mut settings = Settings::new("resize", Span::default(), None, ".".into());
    settings.set("engine", Argument::Text(engine.to_owned()));
    for (name, value) in more {
        settings.set(name, value.clone());
    }
    settings
}

fn run(settings: &Settings, image: &Image) -> Result<Value, Diagnostic> {
    let bound = steps::bind(settings, &Runtime::default())?;
    bound.operations.iter().try_fold(Value::Image(image.clone()), |value, operation| operation.apply(value))
}

/// Samples with infinities, NaN and the largest numbers among them.
fn images(width: usize, height: usize) -> Vec<Image> {
    let orders = [ChannelOrder::Gray, ChannelOrder::GrayAlpha, ChannelOrder::Rgb, ChannelOrder::Rgba];
    let wild = [0.0, 1.0, f32::NAN, f32::INFINITY, -1e30, 255.0, f32::MIN_POSITIVE];
    let of = |order: ChannelOrder| {
        let count = width * height * order.channels();
        let bytes = (0..count).map(|index| (index * 37 % 256) as u8).collect();
        let words = (0..count).map(|index| (index * 9973 % 65536) as u16).collect();
        let floats = (0..count).map(|index| wild[index % wild.len()]).collect();
        [Samples::U8(bytes), Samples::U16(words), Samples::F32(floats)]
            .map(|samples| Image::new(width, height, order, samples))
    };
    orders.into_iter().flat_map(of).collect()
}

#[test]
fn no_engine_panics_on_tiny_images_and_thin_targets() {
    let mut answered = 0;
    for engine in engines::ALL.iter().filter(|engine| engine.resize().is_some()) {
        let (id, offer) = (engine.meta().id, engine.resize().expect("a resizer").offer());
        for filter in offer.filters {
            for (width, height) in [(0, 3), (1, 1), (1, 7), (7, 1), (3, 2)] {
                for (to_width, to_height) in [(1, 1), (1, 200), (200, 1), (3, 2), (9, 11)] {
                    let number = |size: i64| Argument::Integer(size);
                    let size = [("width", number(to_width)), ("height", number(to_height))];
                    let name = ("filter", Argument::Text(filter.filter.name().to_owned()));
                    let settings = settings(id, &[&size[..], &[name]].concat());
                    for image in images(width, height) {
                        match run(&settings, &image) {
                            Ok(Value::Image(resized)) => {
                                assert_eq!((resized.width, resized.height), (to_width as usize, to_height as usize));
                                answered += 1;
                            }
                            Ok(Value::Rejected(_)) => assert_eq!(width, 0, "{id}"),
                            Ok(other) => panic!("{id}: {}", other.describe()),
                            Err(error) => {
                                assert!(!error.notes.is_empty(), "{id}: {} says not what is offered", error.message);
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(answered > 10_000, "{answered} answers only");
}

#[test]
fn absurd_targets_and_what_no_library_has_are_refused_with_what_there_is() {
    let image = &images(3, 2)[6];
    for engine in engines::ALL.iter().filter(|engine| engine.resize().is_some()) {
        let id = engine.meta().id;
        let filter = ("filter", Argument::Text("bilinear".into()));
        let huge = || Argument::Integer(1 << 40);
        let error = run(&settings(id, &[("width", huge()), ("height", huge()), filter.clone()]), image);
        assert_eq!(error.expect_err("a refusal").id, "image.too_large", "{id}");
        for scale in [1e300, -1.0, f64::NAN, 0.0] {
            let _ = run(&settings(id, &[("scale", Argument::Float(scale)), filter.clone()]), image);
        }
        let size = [("width", Argument::Integer(4)), ("height", Argument::Integer(4))];
        let unknown = ("filter", Argument::Text("sharpest".into()));
        let error = run(&settings(id, &[&size[..], &[unknown]].concat()), image).expect_err("a refusal");
        assert!(error.notes.iter().any(|note| note.contains("offers")), "{id}: {error}");
    }
    for (id, name, value) in [
        ("opencv", "antialias", Argument::Boolean(true)),
        ("pillow", "align_corners", Argument::Boolean(true)),
        ("tensorflow", "coordinates", Argument::Text("asymmetric".into())),
        ("torch", "box", Argument::List(vec![Argument::Integer(0); 4])),
        ("opencv", "extrapolation_value", Argument::Float(1.0)),
    ] {
        let size = [("width", Argument::Integer(4)), ("height", Argument::Integer(4))];
        let filter = ("filter", Argument::Text("bilinear".into()));
        let error = run(&settings(id, &[&size[..], &[filter, (name, value)]].concat()), image).expect_err("a refusal");
        assert!(error.notes.iter().any(|note| note.contains("offers")), "{id} {name}: {error}");
    }
}

#[test]
fn a_version_that_was_not_measured_is_refused_if_it_is_old() {
    let image = &images(3, 2)[6];
    let asked = |id: &str, version: &str| {
        let size = [("width", Argument::Integer(4)), ("height", Argument::Integer(4))];
        let more = [("filter", Argument::Text("bilinear".into())), ("version", Argument::Text(version.to_owned()))];
        run(&settings(id, &[size, more].concat()), image)
    };
    for (id, old, first, last) in [("opencv", "3.2", "4.5", "5.0"), ("pillow", "8.4", "9.3", "13.0")] {
        let error = asked(id, old).expect_err("a refusal");
        assert!(error.message.contains(old) && error.message.contains(first), "{error}");
        assert!(error.notes.iter().any(|note| note.contains(last)) && error.hint.is_some(), "{error}");
        assert!(asked(id, "none").is_err());
        // What is newer than all is taken for the newest.
        assert_eq!(asked(id, "99.1").expect("an image"), asked(id, last).expect("an image"));
    }
    assert_eq!(asked("pillow", "10.4").expect("an image"), asked("pillow", "12.1").expect("an image"));
}

/// The real library repeats the first row there: the fault is named, not imitated.
#[test]
fn the_fault_of_torch_at_width_one_is_flagged() {
    let image = Image::new(4, 3, ChannelOrder::Gray, Samples::F32((0..12_u8).map(f32::from).collect()));
    for engine in ["torch", "torchvision"] {
        let settings = settings(
            engine,
            &[
                ("width", Argument::Integer(1)),
                ("height", Argument::Integer(3)),
                ("filter", Argument::Text("bilinear".into())),
                ("antialias", Argument::Boolean(true)),
            ],
        );
        let error = run(&settings, &image).expect_err("a refusal");
        assert!(error.message.contains("width 1") && error.hint.is_some(), "{error}");
    }
}
