"""Records what scikit-learn, pandas, numpy, polars and DuckDB answer in table steps.

Usage: python tests/reference/table.py FOLDER [SEED] [SIZE]     (the repository's recording: tests/recorded/table 1 1)
Versions: Python 3.11, scikit-learn 1.9.1, scipy as of it, pandas 3.1.1, numpy 2.4.6, polars 2.1.0, duckdb 2.0.0.

One line a step on one value: {"step", "settings", "in", "out"}, with "single" for a 32-bit input, and "ulps" where the
library's last digits depend on the processor or on the order of a parallel sum.
"""

import io, json, math, random, sys, warnings
import numpy as np, pandas as pd, polars as pl, duckdb
from sklearn.preprocessing import (StandardScaler, MinMaxScaler, RobustScaler, OrdinalEncoder, OneHotEncoder,
                                   KBinsDiscretizer, PowerTransformer)
from sklearn.impute import SimpleImputer
from sklearn.feature_extraction import FeatureHasher

warnings.simplefilter("ignore")
folder = sys.argv[1]
seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
size = int(sys.argv[3]) if len(sys.argv) > 3 else 1
rng = random.Random(seed)
con = duckdb.connect()
con.execute("set threads to 1")
lines = {name: [] for name in ["sklearn", "pandas", "numpy", "polars", "duckdb"]}


def value(x):
    if x is None or x is pd.NA:
        return None
    if isinstance(x, (bool, np.bool_)):
        return int(x)
    if isinstance(x, str):
        return x
    if isinstance(x, (int, np.integer)):
        return int(x)
    x = float(x)
    if math.isnan(x):
        return {"number": "NaN"}
    if math.isinf(x):
        return {"number": "Infinity" if x > 0 else "-Infinity"}
    return x


def add(engine, step, settings, given, out, single=False, ulps=0):
    line = {"step": step, "settings": {"engine": engine, **settings}, "in": given if isinstance(given, dict) else value(given),
            "out": out if isinstance(out, dict) else value(out)}
    if single:
        line["single"] = True
    if ulps:
        line["ulps"] = ulps
    lines[engine].append(json.dumps(line, ensure_ascii=False))


def attempt(f):
    try:
        return f()
    except Exception as error:
        return {"rejected": type(error).__name__}


# ---- readers
TEXTS = ["", " ", "1", "01", "+1", "-1", " 1", "1 ", "\t1", "1.", ".5", ".", "1e5", "1E+5", "1e", "e5", "1.5e-3", "1e400", "-1e400",
         "1e-400", "1_000", "1__0", "_1", "1,000", "0x10", "1d", "1f", "inf", "Inf", "-INF", "+inf", "infinity", "-Infinity", "nan",
         "NaN", "NAN", "-nan", "+nan", "NA", "N/A", "null", "NULL", "None", "none", "n/a", "#N/A", "<NA>", "-", "?", "abc", "$5",
         "5%", "(5)", "1e5.5", "1.2.3", "--1", "+-1", "-+1", "true", "True", "FALSE", "1\u00a0", "\u0661", "\uff11", "1e 5", "- 1",
         "9007199254740993", "18446744073709551616", "0.1", "123456789.123456789", "1.7976931348623157e308", "4.9e-324", "0x1p3",
         "1L", "1/2", "\u221e", "\u22121", "-0", "-0.0", "1e5_0", "1_e5", "1e+", "NaN ", " nan", "1\u2003", "\x1f1", "1.e3", "+.5e1"]
DIGITS = "0123456789"
for _ in range(40 * size):
    sign = rng.choice(["", "-", "+"])
    whole = "".join(rng.choice(DIGITS) for _ in range(rng.randint(0, 20)))
    part = "." + "".join(rng.choice(DIGITS) for _ in range(rng.randint(0, 20))) if rng.random() < .6 else ""
    exponent = rng.choice(["e", "E"]) + rng.choice(["", "-", "+"]) + str(rng.randint(0, 330)) if rng.random() < .4 else ""
    noise = rng.choice(["", "", "", " ", "_", "x", "\t"])
    text = list(sign + whole + part + exponent)
    text.insert(rng.randint(0, len(text)), noise)
    TEXTS.append("".join(text))


