// The source killed half way: started again it goes on from its ledger, sends what never arrived and nothing twice.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateFile } from '../../../pipeline/source/generate-file.ts';
import { foldLedgerFile } from '../../../pipeline/source/ledger/fold-file.ts';
import { useCluster } from '../../helpers/cluster.ts';
import { compare } from './compare.ts';
import { createTopic, readTopic, runSpec, startSource } from './source-process.ts';

const EVENTS = 20_000;
const producer = { batchEvents: 200, requestTimeoutMs: 2_000 };

describe('a source that is killed with an open send', () => {
  const lab = useCluster();

  it.each([
    { seed: 11, killAfter: 3_000, input: 'generator' },
    { seed: 12, killAfter: 9_000, input: 'generator' },
    { seed: 13, killAfter: 14_000, input: 'file' },
  ])(
    'loses and doubles nothing when started again (seed $seed, $input)',
    async ({ seed, killAfter, input }) => {
      const { bootstrap } = lab.cluster;
      const path = join(lab.stateDir, `lines-${seed}.log.gz`);
      if (input === 'file') await generateFile(path, { lines: EVENTS, seed });
      const kind = input === 'file' ? { kind: 'file' as const, path } : { kind: 'generator' as const };
      const source = { input: kind, ratePerSecond: 6_000, maxEvents: input === 'file' ? null : EVENTS };
      const spec = runSpec({
        bootstrap,
        stateDir: lab.stateDir,
        runId: `rcrash${seed}`,
        seed,
        source,
        producer,
      });
      await createTopic(bootstrap, spec.topic);

      const first = startSource(spec);
      await first.report('some events', ({ acked }) => acked > killAfter);
      await lab.cluster.pause('broker-2');
      // Of a report made well after the pause: what is open then waits for the paused broker, and cannot be answered meanwhile.
      const stuckAt = Date.now() + 300;
      await first.report('an open send', ({ at, openSends }) => at > stuckAt && openSends.length > 0);
      await first.kill();
      await lab.cluster.resume('broker-2');
      const left = (await foldLedgerFile(spec.ledgerFile)).counts();
      expect(left.open, 'the kill struck an open send').toBeGreaterThan(0);

      const second = startSource(spec);
      await second.report('the end', ({ state }) => state === 'done');
      expect(await second.stop()).toBe(0);
      const result = await compare(spec.ledgerFile, await readTopic(bootstrap, spec.topic));
      expect(result).toEqual({
        sent: EVENTS,
        acked: EVENTS,
        unknown: 0,
        failed: 0,
        open: 0,
        dropped: 0,
        made: EVENTS,
        distinct: EVENTS,
        absent: [],
        doubled: [],
        phantom: [],
        corrupt: [],
        misplaced: [],
      });
    },
  );

  it('sends again what it had sent when it resumes from memory', async () => {
    const { bootstrap } = lab.cluster;
    const source = { input: { kind: 'generator' as const }, ratePerSecond: 6_000, maxEvents: 6_000 };
    const naive = { ...producer, resumeFrom: 'memory' as const };
    const spec = runSpec({
      bootstrap,
      stateDir: lab.stateDir,
      runId: 'rmemory',
      seed: 5,
      source,
      producer: naive,
    });
    await createTopic(bootstrap, spec.topic);
    const first = startSource(spec);
    await first.report('some events', ({ acked }) => acked > 2_000);
    await first.kill();
    const second = startSource(spec);
    await second.report('the end', ({ state }) => state === 'done');
    await second.stop();
    const result = await compare(spec.ledgerFile, await readTopic(bootstrap, spec.topic));
    expect(result.doubled.length).toBeGreaterThan(2_000);
  });
});
