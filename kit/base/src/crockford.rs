/// Crockford's base 32 alphabet: no I, L, O or U (<https://www.crockford.com/base32.html>).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Five characters from the first 25 bits of `bytes`: the secret end of a request number.
pub fn crockford_suffix(bytes: [u8; 4]) -> String {
    let bits = u32::from_be_bytes(bytes) >> 7;
    (0..5).rev().map(|place| char::from(ALPHABET[((bits >> (place * 5)) & 31) as usize])).collect()
}

/// What a person typed, as the alphabet writes it: upper case, O as 0, I and L as 1, hyphens and spaces
/// dropped. Characters outside the alphabet stay, so that what is wrong stays wrong.
pub fn crockford_fold(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}'))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_have_five_letters_that_cannot_be_misread() {
        assert_eq!(crockford_suffix([0, 0, 0, 0]), "00000");
        assert_eq!(crockford_suffix([0xff; 4]), "ZZZZZ");
        // 00111 10011 10100 00100 11010 is 7 K M 4 T.
        assert_eq!(crockford_suffix([0b0011_1100, 0b1110_1000, 0b0100_1101, 0]), "7KM4T");
    }

    #[test]
    fn what_people_type_is_folded() {
        assert_eq!(crockford_fold(" 7k-m4t"), "7KM4T");
        assert_eq!(crockford_fold("oil"), "011");
    }
}
