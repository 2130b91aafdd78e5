"""Records what the table libraries make of one small table, a library a case: fitted on the table, and applied to it.

    pip install scikit-learn==1.9.1 pandas==3.1.1 numpy==2.4.6 polars==2.1.0 duckdb==2.0.0
    python tests/reference/table_cases.py cases/engines/table golden/engines/table
    python tests/reference/table_cases.py cases/engines/table golden/engines/table spark     with Spark alone: `apt install
    openjdk-17-jdk-headless`, `pip install pyspark==3.5.5 numpy==1.26.4 pandas==2.2.3 setuptools`

The cells of rows.csv stand on edges of bins, are missing, repeat, or lie far out. Every case begins with the library's
reader of numbers; the values of a row are those of its cells after the steps that the case lists.
"""

import csv, json, math, pathlib, sys

cases, golden = map(pathlib.Path, sys.argv[1:3])
ROWS = list(csv.DictReader(open(cases / "rows.csv")))
FARE, KM, PAY = ([row[name] for row in ROWS] for name in ["fare", "km", "payment"])
number = lambda cells: [float(cell) if cell else None for cell in cells]
nan = lambda cells: [math.nan if cell is None else cell for cell in cells]


def value(cell):
    if cell is None or isinstance(cell, str):
        return cell
    cell = cell.item() if hasattr(cell, "item") else cell
    if isinstance(cell, float) and not math.isfinite(cell):
        return {"number": "NaN" if math.isnan(cell) else "Infinity" if cell > 0 else "-Infinity"}
    return cell


def write(engine, library, version, steps, columns, tolerance=None):
    lines = [f"description: A small table as {library} prepares it, fitted on the same table.", "tags: [table, engines]",
             "inputs: [{table: rows.csv}]", "train:", "  steps:"] + [f"    - {step}" for step in steps]
    lines += ["compare:", f"  max_ulps: {tolerance}"] if tolerance else []
    (cases / f"{engine}.yaml").write_text("\n".join(lines) + "\n")
    folder = golden / engine
    folder.mkdir(parents=True, exist_ok=True)
    command = "python tests/reference/table_cases.py cases/engines/table golden/engines/table" + (" spark" if engine == "spark" else "")
    (folder / "golden.yaml").write_text(
        "format: preparity-golden/1\nblessed:\n  date: 2026-11-24T00:00:00Z\n  recorded:\n"
        f"    library: {library}\n    version: {version}\n    command: {command}\n"
        f"sources:\n  rows.csv:\n    file: rows.csv.jsonl\n    inputs: {len(ROWS)}\n")
    with open(folder / "rows.csv.jsonl", "w") as out:
        for index in range(len(ROWS)):
            row = {name: value(cells[index]) for name, cells in columns.items()}
            out.write(json.dumps({"id": f"rows.csv:{index + 1}", "value": row}, separators=(",", ":")) + "\n")


READ = "parse_number: {engine: pandas, on: [fare, km]}"
EDGES = "[0, 2.5, 5, 10, 1000]"


def sklearn():
    import numpy as np
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler
    import sklearn as library
    fare = make_pipeline(SimpleImputer(strategy="median"), StandardScaler()).fit_transform(np.array(nan(number(FARE)))[:, None])
    km = make_pipeline(SimpleImputer(strategy="mean"), MinMaxScaler()).fit_transform(np.array(nan(number(KM)))[:, None])
    pay = np.array([cell or "none" for cell in PAY], dtype=object)[:, None]
    encoder = OneHotEncoder(sparse_output=False)
    hot = encoder.fit_transform(pay)
    columns = {"fare": fare[:, 0], "km": km[:, 0]}
    columns |= {f"payment_{name}": hot[:, index] for index, name in enumerate(encoder.categories_[0])}
    steps = [READ, "impute: {engine: sklearn, on: fare, strategy: median, fit: rows.csv}", "impute: {engine: sklearn, on: payment, value: none}",
             "impute: {engine: sklearn, on: km, strategy: mean, fit: rows.csv}",
             "standardize: {engine: sklearn, on: fare, mean: %r, std: %r}" % fitted(StandardScaler, SimpleImputer, FARE),
             "min_max: {engine: sklearn, on: km, fit: rows.csv}",
             "one_hot: {engine: sklearn, on: payment, categories: [%s]}" % ", ".join(encoder.categories_[0])]
    write("sklearn", "scikit-learn", library.__version__, steps, columns)


def fitted(scaler, imputer, cells):
    """The parameters of a scaler behind an imputer: the imputed column is no column of the table."""
    import numpy as np
    filled = imputer(strategy="median").fit_transform(np.array(nan(number(cells)))[:, None])
    found = scaler().fit(filled)
    return float(found.mean_[0]), float(found.scale_[0])


