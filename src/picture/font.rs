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

/// Returns the glyphs of a text, with the place of each and the width of all, in pixels.
fn glyphs(text: &str, size: f32, face: Face) -> (Vec<(GlyphId, f32)>, f32) {
    let font = face.font();
    let scale = size / f32::from(font.units_per_em());
    let mut x = 0.0;
    let mut found = Vec::new();
    for letter in text.chars() {
        // What the font does not have is a box with a question mark.
        let glyph = font.glyph_index(letter).or_else(|| font.glyph_index('\u{FFFD}'));
        let glyph = glyph.unwrap_or(GlyphId(0));
        found.push((glyph, x));
        x += f32::from(font.glyph_hor_advance(glyph).unwrap_or(0)) * scale;
    }
    (found, x)
}

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
        let mut pen = Pen { path, at: (at.0 + right, at.1), scale };
        font.outline_glyph(glyph, &mut pen);
    }
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
    fn what_is_too_long_is_cut() {
        let wide = width("CPUUtilization", 12.0, Face::Regular);
        assert!((60.0..100.0).contains(&wide), "{wide}");
        assert_eq!(cut("CPUUtilization", 12.0, Face::Regular, wide), "CPUUtilization");
        let told = cut("CPUUtilization", 12.0, Face::Regular, wide - 10.0);
        assert!(told.ends_with('…') && told.starts_with("CPUUtil"), "{told}");
        assert_eq!(cut("CPUUtilization", 12.0, Face::Regular, 1.0), "");
    }
}
