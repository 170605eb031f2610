// Which variants Spark can show is derived from what they change and what their faults wrap.
import { beforeAll, describe, expect, it } from 'vitest';
import { variantsOn, whyNotOnEngine } from '../../../chaos/engine-fit.ts';
import { refuseOtherEngine } from '../../../chaos/plan-run.ts';
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
    // Bounds of time by both kinds of event time.
    for (const path of ['silver.maxAheadMs', 'silver.originalFrom']) expect(read).toContain(path);
    // What the processor around Spark reads, whatever processes the rows.
    for (const path of ['processor.restart', 'processor.reportEveryMs']) expect(read).toContain(path);
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
    ['topic-misconfigured', 'hardened-retention'],
    // Nothing is sent before it is refused.
    ['topic-misconfigured', 'refused-retention'],
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
    ['hot-key', 'naive', 'the checker staleness cannot be judged'],
    ['hot-key', 'hardened', 'the checker staleness cannot be judged'],
    ['lag-metric-lies', 'naive', 'the checker false-health cannot be judged'],
    ['lag-metric-lies', 'hardened', 'the checker false-health cannot be judged'],
    ['empty-table', 'hardened-topic', 'the checker false-health cannot be judged'],
    ['topic-misconfigured', 'naive-retention', 'keeps records for 2 s, and Spark may lag by 15 s'],
    ['offset-reset-latest', 'stops-loudly', 'keeps records for 4 s'],
    ['idle-partition', 'naive', 'judged to 10.5 s'],
    ['bad-deploy', 'naive', 'undone before it works'],
  ])('leaves %s/%s to the duckdb engine', async (id, variant, because) => {
    expect(await why(id, variant)).toContain(because);
  });

  it('switches no protection off that Spark does not have', async () => {
    const without = (path: string) => whyNotOnEngine(named('cascade'), 'hardened', 'spark', path);
    expect(await without('consumer.handOff')).toContain('consumer.handOff, which is to be switched off');
    expect(await without('producer.bufferPolicy')).toBeNull();
    await expect(
      refuseOtherEngine(named('cascade'), 'hardened', 'spark', 'consumer.handOff'),
    ).rejects.toMatchObject({ code: 'bad-argument' });
    const planned = planSuite(all, { ...EVERYTHING, scenarios: ['cascade'] }, 'unprotected');
    const { others } = await fitEngine(all, planned, 'spark');
    expect(others.map(({ run }) => run.without ?? run.variant)).toEqual(
      planned.map(({ without: off, variant }) => off ?? variant).filter((one) => /handOff|queue/.test(one)),
    );
  });

  it('gives every reason as one sentence that names the variant', async () => {
    for (const scenario of all)
      for (const variant of Object.keys(scenario.variants)) {
        const reason = await whyNotOnEngine(scenario, variant, 'spark');
        if (reason === null) continue;
        expect(reason).toMatch(/^[\w-]+\/[\w-]+ concerns the duckdb engine only: .{30,}[^.]$/);
        expect(reason.startsWith(`${scenario.id}/${variant} `)).toBe(true);
      }
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
