//! Statements and what they mean.

use super::*;

const STORE: &str = "12345678-1234-1234-1234-123456789012";

struct One;

impl Tables for One {
    fn schema(&self, store: &str) -> Option<Schema> {
        (store == STORE).then_some(Schema::Events)
    }
}

fn planned(statement: &str) -> Result<Plan, String> {
    let statement = statement.replace('$', STORE);
    plan(&statement, &One, "2024-01-01 00:00:00.000").map_err(|problem| problem.told(&statement))
}

#[test]
fn only_the_columns_that_are_used_are_read() {
    let plan = planned(
        "SELECT eventName, userIdentity.sessionContext.attributes.mfaAuthenticated AS mfa, \
         element_at(requestParameters, 'bucketName') FROM $ WHERE eventTime > '2024-01-01'",
    )
    .unwrap();
    let names: Vec<&str> = plan.output.iter().map(|output| output.name.as_str()).collect();
    assert_eq!(names, ["eventName", "mfa", "_col2"]);
    let [scan] = plan.scans.as_slice() else { panic!("{plan:?}") };
    let field = |name: &str| Step::Field(name.to_owned());
    assert_eq!(scan.columns.len(), 4);
    let (path, kind) = &scan.columns[2];
    assert_eq!(
        path[..],
        [
            field("useridentity"),
            field("sessioncontext"),
            field("attributes"),
            field("mfaauthenticated")
        ]
    );
    assert_eq!(*kind, Kind::Varchar);
    assert!(
        scan.columns.iter().any(|(path, _)| path.last() == Some(&Step::Key("bucketName".into())))
    );
    assert_eq!(scan.bounds.len(), 1);
    assert_eq!(scan.bounds[0].sql, "'2024-01-01 00:00:00.000'");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (statement, told) in [
        ("SELECT nothing FROM $", "line 1:8: Column 'nothing' cannot be resolved"),
        ("SELECT 1 FROM nowhere", "line 1:15: Event data store nowhere was not found"),
        (
            "SELECT eventName\nFROM $ WHERE eventName = 1",
            "line 2:49: '=' cannot be applied to varchar, bigint",
        ),
        (
            "SELECT eventName FROM $ WHERE eventName",
            "line 1:66: WHERE clause must evaluate to a boolean: actual type varchar",
        ),
        (
            "SELECT eventName, count(*) FROM $",
            "line 1:8: 'eventName' must be an aggregate expression or appear in GROUP BY clause",
        ),
        ("SELECT nosuch(1) FROM $", "line 1:8: Function 'nosuch' not registered"),
        ("SELECT like_of('a', 'b') FROM $", "line 1:8: Function 'like_of' not registered"),
        (
            "SELECT requestParameters.bucketName FROM $",
            "line 1:26: a map has no field 'bucketName': element_at(..., 'bucketName') reads its value",
        ),
        ("SELECT 1", "line 1:1: the statement names no event data store"),
        ("DELETE FROM $", "line 1:1: expected SELECT, found 'DELETE': only queries are allowed"),
        (
            "SELECT eventName FROM $ WHERE count(*) > 1",
            "line 1:66: WHERE clause cannot contain aggregations or window functions: count",
        ),
        (
            "SELECT a.eventName FROM $ a, $ b WHERE eventName = 'x'",
            "line 1:110: Column 'eventName' is ambiguous",
        ),
        (
            "SELECT eventTime FROM $ WHERE eventTime > 'noon'",
            "line 1:66: Value cannot be cast to timestamp: noon",
        ),
    ] {
        assert_eq!(planned(statement).unwrap_err(), told, "{statement}");
    }
}

