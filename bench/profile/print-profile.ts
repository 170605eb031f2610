// The profile of a processor as two Markdown tables: `npx tsx bench/profile/print-profile.ts PROCESSOR.log FILE.cpuprofile`.
// docs/performance.md says how to get both.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CpuProfile, placesOf } from './cpu-table.ts';
import { phasesOf } from './phase-table.ts';

const projectDir = fileURLToPath(new URL('../../', import.meta.url));
/** Places with less than this share are one row. */
const LEAST_SHARE = 0.01;

const [logFile, profileFile] = process.argv.slice(2);
if (logFile === undefined || profileFile === undefined) {
  process.stderr.write('usage: npx tsx bench/profile/print-profile.ts PROCESSOR.log FILE.cpuprofile\n');
  process.exit(2);
}

const row = (...cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;

function phaseTable(log: string): string[] {
  const rows = phasesOf(log).map(({ query, phase, ms, batches }) =>
    row(query, phase, batches, Math.round(ms)),
  );
  return [row('query', 'phase', 'batches', 'ms in all'), '|---|---|--:|--:|', ...rows];
}

function cpuTable(profile: CpuProfile): string[] {
  const places = placesOf(profile, projectDir);
  const whole = places.reduce((sum, { ms }) => sum + ms, 0);
  const large = places.filter(({ ms }) => ms >= whole * LEAST_SHARE);
  const rest = whole - large.reduce((sum, { ms }) => sum + ms, 0);
  const rows = [...large, { name: 'everything else', ms: rest }].map(({ name, ms }) =>
    row(name, Math.round(ms), `${((100 * ms) / whole).toFixed(1)} %`),
  );
  return [row('main thread', 'ms', 'share'), '|---|--:|--:|', ...rows];
}

const profile = JSON.parse(readFileSync(profileFile, 'utf8')) as CpuProfile;
const lines = [...phaseTable(readFileSync(logFile, 'utf8')), '', ...cpuTable(profile), ''];
process.stdout.write(lines.join('\n'));
