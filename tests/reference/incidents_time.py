"""Makes the recorded serving outputs of the incidents in cases/incidents that are about times.

Usage: python tests/reference/incidents_time.py cases/incidents/times
Versions: Python 3.11 (datetime, zoneinfo), pandas 3.1.1, pytz 2026.6, DuckDB 2.0.0. The times are in
the case files and here; the faults are those reported.
"""

import datetime, json, os, sys, time, zoneinfo
import duckdb, pandas as pd, pytz

FOLDER = sys.argv[1]


def record(incident, texts, serve):
    lines = [json.dumps({"id": "text-%d" % (i + 1), "value": serve(text)}) for i, text in enumerate(texts)]
    with open(os.path.join(FOLDER, incident + ".jsonl"), "w") as file:
        file.write("\n".join(lines) + "\n")


def at(zone, function):
    """With the host's zone set."""
    os.environ["TZ"] = zone
    time.tzset()
    made = function()
    os.environ["TZ"] = "UTC"
    time.tzset()
    return made


def instant(moment):
    return {"time": moment.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")}


read = lambda text: datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S")
summer = ["2024-07-04 12:00:00", "2024-01-15 23:59:59", "2024-03-20 08:30:00", "2024-11-20 18:45:30"]

record("tfdocs-1783", summer, lambda t: at("America/Los_Angeles", lambda: int(read(t).timestamp())))
record("pandas-22450", summer, lambda t: at("Europe/Paris", lambda: int(read(t).timestamp())))
record("makani-13", summer, lambda t: at("Asia/Kolkata", lambda: int(read(t).timestamp())))
record("zoneinfo-79", ["2002-10-27 00:30:00", "2002-10-27 01:00:00", "2002-10-27 02:00:00"], lambda t: int(read(t).replace(tzinfo=zoneinfo.ZoneInfo("America/New_York")).timestamp()))
record("pytz-lmt", summer, lambda t: instant(read(t).replace(tzinfo=pytz.timezone("Europe/Warsaw"))))
record("pytz-41", summer, lambda t: instant(pd.Timestamp(t).tz_localize("Etc/GMT+2").to_pydatetime()))
record("mlflownet-4", ["1512230400", "1512316800", "1530000000"], lambda t: instant(pd.Timestamp(int(t), unit="ms", tz="UTC").to_pydatetime()))
record("wattile-234", summer, lambda t: {"hour": pd.Timestamp(t, tz="America/Denver").hour})
connection = duckdb.connect()
days = ["2024-07-%02d 12:00:00" % day for day in range(1, 8)]
record("truxify-7208", days, lambda t: {"weekday": connection.execute("select dayofweek(timestamp '%s')" % t).fetchall()[0][0]})
record("duckdb-5776", ["2024-12-30 12:00:00", "2021-01-03 12:00:00", "2018-12-31 12:00:00", "2024-05-15 12:00:00"], lambda t: {"week": int(read(t).strftime("%W"))})
