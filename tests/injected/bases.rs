//! Base pipelines, and what can go wrong in each: a cause, and a piece of the definition in the place of another. Sizes,
//! constants, fills, limits, zones and times are drawn from a seed, so that no list of the search can hold them all.

/// One fault: its causes, the piece of the base's text, and what stands in its place.
pub struct Fault {
    pub causes: Vec<&'static str>,
    pub old: String,
    pub new: String,
    /// Only another definition shows it: outputs cannot name a file that nobody has.
    pub needs_file: bool,
}

/// A pipeline with inputs and faults.
pub struct Base {
    pub name: &'static str,
    pub inputs: Inputs,
    pub steps: String,
    pub faults: Vec<Fault>,
}

pub enum Inputs {
    Pictures,
    Texts(Vec<String>),
    Rows(Vec<Vec<(&'static str, String)>>),
}

/// Numbers that follow from a seed.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included.
    fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + (self.next() % (high - low + 1) as u64) as i64
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[(self.next() % items.len() as u64) as usize]
    }

    /// Three numbers with three decimals.
    fn three(&mut self, low: i64, high: i64) -> String {
        let one = |draw: &mut Self| draw.whole(low, high) as f64 / 1000.0;
        format!("[{}, {}, {}]", one(self), one(self), one(self))
    }

    fn constants(&mut self) -> String {
        format!("mean: {}, std: {}", self.three(350, 560), self.three(180, 330))
    }

    /// A moment of the years 2019 to 2025.
    fn moment(&mut self) -> String {
        format!(
            "{}-{:02}-{:02} {:02}:{:02}:{:02}",
            self.whole(2019, 2025),
            self.whole(1, 12),
            self.whole(1, 28),
            self.whole(0, 23),
            self.whole(0, 59),
            self.whole(0, 59)
        )
    }
}

