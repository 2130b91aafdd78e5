//! Base pipelines, and what can go wrong in each: a cause, and a piece of the definition in the place of another.

/// One fault: its causes, the piece of the base's text, and what stands in its place.
pub type Fault = (&'static [&'static str], &'static str, &'static str);

/// A pipeline with inputs and faults.
pub struct Base {
    pub name: &'static str,
    pub inputs: Inputs,
    pub steps: &'static str,
    pub faults: &'static [Fault],
}

pub enum Inputs {
    Pictures,
    Texts(&'static [&'static str]),
    Rows(&'static [&'static [(&'static str, &'static str)]]),
}

const ANTIALIAS: &[&str] = &["image.resize.antialias"];
const KERNEL: &[&str] = &["image.resize.kernel"];
const OFFSET: &[&str] = &["image.geom.crop_offset"];
const SIZE: &[&str] = &["image.geom.size"];
const ASPECT: &[&str] = &["image.geom.aspect"];
const PAD: &[&str] = &["image.geom.pad"];
const CONSTANTS: &[&str] = &["image.norm.constants"];
const RANGE: &[&str] = &["image.norm.range"];
const DOUBLED: &[&str] = &["image.norm.doubled"];
const MISSING: &[&str] = &["image.norm.missing"];
const COLLAPSED: &[&str] = &["image.norm.std_collapsed"];
const DTYPE: &[&str] = &["image.norm.dtype"];
const ORDER: &[&str] = &["image.layout.channel_order"];
const LAYOUT: &[&str] = &["image.layout.hwc_chw"];
const IDCT: &[&str] = &["image.decode.idct"];
const CHROMA: &[&str] = &["image.decode.chroma_upsampling"];

const IMAGENET: &str = "mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]";
const HALF: &str = "mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]";
const CLIP: &str = "mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711]";

