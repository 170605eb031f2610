// Every signal fires on what it is for and on nothing else of this list, and a healthy pipeline is quiet. All with the shipped thresholds.
import { describe, expect, it } from 'vitest';
import { createSignalEvaluator, limitsOf, loadSignals } from '../../../pipeline/observe/evaluate.ts';
import { type Parts, START, signalsAfter, spoiled } from '../../helpers/snapshots.ts';

type Spoil = (parts: Parts, sinceMs: number, frozen: Parts) => void;

/** Since the fault began the sizes are a thousandth of what they were: ten places down. */
function asKilobytes(now: number[], atBegin: number[]): number[] {
  const shifted = [...atBegin];
  now.forEach((count, place) => {
    const to = Math.max(0, place - 10);
    shifted[to] = shifted[to]! + count - atBegin[place]!;
  });
  return shifted;
}

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
    'broker-unreachable',
    'a broker that the cluster sees and no client reaches',
    (p, _since, f) => {
      p.reach['2'] = f.reach['2']!;
    },
    ['broker-2'],
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
    'volume-drop',
    'half of the events gone, without any error',
    (p, since, f) => {
      for (const partition of Object.keys(p.cluster.endOffsets))
        p.cluster.endOffsets[partition] = String(
          Number(f.cluster.endOffsets[partition]) + (since / 1000) * 125,
        );
    },
    ['topic'],
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
    'broker-latency',
    'one slow broker behind a good average',
    (p) => {
      p.source.ackP99MsByBroker[2] = 1_200;
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
      p.processor.partitions[1]!.position = String(Number(p.cluster.endOffsets[1]) - 3_000);
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
    'consumer-stopped',
    'a processor that is gone while the log grows',
    (p, _since, f) => {
      p.seen.processor = f.processor.at;
    },
    ['partition 0', 'partition 1', 'partition 2', 'partition 3'],
  ],
  [
    'consumer-stopped',
    'a partition that was taken from everybody',
    (p) => {
      p.processor.assigned = [0, 1, 2];
      p.processor.partitions.pop();
    },
    ['partition 3'],
  ],
  [
    'consumer-rewound',
    'a position that went back',
    (p, since) => {
      p.processor.partitions[2]!.position = String(
        Number(p.processor.partitions[2]!.position) - (since >= 1_000 ? 3_000 : 0),
      );
    },
    ['partition 2'],
  ],
  [
    'offset-gap',
    'a log whose beginning passed the position',
    (p) => {
      p.cluster.startOffsets![1] = String(Number(p.processor.partitions[1]!.position) + 7);
    },
    ['partition 1'],
  ],
  [
    'log-truncated',
    'an end offset that went back',
    (p, since) => {
      if (since > 1_000) p.cluster.endOffsets[1] = String(Number(p.cluster.endOffsets[1]) - 2_500);
    },
    ['partition 1'],
  ],
  [
    'freshness',
    'a layer that stands still',
    (p, _since, f) => {
      p.processor.tables.silver!.version = f.processor.tables.silver!.version;
    },
    ['silver'],
  ],
  [
    'end-to-end-latency',
    'events that take twelve seconds to gold',
    (p) => {
      p.processor.latencyMs.gold!.p99 = 12_000;
    },
    ['gold'],
  ],
  [
    'end-to-end-latency',
    'a silver that works off what has waited, in batches of five seconds, while gold has nothing to tell',
    (p, since) => {
      const ends = Math.floor(since / 250) % 20 === 0;
      p.processor.latencyMs.gold = null;
      p.processor.latencyMs.silver = ends ? { p50: 29_000, p99: 30_000, max: 30_000, count: 200 } : null;
    },
    ['silver'],
  ],
  [
    'clock-skew',
    'a processor whose clock jumped ahead',
    (p) => {
      p.processor.at += 5_000;
    },
    ['processor-1'],
  ],
  [
    'clock-skew',
    'events seen before they were produced',
    (p) => {
      p.processor.latencyMs.bronze!.p50 = -4_000;
    },
    ['processor-1'],
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
    'watermark-stalled',
    'a watermark that never came',
    (p) => {
      p.processor.eventTimeWatermark = null;
    },
    ['gold'],
  ],
  [
    'watermark-jumped',
    'an event of the next hour',
    (p) => {
      p.processor.partitions[3]!.newestEventTime = p.processor.at + 3_600_000;
    },
    ['partition 3'],
  ],
  [
    'quarantine-rate',
    'a tenth of the events put aside',
    (p, since) => {
      p.processor.tables.quarantine!.rows += since / 10;
    },
    ['silver'],
  ],
  [
    'null-rate',
    'a column that is empty in a tenth of the rows',
    (p, since) => {
      p.processor.silver!.nulls.path = since / 10;
    },
    ['path'],
  ],
  [
    'distribution-shift',
    'bytes that became kilobytes',
    (p, _since, f) => {
      p.processor.silver!.bytesLog2 = asKilobytes(
        p.processor.silver!.bytesLog2,
        f.processor.silver!.bytesLog2,
      );
    },
    ['bytes'],
  ],
  [
    'distribution-shift',
    'half of the answers failing',
    (p, since) => {
      const { statusClasses } = p.processor.silver!;
      statusClasses[5] = since / 2;
      statusClasses[2] = statusClasses[2]! - since / 2;
    },
    ['status'],
  ],
  [
    'duplicate-rate',
    'one row that had been there before',
    (p, since) => {
      if (since > 1_000) {
        p.processor.silver!.repeated = 1;
        p.processor.silver!.accepted -= 1;
      }
    },
    ['silver'],
  ],
  [
    'rows-missing',
    'a row that is nowhere',
    (p) => {
      p.processor.silver!.accepted -= 1;
    },
    ['silver'],
  ],
  [
    'dropped-at-source',
    'an event thrown away',
    (p) => {
      p.source.droppedAtSource = 1;
    },
    ['source'],
  ],
  [
    'late-drop-rate',
    'a tenth of the events too late',
    (p, since) => {
      p.processor.lateDropped = since / 10;
    },
    ['gold'],
  ],
  [
    'schema-change',
    'lines that became JSON',
    (p, since) => {
      const { formats } = p.processor.silver!;
      formats.json = since;
      formats.clf = formats.clf! - since;
    },
    ['json'],
  ],
  [
    'schema-change',
    'a column that changed its type',
    (p) => {
      p.processor.tables.silver!.columns = 'a integer';
    },
    ['silver'],
  ],
  [
    'topic-changed',
    'a setting that was changed',
    (p) => {
      p.cluster.config = { ...p.cluster.config, 'retention.ms': '1000' };
    },
    ['retention.ms'],
  ],
  [
    'topic-changed',
    'partitions that were added',
    (p) => {
      p.cluster.partitions.push({ partition: 4, leader: 1, replicas: [1], isr: [1] });
    },
    ['partitions'],
  ],
  [
    'table-empty',
    'a gold table that takes no row',
    (p) => {
      p.processor.tables['gold.traffic']!.rows = 0;
    },
    ['gold.traffic'],
  ],
  [
    'partition-silent',
    'a partition that gets nothing while the others go on',
    (p, _since, f) => {
      p.cluster.endOffsets['2'] = f.cluster.endOffsets['2']!;
    },
    ['partition 2'],
  ],
  [
    'path-variety',
    'a number of its own in every path',
    (p, _since, f) => {
      const { paths } = p.processor.silver!;
      paths.different += (paths.sampled - f.processor.silver!.paths.sampled) * 0.4;
    },
    ['path'],
  ],
  [
    'partition-skew',
    'a hot key',
    (p, since, f) => {
      for (const partition of ['0', '1', '2'])
        p.cluster.endOffsets[partition] = String(Number(f.cluster.endOffsets[partition]) + since / 50);
    },
    ['partition 3'],
  ],
  [
    'partition-skew',
    'a partition that alone falls behind',
    (p) => {
      p.processor.partitions[1]!.position = String(Number(p.cluster.endOffsets[1]) - 4_500);
    },
    ['partition 1'],
  ],
  [
    'small-files',
    'a table of very many files',
    (p) => {
      p.processor.tables.silver!.files = 500;
    },
    ['silver'],
  ],
  [
    'small-files',
    'ten new files a second',
    (p, since) => {
      p.processor.tables.bronze!.files += since / 100;
    },
    ['bronze'],
  ],
  [
    'disk',
    'a full disk',
    (p) => {
      p.disk.freeBytes = 5e8;
    },
    ['lake'],
  ],
  [
    'disk',
    'a disk that will be full in a moment',
    (p, since) => {
      p.disk.freeBytes -= since * 2e6;
    },
    ['lake'],
  ],
  [
    'crash-loop',
    'a processor that dies and is started again every four seconds',
    (p, since) => {
      p.processor.pid = 100 + Math.floor(since / 4_000);
    },
    ['processor-1'],
  ],
  [
    'memory',
    'a processor of two gigabytes',
    (p) => {
      p.processor.rssBytes = 2 ** 31;
    },
    ['processor-1'],
  ],
  [
    'lake-writes',
    'a write that storage refused',
    (p, since) => {
      p.processor.storage = { failedWrites: since, slowestWriteMs: 20 };
    },
    ['processor-1 refused'],
  ],
  [
    'damaged-files',
    'a data file whose bytes have changed',
    (p) => {
      p.processor.integrity = { damagedFiles: 1, rebuiltFiles: 0 };
    },
    ['processor-1'],
  ],
  [
    'lake-writes',
    'a write that takes seconds',
    (p) => {
      p.processor.storage = { failedWrites: 0, slowestWriteMs: 2_500 };
    },
    ['processor-1 slow'],
  ],
];

