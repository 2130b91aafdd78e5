"""Records what Spark reads in texts of times: casts, and to_timestamp with patterns.

    apt install openjdk-17-jdk-headless; pip install pyspark==3.5.5 numpy==1.26.4 pandas==2.2.3 setuptools
    python tests/reference/time_texts_spark.py texts.json answers.jsonl
"""

import json, sys
from pyspark.sql import SparkSession

texts = json.load(open(sys.argv[1]))
session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
session.sparkContext.setLogLevel("OFF")
session.conf.set("spark.sql.session.timeZone", "UTC")
session.conf.set("spark.sql.legacy.timeParserPolicy", "CORRECTED")
frame = session.createDataFrame(list(enumerate(texts)), "i int, t string").coalesce(1)
PATTERNS = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss[.SSS]XXX", "MM/dd/yyyy", "dd/MM/yyyy", "d MMM yyyy",
            "MM/dd/yy", "yyyyMMdd", "yyyyMMddHHmmss", "yyyy-DDD", "dd-MMM-yyyy HH:mm"]
with open(sys.argv[2], "w") as out:

    def record(parameters, column, end):
        rows = frame.selectExpr("i", f"date_format({column}, \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS\") as answer").orderBy("i").collect()
        for text, row in zip(texts, rows):
            answer = "null" if row.answer is None else row.answer + end
            print(json.dumps({"parameters": {"engine": "spark", **parameters}, "text": text, "answer": answer}), file=out)

    record({}, "cast(t as timestamp)", "Z")
    record({"format": "cast date"}, "cast(cast(t as date) as timestamp_ntz)", "")
    for pattern in PATTERNS:
        quoted = pattern.replace("'", "\\'")
        record({"format": pattern}, f"to_timestamp(t, '{quoted}')", "Z")
