// The chain, with facts made by hand: one well pipeline, and one small damage per cause.
import { expect, test } from 'vitest';
import { type Facts, unknownFacts } from '../../../pipeline/observe/why/facts.ts';
import type { Cause } from '../../../pipeline/observe/why/link.ts';
import { loadLinks, walk } from '../../../pipeline/observe/why/walk.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const links = await loadLinks();

function wellFacts(): Facts {
  const facts = unknownFacts(NOW, 'control');
  facts.labRuns = true;
  facts.source = {
    alive: true,
    paused: false,
    reportAgeMs: 200,
    state: 'running',
    made: 1200,
    acked: 1190,
    failed: 0,
    unknown: 0,
    openEvents: 10,
    openPartitions: [1],
    madePerSecond: 100,
    ackedPerSecond: 100,
    targetRatePerSecond: 100,
    topic: 'requests',
    lastAckAt: NOW - 20,
  };
  facts.topic = {
    name: 'requests',
    exists: true,
    minInsyncReplicas: 2,
    othersWithRecords: [],
    partitions: [0, 1].map((partition) => ({
      partition,
      leader: 1 + partition,
      isr: [1, 2, 3],
      replicas: [1, 2, 3],
      logStart: 0,
      logEnd: 600,
      logEndAfter: null,
      endPerSecond: 50,
    })),
  };
  facts.brokers = [1, 2, 3].map((id) => ({
    id,
    running: true,
    paused: false,
    proxyOpen: true,
    since: NOW - 60_000,
  }));
  facts.processors = [
    {
      name: 'processor-1',
      pid: 4711,
      alive: true,
      paused: false,
      reportAgeMs: 200,
      state: 'running',
      assigned: [0, 1],
      lastError: null,
      endedAt: null,
    },
  ];
  const table = {
    rows: 1200,
    files: 12,
    committedAt: NOW - 300,
    positions: null,
    positionsReadAt: null,
    commitMs: 5,
    waitingSince: null,
  };
  facts.tables = {
    bronze: { ...table, version: 40, upstreamVersion: null, positions: { 0: 600, 1: 600 } },
    silver: { ...table, version: 39, upstreamVersion: 40 },
    quarantine: { ...table, rows: 3, version: 2, upstreamVersion: 40 },
    'gold.traffic': { ...table, rows: 6, version: 38, upstreamVersion: 39 },
  };
  facts.quarantine = { accepted: 1197, rejected: 3, topReason: 'bad-request', topShare: 1, example: null };
  facts.partitions = [0, 1].map((partition) => ({
    partition,
    newestEventTime: NOW - 500,
    idle: false,
    silentMs: 100,
  }));
  facts.windows = {
    watermark: NOW - 10_500,
    newestSilver: NOW - 500,
    finalBefore: NOW - 20_000,
    newestGoldWindow: NOW - 10_000,
    rowsInGold: 6,
    lateDropped: 0,
    admitted: 1197,
  };
  facts.dashboardAgeMs = 200;
  return facts;
}

function diagnose(damage: (facts: Facts) => void, question: 'stuck' | 'empty' = 'stuck') {
  const facts = wellFacts();
  damage(facts);
  const answer = walk(links, question, 'gold.traffic', facts);
  const first = answer.links.find((link) => link.judgement.state === 'broken');
  return { ...answer, evidence: first?.judgement.evidence.join(' | ') ?? '', next: answer.next };
}

test('a well pipeline has no broken link and none that could not be judged', () => {
  for (const question of ['stuck', 'empty'] as const) {
    const answer = walk(links, question, 'gold.traffic', wellFacts());
    expect(answer.cause).toBeNull();
    expect(answer.links.filter((link) => link.judgement.state !== 'ok')).toEqual([]);
  }
});

test('a position ahead of an end that was read before it is no proof, and nothing advises a reset', () => {
  const answer = diagnose((facts) => {
    facts.tables.bronze!.positions!['1'] = 900;
  });
  expect(answer.cause).toBeNull();
  expect(answer.links.find((one) => one.id === 'positions-lie-in-the-topic')?.judgement.state).toBe(
    'unknown',
  );
  const proven = diagnose((facts) => {
    facts.tables.bronze!.positions!['1'] = 620;
    facts.topic!.partitions[1]!.logEndAfter = 640;
  });
  expect(proven.links.filter((link) => link.judgement.state !== 'ok')).toEqual([]);
});

