// Every signal fires on what it is for and on nothing else of this list, and a healthy pipeline is quiet. All with the shipped thresholds.
import { describe, expect, it } from 'vitest';
import { createSignalEvaluator, loadSignals } from '../../../pipeline/observe/evaluate.ts';
import { type Parts, START, signalsAfter } from '../../helpers/snapshots.ts';

type Spoil = (parts: Parts, sinceMs: number, frozen: Parts) => void;

/** Signal, what is wrong, how, and all subjects that fire. */
const CASES: [id: string, what: string, spoil: Spoil, subjects: string[]][] = [
  [
    'component-missing',
    'a processor that fell silent',
    (p, _since, f) => {
      p.seen.processor = f.processor.at;
    },
    ['processor-1'],
  ],
  [
    'component-missing',
    'a source that fell silent',
    (p, _since, f) => {
      p.seen.source = f.source.at;
    },
    ['source'],
  ],
  [
    'broker-missing',
    'a broker that is no member',
    (p) => {
      p.cluster.brokers = [1, 3];
    },
    ['broker-2'],
  ],
  [
    'broker-missing',
    'a cluster that does not answer',
    (p, _since, f) => {
      p.seen.cluster = f.seen.cluster;
    },
    ['cluster'],
  ],
  [
    'under-replicated',
    'an in-sync replica too few',
    (p) => {
      p.cluster.partitions[0]!.isr = [1, 2];
    },
    ['topic'],
  ],
  [
    'below-min-isr',
    'one in-sync replica of two needed',
    (p) => {
      p.cluster.partitions[0]!.isr = [1];
    },
    ['topic'],
  ],
  [
    'offline-partition',
    'a partition without a leader',
    (p) => {
      p.cluster.partitions[1]!.leader = null;
    },
    ['topic'],
  ],
  [
    'source-silent',
    'acknowledgements that stopped',
    (p, _since, f) => {
      p.source.acked = f.source.acked;
    },
    ['source'],
  ],
  [
    'ack-latency',
    'acknowledgements that take long',
    (p) => {
      p.source.ackP99Ms = 2_400;
    },
    ['all brokers'],
  ],
  [
    'controller-missing',
    'a controller that does not answer',
    (p, _since, f) => {
      p.controller.answeredAt = f.controller.answeredAt;
    },
    ['controller'],
  ],
  [
    'broker-latency',
    'one slow broker behind a good average',
    (p) => {
      p.source.ackP99MsByBroker[2] = 2_400;
    },
    ['broker-2'],
  ],
  [
    'lag-records',
    'a backlog that grows',
    (p, since) => {
      p.processor.partitions[1]!.position = String(Number(p.cluster.endOffsets[1]) - 20_000 - since);
    },
    ['partition 1'],
  ],
  [
    'lag-seconds',
    'an old unread record',
    (p) => {
      p.processor.partitions[1]!.position = String(Number(p.cluster.endOffsets[1]) - 4_500);
    },
    ['partition 1'],
  ],
  [
    'consumer-stalled',
    'a position that stands still',
    (p, _since, f) => {
      p.processor.partitions[0]!.position = f.processor.partitions[0]!.position;
    },
    ['partition 0'],
  ],
  [
    'freshness',
    'a layer that is not committed to',
    (p, _since, f) => {
      p.processor.tables.silver!.committedAt = f.processor.at;
    },
    ['silver'],
  ],
  [
    'watermark-stalled',
    'a watermark that stands still',
    (p, _since, f) => {
      p.processor.eventTimeWatermark = f.processor.eventTimeWatermark;
    },
    ['gold'],
  ],
  [
    'quarantine-rate',
    'a fifth of the events put aside',
    (p, since) => {
      p.processor.tables.quarantine!.rows += since / 5;
    },
    ['silver'],
  ],
  [
    'late-drop-rate',
    'a tenth of the events too late',
    (p, since) => {
      p.processor.lateDropped = since / 10;
    },
    ['gold'],
  ],
];

describe('signals', () => {
  it('are quiet in a healthy pipeline', async () => {
    expect(await signalsAfter(() => undefined)).toEqual([]);
  });

  it.each(CASES)('%s fires on %s', async (id, _what, spoil, subjects) => {
    const active = await signalsAfter(spoil);
    expect(active.filter((signal) => signal.id === id).map(({ subject }) => subject)).toEqual(subjects);
    expect(active.every(({ says }) => says.length > 10)).toBe(true);
  });

  it('each has a case here', async () => {
    const tested = new Set(CASES.map(([id]) => id));
    expect((await loadSignals()).map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });

  it('tell a gray broker from the average: no other signal fires', async () => {
    const active = await signalsAfter((parts) => {
      parts.source.ackP99MsByBroker[2] = 2_400;
    });
    expect(active.map(({ id }) => id)).toEqual(['broker-latency']);
  });

  it('a source that is done is not silent', async () => {
    const active = await signalsAfter((parts, _since, frozen) => {
      parts.source = { ...frozen.source, state: 'done' };
      parts.seen.source = frozen.source.at;
    });
    expect(active.filter(({ id }) => id === 'source-silent' || id === 'component-missing')).toEqual([]);
  });

  it('thresholds of the settings count, and a signal can be switched off', async () => {
    const slow: Spoil = (parts) => {
      parts.source.ackP99Ms = 800;
    };
    expect(await signalsAfter(slow)).toEqual([]);
    expect(
      (await signalsAfter(slow, { 'ack-latency': { p99Ms: 500 } })).map(({ subject }) => subject),
    ).toEqual(['all brokers']);
    expect(await signalsAfter(slow, { 'ack-latency': { p99Ms: 500, enabled: false } })).toEqual([]);
  });

  it('remember since when they fire', async () => {
    const active = await signalsAfter((parts) => {
      parts.cluster.brokers = [1, 3];
    });
    expect(active[0]!.since).toBe(START + 20_000);
  });

  it('without any report nothing is taken for zero: only what is missing fires', async () => {
    const evaluator = createSignalEvaluator(await loadSignals());
    const expected = { brokers: [1], processors: ['processor-1'], source: true, minInsyncReplicas: 2 };
    let ids: string[] = [];
    for (let at = START; at < START + 15_000; at += 250)
      ids = evaluator
        .add({
          at,
          expected,
          source: null,
          processors: {},
          cluster: null,
          controller: null,
          processes: [],
          disk: null,
        })
        .map(({ id }) => id);
    expect([...new Set(ids)].sort()).toEqual(['broker-missing', 'component-missing']);
  });
});
