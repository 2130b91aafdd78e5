//! Comparing two normalized pictures of 224x224, with everything that a report shows and with what a search asks for.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use preparity::compare::{Context, Detail, compare};
use preparity::value::{Elements, Layout, Tensor, Value};
use std::hint::black_box;

const SHAPE: [usize; 3] = [224, 224, 3];

/// Pixels of soft shapes; `every` so many are a few levels off.
fn picture(every: usize, off: f32) -> Value {
    let pixel = |index: usize| {
        let level = (index * 37 % 251) as f32 + if index.is_multiple_of(every) { off } else { 0.0 };
        (level / 255.0 - 0.45) / 0.225
    };
    let elements = Elements::F32((0..SHAPE.iter().product()).map(pixel).collect());
    Value::Tensor(Tensor::new(SHAPE.to_vec(), elements, Some(Layout::Hwc)))
}

fn comparing(criterion: &mut Criterion) {
    let (train, serve) = (picture(1, 0.0), picture(3, 5.0));
    let level_size = [0.229, 0.224, 0.225].map(|std| 1.0 / (255.0 * std));
    let mut group = criterion.benchmark_group("compare 224x224x3 float32");
    group.throughput(Throughput::Elements(SHAPE.iter().product::<usize>() as u64));
    for (name, detail) in [("full", Detail::Full), ("quick", Detail::Quick)] {
        let context = Context { level_size: Some(&level_size), detail, ..Context::default() };
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(compare(black_box(&train), &serve, &context)));
        });
    }
    group.finish();
}

criterion_group!(benches, comparing);
criterion_main!(benches);
