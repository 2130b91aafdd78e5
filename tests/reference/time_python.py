"""Records what Python's libraries and DuckDB answer when times are cut, moved and subtracted.

Usage: python tests/reference/time_python.py FOLDER [SEED] [COUNT]     (the repository's: tests/recorded/time 3 30)
Versions: Python 3.11, tzdata of the host 2025b, pandas 3.1.1, polars 2.1.0, pyarrow 26.0.1, duckdb 2.0.0, pytz 2026.6.
Installed with pip. Set PYTHONTZPATH=/usr/share/zoneinfo so that zoneinfo reads the host's files.

Writes instants.txt (zone, instant, other instant; most of them within a day of a change of the clock), which the
recorders of the other languages read, and one line an answer: {"engine", "step", "in", "out"}. The step begins with a
time that is parsed from UTC and shown in the zone.
"""

import datetime as dt, json, random, sys, zoneinfo
import duckdb, pandas as pd, polars as pl, pyarrow as pa, pyarrow.compute as pc, pytz

folder, seed, count = sys.argv[1], int((sys.argv + [0, 0, 3])[2] or 3), int(sys.argv[3]) if len(sys.argv) > 3 else 30
rng = random.Random(seed)
zones = [z for z in sorted(zoneinfo.available_timezones()) if "/" in z and not z.startswith(("Etc", "posix", "right"))]


def near_change(zone, start):
    info = zoneinfo.ZoneInfo(zone)
    offset = lambda second: dt.datetime.fromtimestamp(second, info).utcoffset()
    high = next((start + day * 86400 for day in range(1, 400) if offset(start + day * 86400) != offset(start)), None)
    if high is None:
        return start
    low = high - 86400
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if offset(middle) != offset(start) else (middle, high)
    return high + rng.choice([rng.randrange(-90000, 90000), rng.randrange(-7300, 7300), -1, 0, 1, -3600, 3599])


instants = []
while len(instants) < count:
    zone = rng.choice(zones)
    instant = near_change(zone, rng.randrange(0, 2_100_000_000))
    instants.append((zone, instant, instant + rng.choice([-1, 1]) * rng.choice([86400 * rng.randrange(1, 60), rng.randrange(1, 10**7)])))
with open(f"{folder}/instants.txt", "w") as out:
    out.writelines(f"{zone} {a} {b}\n" for zone, a, b in instants)

lines = []
iso = lambda second: dt.datetime.fromtimestamp(second, dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
utc = lambda time: iso(round(time.timestamp()))


def record(engine, step, zone, instant, answer, start=None):
    try:
        value = answer()
    except Exception as error:
        value = {"rejected": type(error).__name__}
    lines.append({"engine": engine, "step": step, "zone": zone, "in": iso(instant), "out": value})


def floors(engine, zone, instant, answers):
    for unit, answer in answers.items():
        record(engine, {"floor_time": {"to": unit}}, zone, instant, answer)


def diff(engine, zone, a, b, answer, unit="day"):
    record(engine, {"date_diff": {"start": iso(a), "unit": unit, "zone": zone}}, zone, b, answer)


connection = duckdb.connect()
connection.execute("load icu")
for zone, a, b in instants:
    info = zoneinfo.ZoneInfo(zone)
    time, other = (dt.datetime.fromtimestamp(second, info) for second in (a, b))
    floors("zoneinfo", zone, a, {"hour": lambda: utc(time.replace(minute=0, second=0)), "day": lambda: utc(time.replace(hour=0, minute=0, second=0))})
    record("zoneinfo", {"add": {"days": 1}}, zone, a, lambda: utc(time + dt.timedelta(days=1)))
    record("zoneinfo", {"add": {"hours": 5}}, zone, a, lambda: utc(time + dt.timedelta(hours=5)))
    diff("zoneinfo", zone, a, b, lambda: (other - time).days)
    stamp, stamp_b = (pd.Timestamp(second, unit="s", tz="UTC").tz_convert(info) for second in (a, b))
    floors("pandas", zone, a, {"hour": lambda: utc(stamp.floor("h")), "day": lambda: utc(stamp.floor("D"))})
    record("pandas", {"add": {"days": 1}}, zone, a, lambda: utc(stamp + pd.DateOffset(days=1)))
    record("pandas", {"add": {"months": 1}}, zone, a, lambda: utc(stamp + pd.DateOffset(months=1)))
    record("pandas", {"add": {"hours": 5}}, zone, a, lambda: utc(stamp + pd.Timedelta(hours=5)))
    diff("pandas", zone, a, b, lambda: (stamp_b - stamp).days)
    local = pytz.timezone(zone)
    record("pytz", {"add": {"days": 1}}, zone, a, lambda: utc(local.normalize(dt.datetime.fromtimestamp(a, local) + dt.timedelta(days=1))))
    try:
        naive = [dt.datetime.fromtimestamp(second, dt.timezone.utc).replace(tzinfo=None) for second in (a, b)]
        series = pl.Series(naive).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    except Exception:
        series = None
    if series is not None:
        units = {"hour": "1h", "15min": "15m", "day": "1d", "week": "1w", "month": "1mo"}
        floors("polars", zone, a, {unit: lambda every=every: utc(series.dt.truncate(every)[0]) for unit, every in units.items()})
        for part, by in (("days", "1d"), ("months", "1mo"), ("hours", "1h")):
            record("polars", {"add": {part: 1}}, zone, a, lambda: utc(series[:1].dt.offset_by(by)[0]))
        diff("polars", zone, a, b, lambda: (series[1:] - series[:1]).dt.total_days()[0])
    array, array_b = (pa.array([second * 1_000_000], pa.timestamp("us", zone)) for second in (a, b))
    floors("pyarrow", zone, a, {unit: lambda unit=unit: iso(pc.floor_temporal(array, unit=unit).cast(pa.int64())[0].as_py() // 1_000_000) for unit in ("hour", "day", "week", "month")})
    diff("pyarrow", zone, a, b, lambda: pc.days_between(array, array_b)[0].as_py())
    try:
        connection.execute(f"set timezone = '{zone}'")
    except Exception:
        continue
    ask = lambda query: connection.execute("select " + query).fetchone()[0]
    floors("duckdb", zone, a, {unit: lambda unit=unit: iso(round(ask(f"epoch(date_trunc('{unit}', to_timestamp({a})))"))) for unit in ("hour", "day", "week", "month")})
    for part in ("days", "months", "hours"):
        record("duckdb", {"add": {part: 1}}, zone, a, lambda: iso(round(ask(f"epoch(to_timestamp({a}) + interval '1 {part}')"))))
    for unit in ("day", "hour", "month"):
        diff("duckdb", zone, a, b, lambda: ask(f"date_diff('{unit}', to_timestamp({a}), to_timestamp({b}))"), unit)

with open(f"{folder}/python.jsonl", "w") as out:
    out.writelines(json.dumps(line) + "\n" for line in lines)