def quoted(text):
    return 'a,b\n' + ('' if text == '' else '"' + text.replace('"', '""') + '"') + ',x\n'


def whole(text):
    """Whole numbers stay integers in this project; doubles are the same number."""
    return text


for text in TEXTS:
    add("pandas", "parse_number", {}, text, attempt(lambda: pd.read_csv(io.StringIO(quoted(text)), dtype={"a": float})["a"][0]))
    add("sklearn", "parse_number", {}, text, attempt(lambda: np.array([[text]], dtype=object).astype(float)[0][0]))
    add("numpy", "parse_number", {}, text, attempt(lambda: np.genfromtxt(io.StringIO(text + "|x\n"), delimiter="|", usecols=0, comments=None)))
    add("polars", "parse_number", {}, text,
        attempt(lambda: pl.read_csv(io.BytesIO(quoted(text).encode()), schema_overrides={"a": pl.Float64})["a"][0]))
    open("/tmp/table_reference.csv", "w").write(quoted(text))
    add("duckdb", "parse_number", {}, text, attempt(lambda: con.execute(
        "select a from read_csv('/tmp/table_reference.csv', header=true, columns={'a': 'DOUBLE', 'b': 'VARCHAR'})").fetchone()[0]))
for text in ["1,000", "1.000,5", "12,34,567.5", "1000", ",5", "1,,000", "1,000,", "-,5", "1,000e1,0", "1.5,0", ",", "+1,0"]:
    add("pandas", "parse_number", {"thousands": ","}, text,
        attempt(lambda: pd.read_csv(io.StringIO(quoted(text)), dtype={"a": float}, thousands=",")["a"][0]))
for text in ["1,5", "-3,25", "7"]:
    add("pandas", "parse_number", {"decimal": ","}, text,
        attempt(lambda: pd.read_csv(io.StringIO(quoted(text)), dtype={"a": float}, decimal=",")["a"][0]))
for engine in ["pandas", "sklearn", "numpy"]:
    add(engine, "parse_number", {}, None, math.nan)
for engine in ["polars", "duckdb"]:
    add(engine, "parse_number", {}, None, None)


# ---- numbers
def draw():
    kind = rng.random()
    if kind < .1:
        return rng.choice([0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan])
    if kind < .4:
        return float(rng.randint(-20, 20))
    return rng.gauss(0, 10 ** rng.randint(-3, 6))


def series(x, kind):
    return np.array([x], dtype=kind)


def by_hand(f, x, kind):
    """The same expression on the columns of pandas, numpy, polars and DuckDB."""
    frame = con.execute("select %s from (select ?::%s as x)" % (f("x"), "FLOAT" if kind is np.float32 else "DOUBLE"), [x]).fetchone()[0]
    # Polars divides a frame of one row, and multiplies a longer one by the inverse.
    return {
        "pandas": eval(f("x"), {"x": pd.Series(series(x, kind))})[0],
        "numpy": eval(f("x"), {"x": series(x, kind)})[0],
        "polars": pl.DataFrame({"x": pl.Series([x, x], dtype=pl.Float32 if kind is np.float32 else pl.Float64)}).select(
            eval(f("x"), {"x": pl.col("x")})).to_series()[0],
        "duckdb": frame,
    }


def r(x):
    return "(%r)" % x


