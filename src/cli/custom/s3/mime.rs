//! What a file holds, guessed by the end of its name.
//!
//! Source: Python's `mimetypes`, which the AWS CLI asks, for the usual ends.

/// Returns the kind of content that a name stands for.
///
/// The end of a compressed file is passed over, as in `x.json.gz`.
pub(super) fn guess(name: &str) -> Option<&'static str> {
    let name = name.rsplit('/').next().unwrap_or_default();
    let (stem, end) = split(name)?;
    let end = match (end, end.to_ascii_lowercase().as_str()) {
        (_, "tgz" | "taz" | "tz" | "tbz2" | "txz") => "tar",
        (_, "svgz") => "svg",
        ("gz" | "Z" | "bz2" | "xz" | "br", _) => split(stem)?.1,
        (end, _) => end,
    };
    kind(&end.to_ascii_lowercase())
}

/// Returns a name without its end, and the end; a dot at the beginning begins none.
fn split(name: &str) -> Option<(&str, &str)> {
    name.rsplit_once('.').filter(|(stem, _)| !stem.trim_start_matches('.').is_empty())
}

fn kind(end: &str) -> Option<&'static str> {
    let found = KINDS.iter().find(|(ends, _)| ends.split(' ').any(|other| other == end));
    found.map(|(_, kind)| *kind)
}

const KINDS: &[(&str, &str)] = &[
    ("aac adts", "audio/aac"),
    ("ai eps ps", "application/postscript"),
    ("aif aifc aiff", "audio/x-aiff"),
    ("avi", "video/x-msvideo"),
    ("avif", "image/avif"),
    ("bin a dll exe o obj so", "application/octet-stream"),
    ("bmp", "image/bmp"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("doc dot wiz", "application/msword"),
    ("eml mht mhtml nws", "message/rfc822"),
    ("gif", "image/gif"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("htm html", "text/html"),
    ("ico", "image/vnd.microsoft.icon"),
    ("jpe jpeg jpg", "image/jpeg"),
    ("js mjs", "text/javascript"),
    ("json", "application/json"),
    ("m3u m3u8", "application/vnd.apple.mpegurl"),
    ("mov qt", "video/quicktime"),
    ("mp2 mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("m1v mpa mpe mpeg mpg", "video/mpeg"),
    ("opus", "audio/opus"),
    ("p12 pfx", "application/x-pkcs12"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("pot ppa pps ppt pwz", "application/vnd.ms-powerpoint"),
    ("py", "text/x-python"),
    ("rdf wsdl xpdl xsl", "application/xml"),
    ("sh", "application/x-sh"),
    ("svg", "image/svg+xml"),
    ("tar", "application/x-tar"),
    ("tex", "application/x-tex"),
    ("tif tiff", "image/tiff"),
    ("tsv", "text/tab-separated-values"),
    ("txt bat c h ksh pl srt", "text/plain"),
    ("vcf", "text/x-vcard"),
    ("vtt", "text/vtt"),
    ("wasm", "application/wasm"),
    ("wav", "audio/x-wav"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json"),
    ("xlb xls", "application/vnd.ms-excel"),
    ("xml", "text/xml"),
    ("zip", "application/zip"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_follow_from_the_end_of_the_name() {
        let cases = [
            ("a.txt", Some("text/plain")),
            ("a/b.JSON", Some("application/json")),
            ("a.json.gz", Some("application/json")),
            ("a.tar.gz", Some("application/x-tar")),
            ("a.tgz", Some("application/x-tar")),
            ("a.txt.Z", Some("text/plain")),
            ("a.svgz", Some("image/svg+xml")),
            ("a.gz", None),
            ("a.json.GZ", None),
            ("a.nosuch", None),
            ("a", None),
            (".txt", None),
            ("a.txt/b", None),
        ];
        for (name, expected) in cases {
            assert_eq!(guess(name), expected, "{name}");
        }
    }
}