test('asked why a table is empty that holds rows, the answer says so, with a broken link and without', () => {
  expect(walk(links, 'empty', 'gold.traffic', wellFacts()).summary).toBe(
    'gold.traffic is not empty: it holds 6 rows, and no broken link was found',
  );
  const { summary } = diagnose((facts) => {
    facts.source!.alive = false;
  }, 'empty');
  expect(summary).toMatch(
    /^gold\.traffic is not empty: it holds 6 rows, but the first thing that does not hold/,
  );
  const bare = wellFacts();
  bare.tables['gold.traffic']!.rows = 0;
  expect(walk(links, 'empty', 'gold.traffic', bare).summary).toMatch(
    /^gold\.traffic is empty, but no broken link/,
  );
});

test('an age is never below zero, whichever clock is ahead', () => {
  const facts = wellFacts();
  Object.assign(facts.tables.silver!, { upstreamVersion: 39, waitingSince: NOW + 3_162 });
  const answer = walk(links, 'stuck', 'silver', facts);
  expect(answer.links.find((one) => one.id === 'silver-follows-bronze')?.judgement.evidence).toEqual([
    'silver is 1 version behind bronze, for 0 ms',
  ]);
});

test('a stopped processor is the answer to `why slow` too: its last report says nothing of now', () => {
  const facts = wellFacts();
  facts.processors![0]!.paused = true;
  expect(walk(links, 'slow', 'gold.traffic', facts).cause).toBe('processor-paused');
});

test('without any fact every link is unknown and nothing is called well or broken', () => {
  const answer = walk(links, 'stuck', 'gold.traffic', unknownFacts(NOW, 'files'));
  expect(new Set(answer.links.map((link) => link.judgement.state))).toEqual(new Set(['unknown']));
  expect(answer.summary).toContain('could not be judged');
});

