//! Pictures as SVG.

use std::fmt::Write;

use super::{Anchor, Color, Face, Picture, Point, Shape, width};

/// Returns a picture as the text of an SVG.
pub fn encode(picture: &Picture) -> String {
    let Picture { width: wide, height, shapes, theme } = picture;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{height}\" \
         viewBox=\"0 0 {wide} {height}\" font-family=\"Roboto, Helvetica, Arial, sans-serif\">\n\
         <rect width=\"{wide}\" height=\"{height}\" {}/>\n",
        fill(theme.ground()),
    );
    let mut clips = 0;
    let mut clipped = false;
    for shape in shapes {
        match shape {
            Shape::Area(points, color) => {
                let _ = writeln!(svg, "<polygon points=\"{}\" {}/>", told(points), fill(*color));
            }
            Shape::Line { points, color: Color(red, green, blue, alpha), width, dashed } => {
                let dash = if *dashed { " stroke-dasharray=\"5 4\"" } else { "" };
                let _ = writeln!(
                    svg,
                    "<polyline points=\"{}\" fill=\"none\" stroke=\"#{red:02x}{green:02x}{blue:02x}\"\
                     {} stroke-width=\"{width}\" stroke-linejoin=\"round\"{dash}/>",
                    told(points),
                    opacity("stroke-opacity", *alpha),
                );
            }
            Shape::Text { at: (x, y), text, size, face, color, anchor } => {
                let anchor = match anchor {
                    Anchor::Start => "",
                    Anchor::Middle => " text-anchor=\"middle\"",
                    Anchor::End => " text-anchor=\"end\"",
                };
                let weight = if *face == Face::Bold { " font-weight=\"bold\"" } else { "" };
                // Letters of another face than that which the place was measured for keep to it.
                let length = width(text, *size, *face);
                let _ = writeln!(
                    svg,
                    "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{anchor}{weight} {} \
                     textLength=\"{length:.1}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
                    fill(*color),
                    escaped(text),
                );
            }
            Shape::Clip((left, top, width, height)) => {
                clips += 1;
                let _ = writeln!(
                    svg,
                    "<clipPath id=\"c{clips}\"><rect x=\"{left:.1}\" y=\"{top:.1}\" \
                     width=\"{width:.1}\" height=\"{height:.1}\"/></clipPath>\n\
                     <g clip-path=\"url(#c{clips})\">"
                );
                clipped = true;
            }
            Shape::Unclip if clipped => {
                svg.push_str("</g>\n");
                clipped = false;
            }
            Shape::Unclip => {}
        }
    }
    if clipped {
        svg.push_str("</g>\n");
    }
    svg + "</svg>\n"
}

fn told(points: &[Point]) -> String {
    points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
}

fn fill(Color(red, green, blue, alpha): Color) -> String {
    format!("fill=\"#{red:02x}{green:02x}{blue:02x}\"{}", opacity("fill-opacity", alpha))
}

fn opacity(name: &str, alpha: u8) -> String {
    match alpha {
        255 => String::new(),
        _ => format!(" {name}=\"{:.2}\"", f32::from(alpha) / 255.0),
    }
}

/// Returns a text as XML has it; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut told = String::new();
    for letter in text.chars() {
        match letter {
            '&' => told.push_str("&amp;"),
            '<' => told.push_str("&lt;"),
            '>' => told.push_str("&gt;"),
            letter if letter.is_control() => {}
            '\u{FFFE}' | '\u{FFFF}' => {}
            letter => told.push(letter),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_leave_their_place() {
        let mut picture = Picture::new(10, 10);
        picture.text((1.0, 2.0), "a<b>&\u{1}c", 12.0, Color(0, 0, 0, 255), Anchor::End);
        picture.line(vec![(0.0, 0.0), (1.0, 1.0)], Color(255, 0, 0, 51), 1.0);
        let svg = encode(&picture);
        assert!(svg.contains(">a&lt;b&gt;&amp;c</text>"), "{svg}");
        assert!(svg.contains("stroke=\"#ff0000\" stroke-opacity=\"0.20\""), "{svg}");
        assert!(svg.ends_with("</svg>\n"));
    }
}