for _ in range(30 * size):
    x, mean, std = draw(), round(rng.gauss(0, 50), 3), rng.choice([0.0, 1.0, round(abs(rng.gauss(0, 9)) + .01, 4)])
    for kind in [np.float64, np.float32]:
        single = kind is np.float32
        given = float(np.float32(x))if single else x
        scaler = StandardScaler()
        scaler.mean_, scaler.scale_, scaler.n_features_in_ = np.array([mean]), np.array([std if std else 1.0]), 1
        if not math.isinf(given):
            add("sklearn", "standardize", {"mean": mean, "std": std}, given, scaler.transform(series(given, kind)[:, None])[0, 0], single)
        if std:
            for engine, out in by_hand(lambda x: "(%s - %s) / %s" % (x, r(mean), r(std)), given, kind).items():
                add(engine, "standardize", {"mean": mean, "std": std}, given, out, single)
        low, high = sorted([round(rng.gauss(0, 50), 2), round(rng.gauss(0, 50), 2)])
        to = rng.choice([None, [-1, 1], [0, 255]])
        clip = rng.random() < .3
        settings = {"min": low, "max": high, **({"to": to} if to else {}), **({"clip": True} if clip else {})}
        scaler = MinMaxScaler(feature_range=tuple(to or (0, 1)), clip=clip).fit(np.array([[low], [high]]))
        if not math.isinf(given):
            add("sklearn", "min_max", settings, given, scaler.transform(series(given, kind)[:, None])[0, 0], single)
        if high > low and not clip and not single:
            formula = "(%s - %s) / (%s - %s)" % ("%s", r(low), r(high), r(low))
            if to:
                formula = "(%s) * (%s) + %s" % (formula, r(to[1] - to[0]), r(to[0]))
            for engine in ["pandas", "numpy", "polars"]:
                out = by_hand(lambda x: formula % x, given, kind)[engine]
                add(engine, "min_max", settings, given, out, single)
        scaler = RobustScaler()
        scaler.center_, scaler.scale_, scaler.n_features_in_ = np.array([mean]), np.array([std if std else 1.0]), 1
        if not math.isinf(given):
            add("sklearn", "robust_scale", {"center": mean, "scale": std}, given, scaler.transform(series(given, kind)[:, None])[0, 0], single)
    if not math.isinf(x):
        lam = rng.choice([0.0, 2.0, 1.0, round(rng.gauss(0, 1.5), 4)])
        power = PowerTransformer(standardize=False)
        power.lambdas_, power.n_features_in_ = np.array([lam]), 1
        power._scaler = None
        out = attempt(lambda: power.transform(np.array([[x]]))[0, 0])
        add("sklearn", "power", {"lambda": lam}, x, out, ulps=8)
    add("numpy", "log", {}, x, np.log(x), ulps=1)
    add("numpy", "log", {"plus_one": True}, x, np.log1p(x), ulps=1)
    add("numpy", "log", {"base": 10}, x, np.log10(x), ulps=1)
    add("numpy", "log", {"base": 2}, x, np.log2(x), ulps=1)
    add("polars", "log", {}, x, pl.Series([x]).log()[0], ulps=1)
    add("polars", "log", {"plus_one": True}, x, pl.Series([x]).log1p()[0], ulps=1)
    add("polars", "log", {"base": 10}, x, pl.Series([x]).log10()[0], ulps=2)
    add("polars", "log", {"base": 2}, x, pl.Series([x]).log(2)[0], ulps=2)
    if not math.isnan(x):
        for base, call in [({}, "ln(?::double)"), ({"base": 10}, "log10(?::double)"), ({"base": 2}, "log2(?::double)")]:
            add("duckdb", "log", base, x, attempt(lambda: con.execute("select " + call, [x]).fetchone()[0]), ulps=1)
        add("duckdb", "log", {"plus_one": True}, x, attempt(lambda: con.execute("select ln(1 + ?::double)", [x]).fetchone()[0]), ulps=1)
    decimals = rng.randint(0, 4)
    x = rng.choice([x, rng.randint(-50, 50) + .5, rng.randint(-9999, 9999) / 1000 + .0005, rng.randint(-500, 500) / 100 + .005])
    add("numpy", "round", {"decimals": decimals}, x, np.round(x, decimals))
    add("pandas", "round", {"decimals": decimals}, x, pd.Series([x]).round(decimals)[0])
    if abs(x) < 1e15:
        add("polars", "round", {"decimals": decimals}, x, pl.Series([x]).round(decimals)[0])
        add("duckdb", "round", {"decimals": decimals}, x, con.execute("select round(?::double, ?)", [x, decimals]).fetchone()[0])

