//! Resizing 1920x1080 RGB to 224x224 on one thread: `cargo bench --bench resize`.
//!
//! On a two-core EPYC the libraries themselves take: Pillow 13 bilinear 4.8 ms, `cv2` 5 linear 0.08 ms, area 4.5 ms.

use criterion::{Criterion, criterion_group, criterion_main};
use preparity::engines::{self, capability::Filter};
use preparity::value::{ChannelOrder, Image, Samples};
use std::hint::black_box;

/// Engine, filter.
const SUBJECTS: &[(&str, Filter)] = &[
    ("pillow", Filter::Bilinear),
    ("pillow", Filter::Bicubic),
    ("pillow", Filter::Lanczos),
    ("opencv", Filter::Bilinear),
    ("opencv", Filter::Area),
    ("opencv", Filter::Bicubic),
    ("torchvision", Filter::Bilinear),
    ("tensorflow", Filter::Bilinear),
    ("fast_image_resize", Filter::Bilinear),
];

fn photo_like(width: usize, height: usize) -> Image {
    let mut state = 1_u32;
    let noise = (0..width * height * 3).map(|index| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((index / 37) as u32).wrapping_add(state >> 28) as u8
    });
    Image::new(width, height, ChannelOrder::Rgb, Samples::U8(noise.collect()))
}

fn resize(criterion: &mut Criterion) {
    let image = photo_like(1920, 1080);
    for (id, filter) in SUBJECTS {
        let Some(engine) = engines::find(id) else { continue };
        let Some(kernel) = engine.resize() else { continue };
        let version = engine.versions().last().copied().unwrap_or("");
        let request = kernel.offer().request(version, *filter, 224, 224);
        criterion.bench_function(&format!("{id} {} 1920x1080 to 224x224", filter.name()), |bencher| {
            bencher.iter(|| kernel.resize(black_box(&image), &request));
        });
    }
}

criterion_group!(benches, resize);
criterion_main!(benches);