def pandas():
    import pandas as pd
    table = pd.read_csv(cases / "rows.csv")
    fare, km = table.fare, table.km
    columns = {"fare": (fare - fare.mean()) / fare.std(), "km": pd.cut(km, [0, 2.5, 5, 10, 1000], labels=False),
               "payment": pd.Categorical(table.payment, categories=sorted(set(filter(None, PAY)))).codes}
    steps = [READ, "standardize: {engine: pandas, on: fare, fit: rows.csv}", f"bucketize: {{engine: pandas, on: km, edges: {EDGES}}}",
             "ordinal: {engine: pandas, on: payment, fit: rows.csv}"]
    write("pandas", "pandas", pd.__version__, steps, columns)


def numpy():
    import numpy as np
    fare, km = np.array(nan(number(FARE))), np.array(nan(number(KM)))
    fare = np.where(np.isnan(fare), 7.25, fare)
    columns = {"fare": np.log1p(fare), "km": np.digitize(km, [0, 2.5, 5, 10, 1000]), "payment": PAY and [cell or None for cell in PAY]}
    steps = ["parse_number: {engine: numpy, on: [fare, km]}", "impute: {engine: numpy, on: fare, value: 7.25}",
             "log: {engine: numpy, on: fare, plus_one: true}", f"bucketize: {{engine: numpy, on: km, edges: {EDGES}}}"]
    write("numpy", "numpy", np.__version__, steps, columns, 1)


def polars():
    import polars as pl
    table = pl.read_csv(cases / "rows.csv")
    fare = table["fare"]
    columns = {"fare": (fare - fare.min()) / (fare.max() - fare.min()), "km": table["km"].fill_null(3.5),
               "payment": table["payment"].cast(pl.Enum(sorted(set(filter(None, PAY))))).to_physical()}
    steps = ["parse_number: {engine: polars, on: [fare, km]}", "min_max: {engine: polars, on: fare, fit: rows.csv}",
             "impute: {engine: polars, on: km, value: 3.5}", "ordinal: {engine: polars, on: payment, fit: rows.csv}"]
    write("polars", "polars", pl.__version__, steps, {name: list(cells) for name, cells in columns.items()})


def duckdb():
    import duckdb as library
    con = library.connect()
    con.execute(f"create table t as select row_number() over () i, * from read_csv('{cases}/rows.csv', types={{'fare': 'double', 'km': 'double'}})")
    sql = """select (fare - (select avg(fare) from t)) / (select stddev(fare) from t), coalesce(km, 3.5), ln(1 + fare) from t order by i"""
    rows = con.execute(sql).fetchall()
    columns = {"fare": [row[0] for row in rows], "km": [row[1] for row in rows], "payment": [cell or None for cell in PAY], "log": [row[2] for row in rows]}
    steps = ["parse_number: {engine: duckdb, on: [fare, km]}", "log: {engine: duckdb, on: fare, plus_one: true, into: log}",
             "standardize: {engine: duckdb, on: fare, fit: rows.csv}", "impute: {engine: duckdb, on: km, value: 3.5}"]
    write("duckdb", "DuckDB", library.__version__, steps, columns, 1)


def spark():
    from pyspark.ml.feature import Bucketizer, StandardScaler, StringIndexer, VectorAssembler
    from pyspark.sql import SparkSession
    import pyspark
    session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    table = [(index, 7.25 if fare is None else fare, km if km is not None else 3.5, pay or "none") for index, (fare, km, pay) in enumerate(zip(number(FARE), number(KM), PAY))]
    frame = session.createDataFrame(table, "i int, fare double, km double, payment string").coalesce(1)
    frame = VectorAssembler(inputCols=["fare"], outputCol="vector").transform(frame)
    scaler = StandardScaler(inputCol="vector", outputCol="scaled").fit(frame)
    frame = Bucketizer(splits=[0, 2.5, 5, 10, 1000], inputCol="km", outputCol="bin").transform(scaler.transform(frame))
    indexer = StringIndexer(inputCol="payment", outputCol="code").fit(frame)
    rows = indexer.transform(frame).orderBy("i").collect()
    columns = {"fare": [row.scaled[0] for row in rows], "km": [row.bin for row in rows], "payment": [row.code for row in rows]}
    steps = ["parse_number: {engine: spark, on: [fare, km]}", "impute: {engine: spark, on: fare, value: 7.25}", "impute: {engine: spark, on: km, value: 3.5}",
             "impute: {engine: spark, on: payment, value: none}",
             "standardize: {engine: spark, on: fare, mean: %r, std: %r}" % (float(scaler.mean[0]), float(scaler.std[0])),
             f"bucketize: {{engine: spark, on: km, edges: {EDGES}}}",
             "ordinal: {engine: spark, on: payment, categories: [%s]}" % ", ".join(indexer.labels)]
    write("spark", "Spark", pyspark.__version__, steps, columns)


if sys.argv[3:] == ["spark"]:
    spark()
else:
    for engine in [sklearn, pandas, numpy, polars, duckdb]:
        engine()
