"""Writes random texts of times as a JSON list: dates, times, offsets and zones in many forms, some of them broken.

    python tests/reference/time_texts_generate.py SEED COUNT texts.json

The recorders `time_texts*` beside this file take that list and write a line of JSON for each text: the parameters of
`parse_time`, the text, and the library's answer. `PREPARITY_TIME_TEXTS=answers.jsonl cargo test texts_are_read --
--nocapture` compares. `tests/data/time/texts.jsonl` is a sample of such answers.
"""
import random,json,sys
seed=int(sys.argv[1]); n=int(sys.argv[2]); R=random.Random(seed)
def p2(x): return '%02d'%x
MON=['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']; LONG=['January','February','March','April','May','June','July','August','September','October','November','December']
WD=['Mon','Tue','Wed','Thu','Fri','Sat','Sun']
import datetime
def one():
    y=R.choice([R.randint(1970,2037)]*6+[R.randint(1,9999),R.randint(1900,2100)]); m=R.randint(1,12); d=R.choice([R.randint(1,28)]*8+[29,30,31]); 
    H=R.randint(0,23);M=R.randint(0,59);S=R.randint(0,59)
    if R.random()<.04: H,M,S=24,0,0
    if R.random()<.03: S=60
    if R.random()<.02: M=60
    try: wd=WD[datetime.date(y,m,d).weekday()]
    except Exception: wd='Mon'
    dk=R.random()
    if dk<.45: D='%04d-%02d-%02d'%(y,m,d)
    elif dk<.50: D='%d-%d-%d'%(y,m,d)
    elif dk<.55: D='%04d%02d%02d'%(y,m,d)
    elif dk<.62: D=R.choice(['%02d/%02d/%04d','%d/%d/%04d','%02d-%02d-%04d','%02d.%02d.%04d'])%(R.choice([(m,d,y),(d,m,y)]))
    elif dk<.66: D='%04d/%02d/%02d'%(y,m,d)
    elif dk<.70: D='%02d/%02d/%02d'%(m,d,y%100)
    elif dk<.75: D='%d %s %04d'%(d,R.choice([MON,LONG])[m-1],y)
    elif dk<.80: D='%s %d, %04d'%(R.choice([MON,LONG])[m-1],d,y)
    elif dk<.83: D='%02d-%s-%04d'%(d,MON[m-1],y)
    elif dk<.88: D='%s, %02d %s %04d'%(wd,d,MON[m-1],y)
    elif dk<.90: D='%s %s %2d %04d'%(wd,MON[m-1],d,y)
    elif dk<.92: D='%04d-%03d'%(y,R.randint(1,366))
    elif dk<.93: D='%04d-W%02d-%d'%(y,R.randint(1,53),R.randint(1,7))
    elif dk<.94: D=R.choice(['%04d-%02d W%d %d'%(y,m,R.randint(0,6),R.randint(1,7)),'%04d-%02d %s'%(y,R.randint(0,54),R.choice(WD)),'%s %04d-%02d-%02d'%(wd,y,m,d),'%d %02d.%02d.%04d'%(R.randint(0,8),d,m,y)])
    elif dk<.96: D='%04d-%02d'%(y,m)
    elif dk<.97: D='%04d'%y
    else: D='%04d.%02d.%02d'%(y,m,d)
    if R.random()<.15: return D
    sep=R.choice(['T']*6+[' ']*6+['t','  ','_'])
    tk=R.random()
    if tk<.65: T='%02d:%02d:%02d'%(H,M,S)
    elif tk<.75: T='%02d:%02d'%(H,M)
    elif tk<.80: T='%02d%02d%02d'%(H,M,S)
    elif tk<.83: T='%02d'%H
    elif tk<.87: T='%d:%02d:%02d'%(H,M,S)
    elif tk<.93: T='%d:%02d %s'%(H%12 or 12,M,R.choice(['AM','PM','am','pm']))
    elif tk<.96: T='%d:%02d:%02d %s'%(H%12 or 12,M,S,R.choice(['AM','PM','am','pm']))
    else: T='%02d:%02d:%02d%s'%(H%12 or 12,M,S,R.choice(['AM','PM']))
    if R.random()<.25 and T.count(':')==2 and T[-1].isdigit(): T+=R.choice(['.']*9+[','])+''.join(R.choice('0123456789') for _ in range(R.choice([1,2,3,3,6,6,7,9,9,10])))
    zk=R.random()
    Z=''
    if zk<.4: Z=''
    elif zk<.6: Z='Z'
    elif zk<.70: Z='%s%02d:%02d'%(R.choice('+-'),R.choice([0,1,3,5,8,11,14,15,16,23]),R.choice([0,0,30,45,59]))
    elif zk<.76: Z='%s%02d%02d'%(R.choice('+-'),R.choice([0,5,9,12]),R.choice([0,30]))
    elif zk<.80: Z='%s%02d'%(R.choice('+-'),R.choice([0,5,9,12]))
    elif zk<.83: Z=R.choice([' UTC',' GMT','UTC',' Z','z'])
    elif zk<.88: Z=' '+R.choice(['EST','EDT','PST','PDT','CST','MST','CET','CEST','IST','JST','BST','MSK','XYZ','EET'])
    elif zk<.91: Z=R.choice([' UTC+3',' GMT-8','GMT+1',' UTC+05:30',' UTC-0500'])
    elif zk<.94: Z=' %s%02d%02d'%(R.choice('+-'),R.choice([0,5,9]),0)
    elif zk<.96: Z=R.choice(['[Europe/Paris]','+01:00[Europe/Paris]','Z[UTC]',' Europe/Paris',' America/New_York'])
    s=D+sep+T+Z
    r=R.random()
    if r<.03: s=' '+s
    elif r<.05: s+=' '
    elif r<.07: s=s.upper()
    elif r<.09: s=s.lower()
    elif r<.12 and len(s)>4:
        i=R.randrange(len(s)); s=s[:i]+s[i+1:]
    elif r<.14:
        i=R.randrange(len(s)); s=s[:i]+R.choice('0123456789-:/ .T')+s[i:]
    return s
out=set()
EXTRA=['nan','null','12','2024','1709634030','10:20','3 pm','today at 5','next week','','   ','-','12/2024','Q1 2024','2024Q3','1e9','Feb 29 2023','Feb 29 2024','5th of March 2024','March 5th, 2024 at 3:04 pm','Tue Mar 05 2024 10:20:30 GMT+0100 (CET)','2024-03-05T10:20:30.123+01:00','20240305T102030Z','2024-03-05 10:20:30.5 -0330','+002024-03-05T00:00:00Z','2024-03-05T10','24-03-05','05.03.24 10:20']
while len(out)<n-len(EXTRA): out.add(one())
out=sorted(out)+EXTRA
json.dump(out,open(sys.argv[3],'w'),ensure_ascii=False)
