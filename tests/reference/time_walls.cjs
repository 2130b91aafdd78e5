// Records what JavaScript's libraries make of the wall times in a table: see time_walls.py.
//
// Usage: node tests/reference/time_walls.cjs walls.csv > node.tsv
// Versions: node 20.20.2 (ICU 78.2, tz 2025c), moment-timezone 0.6.6, date-fns-tz 3.2.0, @js-temporal/polyfill 0.5.1.
// Installed with npm; NODE_PATH names the folder node_modules.
//
// Date knows only the host's zone, which node takes from TZ whenever that changes.
const fs = require('fs'), moment = require('moment-timezone'), fnsTz = require('date-fns-tz');
const { Temporal } = require('@js-temporal/polyfill');
const say = (variant, answer) => {
  let value;
  try { value = answer() / 1000; } catch (error) { value = `ERR:${error.name}`; }
  console.log(`${variant}\t${Number.isNaN(value) ? 'null' : value}`);
};
for (const line of fs.readFileSync(process.argv[2], 'utf8').trim().split('\n').slice(1)) {
  const [zone, at] = line.split(',');
  const iso = at.replace(' ', 'T');
  process.env.TZ = zone;
  say('javascript', () => +new Date(iso));
  process.env.TZ = 'UTC';
  const plain = Temporal.PlainDateTime.from(iso);
  say('temporal', () => plain.toZonedDateTime(zone).epochMilliseconds);
  for (const disambiguation of ['earlier', 'reject'])
    say(`temporal-${disambiguation}`, () => plain.toZonedDateTime(zone, { disambiguation }).epochMilliseconds);
  say('moment', () => +moment.tz(at, zone));
  say('date-fns-tz', () => +fnsTz.fromZonedTime(iso, zone));
}
