// Records what JavaScript's libraries answer when times are read, cut, moved and subtracted.
//
// Usage: node tests/reference/time_node.cjs FOLDER     (the repository's: tests/recorded/time; reads its instants.txt)
// Versions: node 20.20.2 (ICU 78.2, tz 2025c), moment-timezone 0.6.6, date-fns 4, date-fns-tz 3.2.0,
// @js-temporal/polyfill 0.5.1. Installed with npm; NODE_PATH names the folder node_modules.
//
// Date knows only the host's zone: the script starts itself once for every zone, with TZ set.
const fs = require('fs'), { execFileSync } = require('child_process');
const folder = process.argv[2];
if (!process.env.RECORD_ZONE) {
  const zones = {};
  for (const line of fs.readFileSync(`${folder}/instants.txt`, 'utf8').trim().split('\n')) {
    const [zone, a, b] = line.split(' ');
    (zones[zone] ??= []).push([+a, +b]);
  }
  let all = '';
  for (const [zone, pairs] of Object.entries(zones)) {
    const env = { ...process.env, TZ: zone, RECORD_ZONE: zone };
    all += execFileSync('node', [__filename, folder], { env, input: JSON.stringify(pairs) });
  }
  fs.writeFileSync(`${folder}/node.jsonl`, all);
  process.exit(0);
}
const moment = require('moment-timezone'), { Temporal } = require('@js-temporal/polyfill');
const fns = require('date-fns'), fnsTz = require('date-fns-tz');
const zone = process.env.RECORD_ZONE;
const iso = ms => isNaN(ms) ? null : new Date(Number(ms)).toISOString().replace('.000Z', 'Z');
const record = (engine, step, input, answer) => {
  let out;
  try { out = answer(); } catch (error) { out = { rejected: error.name }; }
  console.log(JSON.stringify({ engine, step, zone, in: input, out }));
};
for (const [a, b] of JSON.parse(fs.readFileSync(0, 'utf8'))) {
  const ms = a * 1000, end = b * 1000, at = iso(ms), date = () => new Date(ms);
  const wall = fnsTz.formatInTimeZone(date(), zone, "yyyy-MM-dd'T'HH:mm:ss");
  const zoned = s => Temporal.Instant.fromEpochMilliseconds(s).toZonedDateTimeISO(zone);
  const floor = (engine, to, answer) => record(engine, { floor_time: { to } }, at, () => iso(answer()));
  const add = (engine, by, answer) => record(engine, { add: by }, at, () => iso(answer()));
  const diff = (engine, unit, answer) => record(engine, { date_diff: { start: at, unit, zone } }, iso(end), answer);
  floor('javascript', 'hour', () => date().setMinutes(0, 0, 0));
  floor('javascript', 'day', () => date().setHours(0, 0, 0, 0));
  add('javascript', { days: 1 }, () => date().setDate(date().getDate() + 1));
  add('javascript', { months: 1 }, () => date().setMonth(date().getMonth() + 1));
  record('javascript', null, wall, () => iso(+new Date(wall)));
  for (const to of ['hour', 'day', 'week', 'month']) floor('moment', to, () => +moment.tz(ms, zone).startOf(to));
  for (const by of ['days', 'months', 'hours']) add('moment', { [by]: 1 }, () => +moment.tz(ms, zone).add(1, by));
  for (const unit of ['day', 'month']) diff('moment', unit, () => moment.tz(end, zone).diff(moment.tz(ms, zone), unit));
  record('moment', null, wall, () => iso(+moment.tz(wall, zone)));
  floor('date-fns-tz', 'hour', () => +fns.startOfHour(date()));
  floor('date-fns-tz', 'day', () => +fns.startOfDay(date()));
  floor('date-fns-tz', 'week', () => +fns.startOfWeek(date()));
  add('date-fns-tz', { days: 1 }, () => +fns.addDays(date(), 1));
  add('date-fns-tz', { months: 1 }, () => +fns.addMonths(date(), 1));
  diff('date-fns-tz', 'day', () => fns.differenceInDays(new Date(end), date()));
  record('date-fns-tz', null, wall, () => iso(+fnsTz.fromZonedTime(wall, zone)));
  for (const to of ['hour', 'day'])
    floor('temporal', to, () => zoned(ms).round({ smallestUnit: to, roundingMode: 'floor' }).epochMilliseconds);
  for (const by of ['days', 'months']) add('temporal', { [by]: 1 }, () => zoned(ms).add({ [by]: 1 }).epochMilliseconds);
  diff('temporal', 'day', () => zoned(ms).until(zoned(end), { largestUnit: 'day' }).days);
  record('temporal', null, wall, () => iso(Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds));
}