const processor = (facts: Facts) => facts.processors![0]!;
const CASES: [name: string, cause: Cause, evidence: RegExp, damage: (facts: Facts) => void][] = [
  [
    'nothing runs',
    'lab-not-running',
    /no process/,
    (f) => {
      f.labRuns = false;
    },
  ],
  [
    'the source died',
    'source-dead',
    /1,200 events made/,
    (f) => {
      f.source!.alive = false;
    },
  ],
  [
    'the source is stopped',
    'source-paused',
    /SIGSTOP/,
    (f) => {
      f.source!.paused = true;
    },
  ],
  [
    'the source reports nothing',
    'source-silent',
    /9\.0 s/,
    (f) => {
      f.source!.reportAgeMs = 9_000;
    },
  ],
  [
    'the rate is zero',
    'rate-zero',
    /0 events a second/,
    (f) => {
      f.source!.targetRatePerSecond = 0;
    },
  ],
  [
    'a broker is down and sends wait',
    'broker-down',
    /broker 2 is down.*partitions 1/,
    (f) => {
      f.brokers![1]!.running = false;
      f.source!.ackedPerSecond = 0;
    },
  ],
  [
    'a broker is stopped and sends wait',
    'broker-paused',
    /broker 3 is stopped/,
    (f) => {
      f.brokers![2]!.paused = true;
      f.source!.state = 'blocked';
    },
  ],
  [
    'two brokers are down: below min ISR',
    'below-min-isr',
    /min\.insync\.replicas=2: partitions 0 \(ISR 1\).*broker 2 is down/,
    (f) => {
      f.brokers![1]!.running = false;
      f.brokers![2]!.running = false;
      f.topic!.partitions[0]!.isr = [1];
    },
  ],
  [
    'a partition has no leader',
    'no-leader',
    /partitions 1/,
    (f) => {
      f.topic!.partitions[1]!.leader = -1;
    },
  ],
  [
    'sends get no answer',
    'sends-unanswered',
    /10 events sent without an answer/,
    (f) => {
      f.source!.ackedPerSecond = 0;
    },
  ],
  [
    'Kafka refuses every send',
    'sends-failing',
    /50 events refused/,
    (f) => Object.assign(f.source!, { failed: 50, acked: 0, openEvents: 0 }),
  ],
  [
    'the processors read another topic',
    'wrong-topic',
    /'requests'.*'request'/,
    (f) => {
      f.topic!.name = 'request';
    },
  ],
  [
    'the topic does not exist',
    'topic-missing',
    /no topic 'requests'/,
    (f) => {
      f.topic!.exists = false;
    },
  ],
  [
    'the topic stays empty while another one fills',
    'wrong-topic',
    /requests2/,
    (f) => {
      for (const one of f.topic!.partitions) one.logEnd = 0;
      f.topic!.othersWithRecords = ['requests2'];
    },
  ],
  [
    'events are acknowledged but no end offset moves',
    'topic-silent',
    /no end offset moves/,
    (f) => {
      for (const one of f.topic!.partitions) one.endPerSecond = 0;
    },
  ],
  [
    'the processor died',
    'processor-dead',
    /processor-1 is gone.*nothing before/,
    (f) => {
      processor(f).alive = false;
    },
  ],
  [
    'no processor was started',
    'processor-dead',
    /no processor runs/,
    (f) => {
      f.processors = [];
    },
  ],
  [
    'the processor is stopped',
    'processor-paused',
    /pid 4711/,
    (f) => {
      processor(f).paused = true;
    },
  ],
  [
    'the processor is alive but silent',
    'processor-silent',
    /8\.0 s/,
    (f) => {
      processor(f).reportAgeMs = 8_000;
    },
  ],
  [
    'the processor died of a record it refuses',
    'poison',
    /offset 812/,
    (f) =>
      Object.assign(processor(f), {
        alive: false,
        lastError: {
          code: 'contract-violated',
          message: 'cannot read offset 812',
          at: NOW,
          partition: 1,
          offset: '812',
        },
      }),
  ],
  [
    'nobody reads a partition',
    'partition-unassigned',
    /partitions 1/,
    (f) => {
      processor(f).assigned = [0];
    },
  ],
  [
    'the position lies beyond the topic',
    'start-beyond-data',
    /partition 1: position 900, records 0–599/,
    (f) => {
      f.tables.bronze!.positions!['1'] = 900;
      f.topic!.partitions[1]!.logEndAfter = 600;
    },
  ],
  [
    'consumption started at the end of the topic',
    'start-beyond-data',
    /latest: 1,200 records/,
    (f) => {
      f.settings.startFrom = 'latest';
      f.tables.bronze!.rows = 0;
    },
  ],
  [
    'retention deleted what was not yet read',
    'position-out-of-range',
    /position 600, records 700–1299/,
    (f) => Object.assign(f.topic!.partitions[0]!, { logStart: 700, logEnd: 1300 }),
  ],
  [
    'the position stands still',
    'position-stuck',
    /1 at offset 40 \(560 behind\)/,
    (f) => {
      f.tables.bronze!.positions!['1'] = 40;
      f.tables.bronze!.committedAt = NOW - 60_000;
    },
  ],
  [
    'the position stands still at a poison record',
    'poison',
    /1 at offset 40.*cannot parse/,
    (f) => {
      f.tables.bronze!.positions!['1'] = 40;
      f.tables.bronze!.committedAt = NOW - 60_000;
      processor(f).lastError = {
        code: 'contract-violated',
        message: 'cannot parse',
        at: NOW,
        partition: 1,
        offset: '40',
      };
    },
  ],
  [
    'the silver query is paused',
    'layer-behind',
    /silver holds bronze up to version 20, bronze is at 40.*30\.0 s/,
    (f) => Object.assign(f.tables.silver!, { upstreamVersion: 20, waitingSince: NOW - 30_000 }),
  ],
  [
    'everything goes to quarantine',
    'everything-quarantined',
    /1,000 rows in quarantine.*top reason: no-timestamp \(90 %\)/,
    (f) => {
      f.quarantine = {
        accepted: 3,
        rejected: 1000,
        topReason: 'no-timestamp',
        topShare: 0.9,
        example: null,
      };
    },
  ],
  [
    'every event time is out of bounds',
    'clock-out-of-bounds',
    /time-ahead/,
    (f) => {
      f.quarantine = {
        accepted: 3,
        rejected: 1000,
        topReason: 'time-ahead',
        topShare: 1,
        example: null,
      };
    },
  ],
  [
    'one partition fell silent and idleness is off',
    'idle-partition',
    /partition 1 is from .* behind the newest.*idlePartitionMs is null/,
    (f) => {
      f.settings.idlePartitionMs = null;
      Object.assign(f.partitions![1]!, { newestEventTime: NOW - 120_000, silentMs: 120_000 });
    },
  ],
  [
    'one partition never brought an event and idleness is off',
    'idle-partition',
    /partition 0 has never brought an event/,
    (f) => {
      f.settings.idlePartitionMs = null;
      Object.assign(f.partitions![0]!, { newestEventTime: null, silentMs: null });
    },
  ],
  [
    'a lying clock threw the watermark into the future',
    'watermark-in-future',
    /partition 0 at .*2\.0 h ahead/,
    (f) => {
      f.partitions![0]!.newestEventTime = NOW + 7_200_000;
    },
  ],
  [
    'the gold query stands still',
    'layer-behind',
    /gold\.traffic holds silver up to version 5/,
    (f) => Object.assign(f.tables['gold.traffic']!, { upstreamVersion: 5, waitingSince: NOW - 30_000 }),
  ],
  [
    'a filter typo keeps every row out of gold',
    'sql-filter',
    /1,200 rows in silver.*gold\.traffic holds none/,
    (f) => {
      f.windows!.rowsInGold = 0;
    },
  ],
  [
    'every row is late',
    'everything-late',
    /1,190 rows dropped as late/,
    (f) => Object.assign(f.windows!, { rowsInGold: 0, lateDropped: 1190, admitted: 7 }),
  ],
  [
    'windows are due but not final',
    'windows-not-final',
    /are due/,
    (f) => {
      f.windows!.finalBefore = NOW - 120_000;
    },
  ],
  [
    'the dashboard shows an old state',
    'dashboard-stale',
    /20\.0 s old/,
    (f) => {
      f.dashboardAgeMs = 20_000;
    },
  ],
];

