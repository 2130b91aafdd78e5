//! The letters by which byte-level tokenizers write bytes: printable ones stand for themselves, the others for letters from
//! U+0100 on, in order.

/// Whether a byte is written as the character of its number.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff)
}

/// The letter of a byte.
pub fn letter(byte: u8) -> char {
    if is_plain(byte) {
        return char::from(byte);
    }
    let before = (0..byte).filter(|other| !is_plain(*other)).count() as u32;
    char::from_u32(0x100 + before).unwrap_or_default()
}

/// The letters of all bytes.
pub fn letters() -> [char; 256] {
    std::array::from_fn(|byte| letter(byte as u8))
}

/// The byte of a letter.
fn byte(letter: char) -> Option<u8> {
    match u32::from(letter) {
        code @ 0..=0xff => u8::try_from(code).ok().filter(|byte| is_plain(*byte)),
        code @ 0x100..=0x143 => (0..=255u8).filter(|byte| !is_plain(*byte)).nth(code as usize - 0x100),
        _ => None,
    }
}

/// The text that letters stand for; bytes that are no text are shown as U+FFFD. `None` if there are other letters.
pub fn text(letters: &str) -> Option<String> {
    let bytes: Vec<u8> = letters.chars().map(byte).collect::<Option<_>>()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_a_letter_of_its_own_and_is_found_again() {
        let all = letters();
        for (index, letter) in all.iter().enumerate() {
            assert_eq!(byte(*letter), Some(index as u8), "{letter:?}");
        }
        assert_eq!((letter(b' '), letter(b'\n'), letter(0xad)), ('Ġ', 'Ċ', 'Ń'));
        assert_eq!(text("ĠcafÃ©").as_deref(), Some(" café"));
        assert_eq!(text("▁"), None);
    }
}
