"""Records what the libraries make of wall times: in gaps and folds, before zones were regulated, far in the future.

    python tests/reference/time_walls.py generate SEED COUNT walls.csv      other rows than the repository's (16, 72)
    python tests/reference/time_walls.py python walls.csv > python.tsv      and `duckdb`, `postgres`, `spark`
    python tests/reference/time_walls.py goldens walls.csv CASES GOLDEN *.tsv

The libraries of other languages have recorders beside this one: time_walls.go, .cjs, .rs and TimeWalls.java say in their
heads how their runtime is installed. Each gives a line for every row of the table: `variant<TAB>answer`, the answer a
number of seconds from 1970, `null`, or `ERR:Name`. `goldens` makes a case and its goldens of each variant in VARIANTS.

Python libraries, installed with pip: Python 3.11, tzdata 2026.6 (PYTHONTZPATH= makes zoneinfo read it), pytz 2026.6,
python-dateutil 4.0.0, pandas 3.1.1, polars 2.1.0, pyarrow 26.0.1, duckdb 2.0.0.
PostgreSQL 15: `apt install postgresql`, PGHOST, PGPORT, PGUSER name a server. Spark: `apt install
openjdk-17-jdk-headless`, `pip install pyspark==3.5.5 numpy==1.26.4 pandas==2.2.3 setuptools`.
"""

import csv, datetime as dt, json, pathlib, random, subprocess, sys, zoneinfo

PYTHON = "python tests/reference/time_walls.py python walls.csv"
JAVA = "java tests/reference/TimeWalls.java walls.csv"
NODE = "node tests/reference/time_walls.cjs walls.csv"
RUST = "cargo run --example time_walls walls.csv"

# Variant: engine, parameters, library, version, command, release of the zone data where it is not the engine's own.
VARIANTS = {
    "zoneinfo": ("zoneinfo", {}, "CPython zoneinfo", "3.11, tzdata 2026f", PYTHON, None),
    "zoneinfo-fold-1": ("zoneinfo", {"fold": 1}, "CPython zoneinfo", "3.11, tzdata 2026f", PYTHON, None),
    "pytz": ("pytz", {}, "pytz", "2026.6", PYTHON, None),
    "pytz-is-dst": ("pytz", {"is_dst": True}, "pytz", "2026.6", PYTHON, None),
    "pytz-is-dst-none": ("pytz", {"is_dst": None}, "pytz", "2026.6", PYTHON, None),
    "pytz-replace": ("pytz", {"method": "replace"}, "pytz", "2026.6", PYTHON, None),
    "dateutil": ("dateutil", {}, "python-dateutil", "4.0.0, zone files 2025b", PYTHON, "2025b"),
    "dateutil-fold-1": ("dateutil", {"fold": 1}, "python-dateutil", "4.0.0, zone files 2025b", PYTHON, "2025b"),
    "pandas": ("pandas", {}, "pandas", "3.1.1, tzdata 2026f", PYTHON, None),
    "pandas-first": ("pandas", {"ambiguous": True, "nonexistent": "NaT"}, "pandas", "3.1.1, tzdata 2026f", PYTHON, None),
    "polars-earliest": ("polars", {"ambiguous": "earliest", "non_existent": "null"}, "polars", "2.1.0", PYTHON, None),
    "polars-latest": ("polars", {"ambiguous": "latest", "non_existent": "null"}, "polars", "2.1.0", PYTHON, None),
    "pyarrow-earliest": ("pyarrow", {"ambiguous": "earliest", "nonexistent": "earliest"}, "pyarrow", "26.0.1, zone files 2025b", PYTHON, "2025b"),
    "pyarrow-latest": ("pyarrow", {"ambiguous": "latest", "nonexistent": "latest"}, "pyarrow", "26.0.1, zone files 2025b", PYTHON, "2025b"),
    "duckdb": ("duckdb", {}, "DuckDB", "2.0.0", PYTHON.replace(" python ", " duckdb "), None),
    "postgres": ("postgres", {}, "PostgreSQL", "15.18, zone files 2025b", PYTHON.replace(" python ", " postgres "), "2025b"),
    "spark": ("spark", {}, "Spark", "3.5.5 on Java 17.0.15, zone data 2025a", PYTHON.replace(" python ", " spark "), "2025a"),
    "java-time": ("java-time", {}, "java.time", "OpenJDK 17.0.15, zone data 2025a", JAVA, "2025a"),
    "java-legacy": ("java-legacy", {"format": "yyyy-MM-dd HH:mm:ss"}, "java.text.SimpleDateFormat", "OpenJDK 17.0.15, zone data 2025a", JAVA, "2025a"),
    "java-legacy-strict": ("java-legacy", {"format": "yyyy-MM-dd HH:mm:ss", "lenient": False}, "java.text.SimpleDateFormat", "OpenJDK 17.0.15, zone data 2025a", JAVA, "2025a"),
    "joda": ("joda", {"format": "yyyy-MM-dd HH:mm:ss"}, "Joda-Time", "2.10.14", JAVA, None),
    "javascript": ("javascript", {}, "node Date", "20.20.2, zone data 2025c", NODE, "2025c"),
    "temporal": ("temporal", {}, "@js-temporal/polyfill", "0.5.1 on node 20.20.2, zone data 2025c", NODE, "2025c"),
    "temporal-earlier": ("temporal", {"disambiguation": "earlier"}, "@js-temporal/polyfill", "0.5.1 on node 20.20.2, zone data 2025c", NODE, "2025c"),
    "temporal-reject": ("temporal", {"disambiguation": "reject"}, "@js-temporal/polyfill", "0.5.1 on node 20.20.2, zone data 2025c", NODE, "2025c"),
    "moment": ("moment", {}, "moment-timezone", "0.6.6", NODE, None),
    "date-fns-tz": ("date-fns-tz", {}, "date-fns-tz", "3.2.0 on node 20.20.2, zone data 2025c", NODE, "2025c"),
    "go": ("go", {}, "Go time", "1.19.8, zone files 2025b", "go run tests/reference/time_walls.go walls.csv", "2025b"),
    "chrono-earliest": ("chrono", {"ambiguous": "earliest"}, "chrono", "0.4.45 with chrono-tz 0.10.4", RUST, None),
    "chrono-latest": ("chrono", {"ambiguous": "latest"}, "chrono", "0.4.45 with chrono-tz 0.10.4", RUST, None),
    "jiff": ("jiff", {}, "jiff", "0.2.46 with its own zone data", RUST, None),
    "jiff-reject": ("jiff", {"disambiguation": "reject"}, "jiff", "0.2.46 with its own zone data", RUST, None),
}


