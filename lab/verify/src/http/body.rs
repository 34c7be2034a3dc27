//! Bodies as they are compressed.

use std::io::{self, Read};

use flate2::read::{MultiGzDecoder, ZlibDecoder};

use super::LARGEST_BODY;

/// A body, whatever it is compressed with of what [`super::ENCODINGS`] says.
pub(super) fn unpack(bytes: &[u8], encoding: &str) -> io::Result<Vec<u8>> {
    let most = LARGEST_BODY as u64;
    let mut plain = Vec::new();
    match encoding.trim().to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" => MultiGzDecoder::new(bytes).take(most).read_to_end(&mut plain)?,
        // RFC 9110 §8.4.1.2: zlib's format.
        "deflate" => ZlibDecoder::new(bytes).take(most).read_to_end(&mut plain)?,
        _ => return Ok(bytes.to_vec()),
    };
    Ok(plain)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use std::io::Write;

    use flate2::{
        Compression,
        write::{GzEncoder, ZlibEncoder},
    };

    use super::unpack;

    #[test]
    fn bodies_are_unpacked() {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all("你好".as_bytes()).unwrap();
        assert_eq!(
            unpack(&gzip.finish().unwrap(), "GZIP").unwrap(),
            "你好".as_bytes()
        );
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(b"hello").unwrap();
        assert_eq!(unpack(&zlib.finish().unwrap(), "deflate").unwrap(), b"hello");
        assert_eq!(unpack(b"hello", "identity").unwrap(), b"hello");
        assert!(unpack(b"hello", "gzip").is_err());
    }
}
