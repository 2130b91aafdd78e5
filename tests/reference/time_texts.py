"""Records what Python's datetime, dateutil, pandas, polars, pyarrow and DuckDB read in texts of times.

    pip install python-dateutil==4.0.0 pandas==3.1.1 polars==2.1.0 pyarrow==26.0.1 duckdb==2.0.0
    TZ=UTC python tests/reference/time_texts.py texts.json answers.jsonl
"""
import json,sys,warnings,datetime as dt
warnings.simplefilter('ignore')
S=json.load(open(sys.argv[1])); out=open(sys.argv[2],'w')
import pandas as pd, polars as pl, pyarrow as pa, pyarrow.compute as pc, duckdb
from dateutil import parser as du
def fmt(d):
    if d is None or d is pd.NaT: return 'null'
    if isinstance(d,pd.Timestamp):
        z=d.tzinfo is not None
        if z: d=d.tz_convert('UTC').tz_localize(None)
        s=d.isoformat()
        if d.year<1000: s='%04d'%d.year+s[s.index('-',1):]
        return s+('Z' if z else '')
    if d.tzinfo is not None:
        return d.astimezone(dt.timezone.utc).replace(tzinfo=None).isoformat()+'Z'
    return d.isoformat()
def emit(params,text,ans,host=None):
    r={"parameters":params}
    if host: r["host"]=host
    r["text"]=text; r["answer"]=ans
    print(json.dumps(r,ensure_ascii=False),file=out)
def tryit(params,f,texts=S):
    for t in texts:
        try: a=fmt(f(t))
        except Exception as e: a='ERR'
        except BaseException as e: a='ERR'
        emit(params,t,a)
tryit({"engine":"python"},dt.datetime.fromisoformat)
for f in ['%Y-%m-%d','%Y-%m-%d %H:%M:%S','%Y-%m-%dT%H:%M:%S.%f','%Y-%m-%dT%H:%M:%S%z','%Y-%m-%d %H:%M:%S.%f%z','%m/%d/%Y','%d/%m/%Y','%d %b %Y','%a, %d %b %Y %H:%M:%S %Z','%B %d, %Y','%Y-%j','%G-W%V-%u','%Y%m%d','%m/%d/%Y %I:%M %p','%c','%d-%b-%Y %H:%M']:
    tryit({"engine":"python","format":f},lambda t:dt.datetime.strptime(t,f))
    def pdf(t):
        return pd.to_datetime([t],format=f)[0]
    tryit({"engine":"pandas","format":f},pdf)
tryit({"engine":"dateutil"},du.parse)
tryit({"engine":"dateutil","dayfirst":True},lambda t:du.parse(t,dayfirst=True))
tryit({"engine":"pandas"},lambda t:pd.to_datetime([t])[0])
tryit({"engine":"pandas","dayfirst":True},lambda t:pd.to_datetime([t],dayfirst=True)[0])
tryit({"engine":"pandas","format":"Timestamp"},lambda t:pd.Timestamp(t))
tryit({"engine":"pandas","format":"ISO8601"},lambda t:pd.to_datetime([t],format='ISO8601')[0])
def poly(t,**k):
    s=pl.Series([t]).str.to_datetime(**k)
    if s.dtype.time_zone: s=s.dt.convert_time_zone('UTC')
    return s[0]
tryit({"engine":"polars"},poly)
for f in ['%Y-%m-%d','%Y-%m-%d %H:%M:%S','%Y-%m-%dT%H:%M:%S%.f','%Y-%m-%dT%H:%M:%S%z','%m/%d/%Y','%d %b %Y','%a, %d %b %Y %H:%M:%S %z','%+','%Y-%m-%dT%H:%M:%S%.f%:z','%m/%d/%y','%Y%m%d']:
    tryit({"engine":"polars","format":f},lambda t:poly(t,format=f))
def arrow(t,ty):
    v=pc.cast(pa.array([t]),ty)[0]; n=v.value
    if ty.unit=='us': s=n//1000000; fr='%06d'%(n%1000000)
    else: s=n//10**9; fr='%09d'%(n%10**9)
    return Raw((dt.datetime(1970,1,1)+dt.timedelta(seconds=s)).isoformat()+'.'+fr+('Z' if ty.tz else ''))
class Raw(str): pass
_f=fmt
def fmt(d): return str(d) if isinstance(d,Raw) else _f(d)
tryit({"engine":"pyarrow","format":"cast us"},lambda t:arrow(t,pa.timestamp('us')))
tryit({"engine":"pyarrow","format":"cast ns,UTC"},lambda t:arrow(t,pa.timestamp('ns','UTC')))
for f in ['%Y-%m-%d','%Y-%m-%d %H:%M:%S','%Y-%m-%dT%H:%M:%S','%m/%d/%Y','%d %b %Y','%m/%d/%y','%Y%m%d']:
    tryit({"engine":"pyarrow","format":f},lambda t:pc.strptime(pa.array([t]),format=f,unit='us')[0].as_py())
con=duckdb.connect(); con.execute("set timezone='UTC'")
try: con.execute("load icu")
except Exception as e: print(e)
def duck(q):
    def f(t):
        r=con.execute(q,[t]).fetchone()[0]
        return Raw(r) if r is not None else None
    return f
tryit({"engine":"duckdb","format":"TIMESTAMP"},duck("select strftime(?::TIMESTAMP,'%Y-%m-%dT%H:%M:%S.%f')"))
tryit({"engine":"duckdb"},duck("select strftime(timezone('UTC',?::TIMESTAMPTZ),'%Y-%m-%dT%H:%M:%S.%fZ')"))
for f in ['%Y-%m-%d','%Y-%m-%d %H:%M:%S','%Y-%m-%dT%H:%M:%S.%f','%m/%d/%Y','%d %b %Y','%m/%d/%y','%Y%m%d','%B %d, %Y','%m/%d/%Y %I:%M %p']:
    tryit({"engine":"duckdb","format":f},duck("select strftime(strptime(?,'%s')::TIMESTAMP,'%%Y-%%m-%%dT%%H:%%M:%%S.%%fZ')"%f.replace("'","''")))
