"""Records what Spark answers in table steps.

Usage: python tests/reference/table_spark.py FOLDER [SEED] [SIZE]     (the repository's recording: tests/recorded/table 1 1)
Versions: pip install pyspark==3.5.5 numpy==1.26.4 setuptools, with Java 17. Uses the fit_*.csv and categories_*.csv that
table.py wrote into the folder.
"""

import glob, json, math, random, sys
from pyspark.sql import SparkSession
import pyspark.sql.functions as F
import pyspark.ml.feature as ml
from pyspark.ml.linalg import Vectors

folder = sys.argv[1]
rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
size = int(sys.argv[3]) if len(sys.argv) > 3 else 1
spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1")
         .config("spark.default.parallelism", "1").getOrCreate())
spark.sparkContext.setLogLevel("OFF")
lines = []


def value(x):
    if x is None or isinstance(x, (str, int, dict)):
        return x
    x = float(x)
    if math.isnan(x):
        return {"number": "NaN"}
    return x if math.isfinite(x) else {"number": "Infinity" if x > 0 else "-Infinity"}


def add(step, settings, given, out, ulps=0):
    line = {"step": step, "settings": {"engine": "spark", **settings}, "in": value(given), "out": value(out)}
    if ulps:
        line["ulps"] = ulps
    lines.append(json.dumps(line, ensure_ascii=False))


def one(frame):
    return [row[0] for row in frame.collect()]


source = open(__file__.replace("table_spark", "table")).read()
texts_source = source[source.index("TEXTS = ["):source.index("def quoted")]
exec(texts_source)
with open("/tmp/table_reference.csv", "w") as file:
    file.write("a,b\n" + "".join(('"' + t.replace('"', '""') + '"' if t else "") + ",x\n" for t in TEXTS))
for text, out in zip(TEXTS, one(spark.read.csv("/tmp/table_reference.csv", header=True, schema="a double, b string").select("a"))):
    add("parse_number", {}, text, out)


def draw():
    return rng.choice([rng.gauss(0, 10 ** rng.randint(-3, 6)), float(rng.randint(-20, 20)), 0.0, math.nan])


numbers = [draw() for _ in range(25 * size)] + [0.0, -1.0, math.inf, math.nan]
frame = spark.createDataFrame([(i, x) for i, x in enumerate(numbers)], "i int, x double").orderBy("i").coalesce(1)
for settings, column in [({}, F.log("x")), ({"base": 10}, F.log10("x")), ({"base": 2}, F.log2("x")), ({"plus_one": True}, F.log1p("x"))]:
    for x, out in zip(numbers, one(frame.select(column))):
        add("log", settings, x, out, 2)
for decimals in range(4):
    ties = [x for x in numbers if math.isfinite(x)] + [rng.randint(-50, 50) + .5 for _ in range(9)] + [2.675, 1.005, 0.125, -0.5, 9.995]
    ties += [rng.randint(-9999, 9999) / 1000 + .0005 for _ in range(9)]
    rows = spark.createDataFrame([(x,) for x in ties], "x double").coalesce(1)
    for x, out in zip(ties, one(rows.select(F.round("x", decimals)))):
        add("round", {"decimals": decimals}, x, out)

words = ["", "a", "abc", "abcd", "abcde", "na\u00efve caf\u00e9", "\u65e5\u672c"] + [
    "".join(rng.choice("abcdefghij\u00e9\u00fc \u4e2d") for _ in range(rng.randint(1, 24))) for _ in range(20 * size)]
for buckets in [8, 1000, 1 << 18]:
    rows = spark.createDataFrame([([w],) for w in words], "w array<string>").coalesce(1)
    for word, out in zip(words, one(ml.HashingTF(numFeatures=buckets, inputCol="w", outputCol="o").transform(rows).select("o"))):
        add("hash", {"buckets": buckets}, word, int(out.indices[0]))

