//! Windows on grids of cells: crops, pads, flips and turns, for any element type and for channels in any place.

/// How pixels lie in a buffer: `planes` grids of `height` rows of `width` cells, each of `cell` elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// Grids one after the other: pictures of a batch, or channels.
    pub planes: usize,
    /// Rows of a grid.
    pub height: usize,
    /// Cells of a row.
    pub width: usize,
    /// Elements of a cell: the channels, where they lie next to each other.
    pub cell: usize,
}

/// A rectangle in the coordinates of a grid; it may stick out on every side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First column.
    pub left: isize,
    /// First row.
    pub top: isize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Window {
    /// True if the window lies inside the grid.
    pub fn is_inside(&self, grid: Grid) -> bool {
        let fits = |start: isize, length: usize, whole: usize| {
            usize::try_from(start).is_ok_and(|start| start.checked_add(length).is_some_and(|end| end <= whole))
        };
        fits(self.left, self.width, grid.width) && fits(self.top, self.height, grid.height)
    }
}

/// What stands where a window sticks out.
#[derive(Debug, Clone, PartialEq)]
pub enum Border {
    /// A constant: one for all channels, or one per channel.
    Constant(Vec<f64>),
    /// The nearest cell.
    Edge,
    /// Mirrored about the outermost cells, which are not repeated.
    Reflect,
    /// Mirrored about the edge, the outermost cells repeated.
    Symmetric,
    /// The other end.
    Wrap,
}

impl Border {
    /// The cell that stands at a position; `None` outside under a constant.
    fn source(&self, position: isize, length: usize) -> Option<usize> {
        if let Ok(inside) = usize::try_from(position)
            && inside < length
        {
            return Some(inside);
        }
        let length = length as isize;
        let index = match self {
            Self::Constant(_) => return None,
            Self::Edge => position.clamp(0, length - 1),
            Self::Wrap => position.rem_euclid(length),
            Self::Symmetric => {
                let folded = position.rem_euclid(2 * length);
                folded.min(2 * length - 1 - folded)
            }
            Self::Reflect if length == 1 => 0,
            Self::Reflect => {
                let folded = position.rem_euclid(2 * length - 2);
                folded.min(2 * length - 2 - folded)
            }
        };
        Some(index as usize)
    }
}

/// The cells of a window. `fill` gives the constant of a channel in the element type; `channels` is needed where planes
/// are channels.
pub fn cut<T: Copy>(data: Vec<T>, grid: Grid, window: Window, border: &Border, channels: usize, fill: &[T]) -> Vec<T> {
    if window.is_inside(grid) {
        return cut_inside(data, grid, window);
    }
    let columns: Vec<Option<usize>> =
        (0..window.width).map(|x| border.source(window.left + x as isize, grid.width)).collect();
    let mut out = Vec::with_capacity(grid.planes * window.height * window.width * grid.cell);
    let own = |element: usize| fill[element % fill.len()];
    for plane in 0..grid.planes {
        let outside: Vec<T> =
            if grid.cell == 1 { vec![own(plane % channels)] } else { (0..grid.cell).map(own).collect() };
        for y in 0..window.height {
            let row = border.source(window.top + y as isize, grid.height);
            for column in &columns {
                match (row, column) {
                    (Some(row), Some(column)) => {
                        let start = ((plane * grid.height + row) * grid.width + column) * grid.cell;
                        out.extend_from_slice(&data[start..start + grid.cell]);
                    }
                    _ => out.extend_from_slice(&outside),
                }
            }
        }
    }
    out
}

/// Moves the rows of an inner window to the front of the buffer.
fn cut_inside<T: Copy>(mut data: Vec<T>, grid: Grid, window: Window) -> Vec<T> {
    let (left, top) = (window.left as usize, window.top as usize);
    let length = window.width * grid.cell;
    let mut end = 0;
    for plane in 0..grid.planes {
        for y in 0..window.height {
            let start = ((plane * grid.height + top + y) * grid.width + left) * grid.cell;
            data.copy_within(start..start + length, end);
            end += length;
        }
    }
    data.truncate(end);
    data
}

/// Mirrors left and right in place.
pub fn flip_horizontal<T: Copy>(data: &mut [T], grid: Grid) {
    for row in data.chunks_exact_mut((grid.width * grid.cell).max(1)) {
        for x in 0..grid.width / 2 {
            for element in 0..grid.cell {
                row.swap(x * grid.cell + element, (grid.width - 1 - x) * grid.cell + element);
            }
        }
    }
}