pub const BASES: &[Base] = &[
    Base {
        name: "classification",
        inputs: Inputs::Pictures,
        steps: "{decode: {engine: pillow}}, {resize: {engine: pillow, shortest_edge: 65, filter: bilinear}}, \
                {center_crop: {engine: torchvision, width: 58, height: 58}}, {rescale: {divide: 255}}, \
                {normalize: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}}, {layout: {to: chw}}",
        faults: &[
            (ANTIALIAS, "resize: {engine: pillow", "resize: {engine: opencv"),
            (ANTIALIAS, "resize: {engine: pillow", "resize: {engine: tensorflow"),
            (KERNEL, "filter: bilinear", "filter: bicubic"),
            (KERNEL, "filter: bilinear", "filter: lanczos"),
            (KERNEL, "filter: bilinear", "filter: hamming"),
            (KERNEL, "filter: bilinear", "filter: box"),
            (KERNEL, "filter: bilinear", "filter: nearest"),
            (OFFSET, "center_crop: {engine: torchvision", "center_crop: {engine: opencv"),
            (SIZE, "shortest_edge: 65", "shortest_edge: 58"),
            (SIZE, "shortest_edge: 65", "shortest_edge: 62"),
            (ASPECT, "shortest_edge: 65", "width: 65, height: 65"),
            (CONSTANTS, IMAGENET, HALF),
            (CONSTANTS, IMAGENET, CLIP),
            (RANGE, "divide: 255", "divide: 256"),
            (RANGE, "divide: 255", "divide: 127.5, offset: -1"),
            (DOUBLED, "{rescale: {divide: 255}}", "{rescale: {divide: 255}}, {rescale: {divide: 255}}"),
            (MISSING, "{normalize: {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}}, ", ""),
            (COLLAPSED, "[0.229, 0.224, 0.225]", "[0.226, 0.226, 0.226]"),
            (DTYPE, "{layout: {to: chw}}", "{layout: {to: chw}}, {cast: {dtype: float16}}"),
            (ORDER, "{decode: {engine: pillow}}", "{decode: {engine: pillow}}, {color: {to: bgr}}"),
            (LAYOUT, ", {layout: {to: chw}}", ""),
            (IDCT, "decode: {engine: pillow", "decode: {engine: pillow, dct: ifast"),
            (CHROMA, "decode: {engine: pillow", "decode: {engine: pillow, chroma: nearest"),
        ],
    },
    Base {
        name: "clip",
        inputs: Inputs::Pictures,
        steps: "{decode: {engine: pillow}}, {resize: {engine: pillow, shortest_edge: 56, filter: bicubic}}, \
                {center_crop: {engine: torchvision, width: 56, height: 56}}, {rescale: {divide: 255}}, \
                {normalize: {mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711]}}, \
                {layout: {to: chw}}",
        faults: &[
            (
                &["image.resize.antialias", "image.resize.cubic_coeff"],
                "resize: {engine: pillow",
                "resize: {engine: opencv",
            ),
            (KERNEL, "filter: bicubic", "filter: bilinear"),
            (KERNEL, "filter: bicubic", "filter: lanczos"),
            (ASPECT, "shortest_edge: 56", "width: 56, height: 56"),
            (CONSTANTS, CLIP, IMAGENET),
            (CONSTANTS, CLIP, HALF),
            (RANGE, "divide: 255", "divide: 256"),
            (
                MISSING,
                "{normalize: {mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711]}}, ",
                "",
            ),
            (ORDER, "{decode: {engine: pillow}}", "{decode: {engine: pillow}}, {color: {to: bgr}}"),
            (LAYOUT, ", {layout: {to: chw}}", ""),
        ],
    },
    Base {
        name: "detection",
        inputs: Inputs::Pictures,
        steps: "{decode: {engine: opencv}}, {letterbox: {engine: ultralytics, width: 96, height: 96}}, \
                {color: {to: rgb}}, {rescale: {divide: 255}}, {layout: {to: chw}}",
        faults: &[
            (PAD, "height: 96", "height: 96, fill: 0"),
            (PAD, "height: 96", "height: 96, fill: 128"),
            (PAD, "height: 96", "height: 96, position: top_left"),
            (PAD, "height: 96", "height: 96, stride: 32"),
            (ASPECT, "letterbox: {engine: ultralytics", "resize: {engine: opencv, filter: bilinear"),
            (KERNEL, "height: 96", "height: 96, filter: area"),
            (ANTIALIAS, "height: 96", "height: 96, resize_engine: pillow, filter: bilinear"),
            (ORDER, "{color: {to: rgb}}, ", ""),
            (MISSING, "{rescale: {divide: 255}}, ", ""),
            (RANGE, "divide: 255", "divide: 256"),
            (DOUBLED, "{rescale: {divide: 255}}", "{rescale: {divide: 255}}, {rescale: {divide: 255}}"),
            (LAYOUT, ", {layout: {to: chw}}", ""),
        ],
    },
    Base {
        name: "bert",
        inputs: Inputs::Texts(&[
            "Möchte  Kantō café",
            "The QUICK brown fox, 3333+777!",
            "plain words",
            "a much longer text with many more words in it than any of the others, so that a limit cuts it",
        ]),
        steps: "{tokenize: {engine: huggingface, file: tokenizers/all-minilm/tokenizer.json, max_length: 64}}",
        faults: &[
            (&["tok.bos_eos"], "max_length: 64", "max_length: 64, add_special_tokens: false"),
            (&["tok.truncation"], "max_length: 64", "max_length: 16"),
            (&["tok.truncation"], "max_length: 64", "max_length: 8, truncation: left"),
            (&["tok.padding"], "max_length: 64", "max_length: 64, pad_to: 64"),
        ],
    },
    Base {
        name: "timestamps",
        inputs: Inputs::Texts(&[
            "2024-07-04 12:00:00",
            "2024-01-15 23:59:59",
            "2024-03-09 08:30:00",
            "2024-11-05 18:45:30",
            "2024-12-30 06:07:08",
            "2021-01-03 11:00:00",
        ]),
        steps: "{parse_time: {engine: pandas, zone: America/New_York}}, {to_zone: {engine: pandas, zone: America/New_York}}, \
                {time_features: {engine: pandas, fields: [hour, weekday, week]}}",
        faults: &[
            (
                &["time.tz_frame"],
                "to_zone: {engine: pandas, zone: America/New_York}",
                "to_zone: {engine: pandas, zone: UTC}",
            ),
            (
                &["time.tz_frame"],
                "to_zone: {engine: pandas, zone: America/New_York}",
                "to_zone: {engine: pandas, zone: Asia/Kolkata}",
            ),
            (
                &["time.naive_interpretation"],
                "parse_time: {engine: pandas, zone: America/New_York",
                "parse_time: {engine: pandas, zone: UTC",
            ),
            (
                &["time.dow_numbering", "time.week_numbering"],
                "time_features: {engine: pandas",
                "time_features: {engine: duckdb",
            ),
        ],
    },
    Base {
        name: "epochs",
        inputs: Inputs::Texts(&[
            "2024-03-05 12:00:00",
            "2024-01-10 23:59:59",
            "2024-11-09 01:30:00",
            "2024-07-04 08:00:00",
        ]),
        steps: "{parse_time: {engine: pandas, zone: America/New_York}}, {to_epoch: {engine: pandas, unit: s}}",
        faults: &[
            (&["time.epoch_unit"], "unit: s", "unit: ms"),
            (&["time.epoch_unit"], "unit: s", "unit: ns"),
            (&["time.naive_interpretation"], "zone: America/New_York", "zone: Europe/Berlin"),
            (&["time.naive_interpretation"], "zone: America/New_York", "zone: Asia/Kolkata"),
            (&["time.parse_dayfirst"], "engine: pandas, zone", "engine: pandas, dayfirst: true, zone"),
            (&["time.lmt"], "parse_time: {engine: pandas, zone", "parse_time: {engine: pytz, method: replace, zone"),
        ],
    },
    Base {
        name: "table",
        inputs: Inputs::Rows(&[
            &[("age", "31"), ("income", "1200.5"), ("city", "Oslo")],
            &[("age", "44"), ("income", ""), ("city", "Rome")],
            &[("age", "27"), ("income", "3000"), ("city", "Bonn")],
            &[("age", "65"), ("income", "810"), ("city", "Oslo")],
        ]),
        steps: "{parse_number: {engine: pandas, on: [age, income]}}, {impute: {engine: pandas, on: income, value: 0}}, \
                {standardize: {engine: sklearn, on: [age, income], mean: [40.5, 1500.0], std: [12.5, 900.0]}}, \
                {ordinal: {engine: sklearn, on: city, categories: [Bonn, Oslo, Rome]}}, \
                {columns: {keep: [age, income, city]}}",
        faults: &[
            (&["tab.missing.encoding"], "{impute: {engine: pandas, on: income, value: 0}}, ", ""),
            (&["tab.missing.encoding"], "value: 0", "value: -999"),
            (
                &["tab.scaler.missing"],
                "{standardize: {engine: sklearn, on: [age, income], mean: [40.5, 1500.0], std: [12.5, 900.0]}}, ",
                "",
            ),
            (&["tab.columns"], "keep: [age, income, city]", "keep: [income, age, city]"),
            (&["tab.columns"], "keep: [age, income, city]", "keep: [age, city]"),
            (&["tab.category.refit"], "categories: [Bonn, Oslo, Rome]", "categories: [Oslo, Rome, Bonn]"),
        ],
    },
];
