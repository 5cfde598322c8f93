//! Chunks and blocks of samples as documents, so that they can be moved into a store that packs them
//! otherwise.
//!
//! ```text
//! {"metric":7,"part":0,"samples":[[1704067200,"Count",1,12.5],           a value
//!                                 [1704067260,"None",60,1.0,2.0],        a value that occurred twice
//!                                 [1704067600,"Count",1,3.0,11.0,2.0,5.0]]}   count, sum, min, max
//! {"tier":"Minute","start":1704067200,"metric":7,"samples":[
//!     [1704067260,"Count",1,{"count":[3.0],"sum":[9.5],"min":1.5,"max":4.0,   what was rolled up
//!                            "values":[[1.5,[1.0]],[4.0,[2.0]]]}]]}           or "bins", or null
//! ```
//!
//! A sample has its time in seconds since 1970, its unit, its resolution in seconds, and numbers,
//! of which no bit is lost: one that JSON has no number for stands as its 64 bits in hexadecimal. An
//! exact total is a list of numbers that come to it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::block::{Block, Columnar};
use super::chunk::{Chunk, Packed};
use super::exact::Total;
use super::rolled::{Rolled, Tally, Values};
use super::sample::{Measure, Resolution, Sample, Set};
use super::tier::{Slot, Tier};
use super::unit::Unit;
use crate::store::{Form, Told};
use crate::time::{DAY, Timestamp};

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct OfChunk {
    metric: u64,
    part: u32,
    samples: Vec<Vec<Value>>,
}

impl Told<Chunk> for Packed {
    fn tell(bytes: &[u8]) -> Option<String> {
        let Chunk { metric, part, samples, .. } = Self::decode(bytes)?;
        let samples = samples.iter().map(tell_sample).collect();
        serde_json::to_string(&OfChunk { metric, part, samples }).ok()
    }

