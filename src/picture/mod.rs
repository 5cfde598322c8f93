//! Pictures: shapes in order, which become the pixels of a PNG or the text of an SVG.
//!
//! ```text
//! chart -> Picture -> png::encode     smooth edges, letters drawn from their outlines
//!                  -> svg::encode     letters stay text
//! ```
//!
//! Lengths are pixels, counted from the corner at the top left.

pub mod font;
pub mod png;
pub mod svg;

pub use font::{Face, cut, width};

/// A colour: red, green, blue and how much it covers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Color(pub u8, pub u8, pub u8, pub u8);

impl Color {
    /// White.
    pub const WHITE: Self = Self(255, 255, 255, 255);

    /// Returns the colour of `#` and six hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits =
            text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self(part(0)?, part(2)?, part(4)?, 255))
    }

    /// Returns the colour, covering a part of what is below.
    #[must_use]
    pub const fn thin(self, alpha: u8) -> Self {
        Self(self.0, self.1, self.2, alpha)
    }
}

/// The colours that are not those of what is shown.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Returns the colour behind everything.
    pub const fn ground(self) -> Color {
        match self {
            Self::Light => Color::WHITE,
            Self::Dark => Color(0x16, 0x1D, 0x26, 255),
        }
    }

    /// Returns the colour of texts.
    pub const fn ink(self) -> Color {
        match self {
            Self::Light => Color(0x33, 0x3B, 0x47, 255),
            Self::Dark => Color(0xDE, 0xE3, 0xE9, 255),
        }
    }

    /// Returns the colour of texts of less weight.
    pub const fn pale(self) -> Color {
        match self {
            Self::Light => Color(0x5F, 0x6B, 0x7A, 255),
            Self::Dark => Color(0x9B, 0xA7, 0xB6, 255),
        }
    }

    /// Returns the colour of the lines behind a graph.
    pub const fn grid(self) -> Color {
        match self {
            Self::Light => Color(0xE6, 0xE9, 0xED, 255),
            Self::Dark => Color(0x2F, 0x3A, 0x48, 255),
        }
    }
}

/// A place.
pub type Point = (f32, f32);

/// A rectangle: left, top, width and height.
pub type Frame = (f32, f32, f32, f32);

/// Which end of a text lies at its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// What a picture is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An area between points.
    Area(Vec<Point>, Color),
    /// A line through points.
    Line {
        /// What it goes through.
        points: Vec<Point>,
        /// Its colour.
        color: Color,
        /// How thick it is.
        width: f32,
        /// Whether it has gaps.
        dashed: bool,
    },
    /// A text on its base line.
    Text {
        /// Where it lies.
        at: Point,
        /// What it says.
        text: String,
        /// How large it is.
        size: f32,
        /// Its letters.
        face: Face,
        /// Its colour.
        color: Color,
        /// Which end lies there.
        anchor: Anchor,
    },
    /// What follows is drawn within a rectangle only.
    Clip(Frame),
    /// What follows is drawn everywhere again.
    Unclip,
}

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// How wide it is.
    pub width: u32,
    /// How high it is.
    pub height: u32,
    /// What it is made of; what comes later covers what came before.
    pub shapes: Vec<Shape>,
    /// Its colours.
    pub theme: Theme,
}

