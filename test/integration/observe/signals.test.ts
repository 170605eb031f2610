// Real faults on the real pipeline: the signal made for each notices it within ten seconds of its beginning, with the shipped thresholds.
import { fileURLToPath } from 'node:url';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addToxic, removeToxic, type ToxicSpec, toxicName } from '../../../chaos/drivers/toxiproxy.ts';
import { startWatch, type Watch } from '../../../chaos/drivers/watch.ts';
import { newRunId } from '../../../pipeline/contract/event.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { until } from '../../../pipeline/contract/until.ts';
import type { PipelineRun, PortsModule } from '../../../pipeline/runtime/pipeline-run.ts';
import type { Stretch } from '../../fixtures/ports/distort-stretches.ts';
import { openTestEnvironment, type TestEnvironment } from '../../helpers/environment.ts';

const RATE = 1_000;
/** What is usual has shown itself. */
const WARM_UP_EVENTS = 20_000;
const WITHIN_MS = 10_000;

let environment: TestEnvironment;
beforeAll(async () => {
  environment = await openTestEnvironment();
}, 120_000);
afterAll(() => environment?.close(), 30_000);

async function watchedRun(
  sourcePorts?: PortsModule,
): Promise<{ run: PipelineRun; watch: Watch; end: () => Promise<void> }> {
  const { admin, cluster } = environment;
  const { run } = await environment.newRun({
    kind: 'scenario',
    runId: newRunId(Date.now(), Math.random),
    seed: 1995,
    source: { input: { kind: 'generator' }, ratePerSecond: RATE, maxEvents: null },
    settings: defaultSettings(),
    ...(sourcePorts ? { sourcePorts } : {}),
  });
  const brokerIds = cluster.brokers.map(({ id }) => id);
  const watch = await startWatch({
    admin,
    run,
    cluster,
    brokerIds,
    onSignal: () => undefined,
    onSnapshot: () => undefined,
  });
  await run.startProcessors();
  await run.startSource();
  const end = async () => {
    watch.stop();
    await run.stop();
  };
  return { run, watch, end };
}

const made = (watch: Watch) => watch.snapshot().source?.value.made ?? 0;

const untilMade = (watch: Watch, events: number) =>
  until(() => made(watch) >= events, {
    deadlineMs: 150_000,
    everyMs: 20,
    what: `${events} events to be made`,
  });

/** Waits for a signal that fires after a moment; tells after how many ms. */
async function noticed(watch: Watch, id: string, since: number): Promise<number> {
  const probe = () => watch.fired().find((signal) => signal.id === id && signal.firedAt >= since);
  const { firedAt } = await until(probe, {
    deadlineMs: 2 * WITHIN_MS,
    everyMs: 50,
    what: `the signal ${id}`,
  });
  return firedAt - since;
}

const untilQuiet = (watch: Watch) =>
  until(() => watch.active().length === 0, {
    deadlineMs: 60_000,
    everyMs: 100,
    what: 'all signals to be quiet',
  });

describe('signals notice within ten seconds', () => {
  it('faults of brokers, controller, topic and processor', { timeout: 240_000 }, async () => {
    const { admin, cluster } = environment;
    const { run, watch, end } = await watchedRun();
    const times: Record<string, number> = {};
    const strike = async (ids: string[], inject: () => unknown, undo: () => unknown): Promise<void> => {
      await untilQuiet(watch);
      const since = Date.now();
      try {
        await inject();
        for (const id of ids) times[id] = await noticed(watch, id, since);
      } finally {
        await undo();
      }
    };
    try {
      await untilMade(watch, WARM_UP_EVENTS);
      expect(watch.fired().map(({ id, says }) => `${id}: ${says}`)).toEqual([]);
      const gray: ToxicSpec = {
        proxy: 'broker-2',
        type: 'latency',
        stream: 'downstream',
        toxicity: 1,
        attributes: { latency: 800, jitter: 400 },
      };
      await strike(
        ['broker-latency'],
        () => addToxic(cluster.toxiproxyUrl, gray),
        () => removeToxic(cluster.toxiproxyUrl, 'broker-2', toxicName(gray)),
      );
      await strike(
        ['controller-missing'],
        () => cluster.pause('controller'),
        () => cluster.resume('controller'),
      );
      await strike(
        ['component-missing', 'consumer-stopped'],
        () => run.pause('processor-1'),
        () => run.resume('processor-1'),
      );
      const type = kafkajs.ConfigResourceTypes.TOPIC;
      const configEntries = [{ name: 'max.message.bytes', value: '1500000' }];
      const resources = [{ type, name: run.spec.topic, configEntries }];
      await strike(
        ['topic-changed'],
        () => admin.alterConfigs({ validateOnly: false, resources }),
        () => undefined,
      );
    } finally {
      await end();
    }
    console.log('ms until noticed', times);
    expect(Object.entries(times).filter(([, ms]) => ms > WITHIN_MS)).toEqual([]);
  });

  it('damage to the data: units, missing fields, torn lines, hosts that fall silent', {
    timeout: 300_000,
  }, async () => {
    const stretches: (Stretch & { signal: string })[] = [
      { from: 20_000, to: 35_000, how: 'kilobytes', signal: 'distribution-shift' },
      { from: 65_000, to: 75_000, how: 'no-request', signal: 'null-rate' },
      { from: 95_000, to: 105_000, how: 'torn', signal: 'quarantine-rate' },
      { from: 125_000, to: 140_000, how: 'half-gone', signal: 'volume-drop' },
    ];
    const file = fileURLToPath(new URL('../../fixtures/ports/distort-stretches.ts', import.meta.url));
    const { watch, end } = await watchedRun({ file, options: stretches });
    const times: Record<string, number> = {};
    try {
      for (const { from, signal } of stretches) {
        await untilMade(watch, from);
        times[signal] = await noticed(watch, signal, Date.now());
      }
    } finally {
      await end();
    }
    console.log(
      'ms until noticed',
      times,
      watch.fired().map(({ id, subject, says }) => `${id}/${subject}: ${says}`),
    );
    expect(Object.entries(times).filter(([, ms]) => ms > WITHIN_MS)).toEqual([]);
  });
});
