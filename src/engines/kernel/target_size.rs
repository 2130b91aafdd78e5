//! Target sizes: from what a definition names (one side, a box, a factor) to whole numbers of pixels, by a library's rule.

use crate::engines::capability::{Cap, Rounding, SideFormula, SideRule, TargetRule};

/// The size that a definition names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wanted {
    /// Both sides.
    Exactly {
        /// Pixels per row.
        width: usize,
        /// Rows.
        height: usize,
    },
    /// The shorter side, with an optional cap on the longer one.
    ShortestEdge {
        /// The shorter side.
        edge: usize,
        /// The longer side is never longer than this.
        cap: Option<usize>,
    },
    /// The longer side.
    LongestEdge {
        /// The longer side.
        edge: usize,
    },
    /// As large as fits into a box, the aspect ratio kept.
    Within {
        /// Pixels per row at most.
        width: usize,
        /// Rows at most.
        height: usize,
    },
    /// What Pillow's `thumbnail` makes of a box: never larger than the picture, and the one of the two next sizes that
    /// keeps the aspect ratio better.
    Thumbnail {
        /// Pixels per row at most.
        width: usize,
        /// Rows at most.
        height: usize,
    },
    /// Factors for width and height.
    Scale {
        /// For the width.
        x: f64,
        /// For the height.
        y: f64,
    },
}

/// What a definition asks for; `None` leaves it to the library's rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetRequest {
    /// The size.
    pub wanted: Wanted,
    /// Takes the place of every rounding of the rule.
    pub rounding: Option<Rounding>,
    /// Sides become whole multiples of this, at least one, by the same rounding (before it, nothing is rounded).
    pub multiple_of: Option<usize>,
}

impl TargetRequest {
    /// A size without further wishes.
    pub fn new(wanted: Wanted) -> Self {
        Self { wanted, rounding: None, multiple_of: None }
    }

    /// Refuses what the library refuses for every picture.
    ///
    /// # Errors
    /// What is wrong, as a lower-case fragment.
    pub fn check(&self, rule: &TargetRule) -> Result<(), String> {
        match self.wanted {
            Wanted::ShortestEdge { edge, cap: Some(cap) } if rule.cap == Cap::Chained && cap <= edge => {
                Err(format!("longest_edge ({cap}) must be greater than shortest_edge ({edge})"))
            }
            Wanted::Scale { x, y } if !(x > 0.0 && y > 0.0 && x.is_finite() && y.is_finite()) => {
                Err(format!("scale factors must be positive numbers, found {x} and {y}"))
            }
            _ => Ok(()),
        }
    }
}

/// Width and height of the target for a picture of `source` width and height (both at least 1).
///
/// A side of the result may be 0, where the library's rounding makes it so: the caller refuses it as the library does.
pub fn target_size(rule: &TargetRule, source: (usize, usize), request: &TargetRequest) -> (usize, usize) {
    let sides = match request.wanted {
        Wanted::Exactly { width, height } => [(width as f64, Rounding::Truncate), (height as f64, Rounding::Truncate)],
        Wanted::ShortestEdge { edge, cap } => shortest_edge(*rule, source, edge, cap, request.rounding),
        Wanted::LongestEdge { edge } => within(rule.longest, source, (edge, edge)),
        Wanted::Within { width, height } => within(rule.longest, source, (width, height)),
        Wanted::Thumbnail { width, height } => {
            let (width, height) = thumbnail(source, (width, height));
            [(width as f64, Rounding::Truncate), (height as f64, Rounding::Truncate)]
        }
        Wanted::Scale { x, y } => {
            [(source.0, x), (source.1, y)].map(|(side, by)| (scaled(rule.scale, side, by), rule.scale.rounding))
        }
    };
    let whole = |(side, rounding): (f64, Rounding)| {
        let rounding = request.rounding.unwrap_or(rounding);
        match request.multiple_of {
            Some(multiple) => (rounding.apply(side / multiple as f64) as usize).max(1).saturating_mul(multiple),
            None => (rounding.apply(side) as usize).max(rule.least),
        }
    };
    (whole(sides[0]), whole(sides[1]))
}

