//! libjpeg's fast integer transform of a block, as its vector code for x86 computes it: in 16 bits that wrap around, where
//! its C code has more. They part in extreme contrast only.

/// Rows and columns in their own order: places of the coefficients in the order of the file.
pub const PLACES: [u8; 64] = places();

const fn places() -> [u8; 64] {
    let mut places = [0; 64];
    let (mut row, mut column, mut up, mut index) = (0, 0, true, 0);
    while index < 64 {
        places[index] = row * 8 + column;
        match (up, row, column) {
            (true, _, 7) => (row, up) = (row + 1, false),
            (true, 0, _) => (column, up) = (column + 1, false),
            (true, ..) => (row, column) = (row - 1, column + 1),
            (false, 7, _) => (column, up) = (column + 1, true),
            (false, _, 0) => (row, up) = (row + 1, true),
            (false, ..) => (row, column) = (row + 1, column - 1),
        }
        index += 1;
    }
    places
}

/// What the transform leaves to the dequantization, for a row or a column.
const SCALES: [f64; 8] = [1.0, 1.387039845, 1.306562965, 1.175875602, 1.0, 0.785694958, 0.541196100, 0.275899379];

/// Quantization factors, in the order of the file, with the transform's own.
pub fn factors(quantization: &[i16; 64]) -> [i16; 64] {
    std::array::from_fn(|k| {
        let place = usize::from(PLACES[k]);
        let scale = (SCALES[place / 8] * SCALES[place % 8] * 16384.0).round() as i32;
        ((i32::from(quantization[k]) * scale + (1 << 11)) >> 12) as i16
    })
}

/// Factors with 8 bits behind the point, moved so that the upper half of a product is what is wanted.
const ROOT_2: i16 = 362 << 6;
const F_1_847: i16 = 473 << 6;
const F_1_082: i16 = 277 << 6;
const F_1_613: i16 = 413 << 6;

/// Eight numbers side by side.
type Lanes = [i16; 8];

#[inline]
fn added(a: Lanes, b: Lanes) -> Lanes {
    std::array::from_fn(|lane| a[lane].wrapping_add(b[lane]))
}

#[inline]
fn less(a: Lanes, b: Lanes) -> Lanes {
    std::array::from_fn(|lane| a[lane].wrapping_sub(b[lane]))
}

#[inline]
fn times(a: Lanes, factor: i16) -> Lanes {
    std::array::from_fn(|lane| ((i32::from(a[lane] << 2) * i32::from(factor)) >> 16) as i16)
}

/// One pass: along the outer index, for eight lanes.
#[inline]
fn pass(v: [Lanes; 8]) -> [Lanes; 8] {
    let (t10, t11, t13) = (added(v[0], v[4]), less(v[0], v[4]), added(v[2], v[6]));
    let t12 = less(times(less(v[2], v[6]), ROOT_2), t13);
    let [e0, e1, e2, e3] = [added(t10, t13), added(t11, t12), less(t11, t12), less(t10, t13)];
    let (z10, z11, z12, z13) = (less(v[5], v[3]), added(v[1], v[7]), less(v[1], v[7]), added(v[5], v[3]));
    let o7 = added(z11, z13);
    let z5 = times(added(z10, z12), F_1_847);
    let o6 = less(added(less(times(z10, -F_1_613), z10), z5), o7);
    let o5 = less(times(less(z11, z13), ROOT_2), o6);
    let o4 = added(less(times(z12, F_1_082), z5), o5);
    [added(e0, o7), added(e1, o6), added(e2, o5), less(e3, o4), added(e3, o4), less(e2, o5), less(e1, o6), less(e0, o7)]
}

/// Writes the eight rows of eight samples of a block, whose dequantized coefficients stand in their `PLACES`.
pub fn block(coefficients: &[i16; 64], out: &mut [u8], stride: usize) {
    let rows: [Lanes; 8] = std::array::from_fn(|row| std::array::from_fn(|column| coefficients[row * 8 + column]));
    let down = pass(rows);
    let columns = pass(std::array::from_fn(|column| std::array::from_fn(|row| down[row][column])));
    for y in 0..8 {
        if let Some(out) = out[y * stride..].first_chunk_mut::<8>() {
            *out = std::array::from_fn(|x| ((columns[x][y] >> 5).clamp(-128, 127) + 128) as u8);
        }
    }
}