    fn hear(document: &str) -> Result<(Chunk, Vec<u8>), String> {
        let document: OfChunk =
            serde_json::from_str(document).map_err(|cause| cause.to_string())?;
        let OfChunk { metric, part, samples } = document;
        let samples = hear_samples(&samples)?;
        if samples.iter().any(|sample| matches!(sample.measure, Measure::Rolled(_))) {
            return Err("a chunk has samples as they were put".to_owned());
        }
        let first = samples.first().map_or(Timestamp::MIN, |sample| sample.time);
        let day = first.floor(DAY);
        if samples.last().is_some_and(|last| last.time >= day + DAY) {
            return Err("its samples are not of one day".to_owned());
        }
        let chunk = Chunk { metric, day, part, samples };
        let bytes = Self::encode(&chunk);
        // What cannot be read again must not be kept: no samples, or too many.
        match Self::decode(&bytes) {
            Some(_) => Ok((chunk, bytes)),
            None => Err("it is no chunk of samples".to_owned()),
        }
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct OfBlock {
    tier: Tier,
    start: i64,
    metric: u64,
    samples: Vec<Vec<Value>>,
}

impl Told<Block> for Columnar {
    fn tell(bytes: &[u8]) -> Option<String> {
        let Block { slot: Slot { tier, start }, metric, samples } = Self::decode(bytes)?;
        let samples = samples.iter().map(tell_sample).collect();
        serde_json::to_string(&OfBlock { tier, start: start.secs(), metric, samples }).ok()
    }

    fn hear(document: &str) -> Result<(Block, Vec<u8>), String> {
        let document: OfBlock =
            serde_json::from_str(document).map_err(|cause| cause.to_string())?;
        let OfBlock { tier, start, metric, samples } = document;
        let slot = Slot { tier, start: Timestamp::from_secs(start) };
        let block = Block { slot, metric, samples: hear_samples(&samples)? };
        let bytes = Self::encode(&block);
        match Self::decode(&bytes) {
            Some(read) if read == block => Ok((block, bytes)),
            _ => Err("it is no block of samples".to_owned()),
        }
    }
}

fn hear_samples(samples: &[Vec<Value>]) -> Result<Vec<Sample>, String> {
    let heard = (1..).zip(samples).map(|(place, sample): (u64, _)| {
        hear_sample(sample).ok_or_else(|| format!("sample {place} makes no sense"))
    });
    let samples = heard.collect::<Result<Vec<Sample>, String>>()?;
    if samples.is_sorted_by_key(|sample| sample.time) {
        Ok(samples)
    } else {
        Err("its samples are not in the order of their times".to_owned())
    }
}

fn tell_sample(sample: &Sample) -> Vec<Value> {
    let resolution = match sample.resolution {
        Resolution::Second => 1,
        Resolution::Minute => 60,
    };
    let mut parts = vec![json!(sample.time.secs()), json!(sample.unit.word()), json!(resolution)];
    parts.extend(match &sample.measure {
        Measure::Value { value, count } if count.to_bits() == 1_f64.to_bits() => {
            tell_all(&[*value])
        }
        Measure::Value { value, count } => tell_all(&[*value, *count]),
        Measure::Set(Set { count, sum, min, max }) => tell_all(&[*count, *sum, *min, *max]),
        Measure::Rolled(rolled) => vec![tell_rolled(rolled)],
    });
    parts
}

fn tell_rolled(rolled: &Rolled) -> Value {
    let Rolled { tally: Tally { count, sum, min, max }, values } = rolled;
    let total = |total: &Total| tell_all(&total.parts());
    let mut document = json!({
        "count": total(count), "sum": total(sum), "min": tell_one(*min), "max": tell_one(*max),
    });
    match values {
        Values::Unknown => document["values"] = Value::Null,
        Values::Listed(list) => {
            let pair = |(value, times): &(f64, Total)| json!([tell_one(*value), total(times)]);
            document["values"] = list.iter().map(pair).collect();
        }
        Values::Sketched(bins) => {
            let pair = |(bin, times): &(i32, Total)| json!([bin, total(times)]);
            document["bins"] = bins.iter().map(pair).collect();
        }
    }
    document
}

fn hear_rolled(document: &Value) -> Option<Rolled> {
    let total = |value: &Value| {
        let numbers = value.as_array()?.iter().map(hear_number).collect::<Option<Vec<f64>>>()?;
        Some(Total::of(numbers))
    };
    let pair = |pair: &Value| match pair.as_array()?.as_slice() {
        [of, times] => Some((of.clone(), total(times)?)),
        _ => None,
    };
    let pairs = |value: &Value| -> Option<Vec<(Value, Total)>> {
        value.as_array()?.iter().map(pair).collect()
    };
    let values = match (document.get("values"), document.get("bins")) {
        (Some(Value::Null), None) => Values::Unknown,
        (Some(list), None) => {
            let list = pairs(list)?.into_iter();
            Values::Listed(list.map(|(of, n)| Some((hear_number(&of)?, n))).collect::<Option<_>>()?)
        }
        (None, Some(bins)) => {
            let bin = |of: &Value| i32::try_from(of.as_i64()?).ok();
            let bins = pairs(bins)?.into_iter();
            Values::Sketched(bins.map(|(of, n)| Some((bin(&of)?, n))).collect::<Option<_>>()?)
        }
        _ => return None,
    };
    let number = |name: &str| hear_number(document.get(name)?);
    let (count, sum) = (total(document.get("count")?)?, total(document.get("sum")?)?);
    let tally = Tally { count, sum, min: number("min")?, max: number("max")? };
    Some(Rolled { tally, values })
}

fn tell_all(numbers: &[f64]) -> Vec<Value> {
    numbers.iter().map(|number| tell_one(*number)).collect()
}

fn tell_one(number: f64) -> Value {
    match serde_json::Number::from_f64(number) {
        Some(number) => Value::Number(number),
        None => Value::String(format!("{:016x}", number.to_bits())),
    }
}

fn hear_sample(parts: &[Value]) -> Option<Sample> {
    let [time, unit, resolution, numbers @ ..] = parts else { return None };
    let secs = time.as_i64()?;
    let time = Timestamp::from_secs(secs);
    let unit = Unit::parse(unit.as_str()?)?;
    let resolution = Resolution::parse(i32::try_from(resolution.as_i64()?).ok()?)?;
    if let [rolled @ Value::Object(_)] = numbers {
        let measure = Measure::Rolled(Box::new(hear_rolled(rolled)?));
        return (time.secs() == secs).then_some(Sample { time, unit, resolution, measure });
    }
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

    #[test]
    fn what_was_rolled_up_is_told_and_heard_to_the_bit() {
        let value = |value: f64| Measure::Value { value, count: 1.0 };
        let rolled = |measures: &[Measure]| {
            let mut rolled = Rolled::of(&measures[0]);
            measures[1..].iter().for_each(|measure| rolled.add(measure));
            Measure::Rolled(Box::new(rolled))
        };
        let many: Vec<Measure> = (0..200).map(|n| value(f64::from(n) * 0.1)).collect();
        let set = Measure::Set(Set { count: 3.0, sum: 9.0, min: 1.0, max: 5.0 });
        let measures = [
            rolled(&[value(0.1), value(1e16), value(-0.0)]),
            rolled(&many),
            rolled(&[set, value(2.0)]),
            value(7.5),
        ];
        let sample = |(place, measure): (i64, Measure)| Sample {
            time: Timestamp::from_secs(1_704_067_200 + place * 60),
            unit: Unit::Count,
            resolution: Resolution::Minute,
            measure,
        };
        let samples: Vec<Sample> = (0..).zip(measures).map(sample).collect();
        let slot = Slot { tier: Tier::Minute, start: Timestamp::from_secs(1_704_067_200) };
        let bytes = Columnar::encode(&Block { slot, metric: 9, samples });
        let document = Columnar::tell(&bytes).unwrap();
        assert!(
            document.starts_with(r#"{"tier":"Minute","start":1704067200,"metric":9,"samples":[["#)
        );
        assert!(document.contains(r#""bins":[["#) && document.contains(r#""values":null"#));
        assert_eq!(Columnar::hear(&document).unwrap().1, bytes);
        for (from, to) in
            [("\"bins\"", "\"bin\""), ("\"Minute\"", "\"Week\""), ("\"sum\":[", "\"sum\":[null,")]
        {
            assert!(Columnar::hear(&document.replacen(from, to, 1)).is_err(), "{to}");
        }
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
            let day = samples[0].time.floor(DAY);
            samples.retain(|sample| sample.time < day + DAY);
            let bytes = Packed::encode(&Chunk { metric, day, part, samples });
            let document = Packed::tell(&bytes).unwrap();
            prop_assert!(!document.contains('\n'));
            prop_assert_eq!(Packed::hear(&document).unwrap().1, bytes);
        }
    }
}