fn fault(causes: &[&'static str], old: &str, new: &str) -> Fault {
    Fault { causes: causes.to_vec(), old: old.to_owned(), new: new.to_owned(), needs_file: false }
}

const IMAGENET: &str = "mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]";
const HALF: &str = "mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]";
const CLIP: &str = "mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711]";

/// All bases, with values of this seed; seed 0 has the well-known ones.
pub fn bases(seed: u64) -> Vec<Base> {
    let mut draw = Draw(seed.wrapping_mul(0x1234_5678_9abc_def1));
    vec![
        classification(seed, &mut draw),
        clip(seed, &mut draw),
        detection(&mut draw),
        bert(&mut draw),
        wordpiece(&mut draw),
        bpe(&mut draw),
        sentencepiece(&mut draw),
        timestamps(&mut draw),
        folds(&mut draw),
        epochs(&mut draw),
        table(&mut draw),
        features(&mut draw),
    ]
}

fn classification(seed: u64, draw: &mut Draw) -> Base {
    let (crop, more) = (draw.whole(44, 60), draw.of(&[5, 7, 9, 11]));
    let edge = crop + more;
    let own = if seed == 0 { IMAGENET.to_owned() } else { draw.constants() };
    let std = own.split("std: ").nth(1).unwrap_or_default().to_owned();
    let (resize, crops) = ("resize: {engine: pillow", "center_crop: {engine: torchvision");
    let edge_text = format!("shortest_edge: {edge}");
    let normalize = format!("{{normalize: {{{own}}}}}, ");
    let one = draw.whole(190, 310) as f64 / 1000.0;
    Base {
        name: "classification",
        inputs: Inputs::Pictures,
        steps: format!(
            "{{decode: {{engine: pillow}}}}, {{resize: {{engine: pillow, {edge_text}, filter: bilinear}}}}, \
             {{center_crop: {{engine: torchvision, width: {crop}, height: {crop}}}}}, {{rescale: {{divide: 255}}}}, \
             {normalize}{{layout: {{to: chw}}}}"
        ),
        faults: vec![
            fault(&["image.resize.antialias"], resize, "resize: {engine: opencv"),
            fault(&["image.resize.antialias"], resize, "resize: {engine: tensorflow"),
            fault(&["image.resize.antialias"], resize, "resize: {engine: torch, antialias: false"),
            fault(&["image.resize.kernel"], "filter: bilinear", "filter: bicubic"),
            fault(&["image.resize.kernel"], "filter: bilinear", "filter: lanczos"),
            fault(&["image.resize.kernel"], "filter: bilinear", "filter: hamming"),
            fault(&["image.resize.kernel"], "filter: bilinear", "filter: box"),
            fault(&["image.resize.kernel"], "filter: bilinear", "filter: nearest"),
            fault(&["image.geom.crop_offset"], crops, "center_crop: {engine: opencv"),
            fault(&["image.geom.size"], &edge_text, &format!("shortest_edge: {crop}")),
            fault(&["image.geom.size"], &edge_text, &format!("shortest_edge: {}", edge + draw.whole(1, 30))),
            fault(
                &["image.geom.size"],
                &format!("width: {crop}, height: {crop}"),
                &format!("width: {0}, height: {0}", crop - draw.whole(1, 12)),
            ),
            fault(&["image.geom.aspect"], &edge_text, &format!("width: {edge}, height: {edge}")),
            fault(&["image.norm.constants"], &own, HALF),
            fault(&["image.norm.constants"], &own, CLIP),
            fault(&["image.norm.constants"], &own, &draw.constants()),
            fault(&["image.norm.range"], "divide: 255", "divide: 256"),
            fault(&["image.norm.range"], "divide: 255", "divide: 127.5, offset: -1"),
            fault(&["image.norm.range"], "divide: 255", &format!("divide: {}", draw.whole(100, 250))),
            fault(
                &["image.norm.doubled"],
                "{rescale: {divide: 255}}",
                "{rescale: {divide: 255}}, {rescale: {divide: 255}}",
            ),
            fault(&["image.norm.missing"], &normalize, ""),
            fault(&["image.norm.std_collapsed"], &std, &format!("[{one}, {one}, {one}]")),
            fault(&["image.norm.dtype"], "{layout: {to: chw}}", "{layout: {to: chw}}, {cast: {dtype: float16}}"),
            fault(
                &["image.layout.channel_order"],
                "{decode: {engine: pillow}}",
                "{decode: {engine: pillow}}, {color: {to: bgr}}",
            ),
            fault(&["image.layout.hwc_chw"], ", {layout: {to: chw}}", ""),
            fault(&["image.decode.idct"], "decode: {engine: pillow", "decode: {engine: pillow, dct: ifast"),
        ],
    }
}

fn clip(seed: u64, draw: &mut Draw) -> Base {
    let size = draw.whole(44, 64);
    let own = if seed == 0 { CLIP.to_owned() } else { draw.constants() };
    let normalize = format!("{{normalize: {{{own}}}}}, ");
    let edge = format!("shortest_edge: {size}");
    Base {
        name: "clip",
        inputs: Inputs::Pictures,
        steps: format!(
            "{{decode: {{engine: pillow}}}}, {{resize: {{engine: pillow, {edge}, filter: bicubic}}}}, \
             {{center_crop: {{engine: torchvision, width: {size}, height: {size}}}}}, {{rescale: {{divide: 255}}}}, \
             {normalize}{{layout: {{to: chw}}}}"
        ),
        faults: vec![
            fault(
                &["image.resize.antialias", "image.resize.cubic_coeff"],
                "resize: {engine: pillow",
                "resize: {engine: opencv",
            ),
            fault(&["image.resize.kernel"], "filter: bicubic", "filter: bilinear"),
            fault(&["image.resize.kernel"], "filter: bicubic", "filter: lanczos"),
            fault(&["image.geom.aspect"], &edge, &format!("width: {size}, height: {size}")),
            fault(&["image.geom.size"], &edge, &format!("shortest_edge: {}", size + draw.whole(2, 25))),
            fault(&["image.norm.constants"], &own, IMAGENET),
            fault(&["image.norm.constants"], &own, &draw.constants()),
            fault(&["image.norm.range"], "divide: 255", "divide: 256"),
            fault(&["image.norm.missing"], &normalize, ""),
            fault(
                &["image.layout.channel_order"],
                "{decode: {engine: pillow}}",
                "{decode: {engine: pillow}}, {color: {to: bgr}}",
            ),
            fault(&["image.layout.hwc_chw"], ", {layout: {to: chw}}", ""),
        ],
    }
}

fn detection(draw: &mut Draw) -> Base {
    let size = draw.of(&[96, 104, 112, 120]);
    let place = format!("height: {size}");
    let at = |more: &str| format!("{place}, {more}");
    Base {
        name: "detection",
        inputs: Inputs::Pictures,
        steps: format!(
            "{{decode: {{engine: opencv}}}}, {{letterbox: {{engine: ultralytics, width: {size}, {place}}}}}, \
             {{color: {{to: rgb}}}}, {{rescale: {{divide: 255}}}}, {{layout: {{to: chw}}}}"
        ),
        faults: vec![
            fault(&["image.geom.pad"], &place, &at("fill: 0")),
            fault(&["image.geom.pad"], &place, &at(&format!("fill: {}", draw.whole(1, 254)))),
            fault(&["image.geom.pad"], &place, &at("position: top_left")),
            fault(&["image.geom.pad"], &place, &at("stride: 32")),
            fault(
                &["image.geom.size"],
                &format!("width: {size}, {place}"),
                &format!("width: {0}, height: {0}", size + draw.of(&[-16, 10, 24, 40])),
            ),
            fault(
                &["image.geom.aspect"],
                "letterbox: {engine: ultralytics",
                "resize: {engine: opencv, filter: bilinear",
            ),
            fault(&["image.resize.kernel"], &place, &at("filter: area")),
            fault(&["image.resize.antialias"], &place, &at("resize_engine: pillow, filter: bilinear")),
            fault(&["image.layout.channel_order"], "{color: {to: rgb}}, ", ""),
            fault(&["image.norm.missing"], "{rescale: {divide: 255}}, ", ""),
            fault(&["image.norm.range"], "divide: 255", "divide: 256"),
            fault(
                &["image.norm.doubled"],
                "{rescale: {divide: 255}}",
                "{rescale: {divide: 255}}, {rescale: {divide: 255}}",
            ),
            fault(&["image.layout.hwc_chw"], ", {layout: {to: chw}}", ""),
        ],
    }
}

/// Sentences of words drawn from a small stock, with marks, capitals, accents and digits.
fn sentences(draw: &mut Draw, count: usize) -> Vec<String> {
    let words = [
        "the",
        "Quick",
        "brown",
        "fox",
        "naïve",
        "café",
        "Zürich",
        "model",
        "3333",
        "tokenizer",
        "über",
        "WORDS",
        "and",
        "running",
        "42",
        "state-of-the-art",
        "it's",
        "preprocessing",
        "日本",
        "é",
        "Ångström",
        "hello",
        "world",
        "data",
    ];
    let one = |draw: &mut Draw| -> String {
        let count = draw.whole(3, 30);
        let words: Vec<&str> = (0..count).map(|_| draw.of(&words)).collect();
        words.join(" ") + draw.of(&["", ".", "!", "?"])
    };
    let mut all: Vec<String> = (0..count).map(|_| one(draw)).collect();
    all.push("Möchte  Kantō café".into());
    all.push("plain words".into());
    all.push(
        "a much longer text with many more words in it than any of the others, so that a limit of its length cuts it"
            .into(),
    );
    all
}

/// What can go wrong at the limits of any tokenizer whose definition ends with `max_length: N}`.
fn limits(draw: &mut Draw, length: i64) -> Vec<Fault> {
    let own = format!("max_length: {length}");
    let at = |more: &str| format!("{own}, {more}");
    let short = draw.whole(5, 20);
    vec![
        fault(&["tok.truncation"], &own, &format!("max_length: {short}")),
        fault(&["tok.truncation"], &own, &format!("max_length: {}, truncation: left", draw.whole(6, 14))),
        fault(&["tok.padding"], &own, &at(&format!("pad_to: {length}"))),
        fault(&["tok.padding"], &own, &at(&format!("pad_to: {length}, padding: left"))),
        fault(&["tok.padding"], &own, &at(&format!("pad_multiple_of: {}", draw.of(&[7, 8, 16, 32])))),
        fault(&["tok.padding"], &own, &at(&format!("pad_to: {length}, pad_id: {}", draw.whole(1, 90)))),
    ]
}

const NORMALIZER: &[&str] = &["tok.normalizer"];

fn bert(draw: &mut Draw) -> Base {
    let length = draw.of(&[48, 60, 64, 90]);
    let tail = format!("max_length: {length}");
    let mut faults = limits(draw, length);
    faults.push(fault(&["tok.bos_eos"], &tail, &format!("{tail}, add_special_tokens: false")));
    faults.push(fault(NORMALIZER, &tail, &format!("{tail}, normalizer: {}", draw.of(&["nfc", "nfkc", "none"]))));
    faults.push(fault(NORMALIZER, "{tokenize", "{unicode: {form: nfd}}, {strip_accents: {}}, {tokenize"));
    Base {
        name: "bert",
        inputs: Inputs::Texts(sentences(draw, 6)),
        steps: format!(
            "{{tokenize: {{engine: huggingface, file: tokenizers/all-minilm/tokenizer.json, loader: transformers, {tail}}}}}"
        ),
        faults,
    }
}

fn wordpiece(draw: &mut Draw) -> Base {
    let length = draw.of(&[80, 100, 128]);
    let tail = format!("max_length: {length}");
    let mut faults = limits(draw, length);
    for (cause, more) in [
        ("tok.bos_eos", "add_special_tokens: false"),
        ("tok.normalizer", "lowercase: false"),
        ("tok.normalizer", "strip_accents: false"),
        ("tok.normalizer", "chinese_chars: false"),
    ] {
        faults.push(fault(&[cause], &tail, &format!("{tail}, {more}")));
    }
    Base {
        name: "wordpiece",
        inputs: Inputs::Texts(sentences(draw, 6)),
        steps: format!("{{tokenize: {{engine: wordpiece, vocab: tokenizers/bert-small/vocab.txt, {tail}}}}}"),
        faults,
    }
}

fn bpe(draw: &mut Draw) -> Base {
    let length = draw.of(&[150, 200, 256]);
    let tail = format!("max_length: {length}");
    let mut faults = limits(draw, length);
    for (cause, more) in [
        ("tok.pretokenizer_regex", "pattern: llama3"),
        ("tok.prefix_space", "prefix_space: true"),
        ("tok.normalizer", "normalizer: nfd"),
        ("tok.normalizer", "normalizer: lowercase"),
    ] {
        faults.push(fault(&[cause], &tail, &format!("{tail}, {more}")));
    }
    faults.push(fault(NORMALIZER, "{tokenize", "{lowercase: {engine: python}}, {tokenize"));
    faults.push(Fault { needs_file: true, ..fault(&["tok.vocab_or_merges"], "merges.txt", "merges-old.txt") });
    Base {
        name: "bpe",
        inputs: Inputs::Texts(sentences(draw, 6)),
        steps: format!(
            "{{tokenize: {{engine: huggingface, vocab: tokenizers/gpt2-small/vocab.json, merges: tokenizers/gpt2-small/merges.txt, {tail}}}}}"
        ),
        faults,
    }
}

fn sentencepiece(draw: &mut Draw) -> Base {
    let length = draw.of(&[150, 200, 256]);
    let tail = format!("max_length: {length}");
    let mut faults = limits(draw, length);
    faults.push(fault(&["tok.bos_eos"], &tail, &format!("{tail}, add_eos: true")));
    faults.push(fault(NORMALIZER, "{tokenize", "{lowercase: {engine: python}}, {tokenize"));
    faults.push(fault(NORMALIZER, "{tokenize", "{unicode: {form: nfd}}, {strip_accents: {}}, {tokenize"));
    Base {
        name: "sentencepiece",
        inputs: Inputs::Texts(sentences(draw, 6)),
        steps: format!("{{tokenize: {{engine: sentencepiece, file: tokenizers/t5-test/sentencepiece.model, {tail}}}}}"),
        faults,
    }
}

/// Zones whose clocks differ from each other on most days of the year.
const PLACES: [&str; 16] = [
    "UTC",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
    "America/Sao_Paulo",
    "Asia/Yangon",
    "Africa/Nairobi",
    "America/Denver",
    "Pacific/Marquesas",
    "Australia/Eucla",
    "Pacific/Chatham",
    "Asia/Kabul",
    "Atlantic/Azores",
    "Indian/Maldives",
    "Pacific/Tongatapu",
];

fn moments(draw: &mut Draw, count: usize) -> Vec<String> {
    (0..count).map(|_| draw.moment()).collect()
}

fn timestamps(draw: &mut Draw) -> Base {
    let (parse, show) =
        ("parse_time: {engine: pandas, zone: America/New_York", "to_zone: {engine: pandas, zone: America/New_York}");
    let mut inputs = moments(draw, 10);
    inputs.extend(["2024-12-30 06:07:08", "2021-01-03 11:00:00"].map(str::to_owned));
    let other = |draw: &mut Draw| format!("to_zone: {{engine: pandas, zone: {}}}", draw.of(&PLACES));
    Base {
        name: "timestamps",
        inputs: Inputs::Texts(inputs),
        steps: format!(
            "{{{parse}}}}}, {{{show}}}, {{time_features: {{engine: pandas, fields: [day_of_year, hour, weekday, week]}}}}"
        ),
        faults: vec![
            fault(&["time.tz_frame"], show, "to_zone: {engine: pandas, zone: UTC}"),
            fault(&["time.tz_frame"], show, &other(draw)),
            fault(&["time.tz_frame"], show, &other(draw)),
            // Parts of a date cannot tell a wrong reading from a wrong clock, unless a change of the clock is near.
            fault(&["time.dow_numbering"], "time_features: {engine: pandas", "time_features: {engine: duckdb"),
            fault(&["time.dow_numbering"], "time_features: {engine: pandas", "time_features: {engine: postgres"),
            fault(
                &["time.dow_numbering", "time.week_numbering"],
                "time_features: {engine: pandas",
                "time_features: {engine: moment",
            ),
            fault(
                &["time.truncation"],
                &format!("{{{show}}}"),
                &format!("{{{show}}}, {{floor_time: {{engine: pandas, to: day}}}}"),
            ),
        ],
    }
}

fn folds(draw: &mut Draw) -> Base {
    let mut inputs = moments(draw, 5);
    for minute in [draw.whole(0, 59), draw.whole(0, 59)] {
        inputs.push(format!("2024-11-03 01:{minute:02}:{:02}", draw.whole(0, 59)));
    }
    let parse = "parse_time: {engine: zoneinfo, zone: America/New_York";
    Base {
        name: "folds",
        inputs: Inputs::Texts(inputs),
        steps: format!("{{{parse}}}}}, {{floor_time: {{engine: zoneinfo, to: second}}}}"),
        faults: vec![
            fault(&["time.dst_fold"], parse, &format!("{parse}, fold: 1")),
            fault(&["time.dst_fold"], parse, "parse_time: {engine: pytz, is_dst: false, zone: America/New_York"),
            fault(&["time.naive_interpretation"], "zone: America/New_York", &format!("zone: {}", draw.of(&PLACES))),
            fault(&["time.truncation"], "to: second", "to: minute"),
            fault(&["time.truncation"], "to: second", &format!("to: {}", draw.of(&["15min", "hour", "day"]))),
        ],
    }
}

fn epochs(draw: &mut Draw) -> Base {
    let mut inputs = moments(draw, 5);
    inputs.push(format!("2024-0{}-1{} 12:00:00", draw.whole(1, 9), draw.whole(0, 2)));
    inputs.push(format!("2023-0{}-0{} 01:30:00", draw.whole(1, 4), draw.whole(5, 9)));
    // Day and month can be exchanged in all of them.
    for text in &mut inputs {
        let day: i64 = text[8..10].parse().unwrap_or(1);
        text.replace_range(8..10, &format!("{:02}", (day - 1) % 12 + 1));
    }
    let zone = "zone: America/New_York";
    let other = |draw: &mut Draw| format!("zone: {}", draw.of(&PLACES));
    Base {
        name: "epochs",
        inputs: Inputs::Texts(inputs),
        steps: format!("{{parse_time: {{engine: pandas, {zone}}}}}, {{to_epoch: {{engine: pandas, unit: s}}}}"),
        faults: vec![
            fault(&["time.epoch_unit"], "unit: s", "unit: ms"),
            fault(&["time.epoch_unit"], "unit: s", "unit: ns"),
            fault(&["time.naive_interpretation"], zone, &other(draw)),
            fault(&["time.naive_interpretation"], zone, &other(draw)),
            fault(&["time.parse_dayfirst"], "engine: pandas, zone", "engine: pandas, dayfirst: true, zone"),
            fault(
                &["time.lmt"],
                "parse_time: {engine: pandas, zone",
                "parse_time: {engine: pytz, method: replace, zone",
            ),
            fault(&["time.truncation"], "{to_epoch", "{floor_time: {engine: pandas, to: hour}}, {to_epoch"),
        ],
    }
}

const CITIES: [&str; 4] = ["Bonn", "Oslo", "Rome", "Turin"];

fn rows(draw: &mut Draw, count: usize) -> Vec<Vec<(&'static str, String)>> {
    let one = |draw: &mut Draw, index: usize| {
        let income =
            if index % 4 == 1 { String::new() } else { format!("{}.{}", draw.whole(300, 9000), draw.whole(0, 9)) };
        vec![
            ("age", draw.whole(18, 90).to_string()),
            ("income", income),
            ("city", CITIES[(index + draw.whole(0, 1) as usize) % 4].to_owned()),
        ]
    };
    (0..count).map(|index| one(draw, index)).collect()
}

fn table(draw: &mut Draw) -> Base {
    let pair = |draw: &mut Draw| {
        let mean = format!("mean: [{}.5, {}.25]", draw.whole(30, 50), draw.whole(1000, 4000));
        format!("{mean}, std: [{}.5, {}.75]", draw.whole(9, 20), draw.whole(500, 2000))
    };
    let own = pair(draw);
    let fill = draw.whole(100, 2000);
    let scaler = format!("{{standardize: {{engine: sklearn, on: [age, income], {own}}}}}, ");
    let impute = format!("{{impute: {{engine: pandas, on: income, value: {fill}}}}}, ");
    let filled = format!("value: {fill}");
    Base {
        name: "table",
        inputs: Inputs::Rows(rows(draw, 14)),
        steps: format!(
            "{{parse_number: {{engine: pandas, on: [age, income]}}}}, {impute}{scaler}\
             {{ordinal: {{engine: sklearn, on: city, categories: [Bonn, Oslo, Rome, Turin]}}}}, \
             {{columns: {{keep: [age, income, city]}}}}"
        ),
        faults: vec![
            fault(&["tab.missing.encoding"], &impute, ""),
            fault(&["tab.missing.encoding"], &filled, "value: -999"),
            fault(&["tab.missing.encoding"], &filled, &format!("value: {}", draw.whole(2001, 9000))),
            fault(&["tab.scaler.missing"], &scaler, ""),
            fault(&["tab.scaler.refit"], &own, &pair(draw)),
            fault(&["tab.scaler.refit"], &own, &pair(draw)),
            fault(&["tab.columns"], "keep: [age, income, city]", "keep: [income, age, city]"),
            fault(&["tab.columns"], "keep: [age, income, city]", "keep: [city, age, income]"),
            fault(&["tab.columns"], "keep: [age, income, city]", "keep: [age, city]"),
            fault(&["tab.category.refit"], "[Bonn, Oslo, Rome, Turin]", "[Oslo, Rome, Bonn, Turin]"),
            fault(&["tab.category.refit"], "[Bonn, Oslo, Rome, Turin]", "[Turin, Bonn, Rome, Oslo]"),
        ],
    }
}

/// Rows whose numbers are put on scales of several kinds.
fn features(draw: &mut Draw) -> Base {
    let (low, high) = (draw.whole(15, 25), draw.whole(80, 95));
    let range = format!("min: {low}, max: {high}");
    let other = format!("min: {}, max: {}", draw.whole(0, 14), draw.whole(96, 120));
    Base {
        name: "features",
        inputs: Inputs::Rows(rows(draw, 14)),
        steps: format!(
            "{{parse_number: {{engine: pandas, on: [age, income]}}}}, {{impute: {{engine: sklearn, on: income, value: 0}}}}, \
             {{min_max: {{engine: sklearn, on: age, {range}, clip: false}}}}, {{log: {{engine: numpy, on: income, plus_one: true}}}}, \
             {{hash: {{engine: sklearn, on: city, buckets: 64, seed: 0, signed: false}}}}"
        ),
        faults: vec![
            fault(&["tab.scaler.refit"], &range, &other),
            // In the place of the ends: two other ends would be the same as another range.
            fault(&["tab.feature_definition"], &range, &format!("to: [-1, 1], {range}")),
            fault(&["tab.feature_definition"], "plus_one: true", "plus_one: true, base: 10"),
            fault(&["tab.feature_definition"], ", {log: {engine: numpy, on: income, plus_one: true}}", ""),
            fault(&["tab.feature_definition"], "seed: 0", "seed: 42"),
            fault(&["tab.missing.encoding"], "value: 0", &format!("value: {}", draw.whole(5, 500))),
        ],
    }
}