#[test]
fn functions_that_are_arguments_see_their_name_and_those_around() {
    let first = |statement: &str| planned(statement).map(|plan| plan.output[0].kind.to_string());
    for (expression, kind) in [
        ("transform(resources, r -> r.arn)", "array(varchar)"),
        ("filter(split(eventName, 'e'), x -> x <> eventSource)", "array(varchar)"),
        ("any_match(resources, r -> r.type LIKE 'AWS::S3::%')", "boolean"),
        ("transform(resources, r -> any_match(array[1, 2], r -> r > 1))", "array(boolean)"),
        ("cardinality(repeat('x', 3))", "bigint"),
    ] {
        assert_eq!(first(&format!("SELECT {expression} FROM $")).as_deref(), Ok(kind));
    }
    let grouped = "SELECT transform(resources, r -> r.arn), count(*) FROM $ \
                   GROUP BY transform(resources, r -> r.arn)";
    assert!(first(grouped).is_ok(), "{:?}", first(grouped));
    for (expression, told) in [
        ("lower(r -> 1)", "can stand as an argument only"),
        ("filter(resources, r -> r.arn)", "Lambda clause must evaluate to a boolean"),
        ("filter(resources, 1)", "takes a function as its second argument"),
        ("filter(eventName, r -> true)", "goes through an array, not through varchar"),
        ("transform(resources, r -> q)", "Column 'q' cannot be resolved"),
        ("transform(resources, r -> count(*))", "Lambda expression cannot contain aggregations"),
        ("transform(array_agg(eventName), r -> r)", "what an aggregate gives"),
    ] {
        let found = first(&format!("SELECT {expression} FROM $")).unwrap_err();
        assert!(found.contains(told), "{expression}: {found}");
    }
}

#[test]
fn rows_are_left_out_early_only_where_no_join_needs_them() {
    let plan = planned(
        "SELECT a.eventName FROM $ a LEFT JOIN $ b ON a.eventId = b.sharedEventId \
         WHERE a.readOnly = false AND b.eventId IS NULL AND a.eventName = b.eventName",
    )
    .unwrap();
    assert_eq!(plan.scans[0].filters.len(), 1);
    assert_eq!(plan.scans[1].filters.len(), 0);
    assert!(plan.scans.iter().all(|scan| scan.enough.is_none()));
}

#[test]
fn few_rows_of_one_store_are_enough() {
    let enough = |statement| planned(statement).unwrap().scans[0].enough.clone();
    assert_eq!(enough("SELECT eventName FROM $ LIMIT 5"), Some((5, Vec::new())));
    let (limit, order) = enough("SELECT eventName FROM $ ORDER BY eventTime DESC LIMIT 5").unwrap();
    assert_eq!((limit, order.len()), (5, 1));
    assert_eq!(enough("SELECT count(*) FROM $ LIMIT 5"), None);
    assert_eq!(enough("SELECT DISTINCT eventName FROM $ LIMIT 5"), None);
    assert_eq!(enough("SELECT eventName FROM $"), None);
}

#[test]
fn a_statement_of_many_operators_is_planned_or_refused() {
    for count in [10, 100, 399, 5_000] {
        let statement = format!("SELECT 1{} FROM $", " + 1".repeat(count));
        assert_eq!(planned(&statement).is_ok(), count < 400, "{count}");
    }
}

#[test]
fn what_is_nested_too_deeply_is_refused() {
    // A query in a query is several levels.
    for (open, close, fine) in [
        ("(", ")", 50),
        ("- ", "", 50),
        ("not ", "", 50),
        ("(select ", ")", 25),
        ("upper(", ")", 50),
    ] {
        for depth in [fine, 5_000] {
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let told = planned(&format!("SELECT {nested} FROM $"));
            let deep = told.as_ref().is_err_and(|told| told.contains("nested too deeply"));
            assert_eq!(deep, depth > 100, "{open} {depth}: {told:?}");
        }
    }
    for sign in [" OR 1 = 2", " AND 1 = 2", " + 1", "[1]", " IS NULL"] {
        let statement = format!("SELECT 1 = 1{} FROM $", sign.repeat(2_000));
        assert!(planned(&statement).is_err(), "{sign}");
    }
}

#[test]
fn columns_are_first_read_as_far_as_conditions_and_order_need() {
    let first = |statement| planned(statement).unwrap().scans[0].first.clone();
    let all = first("SELECT * FROM $ WHERE errorCode = 'x' ORDER BY eventTime LIMIT 5").unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(first("SELECT * FROM $ WHERE errorCode = 'x'").unwrap().len(), 1);
    // A second look at an event is not worth a few columns, nor is one at every event.
    assert_eq!(first("SELECT eventName FROM $ WHERE errorCode = 'x'"), None);
    assert_eq!(first("SELECT * FROM $"), None);
    assert_eq!(first("SELECT * FROM $ ORDER BY eventTime"), None);
    assert_eq!(first("SELECT * FROM $ ORDER BY (SELECT 1) LIMIT 5"), None);
}
