//! A vocabulary's fingerprint, and the names of those that are known.

use super::table::Vocabulary;
use sha2::{Digest, Sha256};

/// Fingerprints of published vocabularies, with their usual names.
const KNOWN: &[(&str, &str)] = &[
    (
        "25ce4a7706153b8eeccd8d00d16a81173c1409d7bbfebaee96b74d2e106f454a",
        "BERT uncased (bert-base-uncased, all-MiniLM)",
    ),
    ("9cd30706cda2fb920d58ce707fcb1e1178fd27e0db700740c6912f731ea9f687", "GPT-2"),
    ("a887731215f03206f7170dafaf74b969e3b605d69bfb7e23a78114f9d9a49c4b", "r50k_base (GPT-2's ranks)"),
    ("d8e119ec16bb7aa683fc9dad7a8df474f88a17e6e0ac7431b5f9fe186fdf283b", "p50k_base"),
    ("c4ca2eb5f277f64c1874d7157b1c17756f7b6670dd937d32f1ce93e2bd00e431", "cl100k_base"),
    ("eee5de50421f4caebc167d5d6ebec2c310739156928a2ed7ff72786c807cf414", "o200k_base"),
    ("97e170c453f16bf94da41f5903f214fd83c9356344dd7f2081b148736c398967", "GPT-4o (o200k)"),
    ("697c1ce6652db34dd80fdf43f6e46eaaafe39509b86bb72c64b696e7b36fb51b", "Llama 3"),
    ("294d52383e1be97d722a640ba0ff9949303bab636a329e094a8c8f8d3b128387", "Qwen 2, 2.5 and 3"),
    ("2ba57800ab06d8134a4dc6f9e62f60548129a8717ca675f4edc3b3a74c57010c", "DeepSeek V3"),
    ("da16699cc0648c408c88a7d253a607a4135fba78fa360d715b93fd7b7a95e7e6", "Gemma 3"),
    ("08463e49b40fce8eee81d663a56edb82cd41fe7ebfb52554a665c1fd78cdc5a2", "Claude (2023)"),
    ("1e908fc612cf23e2117f242571df0d92364ce59868c5acf750aa48a1f6b7965a", "Mistral 7B v0.1"),
];

/// SHA-256 over `id TAB token LINE-FEED` in the order of the ids.
pub fn fingerprint(vocabulary: &Vocabulary) -> String {
    let mut order: Vec<u32> = (0..vocabulary.len() as u32).collect();
    order.sort_by_key(|number| vocabulary.entry(*number as usize).1);
    let mut hasher = Sha256::new();
    let mut block = Vec::with_capacity(1 << 16);
    for number in order {
        let (token, id) = vocabulary.entry(number as usize);
        push_decimal(id, &mut block);
        block.push(b'\t');
        block.extend_from_slice(token.as_bytes());
        block.push(b'\n');
        if block.len() > 60_000 {
            hasher.update(&block);
            block.clear();
        }
    }
    hasher.update(&block);
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Appends a number in decimal digits, without the machinery of formatting.
fn push_decimal(mut number: u32, out: &mut Vec<u8>) {
    let mut digits = [0u8; 10];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return out.extend_from_slice(&digits[at..]);
        }
    }
}

/// The name of a known vocabulary.
pub fn known(fingerprint: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(known, _)| *known == fingerprint).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_file_does_not_count() {
        let of = |entries: &[(&str, u32)]| {
            let mut vocabulary = Vocabulary::default();
            for (token, id) in entries {
                vocabulary.push(token, *id);
            }
            fingerprint(&vocabulary)
        };
        assert_eq!(of(&[("a", 0), ("b", 10)]), of(&[("b", 10), ("a", 0)]));
        assert_ne!(of(&[("a", 0), ("b", 10)]), of(&[("a", 10), ("b", 0)]));
        // printf '0\ta\n10\tb\n' | sha256sum
        assert_eq!(of(&[("a", 0), ("b", 10)]), "1ab2af8de56dc48b6daf110dd88dc03aea5eaa0e2bb4c3af4af280841de65d4b");
        assert!(KNOWN.iter().all(|(print, _)| print.len() == 64));
    }
}
