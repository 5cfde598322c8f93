//! Several processes at one store at once.

use std::thread;

use serde_json::Value;

use crate::world::World;

#[test]
fn eight_processes_put_a_hundred_data_each_and_none_is_lost() {
    let world = World::at("2024-06-01T12:00:00Z");
    let line = "for n in $(seq 100); do \
                trailwatch put-metric-data --namespace N --metric-name M --value $n || exit 1; done";
    thread::scope(|scope| {
        let putting: Vec<_> = (0..8).map(|_| scope.spawn(|| world.bash(line))).collect();
        for put in putting {
            let ran = put.join().unwrap();
            assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        }
    });
    let words = "get-metric-statistics --namespace N --metric-name M --period 60 \
                 --start-time 2024-06-01T12:00:00Z --end-time 2024-06-01T12:01:00Z \
                 --statistics SampleCount Sum Minimum Maximum";
    let told = world.ok(&words.split_whitespace().collect::<Vec<_>>());
    let told: Value = serde_json::from_str(&told).unwrap();
    let point = &told["Datapoints"][0];
    let numbers = ["SampleCount", "Sum", "Minimum", "Maximum"].map(|name| point[name].as_f64());
    assert_eq!(numbers, [800.0, 40_400.0, 1.0, 100.0].map(Some));
}