/// The limit that is met first stays; of the two whole numbers for the other side the one whose ratio is nearer, the
/// smaller one if both are as near.
fn thumbnail((width, height): (usize, usize), (limit_x, limit_y): (usize, usize)) -> (usize, usize) {
    if limit_x >= width && limit_y >= height {
        return (width, height);
    }
    let aspect = width as f64 / height as f64;
    let (x, y) = (limit_x as f64, limit_y as f64);
    let nearer = |side: f64, off: &dyn Fn(f64) -> f64| {
        let (below, above) = (side.floor(), side.ceil());
        (if off(above) < off(below) { above } else { below }).max(1.0) as usize
    };
    if x / y >= aspect {
        (nearer(y * aspect, &|side| (aspect - side / y).abs()), limit_y)
    } else {
        (limit_x, nearer(x / aspect, &|side| if side == 0.0 { 0.0 } else { (aspect - x / side).abs() }))
    }
}

/// One side before rounding, where `edge` becomes `wanted`.
fn side(formula: SideFormula, side: usize, edge: usize, wanted: usize) -> f64 {
    let (side, edge, wanted) = (side as f64, edge as f64, wanted as f64);
    match formula {
        SideFormula::Product => wanted * side / edge,
        SideFormula::Factor => side * (wanted / edge),
        SideFormula::Factor32 => f64::from(side as f32 * (wanted as f32 / edge as f32)),
        SideFormula::Ratio => side / (edge / wanted),
        SideFormula::Ratio32 => f64::from(side as f32 / (edge as f32 / wanted as f32)),
    }
}

fn scaled(rule: SideRule, side: usize, by: f64) -> f64 {
    match rule.formula {
        SideFormula::Factor32 | SideFormula::Ratio32 => f64::from(side as f32 * by as f32),
        _ => side as f64 * by,
    }
}

/// Width and height of a picture that fills as much of a box as it can, before rounding.
pub fn fit(rule: SideRule, source: (usize, usize), limits: (usize, usize)) -> (f64, f64) {
    let [(width, _), (height, _)] = within(rule, source, limits);
    (width, height)
}

/// The edge that is nearest to its limit decides the factor.
fn within(rule: SideRule, source: (usize, usize), limits: (usize, usize)) -> [(f64, Rounding); 2] {
    let (width, height) = source;
    let by_width = limits.0 as u128 * height as u128 <= limits.1 as u128 * width as u128;
    let (edge, wanted) = if by_width { (width, limits.0) } else { (height, limits.1) };
    [width, height].map(|length| (side(rule.formula, length, edge, wanted), rule.rounding))
}

