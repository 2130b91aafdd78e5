"""Records what PostgreSQL reads in texts of times: casts and to_timestamp.

    apt install postgresql     (15; PGHOST, PGUSER ... name the server)
    python tests/reference/time_texts_postgres.py texts.json answers.jsonl
"""
import json,sys,subprocess
S=json.load(open(sys.argv[1])); out=open(sys.argv[2],'w')
sql=["set timezone='UTC'; set intervalstyle='iso_8601';","create or replace function pg_temp.f(q text, t text) returns text language plpgsql as $$ declare r text; begin execute q into r using t; return r; exception when others then return 'ERR'; end $$;"]
def lit(t): return "E'"+t.replace('\\','\\\\').replace("'","\\'")+"'"
F='YYYY-MM-DD"T"HH24:MI:SS.US'
Q=[]
for ds in ('MDY','DMY'):
    p={"engine":"postgres"}
    if ds=='DMY': p["dayfirst"]=True
    Q.append((ds,dict(p),"select to_char($1::timestamptz,'%s')||'Z'"%F)); Q.append((ds,dict(p,format="timestamp"),"select to_char($1::timestamp,'%s')"%F))
for f in ['YYYY-MM-DD','YYYY-MM-DD HH24:MI:SS','YYYY-MM-DD"T"HH24:MI:SS.US','MM/DD/YYYY','DD/MM/YYYY','DD Mon YYYY','Month DD, YYYY HH12:MI AM','MM/DD/YY','YYYYMMDD','YYYYMMDDHH24MISS','DD-MON-YYYY HH24:MI','YYYY-DDD','IYYY-"W"IW-ID','YYYY-MM-DD HH24:MI:SS TZH:TZM']:
    Q.append(('MDY',{"engine":"postgres","format":f},"select to_char(to_timestamp($1,'%s'),'%s')||'Z'"%(f,F)))
keys=[]
for ds,p,q in Q:
    sql.append("set datestyle='ISO,%s';"%ds)
    sql.append("select coalesce(pg_temp.f($q$%s$q$,t),'null') from (values %s) v(i,t) order by i;"%(q,','.join('(%d,%s)'%(i,lit(t)) for i,t in enumerate(S))))
    keys+= [(p,t) for t in S]
r=subprocess.run(['psql','-qAt'],input='\n'.join(sql),capture_output=True,text=True)
if r.stderr: print(r.stderr[:500])
L=r.stdout.split('\n')[:-1]; assert len(L)==len(keys),(len(L),len(keys))
for (p,t),a in zip(keys,L): print(json.dumps({"parameters":p,"text":t,"answer":a},ensure_ascii=False),file=out)
