use super::*;

/// Two minutes' worth of metrics: m1 and m2 with four periods each, some of m2 missing.
struct Two;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_secs(1_717_243_200 + minute * 60)
}

fn series(label: &str, values: &[Option<f64>]) -> Series {
    let points = (0..).zip(values).filter_map(|(minute, value)| Some((at(minute), (*value)?)));
    Series { label: label.to_owned(), period: 60, points: points.collect() }
}

impl Known for Two {
    fn named(&mut self, id: &str) -> Result<Value, Trouble> {
        match id {
            "m1" => Ok(Value::One(series("m1", &[Some(1.0), Some(2.0), Some(4.0), Some(8.0)]))),
            "m2" => Ok(Value::One(series("m2", &[Some(10.0), None, None, Some(40.0)]))),
            "m3" => Ok(Value::One(series("m3", &[]))),
            _ => Err(Fault::new(format!("There is no query with the id {id}")).into()),
        }
    }

    fn metrics(&mut self, containing: &str) -> Result<Vec<Series>, Trouble> {
        let ids = ["m1", "m2", "m3"].into_iter().filter(|id| id.contains(containing));
        ids.filter_map(|id| self.named(id).map(Value::series).transpose())
            .collect::<Result<Vec<_>, _>>()
            .map(|many| many.concat())
    }

    fn search(&mut self, query: &str, _: &str, _: u64) -> Result<Vec<Series>, Trouble> {
        self.metrics(query)
    }

    fn found(&mut self, rule: &str, metric: &str) -> Result<Series, Trouble> {
        match rule {
            "who" => Ok(series(metric, &[Some(3.0), None])),
            _ => Err(Fault::new(format!("There is no rule {rule}")).into()),
        }
    }

    fn namespace(&self, id: &str) -> Option<&str> {
        match id {
            "m1" => Some("Shop"),
            "m2" | "m3" => Some("AWS/Usage"),
            _ => None,
        }
    }

    fn band(&mut self, of: &Node, width: f64) -> Result<Vec<Series>, Trouble> {
        let many = evaluate(of, self)?.series().unwrap_or_default();
        Ok(many.iter().flat_map(|s| [map(s, |v| v + width), map(s, |v| v - width)]).collect())
    }

    fn range(&self) -> (Timestamp, Timestamp, u64) {
        (at(0), at(4), 60)
    }
}

fn written(series: &Series) -> String {
    let value = |minute| match series.points.get(&at(minute)) {
        Some(value) => format!("{value}"),
        None => "-".to_owned(),
    };
    (0..4).map(value).collect::<Vec<_>>().join(" ")
}

fn told(text: &str) -> String {
    let value =
        Node::parse(text).map_err(Trouble::Wrong).and_then(|node| evaluate(&node, &mut Two));
    match value {
        Ok(Value::Number(number)) => number.to_string(),
        Ok(Value::One(series)) => written(&series),
        Ok(Value::Many(many)) => many.iter().map(written).collect::<Vec<_>>().join(" | "),
        Err(Trouble::Wrong(Fault(text))) => text,
        Err(Trouble::NotEmulated(name)) => format!("{name} is not emulated"),
        Err(Trouble::Failed(error)) => error.to_string(),
    }
}

