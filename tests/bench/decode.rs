//! Decoding a JPEG: the median of `cv2.imdecode` on the same file is the yardstick.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use preparity::diagnostic::Span;
use preparity::pipeline::Pipeline;
use preparity::steps::{Argument, Runtime, Settings};
use preparity::value::Value;
use std::hint::black_box;
use std::sync::Arc;

/// A picture with edges, gradients and some noise, as a JPEG with 4:2:0 chroma.
fn photo(width: usize, height: usize) -> Vec<u8> {
    let mut state = 7u32;
    let mut pixels = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            state = state.wrapping_mul(1664525).wrapping_add(1013904223);
            let noise = (state >> 28) as usize;
            let edge = if (x / 37 + y / 53) % 2 == 0 { 60 } else { 0 };
            pixels.extend(
                [x * 150 / width + edge + noise, y * 150 / height + edge + noise, (x + y) % 190 + noise]
                    .map(|v| v as u8),
            );
        }
    }
    let mut compress = mozjpeg::Compress::new(mozjpeg::ColorSpace::JCS_RGB);
    compress.set_size(width, height);
    compress.set_fastest_defaults();
    compress.set_quality(90.0);
    compress.set_chroma_sampling_pixel_sizes((2, 2), (2, 2));
    let mut started = compress.start_compress(Vec::new()).expect("a JPEG writer");
    started.write_scanlines(&pixels).expect("scan lines");
    started.finish().expect("a JPEG file")
}

fn decode(criterion: &mut Criterion) {
    for (width, height) in [(600, 400), (1920, 1080)] {
        let bytes: Arc<[u8]> = photo(width, height).into();
        let mut group = criterion.benchmark_group(format!("decode {width}x{height}"));
        group.throughput(Throughput::Elements((width * height) as u64));
        for engine in ["pillow", "opencv", "tensorflow", "image-rs"] {
            let mut settings = Settings::new("decode", Span::default(), None, ".".into());
            settings.set("engine", Argument::Text(engine.to_owned()));
            let pipeline = Pipeline::bind(&[settings], &Runtime::default()).expect("a bound step");
            group.bench_function(engine, |bencher| {
                bencher.iter(|| black_box(pipeline.run(Arc::new(Value::Bytes(Arc::clone(&bytes))))));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, decode);
criterion_main!(benches);