def rows(path):
    with open(path) as file:
        return [(row["zone"], dt.datetime.fromisoformat(row["at"])) for row in csv.DictReader(file)]


def change(rng, zone):
    """A change of the offset between 1900 and 2037: its instant, and the offsets before and after, in seconds."""
    offset = lambda second: int(dt.datetime.fromtimestamp(second, zone).utcoffset().total_seconds())
    start = rng.randrange(-2_208_988_800, 2_100_000_000)
    high = next((at for at in range(start, start + 400 * 86400, 86400) if offset(at) != offset(start)), None)
    if high is None:
        return None
    low = high - 86400
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if offset(middle) != offset(start) else (middle, high)
    return high, offset(high - 1), offset(high)


def is_common(name, at):
    """True where the host's zone files, which distributions build with data of their own before 1970, say the same."""
    with open(f"/usr/share/zoneinfo/{name}", "rb") as file:
        host, own, wall = zoneinfo.ZoneInfo.from_file(file), zoneinfo.ZoneInfo(name), dt.datetime.fromisoformat(at)
    return all(wall.replace(tzinfo=host, fold=fold).timestamp() == wall.replace(tzinfo=own, fold=fold).timestamp() for fold in (0, 1))


def generate(seed, count, path):
    rng = random.Random(seed)
    zones = [z for z in sorted(zoneinfo.available_timezones()) if "/" in z and not z.startswith(("Etc", "posix", "right", "SystemV", "US/"))]
    text = lambda wall: (dt.datetime(1970, 1, 1) + dt.timedelta(seconds=wall)).strftime("%Y-%m-%d %H:%M:%S")
    found = []
    while len(found) < count:
        name = rng.choice(zones)
        kind = len(found) % 12
        if kind >= 9:
            year = rng.randrange(1850, 1900) if kind == 9 else rng.randrange(2038, 2300)
            at = f"{year:04}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02} {rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"
            found += [(name, at)] if is_common(name, at) else []
            continue
        known = change(rng, zoneinfo.ZoneInfo(name))
        if not known or known[1] == known[2]:
            continue
        at, before, after = known
        low, high = at + min(before, after), at + max(before, after)
        at = text(rng.choice([low - 1, low, high - 1, high, *[rng.randrange(low, high)] * 4]))
        found += [(name, at)] if is_common(name, at) else []
    with open(path, "w") as out:
        out.write("zone,at\n" + "".join(f"{zone},{at}\n" for zone, at in found))


def say(variant, answer):
    try:
        value = answer()
    except Exception as error:
        value = f"ERR:{type(error).__name__}"
    print(variant, "null" if value is None else value, sep="\t")


