//! Chunks of samples as documents, so that they can be moved into a store that packs them otherwise.
//!
//! ```text
//! {"metric":7,"part":0,"samples":[[1704067200,"Count",1,12.5],           a value
//!                                 [1704067260,"None",60,1.0,2.0],        a value that occurred twice
//!                                 [1704067600,"Count",1,3.0,11.0,2.0,5.0]]}   count, sum, min, max
//! ```
//!
//! A sample has its time in seconds since 1970, its unit, its resolution in seconds, and numbers,
//! of which no bit is lost: one that JSON has no number for stands as its 64 bits in hexadecimal.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::chunk::{Chunk, Packed};
use super::sample::{Measure, Resolution, Sample, Set};
use super::unit::Unit;
use crate::store::{Form, Told};
use crate::time::Timestamp;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Document {
    metric: u64,
    part: u32,
    samples: Vec<Vec<Value>>,
}

impl Told<Chunk> for Packed {
    fn tell(bytes: &[u8]) -> Option<String> {
        let Chunk { metric, part, samples } = Self::decode(bytes)?;
        let samples = samples.iter().map(tell_sample).collect();
        serde_json::to_string(&Document { metric, part, samples }).ok()
    }

    fn hear(document: &str) -> Result<(Chunk, Vec<u8>), String> {
        let document: Document =
            serde_json::from_str(document).map_err(|cause| cause.to_string())?;
        let Document { metric, part, samples } = document;
        let heard = (1..).zip(&samples).map(|(place, sample): (u64, _)| {
            hear_sample(sample).ok_or_else(|| format!("sample {place} makes no sense"))
        });
        let samples = heard.collect::<Result<Vec<Sample>, String>>()?;
        if !samples.is_sorted_by_key(|sample| sample.time) {
            return Err("its samples are not in the order of their times".to_owned());
        }
        let chunk = Chunk { metric, part, samples };
        let bytes = Self::encode(&chunk);
        // What cannot be read again must not be kept: no samples, or too many.
        match Self::decode(&bytes) {
            Some(_) => Ok((chunk, bytes)),
            None => Err("it is no chunk of samples".to_owned()),
        }
    }
}

fn tell_sample(sample: &Sample) -> Vec<Value> {
    let resolution = match sample.resolution {
        Resolution::Second => 1,
        Resolution::Minute => 60,
    };
    let mut parts = vec![json!(sample.time.secs()), json!(sample.unit.word()), json!(resolution)];
    parts.extend(match sample.measure {
        Measure::Value { value, count } if count.to_bits() == 1_f64.to_bits() => tell_all(&[value]),
        Measure::Value { value, count } => tell_all(&[value, count]),
        Measure::Set(Set { count, sum, min, max }) => tell_all(&[count, sum, min, max]),
    });
    parts
}

fn tell_all(numbers: &[f64]) -> Vec<Value> {
    let tell = |number: &f64| match serde_json::Number::from_f64(*number) {
        Some(number) => Value::Number(number),
        None => Value::String(format!("{:016x}", number.to_bits())),
    };
    numbers.iter().map(tell).collect()
}

fn hear_sample(parts: &[Value]) -> Option<Sample> {
    let [time, unit, resolution, numbers @ ..] = parts else { return None };
    let secs = time.as_i64()?;
    let time = Timestamp::from_secs(secs);
    let unit = Unit::parse(unit.as_str()?)?;
    let resolution = Resolution::parse(i32::try_from(resolution.as_i64()?).ok()?)?;
    let numbers = numbers.iter().map(hear_number).collect::<Option<Vec<f64>>>()?;
    let measure = match *numbers.as_slice() {
        [value] => Measure::Value { value, count: 1.0 },
        [value, count] => Measure::Value { value, count },
        [count, sum, min, max] => Measure::Set(Set { count, sum, min, max }),
        _ => return None,
    };
    (time.secs() == secs).then_some(Sample { time, unit, resolution, measure })
}

fn hear_number(value: &Value) -> Option<f64> {
    match value {
        Value::String(bits) if bits.len() == 16 => {
            u64::from_str_radix(bits, 16).ok().map(f64::from_bits)
        }
        other => other.as_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_chunk_is_told_as_the_drawing_says() {
        let samples = r#"[[1704067200,"Count",1,12.5],[1704067260,"None",60,1.0,2.0],"#.to_owned()
            + r#"[1704067600,"Count",1,3.0,11.0,2.0,5.0]]"#;
        let document = format!(r#"{{"metric":7,"part":0,"samples":{samples}}}"#);
        let (chunk, bytes) = Packed::hear(&document).unwrap();
        assert_eq!(chunk.samples[1].measure, Measure::Value { value: 1.0, count: 2.0 });
        assert_eq!(Packed::tell(&bytes).unwrap(), document);
        assert_eq!(Packed::tell(&bytes[1..]), None);
    }

    #[test]
    fn what_is_no_chunk_is_told_with_the_place() {
        let of = |samples: &str| format!(r#"{{"metric":7,"part":0,"samples":[{samples}]}}"#);
        let good = r#"[60,"Count",1,1.5]"#;
        let cases = [
            (String::new(), "it is no chunk"),
            (format!(r#"{good},[60,"Cont",1,1.5]"#), "sample 2 makes no sense"),
            (r#"[60,"Count",2,1.5]"#.to_owned(), "sample 1"),
            (r#"[60,"Count",1]"#.to_owned(), "sample 1"),
            (r#"[60,"Count",1,1,2,3]"#.to_owned(), "sample 1"),
            (r#"[60,"Count",1,"1.5"]"#.to_owned(), "sample 1"),
            (r#"[60.5,"Count",1,1.5]"#.to_owned(), "sample 1"),
            (r#"[9223372036854775807,"Count",1,1.5]"#.to_owned(), "sample 1"),
            (format!(r#"{good},[59,"Count",1,1.5]"#), "not in the order"),
        ];
        for (samples, words) in cases {
            let told = Packed::hear(&of(&samples)).unwrap_err();
            assert!(told.contains(words), "{samples}: {told}");
        }
        assert!(Packed::hear("{}").is_err());
        assert!(Packed::hear(&of(good)).is_ok());
    }

    proptest! {
        #[test]
        fn no_bit_is_lost(
            metric: u64,
            part: u32,
            parts in prop::collection::vec((0..100_000_u32, 0..27_u8, any::<bool>(), 0..3, any::<[u64; 4]>()), 1..30),
        ) {
            let mut secs = 1_704_067_200;
            let mut samples = Vec::new();
            for (since, unit, minute, kind, numbers) in parts {
                secs += i64::from(since);
                let [a, b, c, d] = numbers.map(f64::from_bits);
                samples.push(Sample {
                    time: Timestamp::from_secs(secs),
                    unit: Unit::from_number(unit).unwrap(),
                    resolution: if minute { Resolution::Minute } else { Resolution::Second },
                    measure: match kind {
                        0 => Measure::Value { value: a, count: 1.0 },
                        1 => Measure::Value { value: a, count: b },
                        _ => Measure::Set(Set { count: a, sum: b, min: c, max: d }),
                    },
                });
            }
            let bytes = Packed::encode(&Chunk { metric, part, samples });
            let document = Packed::tell(&bytes).unwrap();
            prop_assert!(!document.contains('\n'));
            prop_assert_eq!(Packed::hear(&document).unwrap().1, bytes);
        }
    }
}
