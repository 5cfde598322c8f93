//! A time in each of its spellings; what is printed is read as the same again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::time::text;

fuzz_target!(|written: &str| {
    let read = [text::parse_parameter, text::parse_date, text::parse_date_as_utc];
    for time in
        read.iter().filter_map(|read| read(written)).chain(text::parse_digest_stamp(written))
    {
        let _ = (text::in_record(time), text::listing(time), text::date_folders(time));
        let _ = (text::log_stamp(time), text::digest_stamp(time));
        let _ = text::output(time);
        let (secs, year_of_four) = (time.whole_secs(), |text: &str| text.len() == 20);
        if year_of_four(&text::utc(secs)) {
            assert_eq!(text::parse_date(&text::utc(secs)), Some(secs));
        }
    }
});
