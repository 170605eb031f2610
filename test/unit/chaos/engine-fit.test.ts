// Which variants Spark can show is derived from what they change and what their faults wrap.
import { beforeAll, describe, expect, it } from 'vitest';
import { variantsOn, whyNotOnEngine } from '../../../chaos/engine-fit.ts';
import { listScenarios } from '../../../chaos/run.ts';
import type { Scenario } from '../../../chaos/scenario.ts';
import { fitEngine } from '../../../chaos/suite/fit-engine.ts';
import { planSuite } from '../../../chaos/suite/plan.ts';
import { settingsReadBySpark } from '../../../pipeline/spark/settings-read.ts';

const EVERYTHING = { scenarios: null, tags: null, variants: null, fast: false };

describe('what Spark can show', () => {
  let all: Scenario[];
  beforeAll(async () => {
    all = await listScenarios();
  });
  const named = (id: string) => all.find((one) => one.id === id)!;
  const why = (id: string, variant: string) => whyNotOnEngine(named(id), variant, 'spark');

  it('knows the settings its job reads, and no others', () => {
    const read = settingsReadBySpark();
    for (const path of ['stream.allowedLatenessMs', 'silver.parser', 'silver.pathsTopN', 'stream.dedup'])
      expect(read).toContain(path);
    for (const path of ['consumer.offsetStore', 'lake.checksum', 'stream.adaptiveBatch'])
      expect(read).not.toContain(path);
  });

  it.each([
    ['broker-loss', 'naive'],
    ['late-timestamps', 'naive'],
    ['late-timestamps', 'hardened'],
    ['poison-pill', 'drops'],
    ['schema-drift', 'hardened-renamed'],
    ['path-explosion', 'naive'],
    ['processor-crash', 'control-any-moment'],
    ['late-timestamps', 'yours'],
  ])('shows %s/%s', async (id, variant) => {
    expect(await why(id, variant)).toBeNull();
  });

  it.each([
    ['auto-commit', 'naive', 'it changes consumer.handOff'],
    ['auto-commit', 'hardened', 'what protects it'],
    ['corrupt-data-file', 'hardened-bytes', 'what protects it, lake.checksum'],
    ['clock-skew', 'naive', 'wraps the ports of our own processor'],
    ['processor-crash', 'naive', 'it changes consumer.offsetStore'],
    ['empty-table', 'hardened-offset', 'positions set by hand'],
    ['hot-key', 'naive', 'how old gold is'],
  ])('leaves %s/%s to the duckdb engine', async (id, variant, because) => {
    expect(await why(id, variant)).toContain(because);
  });

  it('leaves nothing to Spark alone', async () => {
    for (const scenario of all)
      expect(await variantsOn(scenario, 'duckdb')).toEqual(Object.keys(scenario.variants));
  });

  it('a suite runs what fits and says why the rest is left out', async () => {
    const planned = planSuite(all, EVERYTHING, 'expected');
    const { runs, others } = await fitEngine(all, planned, 'spark');
    expect(runs.length + others.length).toBe(planned.length);
    expect(runs.length).toBeGreaterThan(30);
    for (const { run, because } of others) expect(because).toContain(`${run.scenario}/${run.variant}`);
  });

  it('a suite of which nothing is left is refused', async () => {
    const planned = planSuite(all, { ...EVERYTHING, scenarios: ['auto-commit'] }, 'expected');
    await expect(fitEngine(all, planned, 'spark')).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