for _ in range(6 * size):
    edges = [float(e) for e in sorted(rng.sample(range(-10, 30), rng.randint(3, 6)))]
    for x in edges + [edges[0] + .5, edges[0] - 1, edges[-1] + 3, math.nan]:
        rows = spark.createDataFrame([(x,)], "x double")
        try:
            out = one(ml.Bucketizer(splits=edges, inputCol="x", outputCol="o").transform(rows).select("o"))[0]
        except Exception:
            out = {"rejected": "SparkException"}
        add("bucketize", {"edges": edges}, x, out)

for name in sorted(glob.glob(folder + "/fit_*.csv")):
    short = name.split("/")[-1]
    table = spark.read.csv(name, header=True, schema="id int, x double").coalesce(1)
    present = table.dropna()
    count = present.count()
    assembled = ml.VectorAssembler(inputCols=["x"], outputCol="v").transform(present)
    given = [draw() for _ in range(2)] + [present.first()[1]]
    rows = spark.createDataFrame([(Vectors.dense([x]),) for x in given], ["v"]).coalesce(1)
    scalers = [("standardize", {}, ml.StandardScaler(inputCol="v", outputCol="o")),
               ("standardize", {"with_mean": True}, ml.StandardScaler(withMean=True, inputCol="v", outputCol="o")),
               ("min_max", {}, ml.MinMaxScaler(inputCol="v", outputCol="o")),
               ("min_max", {"to": [-1, 1]}, ml.MinMaxScaler(min=-1.0, max=1.0, inputCol="v", outputCol="o")),
               ("robust_scale", {}, ml.RobustScaler(inputCol="v", outputCol="o")),
               ("robust_scale", {"with_centering": True}, ml.RobustScaler(withCentering=True, inputCol="v", outputCol="o"))]
    for step, settings, scaler in scalers:
        if step == "robust_scale" and count > 400:
            continue
        for x, out in zip(given, one(scaler.fit(assembled).transform(rows).select("o"))):
            add(step, {"fit": short, "on": "x", **settings}, {"x": value(x)}, {"x": value(out[0])})
    for strategy in ["mean", "median", "most_frequent"]:
        if strategy == "median" and count > 400:
            continue
        spelling = {"most_frequent": "mode"}.get(strategy, strategy)
        model = ml.Imputer(strategy=spelling, inputCols=["x"], outputCols=["o"]).fit(table)
        empty = spark.createDataFrame([(None,), (math.nan,)], "x double").coalesce(1)
        out = one(model.transform(empty).select("o"))
        add("impute", {"fit": short, "on": "x", "strategy": strategy}, {"x": None}, {"x": value(out[0])})
        add("impute", {"fit": short, "on": "x", "strategy": strategy}, {"x": {"number": "NaN"}}, {"x": value(out[1])})

for name in sorted(glob.glob(folder + "/categories_*.csv")):
    short = name.split("/")[-1]
    table = spark.read.csv(name, header=True, schema="id int, c string").dropna().coalesce(1)
    texts = one(table.select("c"))
    if not texts:
        continue
    indexer = ml.StringIndexer(inputCol="c", outputCol="o").fit(table)
    keeper = ml.StringIndexer(inputCol="c", outputCol="o", handleInvalid="keep").fit(table)
    labels = indexer.labels
    encoder = ml.OneHotEncoder(inputCol="o", outputCol="h").fit(indexer.transform(table)) if len(labels) > 1 else None
    for given in sorted(set(texts)) + ["never"]:
        cell = spark.createDataFrame([(given,)], "c string")
        try:
            out = int(one(indexer.transform(cell).select("o"))[0])
        except Exception:
            out = {"rejected": "SparkException"}
        add("ordinal", {"fit": short, "on": "c"}, {"c": given}, {"c": out})
        out_kept = int(one(keeper.transform(cell).select("o"))[0])
        add("ordinal", {"fit": short, "on": "c", "unknown": "keep"}, {"c": given}, {"c": out_kept})
        if encoder and not isinstance(out, dict):
            hot = one(encoder.transform(indexer.transform(cell)).select("h"))[0].toArray()
            add("one_hot", {"fit": short, "on": "c"}, {"c": given}, {"c_" + l: int(h) for l, h in zip(labels, hot)})

with open(folder + "/spark.jsonl", "w") as file:
    file.write("\n".join(dict.fromkeys(lines)) + "\n")
print("spark", len(lines))
