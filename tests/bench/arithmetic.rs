//! Rescaling, normalizing and turning a picture of 224x224: numpy takes some 300 microseconds for the normalization.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use preparity::diagnostic::Span;
use preparity::engines::Operation;
use preparity::steps::{self, Argument, Runtime, Settings};
use preparity::value::{ChannelOrder, Image, Samples, Value};
use std::hint::black_box;
use std::path::PathBuf;

const SIDE: usize = 224;

fn operations(step: &str, parameters: &[(&str, Argument)]) -> Vec<Box<dyn Operation>> {
    let mut settings = Settings::new(step, Span::default(), None, PathBuf::new());
    for (name, argument) in parameters {
        settings.set(name, argument.clone());
    }
    steps::bind(&settings, &Runtime::default()).expect("a step that binds").operations
}

fn run(operations: &[Box<dyn Operation>], input: Value) -> Value {
    operations.iter().fold(input, |value, operation| operation.apply(value).expect("a picture"))
}

fn numbers(values: [f64; 3]) -> Argument {
    Argument::List(values.into_iter().map(Argument::Float).collect())
}

fn arithmetic(criterion: &mut Criterion) {
    let levels: Vec<u8> = (0..SIDE * SIDE * 3).map(|index| (index * 37 % 251) as u8).collect();
    let image = |samples| Value::Image(Image::new(SIDE, SIDE, ChannelOrder::Rgb, samples));
    let bytes = image(Samples::U8(levels.clone()));
    let floats = image(Samples::F32(levels.iter().map(|level| f32::from(*level) / 255.0).collect()));
    let constants = [("mean", numbers([0.485, 0.456, 0.406])), ("std", numbers([0.229, 0.224, 0.225]))];
    let text = |value: &str| Argument::Text(value.to_owned());
    let cases = [
        ("normalize float32", operations("normalize", &constants), &floats),
        ("rescale uint8", operations("rescale", &[("divide", Argument::Integer(255))]), &bytes),
        ("cast uint8 to float32", operations("cast", &[("dtype", text("float32"))]), &bytes),
        ("layout float32 to chw", operations("layout", &[("to", text("chw"))]), &floats),
        ("center_crop to 160", operations("center_crop", &[("size", Argument::Integer(160))]), &bytes),
    ];
    let mut group = criterion.benchmark_group("224x224x3");
    group.throughput(Throughput::Elements((SIDE * SIDE * 3) as u64));
    for (name, operations, input) in cases {
        group.bench_function(name, |bencher| {
            bencher.iter_batched(|| input.clone(), |input| black_box(run(&operations, input)), BatchSize::LargeInput);
        });
    }
    group.finish();
}

criterion_group!(benches, arithmetic);
criterion_main!(benches);
