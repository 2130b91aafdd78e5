//! `hash`.

use crate::diagnostic::Diagnostic;
use crate::engines::capability::table::{HashFunction, Hashing};
use crate::engines::kernel::text_hash::{murmur3, redistribute, siphash};
use crate::meta::Meta;
use crate::steps::cells::{self, ENGINE};
use crate::steps::{Argument, Bound, Kind, Param, PerField, Runtime, Settings, Step, Variation};
use crate::value::{Number, Record, Value};

/// The step.
pub struct Hash;

static META: Meta = Meta {
    id: "hash",
    summary: "gives the bucket that a text hashes to",
    manual: "What it is\n\
        The hashing trick: a text becomes the number of a bucket, without any list of categories. With a sign, the result is \
        a record of index and sign.\n\n\
        Where libraries differ\n\
        scikit-learn's FeatureHasher takes 32-bit murmur3 with seed 0, the absolute value modulo the number of buckets, and \
        the sign of the hash as the sign of the feature. Spark's HashingTF takes murmur3 with seed 42, modulo without sign. \
        pandas hash_array is SipHash with 64 bits, which are then spread once more. Python's own hash() differs from one process to the next and cannot be \
        reproduced. All of them hash the bytes of UTF-8.\n\n\
        Parameters\n\
        engine: sklearn, spark or pandas. buckets: default 1048576, in Spark 262144. seed: another seed for murmur3. signed: \
        whether the sign is kept; default: true in scikit-learn. prefix: a text put in front, as FeatureHasher does with \
        the `name=` of a dictionary's text.\n\n\
        References\n\
        https://scikit-learn.org/stable/modules/generated/sklearn.feature_extraction.FeatureHasher.html\n\
        https://spark.apache.org/docs/3.5.5/ml-features.html#tf-idf",
    example: "hash: {engine: sklearn, on: city, buckets: 1024, signed: false}",
};

static PARAMS: &[Param] = &[
    ENGINE,
    Param { name: "buckets", kind: Kind::Positive, summary: "how many there are; default: the engine's" },
    Param { name: "seed", kind: Kind::Integer, summary: "the seed of murmur3; default: the engine's" },
    Param { name: "signed", kind: Kind::Boolean, summary: "whether the sign is kept; default: the engine's" },
    Param { name: "prefix", kind: Kind::Text, summary: "put in front of the text; default: nothing" },
];

/// The key of pandas' `hash_array`.
const KEY: &[u8; 16] = b"0123456789123456";

/// Bucket and sign of a text.
fn bucket(text: &str, hashing: Hashing) -> (i64, i64) {
    let buckets = i64::try_from(hashing.buckets).unwrap_or(i64::MAX);
    match hashing.function {
        HashFunction::Murmur3Absolute => {
            let hash = i64::from(murmur3(text.as_bytes(), hashing.seed) as i32);
            (hash.abs() % buckets, if hash >= 0 { 1 } else { -1 })
        }
        HashFunction::Murmur3Floor => {
            let hash = i64::from(murmur3(text.as_bytes(), hashing.seed) as i32);
            (hash.rem_euclid(buckets), if hash >= 0 { 1 } else { -1 })
        }
        HashFunction::SipHash => {
            let hash = redistribute(siphash(text.as_bytes(), KEY));
            ((hash % hashing.buckets) as i64, 1)
        }
    }
}

impl Step for Hash {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn params(&self) -> &'static [Param] {
        PARAMS
    }

    fn per_field(&self) -> Option<&'static [PerField]> {
        Some(&[])
    }

    fn bind(&self, settings: &Settings, _runtime: &Runtime) -> Result<Bound, Diagnostic> {
        let offered = "hash is offered by: pandas, sklearn, spark";
        let Some(mut hashing) = cells::rules(settings)?.hash else {
            let engine = cells::engine_name(settings);
            let error = settings.fail("engine", format!("{engine} has no hash function that stays the same"));
            return Err(error.note(offered));
        };
        if let Some(buckets) = settings.positive("buckets")? {
            hashing.buckets = buckets as u64;
        }
        if let Some(seed) = settings.integer("seed")? {
            let seed = u32::try_from(seed).or_else(|_| i32::try_from(seed).map(|seed| seed as u32));
            hashing.seed = seed.map_err(|_| settings.fail("seed", "a seed has 32 bits"))?;
        }
        hashing.signed = settings.boolean("signed")?.unwrap_or(hashing.signed);
        let prefix = settings.text("prefix")?.unwrap_or("").to_owned();
        let owned = settings.clone();
        Ok(cells::bind_cells(settings, move |value| {
            let text = match &value {
                Value::Text(text) => format!("{prefix}{text}"),
                Value::Number(number) => format!("{prefix}{number}"),
                Value::Null => return Ok(Value::Null),
                other => return Err(owned.fail_step(format!("hash takes text, found {}", other.describe()))),
            };
            let (index, sign) = bucket(&text, hashing);
            let number = |n: i64| Value::Number(Number::Int(n));
            if !hashing.signed {
                return Ok(number(index));
            }
            let pairs = [("index".to_owned(), number(index)), ("sign".to_owned(), number(sign))];
            Ok(Value::Record(Record::from_iter(pairs)))
        }))
    }

    fn variations(&self, _settings: &Settings) -> Vec<Variation> {
        let cause = "tab.feature_definition";
        vec![
            cells::variation(cause, "seed", Argument::Integer(0)),
            cells::variation(cause, "seed", Argument::Integer(42)),
            cells::variation(cause, "signed", Argument::Boolean(false)),
            cells::variation(cause, "signed", Argument::Boolean(true)),
        ]
    }
}
