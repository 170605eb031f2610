// The short suite (the variants a scenario names as `fast`: every fault and checker at least once) through the command itself: each gives its
// expected verdict, both variants of a case meet the same schedule; and a disarmed run proves nothing. `npx lakequake chaos suite`
// runs all the others.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listScenarios } from '../../chaos/run.ts';
import { caseOf } from '../../chaos/scenario.ts';
import { planSuite } from '../../chaos/suite/plan.ts';
import { splitByRuntime } from '../../chaos/suite/possible.ts';
import type { SuiteResult } from '../../chaos/suite/suite-result.ts';
import { expectWantedVerdict } from '../helpers/expect-verdict.ts';

const SEED = '7';
const SUITE_MS = 40 * 60_000;
const DISARMED_MS = 240_000;
const command = fileURLToPath(new URL('../../cli/lakequake.mjs', import.meta.url));

const scenarios = await listScenarios();
const planned = planSuite(scenarios, { scenarios: null, tags: null, variants: null, fast: true }, 'expected');
const { possible: runs } = await splitByRuntime('embedded', planned);

let stateDir: string;
beforeAll(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-suite-'));
});
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

async function suite(...args: string[]): Promise<{ results: SuiteResult[]; code: number | null }> {
  const report = join(stateDir, 'table.md');
  const child = spawn(
    process.execPath,
    [command, 'chaos', 'suite', '--state', stateDir, '--seed', SEED, '--json', '--out', report, ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const { results } = JSON.parse(out) as { results: SuiteResult[] };
  console.log(readFileSync(report, 'utf8'));
  return { results, code: code as number | null };
}

describe('the short suite', () => {
  const byKey = new Map<string, SuiteResult>();
  beforeAll(async () => {
    const { results } = await suite('--fast');
    for (const result of results) byKey.set(result.key, result);
  }, SUITE_MS);

  it.each(runs.map(({ key }) => key))('%s ends as expected', (key) => {
    const result = byKey.get(key);
    expectWantedVerdict(result);
  });

  it('meets the same schedule in all variants of a case', () => {
    for (const { id, variants } of scenarios) {
      const hashes = new Map<string, Set<string>>();
      for (const [name, variant] of Object.entries(variants)) {
        const hash = byKey.get(`${id}/${name}`)?.scheduleHash;
        if (hash === undefined) continue;
        hashes.set(caseOf(variant), (hashes.get(caseOf(variant)) ?? new Set()).add(hash));
      }
      for (const [caseName, found] of hashes) expect(found.size, `${id}/${caseName}`).toBe(1);
    }
  });
});

describe('disarmed', () => {
  it(
    'a run whose fault did nothing is inconclusive',
    async () => {
      const { results, code } = await suite('--disarmed', '--scenario', 'broker-loss', '--variant', 'naive');
      expect(results).toMatchObject([{ verdict: 'inconclusive', asExpected: false }]);
      expect(results[0]?.inconclusiveBecause).toContain('kill-broker');
      expect(code).toBe(0);
    },
    DISARMED_MS,
  );
});
