// Makes the recordings that ship in docs/recordings anew, from real runs: `npm run record:demos`. A run that does not come out as expected
// leaves the old recording where it is.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LakequakeError } from '../../pipeline/contract/errors.ts';

const DEMOS = [
  { scenario: 'broker-loss', variant: 'naive', seed: 7 },
  { scenario: 'late-timestamps', variant: 'naive', seed: 7 },
];
const MOST_BYTES = 1_000_000;
const projectDir = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(projectDir, 'docs', 'recordings');

function record(stateDir: string, { scenario, variant, seed }: (typeof DEMOS)[number]): void {
  const script = join(projectDir, 'cli', 'lakequake.mjs');
  const args = ['chaos', 'run', scenario, '--variant', variant, '--seed', String(seed)];
  const answer = execFileSync(process.execPath, [script, ...args, '--state', stateDir, '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { runId, verdict } = JSON.parse(answer) as { runId: string; verdict: string };
  const made = join(stateDir, 'runs', runId, 'recording.jsonl.gz');
  const { size } = statSync(made);
  if (size > MOST_BYTES)
    throw new LakequakeError(
      'internal',
      `the recording of ${scenario} has ${size} bytes, more than ${MOST_BYTES}`,
    );
  const kept = join(folder, `${scenario}-${variant}.jsonl.gz`);
  copyFileSync(made, kept);
  process.stdout.write(`${kept}: ${verdict}, ${Math.round(size / 1000)} kB\n`);
}

mkdirSync(folder, { recursive: true });
const stateDir = mkdtempSync(join(tmpdir(), 'lakequake-demos-'));
try {
  for (const demo of DEMOS) record(stateDir, demo);
} finally {
  rmSync(stateDir, { recursive: true, force: true });
}
