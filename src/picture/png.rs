//! Pictures as PNG.

use tiny_skia::{
    FillRule, Mask, Paint, Path, PathBuilder, Pixmap, PremultipliedColorU8, Rect, Stroke,
    StrokeDash, Transform,
};

use super::font::{self, width};
use super::{Anchor, Color, Picture, Point, Shape};
use crate::gzip;

/// The bytes that a PNG begins with.
///
/// Source: Portable Network Graphics specification, 5.2.
const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n'];

/// Returns a picture as a PNG: eight bits each of red, green and blue.
pub fn encode(picture: &Picture) -> Vec<u8> {
    let pixels = pixels(picture);
    let mut rows = Vec::with_capacity(pixels.data().len());
    let across = pixels.width().max(1) as usize;
    let mut above = vec![0_u8; across * 3];
    for row in pixels.pixels().chunks(across) {
        let plain: Vec<u8> = row.iter().copied().flat_map(told).collect();
        // Each row is told by what differs from the one above: much of a graph goes on downwards.
        rows.push(2);
        rows.extend(plain.iter().zip(&above).map(|(here, above)| here.wrapping_sub(*above)));
        above = plain;
    }
    let mut header = Vec::new();
    header.extend(pixels.width().to_be_bytes());
    header.extend(pixels.height().to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut bytes = SIGNATURE.to_vec();
    for (name, content) in [(b"IHDR", header), (b"IDAT", gzip::zlib(&rows)), (b"IEND", Vec::new())]
    {
        let length =
            u32::try_from(content.len()).expect("a picture has at most 2,000 pixels a side");
        bytes.extend(length.to_be_bytes());
        let start = bytes.len();
        bytes.extend(name);
        bytes.extend(content);
        let sum = gzip::checksum(&bytes[start..]);
        bytes.extend(sum.to_be_bytes());
    }
    bytes
}

const fn told(pixel: PremultipliedColorU8) -> [u8; 3] {
    // The ground covers all, so nothing is left to shine through.
    [pixel.red(), pixel.green(), pixel.blue()]
}

fn pixels(picture: &Picture) -> Pixmap {
    let (across, down) = (picture.width.max(1), picture.height.max(1));
    let mut pixmap = Pixmap::new(across, down).expect("both sides have a length");
    let Color(red, green, blue, _) = picture.theme.ground();
    pixmap.fill(tiny_skia::Color::from_rgba8(red, green, blue, 255));
    let mut mask: Option<Mask> = None;
    for shape in &picture.shapes {
        match shape {
            Shape::Area(points, color) => {
                if let Some(path) = path(points, true) {
                    let rule = FillRule::Winding;
                    pixmap.fill_path(
                        &path,
                        &paint(*color),
                        rule,
                        Transform::identity(),
                        mask.as_ref(),
                    );
                }
            }
            Shape::Line { points, color, width, dashed } => {
                if let Some(path) = path(points, false) {
                    let dash = if *dashed { StrokeDash::new(vec![5.0, 4.0], 0.0) } else { None };
                    let stroke = Stroke {
                        width: *width,
                        dash,
                        line_join: tiny_skia::LineJoin::Round,
                        ..Stroke::default()
                    };
                    let place = Transform::identity();
                    pixmap.stroke_path(&path, &paint(*color), &stroke, place, mask.as_ref());
                }
            }
            Shape::Text { at: (x, y), text, size, face, color, anchor } => {
                let left = match anchor {
                    Anchor::Start => *x,
                    Anchor::Middle => x - width(text, *size, *face) / 2.0,
                    Anchor::End => x - width(text, *size, *face),
                };
                let mut builder = PathBuilder::new();
                font::outline(text, (left, *y), *size, *face, &mut builder);
                if let Some(path) = builder.finish() {
                    let rule = FillRule::Winding;
                    pixmap.fill_path(
                        &path,
                        &paint(*color),
                        rule,
                        Transform::identity(),
                        mask.as_ref(),
                    );
                }
            }
            Shape::Clip((left, top, width, height)) => {
                mask = Rect::from_xywh(*left, *top, width.max(0.1), height.max(0.1)).and_then(
                    |rect| {
                        let mut mask = Mask::new(across, down)?;
                        let path = PathBuilder::from_rect(rect);
                        mask.fill_path(&path, FillRule::Winding, true, Transform::identity());
                        Some(mask)
                    },
                );
            }
            Shape::Unclip => mask = None,
        }
    }
    pixmap
}

fn paint(Color(red, green, blue, alpha): Color) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(red, green, blue, alpha);
    paint
}

fn path(points: &[Point], closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for (place, (x, y)) in points.iter().enumerate() {
        if place == 0 {
            builder.move_to(*x, *y);
        } else {
            builder.line_to(*x, *y);
        }
    }
    if closed {
        builder.close();
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_png_has_its_parts_and_its_colours() {
        let mut picture = Picture::new(4, 2);
        picture.fill((0.0, 0.0, 2.0, 2.0), Color(10, 20, 30, 255));
        let bytes = encode(&picture);
        assert!(bytes.starts_with(&SIGNATURE));
        assert_eq!(&bytes[12..16], b"IHDR");
        assert_eq!(&bytes[16..24], &[0, 0, 0, 4, 0, 0, 0, 2]);
        // The checksum of an empty IEND is the same in every PNG.
        assert!(bytes.ends_with(&[b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82]));
        let colors: Vec<_> = pixels(&picture).pixels().iter().copied().map(told).collect();
        assert_eq!(colors[1], [10, 20, 30]);
        assert_eq!(colors[2], [255, 255, 255]);
    }

    #[test]
    fn what_lies_beyond_the_clip_is_not_drawn() {
        let mut picture = Picture::new(4, 1);
        picture.shapes.push(Shape::Clip((0.0, 0.0, 2.0, 1.0)));
        picture.fill((0.0, 0.0, 4.0, 1.0), Color(0, 0, 0, 255));
        let colors: Vec<_> = pixels(&picture).pixels().iter().map(|p| told(*p)[0]).collect();
        assert_eq!(colors, [0, 0, 255, 255]);
    }
}
