// The author checks on real runs, through the command: what a lab hands out fails every check, its solution passes every check, and without
// the fault no check says anything. Each day a third of the labs takes its turn; LAKEQUAKE_LABS=all, or =4,10, says otherwise.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FoundLab } from '../../labs/lab.ts';
import type { StepProof } from '../../labs/prove-lab.ts';
import { listLabs } from '../../labs/registry.ts';
import { cacheLayout } from '../../setup/layout.mjs';
import { costOf, thirdsOf } from './thirds.ts';

const ONE_LAB_MS = 10 * 60_000;
/** Of a run on the duckdb engine, on a busy machine. */
const ONE_RUN_MS = 60_000;
const DAY_MS = 86_400_000;
const command = fileURLToPath(new URL('../../cli/lakequake.mjs', import.meta.url));

/** A lab with runs on Spark needs Spark, which is not fetched for it. */
const hasEngines = ({ runs, id }: FoundLab): boolean => {
  const can = existsSync(cacheLayout().sparkHome) || runs.every(({ engine }) => engine !== 'spark');
  if (!can) process.stderr.write(`skipped: ${id} runs on Spark, which is not set up\n`);
  return can;
};
const labs = (await listLabs()).filter(hasEngines);
const asked = process.env.LAKEQUAKE_LABS;
const today = Math.floor(Date.now() / DAY_MS);

/** Those named, or a third of them: another third each day. */
function choose(): FoundLab[] {
  if (asked === 'all') return labs;
  if (asked !== undefined) return labs.filter(({ number }) => asked.split(',').includes(String(number)));
  const thirds = thirdsOf(labs);
  return thirds[today % thirds.length]!;
}
const chosen = choose();

let stateDir: string;
beforeAll(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-labs-'));
  console.log(`labs of this time: ${chosen.map(({ id }) => id).join(', ')}`);
});
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

describe.each(chosen)('$id', (lab) => {
  let proofs: StepProof[];
  beforeAll(
    async () => {
      const flags = [
        '--all-starts',
        '--all-solutions',
        '--all-disarmed',
        '--lab',
        String(lab.number),
        '--json',
      ];
      const child = spawn(process.execPath, [command, 'lab', 'check', ...flags, '--state', stateDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [out] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      proofs = (JSON.parse(out) as { proofs: StepProof[] }).proofs;
    },
    Math.max(ONE_LAB_MS, costOf(lab) * ONE_RUN_MS),
  );

  it.each([
    ['starts', 'wrong', 'fails every check as handed out'],
    ['solutions', 'passed', 'passes every check as solved'],
    ['disarmed', 'cannot-tell', 'says nothing of a fault that was not injected'],
  ] as const)('%s: %s, it %s', (kind, outcome, _says) => {
    const found = proofs.filter((one) => one.kind === kind);
    expect(found.map(({ step }) => step)).toEqual(lab.steps.map(({ id }) => id));
    expect(found.filter((one) => one.outcome !== outcome)).toEqual([]);
  });
});
