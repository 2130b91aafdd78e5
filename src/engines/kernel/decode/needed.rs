use super::PixelOp;
use crate::value::ChannelOrder;

/// The operations that change something on a picture of these channels and bits. What has no effect is left out, so that
/// libraries that differ only on other files share their work on this one.
pub fn needed(ops: &[PixelOp], mut order: ChannelOrder, mut bits: u8) -> Vec<PixelOp> {
    let mut kept = Vec::with_capacity(ops.len());
    for &op in ops {
        let (next_order, next_bits) = after(op, order, bits);
        let changes = match op {
            PixelOp::Invert => true,
            PixelOp::Premultiply | PixelOp::Unmultiply => order.has_alpha(),
            _ => (next_order, next_bits) != (order, bits),
        };
        if changes {
            kept.push(if op == PixelOp::AddAlphaLevel(u8::MAX) { PixelOp::AddAlpha } else { op });
        }
        (order, bits) = (next_order, next_bits);
    }
    kept
}

/// Channels and bits after an operation.
fn after(op: PixelOp, order: ChannelOrder, bits: u8) -> (ChannelOrder, u8) {
    use ChannelOrder::{Bilevel, Cmyk, Gray, GrayAlpha, Indexed, Rgb, Rgba};
    let order_after = match (op, order) {
        (PixelOp::PaletteToRgb, Indexed) | (PixelOp::GrayToRgb, Gray) | (PixelOp::DropAlpha, Rgba) => Rgb,
        (PixelOp::InkToRgb(_), Cmyk) => Rgb,
        (PixelOp::GrayToBilevel, Gray) => Bilevel,
        (PixelOp::PaletteToRgba, Indexed) | (PixelOp::GrayToRgb, GrayAlpha) => Rgba,
        (PixelOp::IndicesAsGray, Indexed) | (PixelOp::DropAlpha, GrayAlpha) => Gray,
        (PixelOp::ToGray(_) | PixelOp::ToGray8ByCrate, Rgb) => Gray,
        (op, Gray) if adds_alpha(op) => GrayAlpha,
        (op, Rgb) if adds_alpha(op) => Rgba,
        (_, order) => order,
    };
    let bits_after = match op {
        PixelOp::Clip if bits == 32 => 8,
        PixelOp::HighByte | PixelOp::Clip | PixelOp::Rounded | PixelOp::ToGray8ByCrate if bits == 16 => 8,
        _ => bits,
    };
    (order_after, bits_after)
}

fn adds_alpha(op: PixelOp) -> bool {
    matches!(op, PixelOp::AddAlpha | PixelOp::AddAlphaLevel(_) | PixelOp::KeyToAlpha | PixelOp::UnscaledKeyToAlpha)
}
