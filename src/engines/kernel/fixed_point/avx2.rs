//! Rows filtered in vectors of 256 bits, on processors that have them: four taps at a time, the same sums.

use super::{LOW, Taps};
use pulp::x86::V3;
use pulp::{NullaryFnOnce, cast};
use std::arch::x86_64::{__m128i, __m256i};

/// The weights of four neighbouring taps, repeated for four channels: high parts and low parts. Two taps lie side by side,
/// as their products are added up at once; the other two are in the upper half.
#[derive(Clone, Copy)]
struct TapQuad {
    high: [i16; 16],
    low: [i16; 16],
}

impl TapQuad {
    fn new(weights: &[i32]) -> Self {
        let weight = |place: usize| weights.get(place / 8 * 2 + place % 2).copied().unwrap_or(0);
        let places = std::array::from_fn::<i32, 16, _>(weight);
        let mask = (1 << LOW) - 1;
        Self { high: places.map(|weight| (weight >> LOW) as i16), low: places.map(|weight| (weight & mask) as i16) }
    }
}

/// A filter of rows of pixels of `C` bytes, three or four.
pub struct RowFilter<const C: usize> {
    processor: V3,
    quads: Taps<TapQuad>,
    precision: u32,
}

impl<const C: usize> RowFilter<C> {
    /// The filter; `None` where the processor has no such vectors.
    pub fn new(taps: &Taps<i32>, precision: u32) -> Option<Self> {
        let processor = V3::try_new()?;
        let mut quads = Taps::with_capacity(taps.len());
        for (start, weights) in taps.windows() {
            quads.push(start, weights.chunks(4).map(TapQuad::new));
        }
        Some(Self { processor, quads, precision })
    }

    /// Filters one row, with [`super::BEYOND`] bytes behind it, into one with four bytes behind it.
    pub fn row(&self, row: &[u8], out: &mut [u8]) {
        self.processor.vectorize(OneRow { filter: self, row, out });
    }
}

/// Where the bytes of four pixels go: first red, second red, first green ...; then those of the third and the fourth.
const fn side_by_side<const C: usize>() -> [u8; 16] {
    // What has no place gives zero.
    let mut order = [0x80; 16];
    let mut channel = 0;
    while channel < C {
        let mut pixel = 0;
        while pixel < 4 {
            order[pixel / 2 * 8 + 2 * channel + pixel % 2] = (pixel * C + channel) as u8;
            pixel += 1;
        }
        channel += 1;
    }
    order
}

struct OneRow<'a, const C: usize> {
    filter: &'a RowFilter<C>,
    row: &'a [u8],
    out: &'a mut [u8],
}

impl<const C: usize> NullaryFnOnce for OneRow<'_, C> {
    type Output = ();

    #[expect(
        clippy::inline_always,
        reason = "what is not within the function that enables the vectors is compiled without them"
    )]
    #[inline(always)]
    fn call(self) {
        let Self { filter: RowFilter { processor, quads, precision }, row, out } = self;
        let V3 { sse2, ssse3, avx, avx2, .. } = *processor;
        let shift = sse2._mm_cvtsi32_si128(*precision as i32);
        let half = 1 << (precision - 1);
        let half: __m256i = cast([half, half, half, half, 0, 0, 0, 0]);
        let order: __m128i = cast(side_by_side::<C>());
        let mut at = 0;
        for (start, quads) in quads.windows() {
            let window = &row[start * C..start * C + quads.len() * 4 * C + 16];
            let (mut low, mut high) = (half, avx._mm256_setzero_si256());
            for (pixels, quad) in window.windows(16).step_by(4 * C).zip(quads) {
                let pixels: [u8; 16] = pixels.first_chunk().copied().unwrap_or_default();
                let words = avx2._mm256_cvtepu8_epi16(ssse3._mm_shuffle_epi8(cast(pixels), order));
                low = avx2._mm256_add_epi32(low, avx2._mm256_madd_epi16(words, cast(quad.low)));
                high = avx2._mm256_add_epi32(high, avx2._mm256_madd_epi16(words, cast(quad.high)));
            }
            let sums = avx2._mm256_add_epi32(low, avx2._mm256_slli_epi32::<{ LOW as i32 }>(high));
            let upper = avx2._mm256_extracti128_si256::<1>(sums);
            let sums = sse2._mm_add_epi32(avx._mm256_castsi256_si128(sums), upper);
            let sums = sse2._mm_sra_epi32(sums, shift);
            let words = sse2._mm_packs_epi32(sums, sums);
            let done: [u8; 16] = cast(sse2._mm_packus_epi16(words, words));
            out[at..at + 4].copy_from_slice(&done[..4]);
            at += C;
        }
    }
}
