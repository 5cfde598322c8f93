//! The letters of pictures: Roboto, of which the files hold the letters of Latin, Greek and Cyrillic.
//!
//! Roboto is Google's, under the Apache License 2.0, as `font/NOTICE` says.

use std::sync::LazyLock;

use ttf_parser::{GlyphId, OutlineBuilder};

static REGULAR: &[u8] = include_bytes!("font/Roboto-Regular.ttf");
static BOLD: &[u8] = include_bytes!("font/Roboto-Bold.ttf");

/// How letters look.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Face {
    /// As text is set.
    Regular,
    /// As titles are set.
    Bold,
}

impl Face {
    fn font(self) -> &'static ttf_parser::Face<'static> {
        static FONTS: LazyLock<[ttf_parser::Face<'static>; 2]> = LazyLock::new(|| {
            [REGULAR, BOLD].map(|bytes| {
                ttf_parser::Face::parse(bytes, 0).expect("the fonts of the program are sound")
            })
        });
        &FONTS[usize::from(self == Self::Bold)]
    }
}

/// Returns the glyphs of a text, with the place of each and the width of all, in pixels. A letter that
/// the font does not have is none, and takes the room of a box.
fn glyphs(text: &str, size: f32, face: Face) -> (Vec<(Option<GlyphId>, f32)>, f32) {
    let font = face.font();
    let scale = size / f32::from(font.units_per_em());
    let mut x = 0.0;
    let mut found = Vec::new();
    for letter in text.chars() {
        let glyph = font.glyph_index(letter);
        found.push((glyph, x));
        x += match glyph {
            Some(glyph) => f32::from(font.glyph_hor_advance(glyph).unwrap_or(0)) * scale,
            None => BOX * size,
        };
    }
    (found, x)
}

/// How wide a letter is that the font does not have, as a part of the size of letters.
const BOX: f32 = 0.9;

/// Returns how wide a text is.
pub fn width(text: &str, size: f32, face: Face) -> f32 {
    glyphs(text, size, face).1
}

/// Returns a text that is at most so wide: what is too long ends with an ellipsis.
pub fn cut(text: &str, size: f32, face: Face, most: f32) -> String {
    if width(text, size, face) <= most {
        return text.to_owned();
    }
    let mut shorter = text.to_owned();
    while shorter.pop().is_some() {
        let told = format!("{}…", shorter.trim_end());
        if width(&told, size, face) <= most {
            return told;
        }
    }
    String::new()
}

/// Draws the outlines of a text that begins at a place.
pub(super) fn outline(
    text: &str,
    at: (f32, f32),
    size: f32,
    face: Face,
    path: &mut tiny_skia::PathBuilder,
) {
    let font = face.font();
    let scale = size / f32::from(font.units_per_em());
    for (glyph, right) in glyphs(text, size, face).0 {
        let at = (at.0 + right, at.1);
        match glyph {
            Some(glyph) => {
                font.outline_glyph(glyph, &mut Pen { path, at, scale });
            }
            None => empty_box(path, at, size),
        }
    }
}

/// Draws the edge of a box, for a letter that the font does not have.
fn empty_box(path: &mut tiny_skia::PathBuilder, (x, y): (f32, f32), size: f32) {
    let edge = size / 12.0;
    let mut ring = |inset: f32, inwards: bool| {
        let (left, right) = (x + size * 0.08 + inset, x + size * (BOX - 0.08) - inset);
        let (top, bottom) = (y - size * 0.72 + inset, y - inset);
        let mut corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
        // What goes round the other way is left open.
        if inwards {
            corners.reverse();
        }
        path.move_to(corners[0].0, corners[0].1);
        corners[1..].iter().for_each(|(x, y)| path.line_to(*x, *y));
        path.close();
    };
    ring(0.0, false);
    ring(edge, true);
}

struct Pen<'p> {
    path: &'p mut tiny_skia::PathBuilder,
    at: (f32, f32),
    scale: f32,
}

impl Pen<'_> {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.at.0 + x * self.scale, self.at.1 - y * self.scale)
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.place(x1, y1), self.place(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2)) = (self.place(x1, y1), self.place(x2, y2));
        let (x, y) = self.place(x, y);
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_that_the_font_does_not_have_is_a_box() {
        assert_eq!(glyphs("a☃", 10.0, Face::Regular).0[1].0, None);
        let room = width("日本", 10.0, Face::Bold);
        assert!((room - 18.0).abs() < 1e-3, "{room}");
        let mut path = tiny_skia::PathBuilder::new();
        outline("日", (2.0, 10.0), 10.0, Face::Regular, &mut path);
        let bounds = path.finish().unwrap().bounds();
        assert!(bounds.width() > 6.0 && bounds.height() > 6.0 && bounds.left() > 2.0, "{bounds:?}");
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let wide = width("CPUUtilization", 12.0, Face::Regular);
        assert!((60.0..100.0).contains(&wide), "{wide}");
        assert_eq!(cut("CPUUtilization", 12.0, Face::Regular, wide), "CPUUtilization");
        let told = cut("CPUUtilization", 12.0, Face::Regular, wide - 10.0);
        assert!(told.ends_with('…') && told.starts_with("CPUUtil"), "{told}");
        assert_eq!(cut("CPUUtilization", 12.0, Face::Regular, 1.0), "");
    }
}
