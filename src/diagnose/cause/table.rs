//! Columns, missing values, categories, scaling.

use super::Cause;
use crate::meta::Meta;

/// The family.
pub static ALL: &[Cause] = &[
    Cause {
        meta: Meta {
            id: "tab.category.refit",
            summary: "categories numbered anew at serving",
            manual: "\
What it is
An encoder fitted on the rows at hand gives other codes than the one that was fitted in
training.

Where libraries differ
LabelEncoder().fit_transform on a request, astype('category') per frame, get_dummies per frame.
A single row always gets code 0, or one column.

How it looks
Codes are permuted, or constantly 0; one-hot columns are missing or in another order.

How to confirm
ordinal with the other list of categories on one side closes the gap.

How to fix
Store the fitted encoder, or the list of categories, with the model; pandas:
CategoricalDtype(categories) on both sides.

Seen in
https://github.com/Niketkumardheeryan/ML-CaPsule/issues/1963
https://github.com/py-why/dowhy/issues/1111",
            example: "",
        },
        seen: 3,
        fix: "store the training categories with the model and encode by them \
            (OrdinalEncoder(categories=...), CategoricalDtype)",
    },
    Cause {
        meta: Meta {
            id: "tab.columns",
            summary: "columns in another order, missing or extra",
            manual: "\
What it is
A model that takes an array knows columns by position. Another order, one column less or one
more shifts everything behind it.

Where libraries differ
Dictionaries, SELECT * and get_dummies order columns as they come; feature stores drop virtual
columns; configurations name subsets.

How it looks
A permutation of the fields, the same values under other names, or missing and extra fields.

How to confirm
columns: {order: [...]} on one side closes the gap; a distinct constant per column shows the
permutation.

How to fix
Store the list of columns with the model and select by it: frame[columns]. XGBoost and scikit-
learn check names if they are given a frame.

Seen in
https://github.com/py-why/dowhy/issues/1111
https://github.com/metarank/metarank/issues/943
https://github.com/MemberJunction/MJ/pull/2981
https://github.com/dmlc/xgboost/issues/636",
            example: "",
        },
        seen: 4,
        fix: "select columns by the training list on both sides (frame[columns])",
    },
    Cause {
        meta: Meta {
            id: "tab.feature_definition",
            summary: "a feature computed by another formula",
            manual: "\
What it is
A feature was written a second time, in another language, and means something slightly else.

Where libraries differ
len() counts characters in Python, bytes in Go and Rust, UTF-16 units in Java and JavaScript;
std has ddof 1 in pandas and 0 in numpy; logarithms differ in base and in the added one; bins
close left or right.

How it looks
One column differs, by a factor, on rows at an edge, or on rows with non-ASCII text.

How to confirm
The other parameter or engine at that step closes the gap.

How to fix
Share the definition (SQL view, feature store, exported graph), or test both on rows at the
edges.

Seen in
https://github.com/skharchikov/polymarket-bot/pull/69",
            example: "",
        },
        seen: 1,
        fix: "define the feature once and share it; check ddof, bytes against characters, closed side \
            of bins",
    },
    Cause {
        meta: Meta {
            id: "tab.missing.encoding",
            summary: "a missing value written otherwise",
            manual: "\
What it is
Missing is NaN, null, an empty text, 0, -999 or a default: what one side fills the other leaves.

Where libraries differ
pandas reads empty cells and NA, null, nan as NaN; Spark reads empty as null and 'NA' as text;
LightGBM's command line reads empty as 0.

How it looks
Only rows with missing cells differ.

How to confirm
impute or parse_number with the other engine or value on one side closes the gap.

How to fix
Decide what counts as missing (na_values, keep_default_na) and what fills it, and write it down
with the model.

Seen in
https://github.com/lightgbm-org/LightGBM/issues/2712
https://github.com/MemberJunction/MJ/pull/2981",
            example: "",
        },
        seen: 2,
        fix: "read and fill missing values by the same rule on both sides (na_values, fill value)",
    },
    Cause {
        meta: Meta {
            id: "tab.missing.routing",
            summary: "NaN treated otherwise in the model or its converter",
            manual: "\
What it is
A tree sends missing values to a learned side. A converted model may send them elsewhere, or
treat them as 0.

Where libraries differ
scikit-learn forests store missing_go_to_left, which older converters drop; LightGBM treats NaN
as 0 if training had none; PMML has a strategy per model.

How it looks
Inputs are equal, outputs differ only on rows with NaN.

How to confirm
Compare after the model: rows without NaN are equal.

How to fix
Impute before the model, so that no NaN reaches it; or upgrade the converter and test rows with
NaN.

Seen in
https://github.com/onnx/sklearn-onnx/issues/1253
https://github.com/jpmml/sklearn2pmml/issues/299",
            example: "",
        },
        seen: 2,
        fix: "impute before the model on both sides, so that no NaN reaches the converter's routing",
    },
    Cause {
        meta: Meta {
            id: "tab.scaler.missing",
            summary: "scaling not applied on one side",
            manual: "\
What it is
One path through the code skips the scaler: the second call, the exported model, the scoring
script.

Where libraries differ
Scalers live outside the model in scikit-learn, tsai and most notebooks, and get lost when it is
exported.

How it looks
One affine map per column: the scaler's own parameters.

How to confirm
Taking the scaler out on one side closes the gap.

How to fix
Make the scaler part of what is exported: sklearn.pipeline.Pipeline, a Normalization layer,
nodes in ONNX.

Seen in
https://github.com/HYU-AGI/Ensemble-Meta-Scoring/issues/3
https://github.com/krishnanlab/PyGenePlexus/issues/364
https://github.com/timeseriesAI/tsai/issues/135",
            example: "",
        },
        seen: 3,
        fix: "export the scaler with the model (sklearn Pipeline, ONNX nodes) and apply it on every \
            path",
    },
    Cause {
        meta: Meta {
            id: "tab.scaler.refit",
            summary: "scaler fitted again at serving",
            manual: "\
What it is
fit_transform at serving computes mean and deviation, or minimum and maximum, from the rows of
the request.

Where libraries differ
Copied training code, window-wise normalization in time-series libraries, SDKs that refit per
batch.

How it looks
An affine map that depends on the neighbours: the same row in two batches gets two values; a
single row becomes 0.

How to confirm
standardize or min_max with other parameters on one side closes the gap.

How to fix
Call transform, not fit_transform, with the fitted scaler from training.

Seen in
https://github.com/NVIDIA/NV-Tesseract/issues/31
https://github.com/cure-lab/LTSF-Linear/issues/21",
            example: "",
        },
        seen: 2,
        fix: "serving: transform with the stored scaler; never fit_transform",
    },
];