describe('signals', () => {
  it('are quiet in a healthy pipeline', async () => {
    expect(await signalsAfter(() => undefined)).toEqual([]);
  });

  it.each(CASES)('%s fires on %s, within ten seconds', async (id, _what, spoil, subjects) => {
    const { active, fired } = await spoiled(spoil, {}, [id]);
    expect([...(fired.get(id)?.keys() ?? [])]).toEqual(subjects);
    for (const ms of fired.get(id)!.values()) expect(ms).toBeLessThanOrEqual(10_000);
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

  it('a layer that has taken all there was is not stale, also when the last of it was reported late', async () => {
    const lastWord: Spoil = (parts, since, frozen) => {
      const acked = frozen.source.acked + (since > 1_000 ? 500 : 0);
      Object.assign(parts, { source: { ...frozen.source, acked }, processor: frozen.processor });
    };
    const { fired } = await spoiled(lastWord, {}, ['freshness']);
    expect(fired).toEqual(new Map());
    const hasty = await spoiled(lastWord, { signals: { freshness: { reportMs: 0 } } }, ['freshness']);
    expect(hasty.fired.has('freshness')).toBe(true);
  });

  it('a slow start by request is no measure of the usual volume', async () => {
    const [slowMs, usualMs] = [20_000, 25_000];
    const eventsIn = (ms: number): number => {
      const [slow, usual] = [Math.min(ms, slowMs), Math.max(0, Math.min(ms - slowMs, usualMs))];
      return slow / 200 + usual / 4 + Math.max(0, ms - slowMs - usualMs) / 10;
    };
    const { fired } = await spoiled(
      (parts, since, frozen) => {
        parts.source.targetRatePerSecond = since < slowMs ? 20 : 1_000;
        for (const partition of Object.keys(parts.cluster.endOffsets))
          parts.cluster.endOffsets[partition] = String(
            Math.round(Number(frozen.cluster.endOffsets[partition]) + eventsIn(since)),
          );
      },
      { forMs: 60_000 },
      ['volume-drop'],
    );
    const firedAfter = fired.get('volume-drop')?.get('topic') ?? 0;
    expect(firedAfter).toBeGreaterThan(slowMs + usualMs);
    expect(firedAfter).toBeLessThan(slowMs + usualMs + 10_000);
  });

  it('a source that is done is not silent', async () => {
    const active = await signalsAfter((parts, _since, frozen) => {
      parts.source = { ...frozen.source, state: 'done' };
      parts.seen.source = frozen.source.at;
    });
    expect(active.filter(({ id }) => id === 'source-silent' || id === 'component-missing')).toEqual([]);
  });

  it('a process that is started again once is no crash loop', async () => {
    const { fired } = await spoiled((parts) => {
      parts.processor.pid = 100;
    });
    expect(fired.has('crash-loop')).toBe(false);
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

  it('on Spark, where a layer moves by the batch, may stand for longer, and not for a minute', async () => {
    const byBatch = ['consumer-stalled', 'freshness', 'table-empty', 'watermark-stalled'];
    for (const [id, what, spoil] of CASES.filter(([one]) => byBatch.includes(one))) {
      const { fired } = await spoiled(spoil, { engine: 'spark', forMs: 60_000 }, [id]);
      const after = [...(fired.get(id)?.values() ?? [])];
      expect(after, what).not.toEqual([]);
      expect(Math.min(...after), what).toBeGreaterThan(15_000);
    }
  });

  it('on another engine keep every threshold of theirs that it does not name, and the settings turn both', async () => {
    const rules = await loadSignals();
    for (const rule of rules) {
      expect(limitsOf(rule, {}, 'duckdb')).toEqual(rule.limits);
      expect(Object.keys(limitsOf(rule, {}, 'spark')).sort()).toEqual(Object.keys(rule.limits).sort());
    }
    const rule = rules.find(({ id }) => id === 'freshness')!;
    expect(limitsOf(rule, { freshness: { staleMs: 1 } }, 'spark')).toEqual({
      ...rule.limits,
      ...rule.limitsOn!.spark,
      staleMs: 1,
    });
  });

  it('say of themselves whether they notice a fault or damage', async () => {
    const damage = (await loadSignals()).filter(({ notices }) => notices === 'damage').map(({ id }) => id);
    expect(damage).toEqual([
      'consumer-rewound',
      'damaged-files',
      'distribution-shift',
      'dropped-at-source',
      'duplicate-rate',
      'late-drop-rate',
      'log-truncated',
      'null-rate',
      'offset-gap',
      'quarantine-rate',
      'rows-missing',
      'volume-drop',
    ]);
  });

  it('remember since when they fire', async () => {
    const active = await signalsAfter((parts) => {
      parts.cluster.brokers = [1, 3];
    });
    expect(active[0]!.since).toBe(START + 20_000);
  });

  it('without any report nothing is taken for zero: only what is missing fires', async () => {
    const evaluator = createSignalEvaluator(await loadSignals());
    const expected = {
      brokers: [1],
      processors: ['processor-1'],
      source: true,
      minInsyncReplicas: 2,
      eventTimeMs: null,
    };
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
