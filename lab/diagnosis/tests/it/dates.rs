//! RFC 6265bis §5.1.1, step by step.

use diagnosis::jar::parse_date;

#[test]
fn what_the_algorithm_reads() {
    for (text, expected) in [
        ("Thu, 01 Jan 1970 00:00:01 GMT", 1),
        ("Thursday, 01-Jan-70 00:00:01 GMT", 1),
        ("Thu Jan  1 00:00:01 1970", 1),
        // Any order, any delimiter.
        ("1970 00:00:01 jan 1", 1),
        ("01/JANUARY/1970,0:0:1", 1),
        // Two digits of the year: 69 is 2069, 70 is 1970.
        ("1 jan 69 00:00:00", 3_124_224_000),
        ("1 jan 70 00:00:00", 0),
        // Something after the digits is allowed where the grammar has an octet.
        ("1st jan 1970 00:00:01pm", 1),
        // The zone is not read.
        ("Thu, 01 Jan 1970 00:00:01 +0800", 1),
        // The first match of each counts.
        ("1 jan 1970 00:00:01 2 feb 1980 11:11:11", 1),
    ] {
        let found = parse_date(text).map(time::OffsetDateTime::unix_timestamp);
        assert_eq!(found, Some(expected), "{text}");
    }
}

#[test]
fn what_makes_it_fail() {
    for text in [
        "",
        "soon",
        "0",
        "-1",
        "1 jan 1970",
        "jan 1970 00:00:01",
        "1 jan 1970 24:00:00",
        "1 jan 1970 00:60:00",
        "1 jan 1970 00:00:60",
        "32 jan 1970 00:00:00",
        "0 jan 1970 00:00:00",
        "31 feb 2026 00:00:00",
        "1 jan 1600 00:00:00",
        "1 jan 19700 00:00:00",
        "1 jan 1970 000:00:00",
        "1 jan 1970 00:00",
    ] {
        assert_eq!(parse_date(text), None, "{text}");
    }
}