def python(table):
    import dateutil.tz, pandas as pd, polars as pl, pyarrow as pa, pyarrow.compute as pc, pytz
    whole = lambda time: None if time is pd.NaT else round(time.timestamp())
    for name, wall in table:
        zone, old = zoneinfo.ZoneInfo(name), pytz.timezone(name)
        file = dateutil.tz.tzfile(f"/usr/share/zoneinfo/{name}")
        say("zoneinfo", lambda: whole(wall.replace(tzinfo=zone)))
        say("zoneinfo-fold-1", lambda: whole(wall.replace(tzinfo=zone, fold=1)))
        say("pytz", lambda: whole(old.localize(wall)))
        say("pytz-is-dst", lambda: whole(old.localize(wall, is_dst=True)))
        say("pytz-is-dst-none", lambda: whole(old.localize(wall, is_dst=None)))
        say("pytz-replace", lambda: whole(wall.replace(tzinfo=old)))
        say("dateutil", lambda: whole(wall.replace(tzinfo=file)))
        say("dateutil-fold-1", lambda: whole(wall.replace(tzinfo=file, fold=1)))
        say("pandas", lambda: whole(pd.Timestamp(wall).tz_localize(name)))
        say("pandas-first", lambda: whole(pd.Timestamp(wall).tz_localize(name, ambiguous=True, nonexistent="NaT")))
        series = pl.Series([wall])
        for which in ["earliest", "latest"]:
            shown = lambda: series.dt.replace_time_zone(name, ambiguous=which, non_existent="null").dt.epoch("s")[0]
            say(f"polars-{which}", shown)
            array = pa.array([wall], pa.timestamp("s"))
            say(f"pyarrow-{which}", lambda: pc.assume_timezone(array, name, ambiguous=which, nonexistent=which)[0].value)


def duckdb(table):
    import duckdb
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    for name, wall in table:
        sql = "select epoch(timezone(?, ?::timestamp))::bigint"
        say("duckdb", lambda: connection.execute(sql, [name, str(wall)]).fetchone()[0])


def postgres(table):
    sql = "".join(f"select extract(epoch from timestamp '{wall}' at time zone '{name}')::bigint;\n" for name, wall in table)
    answers = subprocess.run(["psql", "-qAt"], input=sql, capture_output=True, text=True, check=True).stdout.split()
    for answer in answers:
        print("postgres", answer, sep="\t")


def spark(table):
    from pyspark.sql import SparkSession
    session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    session.conf.set("spark.sql.session.timeZone", "UTC")
    frame = session.createDataFrame([(i, name, str(wall)) for i, (name, wall) in enumerate(table)], "i int, zone string, at string")
    frame = frame.selectExpr("i", "unix_timestamp(to_utc_timestamp(at, zone)) as epoch").orderBy("i")
    for row in frame.collect():
        print("spark", "null" if row.epoch is None else row.epoch, sep="\t")


def yaml(value):
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if value == "null" else str(value)


def goldens(walls, cases, golden, files):
    answers = {}
    for file in files:
        for line in open(file).read().splitlines():
            variant, answer = line.split("\t")
            answers.setdefault(variant, []).append(answer)
    count = len(rows(walls))
    for variant, (engine, parameters, library, version, command, release) in VARIANTS.items():
        found = answers.get(variant)
        if found is None:
            continue
        assert len(found) == count, (variant, len(found))
        options = "".join(f", {name}: {yaml(value)}" for name, value in parameters.items())
        lines = [f"description: Wall times that clocks skip or repeat, of 1850 to 2300, as {library} takes them.", "tags: [time, engines]",
                 "inputs: [{table: walls.csv}]", "train:"]
        if release:
            lines.append(f"  runtime: {{tzdata: {release}}}")
        lines += ["  steps:", f"    - parse_time: {{engine: {engine}, on: at, zone: {{field: zone}}{options}}}",
                  f"    - to_epoch: {{engine: {engine}, on: at}}", "    - columns: {keep: [at]}"]
        pathlib.Path(cases, f"{variant}.yaml").write_text("\n".join(lines) + "\n")
        folder = pathlib.Path(golden, variant)
        folder.mkdir(parents=True, exist_ok=True)
        blessed = {"date": "2026-11-24T00:00:00Z", "recorded": {"library": library, "version": version, "command": command}}
        head = ["format: preparity-golden/1", "blessed:", f"  date: {blessed['date']}", "  recorded:"]
        head += [f"    {name}: {json.dumps(text)}" for name, text in blessed["recorded"].items()]
        head += ["sources:", "  walls.csv:", "    file: walls.csv.jsonl", f"    inputs: {count}"]
        (folder / "golden.yaml").write_text("\n".join(head) + "\n")
        with open(folder / "walls.csv.jsonl", "w") as out:
            for row, answer in enumerate(found, 1):
                value = {"rejected": answer[4:]} if answer.startswith("ERR:") else None if answer == "null" else int(answer)
                out.write(json.dumps({"id": f"walls.csv:{row}", "value": {"at": value}}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    if verb == "generate":
        generate(int(rest[0]), int(rest[1]), rest[2])
    elif verb == "goldens":
        goldens(rest[0], rest[1], rest[2], rest[3:])
    else:
        {"python": python, "duckdb": duckdb, "postgres": postgres, "spark": spark}[verb](rows(rest[0]))