/// Mirrors top and bottom in place.
pub fn flip_vertical<T: Copy>(data: &mut [T], grid: Grid) {
    let row = grid.width * grid.cell;
    for plane in data.chunks_exact_mut((row * grid.height).max(1)) {
        for y in 0..grid.height / 2 {
            let (upper, lower) = plane.split_at_mut((grid.height - 1 - y) * row);
            upper[y * row..(y + 1) * row].swap_with_slice(&mut lower[..row]);
        }
    }
}

/// Rows become columns.
pub fn transpose<T: Copy>(data: &[T], grid: Grid) -> Vec<T> {
    let mut out = Vec::with_capacity(data.len());
    if grid.cell == 1 && grid.width > 0 {
        for plane in data.chunks_exact((grid.width * grid.height).max(1)) {
            for x in 0..grid.width {
                out.extend(plane.chunks_exact(grid.width).map(|row| row[x]));
            }
        }
        return out;
    }
    for plane in 0..grid.planes {
        for x in 0..grid.width {
            for y in 0..grid.height {
                let start = ((plane * grid.height + y) * grid.width + x) * grid.cell;
                out.extend_from_slice(&data[start..start + grid.cell]);
            }
        }
    }
    out
}

/// The elements of a row-major array in the order of permuted axes, as numpy's `transpose` followed by a copy.
pub fn permute<T: Copy>(data: &[T], shape: &[usize], axes: &[usize]) -> Vec<T> {
    let mut strides = vec![1usize; shape.len()];
    for axis in (0..shape.len().saturating_sub(1)).rev() {
        strides[axis] = strides[axis + 1] * shape[axis + 1];
    }
    let lengths: Vec<usize> = axes.iter().map(|&axis| shape[axis]).collect();
    let steps: Vec<usize> = axes.iter().map(|&axis| strides[axis]).collect();
    let mut out = Vec::with_capacity(data.len());
    let Some((&last_length, outer)) = lengths.split_last() else {
        return data.to_vec();
    };
    if data.is_empty() {
        return out;
    }
    let last_step = steps[outer.len()];
    let mut position = vec![0usize; outer.len()];
    let mut start = 0usize;
    loop {
        out.extend((0..last_length).map(|index| data[start + index * last_step]));
        let mut axis = outer.len();
        loop {
            if axis == 0 {
                return out;
            }
            axis -= 1;
            position[axis] += 1;
            start += steps[axis];
            if position[axis] < outer[axis] {
                break;
            }
            start -= steps[axis] * outer[axis];
            position[axis] = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRID: Grid = Grid { planes: 1, height: 2, width: 3, cell: 1 };

    fn padded(border: &Border) -> Vec<u8> {
        let window = Window { left: -2, top: 0, width: 8, height: 1 };
        cut(vec![1, 2, 3, 4, 5, 6], GRID, window, border, 1, &[9])
    }

    #[test]
    fn borders_are_those_of_numpy() {
        assert_eq!(padded(&Border::Constant(vec![9.0])), [9, 9, 1, 2, 3, 9, 9, 9]);
        assert_eq!(padded(&Border::Edge), [1, 1, 1, 2, 3, 3, 3, 3]);
        assert_eq!(padded(&Border::Reflect), [3, 2, 1, 2, 3, 2, 1, 2]);
        assert_eq!(padded(&Border::Symmetric), [2, 1, 1, 2, 3, 3, 2, 1]);
        assert_eq!(padded(&Border::Wrap), [2, 3, 1, 2, 3, 1, 2, 3]);
    }

    #[test]
    fn windows_inside_move_rows_to_the_front() {
        let grid = Grid { planes: 2, height: 2, width: 2, cell: 2 };
        let window = Window { left: 1, top: 1, width: 1, height: 1 };
        let cells = cut((0..16u8).collect(), grid, window, &Border::Edge, 2, &[0]);
        assert_eq!(cells, [6, 7, 14, 15]);
    }

    #[test]
    fn flips_and_turns() {
        let mut data = vec![1, 2, 3, 4, 5, 6];
        flip_horizontal(&mut data, GRID);
        assert_eq!(data, [3, 2, 1, 6, 5, 4]);
        flip_vertical(&mut data, GRID);
        assert_eq!(data, [6, 5, 4, 3, 2, 1]);
        assert_eq!(transpose(&data, GRID), [6, 3, 5, 2, 4, 1]);
        assert_eq!(permute(&data, &[2, 3], &[1, 0]), [6, 3, 5, 2, 4, 1]);
        assert_eq!(permute(&[1, 2, 3, 4, 5, 6, 7, 8], &[2, 2, 2], &[2, 0, 1]), [1, 3, 5, 7, 2, 4, 6, 8]);
    }
}