fn shortest_edge(
    rule: TargetRule,
    (width, height): (usize, usize),
    edge: usize,
    cap: Option<usize>,
    rounding: Option<Rounding>,
) -> [(f64, Rounding); 2] {
    let (short, long) = (width.min(height), width.max(height));
    let own = rule.shortest.rounding;
    let mut sides = [short, long].map(|length| (side(rule.shortest.formula, length, short, edge), own));
    if let Some(cap) = cap {
        match rule.cap {
            Cap::Chained => {
                let rounded = rounding.unwrap_or(own).apply(sides[1].0);
                if rounded > cap as f64 {
                    sides = [((cap * edge) as f64 / rounded, own), (cap as f64, own)];
                }
            }
            Cap::Unrounded => {
                if long as f64 / short as f64 * edge as f64 > cap as f64 {
                    let raw = cap as f64 * short as f64 / long as f64;
                    sides = if raw.round_ties_even() == short as f64 {
                        [(short as f64, own), (long as f64, own)]
                    } else {
                        [(raw, Rounding::HalfEven), (raw * long as f64 / short as f64, own)]
                    };
                }
            }
        }
    }
    if width <= height { sides } else { [sides[1], sides[0]] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shortest(edge: usize, cap: Option<usize>) -> TargetRequest {
        TargetRequest::new(Wanted::ShortestEdge { edge, cap })
    }

    #[test]
    fn the_long_side_is_truncated_by_default() {
        assert_eq!(target_size(&TargetRule::TRUNCATED, (427, 640), &shortest(256, None)), (256, 383));
        assert_eq!(target_size(&TargetRule::TRUNCATED, (640, 427), &shortest(256, None)), (383, 256));
        let rounded = TargetRequest { rounding: Some(Rounding::HalfUp), ..shortest(256, None) };
        assert_eq!(target_size(&TargetRule::TRUNCATED, (427, 640), &rounded), (256, 384));
    }

    #[test]
    fn caps_round_once_or_twice() {
        let unrounded = TargetRule { cap: Cap::Unrounded, ..TargetRule::TRUNCATED };
        assert_eq!(target_size(&unrounded, (600, 1200), &shortest(800, Some(1333))), (666, 1333));
        assert_eq!(target_size(&TargetRule::TRUNCATED, (600, 1200), &shortest(800, Some(1333))), (666, 1333));
        assert_eq!(target_size(&unrounded, (500, 1667), &shortest(800, Some(1333))), (400, 1333));
        assert_eq!(target_size(&TargetRule::TRUNCATED, (500, 1667), &shortest(800, Some(1333))), (399, 1333));
        assert!(shortest(800, Some(800)).check(&TargetRule::TRUNCATED).is_err());
        assert!(shortest(800, Some(800)).check(&unrounded).is_ok());
    }

    #[test]
    fn multiples_are_rounded_once_and_never_zero() {
        let request = TargetRequest { multiple_of: Some(32), ..shortest(500, None) };
        assert_eq!(target_size(&TargetRule::TRUNCATED, (500, 750), &request), (480, 736));
        let even = TargetRequest { rounding: Some(Rounding::HalfEven), ..request };
        assert_eq!(target_size(&TargetRule::TRUNCATED, (500, 750), &even), (512, 736));
        let tiny = TargetRequest { multiple_of: Some(32), ..shortest(4, None) };
        assert_eq!(target_size(&TargetRule::TRUNCATED, (10, 10), &tiny), (32, 32));
    }

    #[test]
    fn thumbnails_keep_the_ratio_and_never_grow() {
        let thumb = |source, width, height| {
            let request = TargetRequest::new(Wanted::Thumbnail { width, height });
            target_size(&TargetRule::TRUNCATED, source, &request)
        };
        // Recorded from `Image.thumbnail` of Pillow 13.0.0.
        assert_eq!(thumb((640, 427), 256, 256), (256, 171));
        assert_eq!(thumb((427, 640), 224, 224), (149, 224));
        assert_eq!(thumb((100, 3), 10, 10), (10, 1));
        assert_eq!(thumb((3, 100), 10, 10), (1, 10));
        assert_eq!(thumb((1000, 1), 50, 50), (50, 1));
        assert_eq!(thumb((50, 40), 60, 60), (50, 40));
        assert_eq!(thumb((50, 40), 60, 30), (37, 30));
        assert_eq!(thumb((49, 35), 12, 12), (12, 9));
        assert_eq!(thumb((333, 500), 200, 199), (133, 199));
        assert_eq!(thumb((7, 9), 6, 8), (6, 8));
        assert_eq!(thumb((1921, 1079), 224, 224), (224, 126));
    }

    #[test]
    fn a_box_is_filled_by_its_tighter_side() {
        let fit = |width, height| TargetRequest::new(Wanted::Within { width, height });
        assert_eq!(target_size(&TargetRule::TRUNCATED, (1920, 1080), &fit(640, 640)), (640, 360));
        assert_eq!(target_size(&TargetRule::TRUNCATED, (1080, 1920), &fit(640, 320)), (180, 320));
    }
}
