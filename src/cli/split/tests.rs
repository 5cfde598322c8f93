use super::*;

fn specs() -> Vec<Spec> {
    [
        ("--name", Takes::One),
        ("--names", Takes::Many),
        ("--sse", Takes::AtMostOne),
        ("--no-paginate", Takes::Nothing),
        ("--max-items", Takes::One),
        ("--max-results", Takes::One),
    ]
    .map(|(name, takes)| Spec::new(name.to_owned(), takes))
    .into_iter()
    .chain([
        Spec { name: "--count".to_owned(), takes: Takes::One, kind: Kind::Integer },
        Spec { name: "--kind".to_owned(), takes: Takes::One, kind: Kind::OneOf(&["a", "b"]) },
        Spec { name: "--stop".to_owned(), takes: Takes::Nothing, kind: Kind::Stop },
        Spec { name: "--ours-only".to_owned(), takes: Takes::One, kind: Kind::AnyOfOurs },
    ])
    .collect()
}

type Named = Vec<(String, Vec<String>)>;

fn run(line: &str) -> Outcome<(Named, Vec<String>)> {
    let words: Vec<String> = line.split('|').map(str::to_owned).collect();
    let specs = specs();
    let split = split(&classify(&words), &specs)?;
    let found = split.found.into_iter().map(|f| (specs[f.spec].name.clone(), f.values));
    let rest = split.rest.iter().map(|rest| rest.text().to_owned());
    Ok((found.collect(), rest.collect()))
}

fn found(line: &str) -> Named {
    run(line).unwrap().0
}

fn one(name: &str, values: &[&str]) -> Named {
    vec![(name.to_owned(), values.iter().map(|v| (*v).to_owned()).collect())]
}

#[test]
fn values_follow_their_option() {
    assert_eq!(found("--name|a"), one("--name", &["a"]));
    assert_eq!(found("--name=a=b"), one("--name", &["a=b"]));
    assert_eq!(found("--name=-x"), one("--name", &["-x"]));
    assert_eq!(found("--name|-5"), one("--name", &["-5"]));
    assert_eq!(found("--name|-.5"), one("--name", &["-.5"]));
    assert_eq!(found("--name|-"), one("--name", &["-"]));
    assert_eq!(found("--name|-a b"), one("--name", &["-a b"]));
    assert_eq!(found("--names|a|b"), one("--names", &["a", "b"]));
    assert_eq!(found("--names"), one("--names", &[]));
    assert_eq!(found("--sse|a|b"), one("--sse", &["a"]));
    assert_eq!(found("--sse"), one("--sse", &[]));
}

#[test]
fn an_option_of_another_pass_is_no_beginning_of_one_of_this() {
    let left = |name: &str| Spec { name: name.to_owned(), takes: Takes::Nothing, kind: Kind::Left };
    let mut specs = specs();
    specs.extend([left("--no"), left("--max-i"), left("--name")]);
    let told = |line: &str| {
        let words: Vec<String> = line.split('|').map(str::to_owned).collect();
        let split = split(&classify(&words), &specs).unwrap();
        let found: Vec<_> = split.found.iter().map(|f| specs[f.spec].name.clone()).collect();
        let rest: Vec<_> = split.rest.iter().map(|rest| rest.text().to_owned()).collect();
        (found.join("|"), rest.join("|"))
    };
    let cases = [
        ("--no|1h", "", "--no|1h"),
        ("--no=1h", "", "--no=1h"),
        ("--max-i=a b", "", "--max-i=a b"),
        ("--n", "", "--n"),
        ("--no-p|x", "--no-paginate", "x"),
        ("--name|x", "--name", ""),
    ];
    for (line, found, rest) in cases {
        assert_eq!(told(line), (found.to_owned(), rest.to_owned()), "{line}");
    }
}