#[test]
fn every_function_does_what_the_guide_says() {
    let cases = [
        ("ANOMALY_DETECTION_BAND(m1)", "3 4 6 10 | -1 0 2 6"),
        ("ANOMALY_DETECTION_BAND(m1, 0.5)", "1.5 2.5 4.5 8.5 | 0.5 1.5 3.5 7.5"),
        ("ANOMALY_DETECTION_BAND(m1, 0)", "ANOMALY_DETECTION_BAND takes a number above 0"),
        ("m1 + m2", "11 2 4 48"),
        ("m1 + 1", "2 3 5 9"),
        ("10 / m1", "10 5 2.5 1.25"),
        ("-m1", "-1 -2 -4 -8"),
        ("m1 ^ 2", "1 4 16 64"),
        ("m1 / 0", "NaN NaN NaN NaN"),
        ("m1 / m2", "0.1 NaN NaN 0.2"),
        ("m2 / m1", "10 0 0 5"),
        ("m2 < m1", "0 1 1 0"),
        ("m3 + m3", "- - - -"),
        ("m1 > 2", "0 0 1 1"),
        ("m1 > 2 && m1 < 8", "0 0 1 0"),
        ("m1 > 0 AND m2 > 15", "0 0 0 1"),
        ("m1 == 1 || m1 == 8", "1 0 0 1"),
        ("2 + 3 * 4", "14"),
        ("METRICS() * 2", "2 4 8 16 | 20 - - 80 | - - - -"),
        ("m1 * [m1, m2]", "1 4 16 64 | 10 0 0 320"),
        ("AVG(m1)", "3.75"),
        ("SUM(m1)", "15"),
        ("MAX([m1, m2])", "10 2 4 40"),
        ("AVG([m1, m2])", "5.5 1 2 24"),
        ("AVG(m2)", "25"),
        ("DATAPOINT_COUNT(m2)", "2"),
        ("DATAPOINT_COUNT(METRICS())", "2 1 1 2"),
        ("MIN(METRICS('m1'))", "1 2 4 8"),
        ("STDDEV([m1, m1])", "0 0 0 0"),
        ("ABS(-m1)", "1 2 4 8"),
        ("CEIL(m1 / 3)", "1 1 2 3"),
        ("FLOOR(m1 / 3)", "0 0 1 2"),
        ("LOG10(m1 * 10 / m1)", "1 1 1 1"),
        ("LOG(EXP(m1))", "1 2 4 8"),
        ("LOG(m1 - 1)", "NaN 0 1.0986122886681098 1.9459101490553132"),
        ("DIFF(m1)", "- 1 2 4"),
        ("DIFF(m2)", "- - - 30"),
        ("DIFF_TIME(m2)", "- - - 180"),
        ("RATE(m1) * 60", "- 1 2 4"),
        ("RUNNING_SUM(m1)", "1 3 7 15"),
        ("PERIOD(m1)", "60"),
        ("MINUTE(m1)", "0 1 2 3"),
        ("HOUR(m1)", "12 12 12 12"),
        ("DAY(m2)", "6 6 6 6"),
        ("MINUTE(m3)", "0 1 2 3"),
        ("HOUR(METRICS('m2'))", "12 12 12 12"),
        ("FILL(m2, 0)", "10 0 0 40"),
        ("FILL(m2, REPEAT)", "10 10 10 40"),
        ("FILL(m2, LINEAR)", "10 20 30 40"),
        ("FILL(m2, m1)", "10 2 4 40"),
        ("FILL(m3, 7)", "7 7 7 7"),
        ("FILL(m3, REPEAT)", "- - - -"),
        ("FILL(METRICS(), 0)", "1 2 4 8 | 10 0 0 40 | 0 0 0 0"),
        ("IF(m1 > 2, m1, 0)", "0 0 4 8"),
        ("IF(m1 > 2, m2)", "- - 0 40"),
        ("IF(m1 < 4, 5, m2)", "5 5 - 40"),
        ("IF(m2, 1, 2)", "1 - - 1"),
        ("IF(1, m1, m2)", "1 2 4 8"),
        ("IF(0, m1, 5)", "5"),
        ("TIME_SERIES(3)", "3 3 3 3"),
        ("METRIC_COUNT(METRICS())", "3"),
        ("METRIC_COUNT(REMOVE_EMPTY(METRICS()))", "2"),
        ("FIRST(METRICS())", "1 2 4 8"),
        ("LAST([m1, m2])", "10 - - 40"),
        ("SLICE(METRICS(), 1)", "10 - - 40 | - - - -"),
        ("SLICE(METRICS(), 0, 2)", "1 2 4 8 | 10 - - 40"),
        ("SORT(METRICS(), SUM, DESC)", "10 - - 40 | 1 2 4 8 | - - - -"),
        ("SORT(METRICS(), AVG, ASC, 1)", "1 2 4 8"),
        ("SUM(SEARCH('m', 'Sum', 60))", "11 2 4 48"),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn what_is_computed_of_no_number_is_none_and_whole_series_do_not_see_it() {
    let cases = [
        ("m1 / m2 + m1", "1.1 NaN NaN 8.2"),
        ("[m1 / m2] * m1", "0.1 NaN NaN 1.6"),
        ("m1 / m2 > 0", "1 NaN NaN 1"),
        ("1 / 0 > 0", "NaN"),
        ("ABS(m1 / m2)", "0.1 NaN NaN 0.2"),
        ("EXP(m1 * 1000)", "NaN NaN NaN NaN"),
        ("SUM([m1 / m2, m1])", "1.1 NaN NaN 8.2"),
        ("IF(m1 / m2, 1, 2)", "1 NaN NaN 1"),
        ("IF(m1 > 2, m1 / m2, 5)", "5 5 NaN 0.2"),
        ("IF(0 / 0, m1, m2)", "- - - -"),
        ("FILL(m1 / m2, 0)", "0.1 0 0 0.2"),
        ("FILL(m1 / m2, REPEAT)", "0.1 0.1 0.1 0.2"),
        ("FILL(m2, m1 / m2)", "10 - - 40"),
        ("MAX(m1 / m2)", "0.2"),
        ("m1 + MAX(m3)", "NaN NaN NaN NaN"),
        ("DATAPOINT_COUNT(m1 / m2)", "2"),
        ("DATAPOINT_COUNT([m1 / m2, m2])", "2 - - 2"),
        ("DIFF_TIME(m1 / m2)", "- - - 180"),
        ("RUNNING_SUM(m2 / m2)", "1 - - 2"),
        ("METRIC_COUNT(REMOVE_EMPTY([m1 / 0, m1]))", "1"),
        ("SORT([m1 / 0, m1 / m2, m2], MAX, DESC)", "10 - - 40 | 0.1 NaN NaN 0.2 | NaN NaN NaN NaN"),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn a_wrong_expression_is_a_sentence_and_never_a_number() {
    let cases = [
        ("m4", "There is no query with the id m4"),
        ("NOPE(m1)", "There is no function NOPE"),
        ("sum(m1)", "There is no function sum"),
        ("SUM(m1, m2)", "SUM takes 1 argument and got 2"),
        ("SUM(1)", "SUM does not take a number"),
        ("RATE(5)", "RATE does not take a number"),
        (
            "METRICS() + METRICS()",
            "An operator cannot stand between several time series and several",
        ),
        ("[1, m1]", "A list holds time series only"),
        ("'text' + 1", "A text is no value"),
        ("SLICE(METRICS(), -1)", "SLICE takes whole numbers from 0"),
        ("SORT(METRICS(), STDDEV, ASC)", "SORT goes by AVG, MIN, MAX or SUM"),
        ("SORT(METRICS(), AVG, UP)", "SORT takes ASC or DESC"),
        ("IF(METRICS(), 1, 0)", "IF does not take several time series"),
        ("FILL(m1, METRICS())", "FILL does not take several time series"),
        ("PERIOD(METRICS())", "PERIOD takes a metric"),
        ("PERIOD(m1 * 2)", "PERIOD takes a metric"),
        ("DB_PERF_INSIGHTS('RDS', 'db-1', 'x')", "DB_PERF_INSIGHTS is not emulated"),
        ("SERVICE_QUOTA(m1)", "SERVICE_QUOTA takes a metric of AWS/Usage"),
        ("SERVICE_QUOTA(m3 * 2)", "SERVICE_QUOTA takes a metric of AWS/Usage"),
        ("SERVICE_QUOTA(m2)", "SERVICE_QUOTA is not emulated"),
        ("SERVICE_QUOTA(1)", "SERVICE_QUOTA does not take a number"),
        ("SERVICE_QUOTA(m3, m3)", "SERVICE_QUOTA takes 1 argument and got 2"),
        ("INSIGHT_RULE_METRIC('who')", "INSIGHT_RULE_METRIC takes 2 arguments and got 1"),
        (
            "INSIGHT_RULE_METRIC(m1 + 1, Sum)",
            "INSIGHT_RULE_METRIC takes the name of a rule and that of a metric",
        ),
        (
            "INSIGHT_RULE_METRIC('who', 'p99')",
            "INSIGHT_RULE_METRIC takes one of UniqueContributors, MaxContributorValue, SampleCount, Sum, Minimum, Maximum, Average and got p99",
        ),
        ("INSIGHT_RULE_METRIC('nobody', Sum)", "There is no rule nobody"),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text), expected, "{text}");
    }
}
