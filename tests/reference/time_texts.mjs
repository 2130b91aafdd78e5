// Records what Node.js, moment, Temporal's polyfill and date-fns read in texts of times.
//
//   npm install moment@2.30.1 @js-temporal/polyfill@0.5.1 date-fns date-fns-tz@3.2.0     (Node.js 20)
//   TZ=America/New_York node tests/reference/time_texts.mjs texts.json answers.jsonl
import fs from 'fs'; import {createRequire} from 'module'; const require=createRequire(process.cwd()+'/');
const moment=require('moment'); const {Temporal}=require('@js-temporal/polyfill'); const dftz=require('date-fns-tz'); const df=require('date-fns');
const S=JSON.parse(fs.readFileSync(process.argv[2])); const out=[]; moment.suppressDeprecationWarnings=true;
const emit=(p,t,a)=>{const r={parameters:p}; if(process.env.TZ!=='UTC') r.host=process.env.TZ; r.text=t;r.answer=a; out.push(JSON.stringify(r))};
const iso=d=>{ if(isNaN(d)) return 'null'; return d.toISOString().replace(/^\+0?(\d{5})/,'+$1').replace(/^-00/,'-')};
const run=(p,f)=>{for(const t of S){let a; try{a=f(t)}catch(e){a='ERR'}; emit(p,t,a)}};
run({engine:'javascript'},t=>iso(new Date(t)));
run({engine:'moment'},t=>iso(moment(t).toDate()));
run({engine:'moment',format:'moment.utc'},t=>iso(moment.utc(t).toDate()));
for(const f of ['YYYY-MM-DD','YYYY-MM-DD HH:mm:ss','YYYY-MM-DDTHH:mm:ss.SSSZ','MM/DD/YYYY','DD/MM/YYYY','D MMM YYYY','MMMM D, YYYY h:mm A','MM/DD/YY','YYYYMMDD','ddd, DD MMM YYYY HH:mm:ss','YYYY-DDDD','GGGG-[W]WW-E','H:mm']) run({engine:'moment',format:f},t=>iso(moment(t,f).toDate()));
run({engine:'temporal',format:'Instant.from'},t=>Temporal.Instant.from(t).toString());
run({engine:'temporal',format:'PlainDateTime.from'},t=>Temporal.PlainDateTime.from(t).toString());
run({engine:'temporal',format:'ZonedDateTime.from'},t=>Temporal.ZonedDateTime.from(t).toInstant().toString());
run({engine:'date-fns-tz'},t=>iso(dftz.toDate(t)));
for(const f of ['yyyy-MM-dd','yyyy-MM-dd HH:mm:ss',"yyyy-MM-dd'T'HH:mm:ss.SSSXXX",'MM/dd/yyyy','dd/MM/yyyy','d MMM yyyy','MMMM d, yyyy h:mm a','MM/dd/yy','yyyyMMdd','EEE, dd MMM yyyy HH:mm:ss']) run({engine:'date-fns-tz',format:f},t=>{try{return iso(df.parse(t,f,new Date()))}catch(e){return 'null'}});
fs.writeFileSync(process.argv[3],out.join('\n')+'\n');