#[test]
fn a_beginning_stands_for_the_only_option_that_has_it() {
    assert_eq!(found("--no-p"), one("--no-paginate", &[]));
    assert_eq!(found("--max-i|3"), one("--max-items", &["3"]));
    assert_eq!(found("--max-i=3"), one("--max-items", &["3"]));
    assert!(found("--ours-o").is_empty(), "argparse has no such option");
    let error = run("--max=3").unwrap_err().text();
    assert!(error.contains("--max=3 could match --max-items, --max-results"), "{error}");
    let error = run("--max|3").unwrap_err().text();
    assert!(error.contains("--max could match --max-items, --max-results"), "{error}");
}

#[test]
fn what_a_pass_does_not_know_is_left_in_order() {
    let (_, rest) = run("a|--bogus|b|--name|x|-c|d").unwrap();
    assert_eq!(rest, ["a", "--bogus", "b", "-c", "d"]);
    let (found, rest) = run("a|--|--name|x").unwrap();
    assert_eq!((found.len(), rest.len()), (0, 4));
}

#[test]
fn the_leftmost_fault_is_told_but_for_an_ambiguous_beginning() {
    let cases = [
        ("--count|x|--kind|c", "argument --count: invalid int value: 'x'"),
        ("--kind|c|--count|x", "argument --kind: Found invalid choice 'c'"),
        ("--kind|c|--name", "argument --kind: Found invalid choice 'c'"),
        ("--name|--kind|c", "argument --name: expected one argument"),
        ("--name|--kind|c|--max", "ambiguous option: --max could match"),
        ("--no-paginate=it's|--kind|c", "ignored explicit argument \"it's\""),
    ];
    for (line, message) in cases {
        let error = run(line).unwrap_err().text();
        assert!(error.contains(message), "{line}: {error}");
    }
    assert_eq!(found("--stop|--kind|c|--count"), one("--stop", &[]));
}

#[test]
fn the_first_word_alone_is_taken_with_the_end_of_the_options_beside_it() {
    let take = |line: &str, keeps| {
        let words: Vec<String> = line.split('|').map(str::to_owned).collect();
        let check = |word: &str| match word {
            "bad" => Err(Failure::Parse("bad".to_owned())),
            _ => Ok(()),
        };
        let alone = Alone { check: &check, keeps, optional: false };
        let split = split_alone(&classify(&words), &specs(), Some(alone))?;
        let rest: Vec<&str> = split.rest.iter().map(Rest::text).collect();
        Ok::<_, Failure>(format!("{:?} {}", split.alone, rest.join("|")))
    };
    let cases = [
        ("a|b", "Some(\"a\") b"),
        ("--|a|--name|x", "Some(\"a\") --name|x"),
        ("a|--|--name|x", "Some(\"a\") --name|x"),
        ("--bogus|--name|x|a|b", "Some(\"a\") --bogus|b"),
        ("--bogus=1 2|b", "Some(\"--bogus=1 2\") b"),
        ("-5|b", "Some(\"-5\") b"),
        ("--name|a|--", "None --"),
    ];
    for (line, expected) in cases {
        assert_eq!(take(line, false).unwrap(), expected, "{line}");
    }
    assert_eq!(take("--name|x|--|a|b", true).unwrap(), "Some(\"a\") --|a|b");
    assert!(take("--name|x|bad|--count|x", true).is_err_and(|e| e.text().contains("): bad")));
}

#[test]
fn values_that_are_missing_or_too_many_are_refused() {
    let cases = [
        ("--name", "argument --name: expected one argument"),
        ("--name|--names", "argument --name: expected one argument"),
        ("--name|-1d", "argument --name: expected one argument"),
        ("--no-paginate=x", "argument --no-paginate: ignored explicit argument 'x'"),
    ];
    for (line, message) in cases {
        let error = run(line).unwrap_err();
        assert_eq!(error.code(), 252);
        assert!(error.text().contains(message), "{line}: {}", error.text());
    }
}