# ---- bins
for _ in range(20 * size):
    edges = sorted(rng.sample(range(-10, 30), rng.randint(3, 6)))
    for x in [rng.choice(edges), edges[0], edges[-1], rng.choice(edges) + .5, edges[0] - 1, edges[-1] + 3, math.nan]:
        x = float(x)
        s = {"edges": edges}
        for extra in [{}, {"include_lowest": True}, {"closed": "left"}]:
            out = pd.cut(pd.Series([x]), edges, labels=False, right=extra.get("closed") != "left",
                         include_lowest=extra.get("include_lowest", False))[0]
            add("pandas", "bucketize", {**s, **extra}, x, out)
        add("numpy", "bucketize", s, x, np.digitize([x], edges)[0])
        add("numpy", "bucketize", {**s, "closed": "right"}, x, np.digitize([x], edges, right=True)[0])
        add("polars", "bucketize", s, x, pl.Series([x]).cut(edges).to_physical()[0])
        add("polars", "bucketize", {**s, "closed": "left"}, x, pl.Series([x]).cut(edges, left_closed=True).to_physical()[0])
        bins = KBinsDiscretizer(n_bins=2, encode="ordinal", strategy="uniform", subsample=None).fit(np.array([[0.0], [1.0]]))
        bins.bin_edges_ = np.array([np.array(edges, dtype=float)], dtype=object)
        bins.n_bins_ = np.array([len(edges) - 1])
        add("sklearn", "bucketize", s, x, attempt(lambda: bins.transform(np.array([[x]]))[0, 0]))

# ---- hashes
WORDS = ["", "a", "abc", "abcd", "abcde", "na\u00efve caf\u00e9", "\u65e5\u672c", "city=Berlin"] + [
    "".join(rng.choice("abcdefghij\u00e9\u00fc \u4e2d") for _ in range(rng.randint(1, 24))) for _ in range(20 * size)]
for word in WORDS:
    for buckets in [8, 1000, 2 ** 20]:
        row = FeatureHasher(n_features=buckets, input_type="string").transform([[word]])
        row.sum_duplicates()
        out = {"index": int(row.indices[0]), "sign": int(row.data[0])}
        add("sklearn", "hash", {"buckets": buckets}, word, out)
        add("sklearn", "hash", {"buckets": buckets, "signed": False}, word, out["index"])
        hashed = pd.util.hash_array(np.array([word], dtype=object))[0]
        add("pandas", "hash", {"buckets": buckets}, word, int(hashed % np.uint64(buckets)))


# ---- fits
def column(n, kind):
    if kind == "constant":
        c = round(rng.gauss(0, 100), 3)
        return [c] * n
    if kind == "ints":
        return [float(rng.randint(-50, 50)) for _ in range(n)]
    return [rng.gauss(100, 30) for _ in range(n)]