impl Picture {
    /// Makes a white picture.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height, shapes: Vec::new(), theme: Theme::Light }
    }

    /// Adds an area between points.
    pub fn area(&mut self, points: Vec<Point>, color: Color) {
        self.shapes.push(Shape::Area(points, color));
    }

    /// Adds a filled rectangle.
    pub fn fill(&mut self, (left, top, width, height): Frame, color: Color) {
        let (right, bottom) = (left + width, top + height);
        self.area(vec![(left, top), (right, top), (right, bottom), (left, bottom)], color);
    }

    /// Adds a line through points.
    pub fn line(&mut self, points: Vec<Point>, color: Color, width: f32) {
        self.shapes.push(Shape::Line { points, color, width, dashed: false });
    }

    /// Adds a line with gaps.
    pub fn dashes(&mut self, points: Vec<Point>, color: Color, width: f32) {
        self.shapes.push(Shape::Line { points, color, width, dashed: true });
    }

    /// Adds a text.
    pub fn text(
        &mut self,
        at: Point,
        text: impl Into<String>,
        size: f32,
        color: Color,
        anchor: Anchor,
    ) {
        let face = Face::Regular;
        self.shapes.push(Shape::Text { at, text: text.into(), size, face, color, anchor });
    }

    /// Adds a text in bold letters.
    pub fn bold(
        &mut self,
        at: Point,
        text: impl Into<String>,
        size: f32,
        color: Color,
        anchor: Anchor,
    ) {
        let face = Face::Bold;
        self.shapes.push(Shape::Text { at, text: text.into(), size, face, color, anchor });
    }

    /// Adds another picture, with its corner at a place. Nothing of it lies outside of its own edges.
    #[expect(clippy::cast_precision_loss, reason = "a picture has at most some thousand pixels")]
    pub fn place(&mut self, other: Self, (right, down): Point) {
        let (wide, high) = (other.width as f32, other.height as f32);
        // To draw within a rectangle takes time, and hardly a picture needs it.
        let edges = other.goes_beyond().then_some((right, down, wide, high));
        self.shapes.extend(edges.map(Shape::Clip));
        let moved = |points: Vec<Point>| {
            points.into_iter().map(|(x, y)| (x + right, y + down)).collect::<Vec<_>>()
        };
        for shape in other.shapes {
            let shape = match shape {
                Shape::Area(points, color) => Shape::Area(moved(points), color),
                Shape::Line { points, color, width, dashed } => {
                    Shape::Line { points: moved(points), color, width, dashed }
                }
                Shape::Text { at: (x, y), text, size, face, color, anchor } => {
                    Shape::Text { at: (x + right, y + down), text, size, face, color, anchor }
                }
                Shape::Clip((x, y, across, below)) => {
                    self.shapes.extend(edges.map(|_| Shape::Unclip));
                    let (left, top) = (x.clamp(0.0, wide), y.clamp(0.0, high));
                    let (end, foot) = ((x + across).min(wide), (y + below).min(high));
                    let size = ((end - left).max(0.0), (foot - top).max(0.0));
                    Shape::Clip((left + right, top + down, size.0, size.1))
                }
                Shape::Unclip => {
                    self.shapes.extend(edges.map(|_| Shape::Unclip));
                    edges.map_or(Shape::Unclip, Shape::Clip)
                }
            };
            self.shapes.push(shape);
        }
        self.shapes.extend(edges.map(|_| Shape::Unclip));
    }

    /// Returns whether something that is drawn lies outside of its edges.
    #[expect(clippy::cast_precision_loss, reason = "a picture has at most some thousand pixels")]
    fn goes_beyond(&self) -> bool {
        let (wide, high) = (self.width as f32, self.height as f32);
        let is_out =
            |(x, y): Point| !((-1.0..=wide + 1.0).contains(&x) && (-1.0..=high + 1.0).contains(&y));
        let mut clipped = false;
        self.shapes.iter().any(|shape| match shape {
            Shape::Clip(_) | Shape::Unclip => {
                clipped = matches!(shape, Shape::Clip(_));
                false
            }
            _ if clipped => false,
            Shape::Area(points, _) | Shape::Line { points, .. } => {
                points.iter().copied().any(is_out)
            }
            Shape::Text { at: (x, y), text, size, face, anchor, .. } => {
                let long = width(text, *size, *face);
                let begin = match anchor {
                    Anchor::Start => *x,
                    Anchor::Middle => x - long / 2.0,
                    Anchor::End => x - long,
                };
                is_out((begin, *y)) || is_out((begin + long, y - size * 0.7))
            }
        })
    }
}

/// Returns points on a part of a circle, from one angle to another, clockwise from the top, in turns.
pub fn arc((x, y): Point, radius: f32, from: f32, to: f32) -> Vec<Point> {
    let steps = ((to - from).abs() * 128.0).ceil().clamp(2.0, 512.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "2 to 512")]
    let count = steps as u16;
    (0..=count)
        .map(|step| {
            let angle =
                (from + (to - from) * f32::from(step) / f32::from(count)) * std::f32::consts::TAU;
            (x + radius * angle.sin(), y - radius * angle.cos())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_placed_stays_within_its_edges() {
        let mut inner = Picture::new(40, 20);
        inner.fill((2.0, 2.0, 10.0, 10.0), Color::WHITE);
        let mut outer = Picture::new(100, 100);
        outer.place(inner.clone(), (50.0, 50.0));
        assert!(matches!(outer.shapes[..], [Shape::Area(..)]), "it needs no edges");
        inner.shapes.push(Shape::Clip((30.0, 10.0, 30.0, 5.0)));
        inner.shapes.push(Shape::Unclip);
        inner.text((35.0, 15.0), "a long text", 12.0, Color::WHITE, Anchor::Start);
        outer.shapes.clear();
        outer.place(inner, (50.0, 50.0));
        let edges = Shape::Clip((50.0, 50.0, 40.0, 20.0));
        assert_eq!(outer.shapes[0], edges);
        assert_eq!(outer.shapes[2..4], [Shape::Unclip, Shape::Clip((80.0, 60.0, 10.0, 5.0))]);
        assert_eq!(outer.shapes[4..6], [Shape::Unclip, edges]);
        assert_eq!(outer.shapes.last(), Some(&Shape::Unclip));
    }
}