test.each(CASES)(
  'when %s, the cause is %s, with evidence and a next step',
  (_name, cause, evidence, damage) => {
    const answer = diagnose(damage);
    expect(answer.cause).toBe(cause);
    expect(answer.evidence).toMatch(evidence);
    expect(answer.next).toBeTruthy();
  },
);

test('the most upstream broken link is named, not its consequences', () => {
  const answer = diagnose((f) => {
    f.windows!.rowsInGold = 0;
    processor(f).alive = false;
    Object.assign(f.tables.silver!, { upstreamVersion: 2, waitingSince: NOW - 90_000 });
  });
  expect(answer.cause).toBe('processor-dead');
});

test('one broker down is told but breaks nothing while every send is answered', () => {
  const answer = diagnose((f) => {
    f.brokers![1]!.running = false;
  });
  expect(answer.cause).toBeNull();
  const link = answer.links.find((one) => one.id === 'brokers-serve');
  expect(link?.judgement.evidence.join()).toContain('broker 2 is down');
});

test('links downstream of the table are not asked', () => {
  const facts = wellFacts();
  Object.assign(facts.tables.silver!, { upstreamVersion: 2, waitingSince: NOW - 90_000 });
  expect(walk(links, 'stuck', 'bronze', facts).cause).toBeNull();
  expect(walk(links, 'stuck', 'silver', facts).cause).toBe('layer-behind');
});

test('a source that has sent everything leaves nothing stuck, and the answer says so', () => {
  const answer = diagnose((f) =>
    Object.assign(f.source!, { state: 'done', madePerSecond: 0, ackedPerSecond: 0, openEvents: 0 }),
  );
  expect(answer.cause).toBeNull();
  expect(answer.summary).toContain('has sent all of its input');
});

test('an idle partition that no longer counts holds nothing back', () => {
  const answer = diagnose((f) =>
    Object.assign(f.partitions![1]!, { newestEventTime: NOW - 120_000, silentMs: 120_000, idle: true }),
  );
  expect(answer.cause).toBeNull();
});

test('leaders and replicas that are not known are no missing leaders', () => {
  const answer = diagnose((f) => {
    for (const one of f.topic!.partitions) Object.assign(one, { leader: null, isr: null, replicas: null });
  });
  expect(answer.cause).toBeNull();
  expect(answer.links.find((one) => one.id === 'brokers-serve')?.judgement.state).toBe('unknown');
});