for k in range(8 + 4 * size):
    n = [5, 6, 1, 17, 200, 1000, 4100][k % 7] if seed != 1 else [5, 6, 1, 17, 40, 150, 300, 9][k % 8]
    kind = ["floats", "ints", "floats", "constant"][k % 4]
    numbers = column(n, kind)
    missing = k % 3 == 1 and n > 2
    if missing:
        for index in rng.sample(range(n), max(1, n // 5)):
            numbers[index] = None
    name = "fit_%d.csv" % k
    with open(folder + "/" + name, "w") as file:
        file.write("id,x\n" + "".join("%d,%s\n" % (i, "" if v is None else repr(v)) for i, v in enumerate(numbers)))
    frame = pd.read_csv(folder + "/" + name, dtype={"x": float})
    x, given = frame[["x"]], [draw() for _ in range(2)]
    given = [v for v in given if not math.isinf(v)] + [next(v for v in numbers if v is not None)]
    array, ps = np.array([math.nan if v is None else v for v in numbers]), pl.Series(numbers, dtype=pl.Float64)
    con.execute("create or replace table t as select x::double as x from read_csv('%s/%s', header=true, columns={'id': 'INT', 'x': 'DOUBLE'})" % (folder, name))
    for v in given:
        s = {"fit": name, "on": "x"}

        def rec(engine, step, settings, out, ulps=0):
            add(engine, step, {**s, **settings}, {"x": value(v)}, {"x": value(out)}, ulps=ulps)

        cell = pd.DataFrame({"x": [v]})
        rec("sklearn", "standardize", {}, StandardScaler().fit(x).transform(cell)[0, 0])
        rec("sklearn", "min_max", {}, MinMaxScaler().fit(x).transform(cell)[0, 0])
        rec("sklearn", "robust_scale", {}, RobustScaler().fit(x).transform(cell)[0, 0])
        rec("sklearn", "robust_scale", {"unit_variance": True, "quantiles": [10, 90]},
            RobustScaler(unit_variance=True, quantile_range=(10, 90)).fit(x).transform(cell)[0, 0], ulps=4)
        rec("pandas", "standardize", {}, (v - frame.x.mean()) / frame.x.std() if n > 1 else math.nan)
        rec("numpy", "standardize", {}, (np.float64(v) - np.mean(array)) / np.std(array))
        rec("numpy", "standardize", {"ddof": 1}, (np.float64(v) - np.mean(array)) / np.std(array, ddof=1))
        rec("pandas", "min_max", {}, (v - frame.x.min()) / (frame.x.max() - frame.x.min()))
        rec("numpy", "min_max", {}, (v - array.min()) / (array.max() - array.min()))
        rec("pandas", "robust_scale", {}, (v - frame.x.median()) / (frame.x.quantile(.75) - frame.x.quantile(.25)))
        for method in ["linear", "lower", "higher", "midpoint", "nearest", "inverted_cdf", "interpolated_inverted_cdf", "hazen",
                       "weibull", "median_unbiased", "normal_unbiased"]:
            if not missing:
                low, high = np.quantile(array, [.25, .75], method=method)
                rec("numpy", "robust_scale", {"method": method}, (np.float64(v) - np.median(array)) / (high - low))
        pv = pl.Series([float(v)] * 2)
        if n > 1:
            rec("polars", "standardize", {}, ((pv - ps.mean()) / ps.std())[0], ulps=16)
        rec("polars", "min_max", {}, ((pv - ps.min()) / (ps.max() - ps.min()))[0])
        rec("polars", "robust_scale", {}, ((pv - ps.median()) / (ps.quantile(.75) - ps.quantile(.25)))[0])
        out = con.execute("select (?::double - avg(x)) / stddev(x), (?::double - min(x)) / (max(x) - min(x)), "
                          "(?::double - median(x)) / (quantile_disc(x, 0.75) - quantile_disc(x, 0.25)) from t", [v, v, v]).fetchone()
        if n > 1:
            rec("duckdb", "standardize", {}, out[0], ulps=4)
        rec("duckdb", "min_max", {}, out[1])
        rec("duckdb", "robust_scale", {}, out[2])
    for strategy in ["mean", "median", "most_frequent"]:
        fill = SimpleImputer(strategy=strategy).fit(x).statistics_[0]
        add("sklearn", "impute", {"fit": name, "strategy": strategy, "on": "x"}, {"x": None}, {"x": value(fill)})
        fill = {"mean": frame.x.mean, "median": frame.x.median, "most_frequent": lambda: frame.x.mode()[0]}[strategy]()
        add("pandas", "impute", {"fit": name, "strategy": strategy, "on": "x"}, {"x": {"number": "NaN"}}, {"x": value(fill)})
    add("polars", "impute", {"fit": name, "strategy": "mean", "on": "x"}, {"x": {"number": "NaN"}}, {"x": {"number": "NaN"}})
    add("polars", "impute", {"fit": name, "strategy": "median", "on": "x"}, {"x": None}, {"x": value(ps.median())})
    add("duckdb", "impute", {"fit": name, "strategy": "median", "on": "x"}, {"x": None},
        {"x": value(con.execute("select median(x) from t").fetchone()[0])})

# ---- categories
SETS = [["b", "a", "b", "z", "B", "10", "9"], ["9", "10", "2", "10"], ["red", "", "green", "red"], ["yes", "no"], ["\u00e9", "z", "\u00e4", "Z"]]
for k in range(2 * size):
    SETS.append([rng.choice(["x", "y", "Zebra", "a b", "\u00df", "ss", "1", "1.5", "true", "", "NA"]) for _ in range(rng.randint(3, 9))])
for k, texts in enumerate(SETS):
    name = "categories_%d.csv" % k
    with open(folder + "/" + name, "w") as file:
        file.write("id,c\n" + "".join("%d,%s\n" % (i, t) for i, t in enumerate(texts)))
    frame = pd.read_csv(folder + "/" + name)
    if not (pd.api.types.is_string_dtype(frame.c) or pd.api.types.is_integer_dtype(frame.c)):
        continue
    s = {"fit": name, "on": "c"}
    ordinal = OrdinalEncoder().fit(frame[["c"]].astype(object))
    hot = OneHotEncoder(sparse_output=False).fit(frame[["c"]].astype(object))
    names = list(hot.get_feature_names_out(["c"]))
    for given in sorted(set(texts)) + ["never"]:
        kind = str if pd.api.types.is_string_dtype(frame.c) else None
        cell = pd.read_csv(io.StringIO("id,c\n1,%s\n" % given), dtype={"c": kind} if kind else None)[["c"]]
        if given == "" or given == "NA":
            cell = pd.DataFrame({"c": pd.Series([np.nan], dtype=object)})
        cell = cell.astype(object)
        record = {"c": given if given else None}
        out = attempt(lambda: value(ordinal.transform(cell)[0, 0]))
        add("sklearn", "ordinal", s, record, out if isinstance(out, dict) and "rejected" in out and False else {"c": out})
        out = attempt(lambda: {n: int(v) for n, v in zip(names, hot.transform(cell)[0])})
        add("sklearn", "one_hot", s, record, {"c": out} if "rejected" in out else out)
        codes = pd.Categorical(cell.c, categories=sorted(frame.c.dropna().unique())).codes[0]
        add("pandas", "ordinal", s, record, {"c": int(codes)})
        dummies = pd.get_dummies(pd.DataFrame({"c": pd.Categorical(cell.c, categories=sorted(frame.c.dropna().unique()))}))
        add("pandas", "one_hot", s, record, {n: int(dummies[n][0]) for n in dummies})
        if given in texts:
            add("pandas", "ordinal", {**s, "order": "first_seen"}, record,
                {"c": int(pd.factorize(frame.c)[0][texts.index(given)])})
    if all(texts) and "NA" not in texts:
        series_ = pl.Series("c", texts)
        kinds = sorted(set(texts)) if not all(t.lstrip("-").isdigit() for t in texts) else None
        if kinds:
            enum = pl.Enum(kinds)
            for given in kinds + ["never"]:
                out = attempt(lambda: int(pl.Series([given]).cast(enum).to_physical()[0]))
                add("polars", "ordinal", {"categories": kinds, "on": "c"}, {"c": given}, {"c": out})
                out = attempt(lambda: con.execute("select enum_code(?::enum(%s))" % ",".join("'%s'" % t for t in kinds), [given]).fetchone()[0])
                add("duckdb", "ordinal", {"categories": kinds, "on": "c"}, {"c": given}, {"c": out})
            dummies = pl.DataFrame({"c": texts}).to_dummies()
            for index, given in enumerate(texts):
                add("polars", "one_hot", s, {"c": given}, {n: int(dummies[n][index]) for n in dummies.columns})
        codes = np.unique(texts if kinds else [int(t) for t in texts], return_inverse=True)[1]
        for index, given in enumerate(texts):
            add("numpy", "ordinal", s, {"c": given}, {"c": int(codes[index])})

for engine, recorded in lines.items():
    with open("%s/%s.jsonl" % (folder, engine), "w") as file:
        file.write("\n".join(dict.fromkeys(recorded)) + "\n")
    print(engine, len(recorded))
