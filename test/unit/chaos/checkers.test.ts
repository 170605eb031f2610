// Every checker is proved on a good history (silent) and on hand-made bad ones (fires, with the right count and the right event).
import { describe, expect, it } from 'vitest';
import { judgeHistory, T0 } from '../../helpers/history.ts';

/** Checker, the damage that must make it fire, how often, and what its first example must name. */
const BAD: [
  checker: string,
  what: string,
  damage: string,
  count: number,
  example: Record<string, unknown>,
][] = [
  [
    'lost-write',
    'an acknowledged event absent from bronze',
    'DELETE FROM bronze_rows WHERE ev = 3',
    1,
    { event_id: 'rtest-3' },
  ],
  [
    'lost-write',
    'an event acknowledged beyond the end of the log',
    'DELETE FROM bronze_rows WHERE ev = 11; UPDATE positions SET next_offset = 5, end_offset = 5 WHERE kafka_partition = 1',
    1,
    { event_id: 'rtest-11' },
  ],
  [
    'lost-write',
    'an event acknowledged without an offset',
    'DELETE FROM bronze_rows WHERE ev = 11; UPDATE ledger_events SET kafka_offset = NULL WHERE ev = 11',
    1,
    { event_id: 'rtest-11' },
  ],
  [
    'duplicate',
    'a record read twice into bronze',
    'INSERT INTO bronze_rows SELECT * FROM bronze_rows WHERE ev = 4',
    1,
    { event_id: 'rtest-4', table_name: 'bronze', copies: 2, records: 1 },
  ],
  [
    'duplicate',
    'a row doubled in silver',
    'INSERT INTO silver_rows SELECT * FROM silver_rows WHERE ev IN (4, 6)',
    2,
    { table_name: 'silver' },
  ],
  [
    'duplicate',
    'an event in silver and in quarantine',
    "INSERT INTO quarantine_rows VALUES (4, NULL, hash('md5-4'), 'bad', 0, 2)",
    1,
    { table_name: 'silver and quarantine' },
  ],
  [
    'phantom',
    'a row with an id nobody gave',
    "INSERT INTO bronze_rows VALUES (NULL, 'requests-0-99', 0, 99, 1)",
    1,
    { event_id: 'requests-0-99', reason: 'unknown to the ledger' },
  ],
  [
    'phantom',
    'a row whose send certainly failed',
    "UPDATE ledger_events SET outcome = 'failed', kafka_offset = NULL WHERE ev = 2",
    1,
    { event_id: 'rtest-2', reason: 'the ledger says failed' },
  ],
  [
    'phantom',
    'a silver row that bronze does not know',
    "INSERT INTO silver_rows VALUES (77, NULL, 0, 0, 'h', 'GET', '/', 200, 0, 'clf', 0, 99, 0)",
    1,
    { event_id: 'rtest-77', table_name: 'silver' },
  ],
  [
    'corrupt',
    'bytes that changed',
    'UPDATE bronze_rows SET raw_hash = 1 WHERE ev = 7',
    1,
    { event_id: 'rtest-7', table_name: 'bronze' },
  ],
  [
    'corrupt',
    'a silent null',
    'UPDATE silver_rows SET status = NULL WHERE ev = 7',
    1,
    { event_id: 'rtest-7', fields: ['status'] },
  ],
  [
    'corrupt',
    'a time moved by an hour',
    'UPDATE silver_rows SET event_ms = event_ms + 3600000 WHERE ev = 7',
    1,
    { fields: ['event_time'] },
  ],
  [
    'reordered',
    'two events of one key that changed places',
    'UPDATE bronze_rows SET kafka_offset = CASE ev WHEN 0 THEN 3 ELSE 0 END WHERE ev IN (0, 6); UPDATE ledger_events SET kafka_offset = CASE ev WHEN 0 THEN 3 ELSE 0 END WHERE ev IN (0, 6)',
    1,
    { event_id: 'rtest-0' },
  ],
  [
    'offset-inconsistency',
    'two events acknowledged at one offset',
    'UPDATE ledger_events SET kafka_offset = 0 WHERE ev = 2',
    2,
    { kind: 'two acknowledged' },
  ],
  [
    'offset-inconsistency',
    'two events read from one offset',
    'UPDATE bronze_rows SET kafka_offset = 0 WHERE ev = 2; UPDATE ledger_events SET kafka_offset = NULL WHERE ev = 2',
    1,
    { kind: 'two read', kafka_offset: 0 },
  ],
  [
    'offset-inconsistency',
    'another event where an acknowledged one should stand',
    'UPDATE bronze_rows SET ev = 99 WHERE ev = 2',
    1,
    { kind: 'another stands there', kafka_offset: 1 },
  ],
  [
    'offset-inconsistency',
    'an event found elsewhere than acknowledged',
    'UPDATE bronze_rows SET kafka_offset = 50 WHERE ev = 2',
    1,
    { kind: 'acknowledged elsewhere' },
  ],
  [
    'unseen',
    'an acknowledged event that bronze has yet to read',
    'DELETE FROM bronze_rows WHERE ev = 11; DELETE FROM silver_rows WHERE ev = 11; UPDATE positions SET next_offset = 5 WHERE kafka_partition = 1',
    1,
    { event_id: 'rtest-11', missing_in: 'bronze' },
  ],
  [
    'unseen',
    'a row of bronze that silver leaves out',
    'DELETE FROM silver_rows WHERE ev = 8',
    1,
    { event_id: 'rtest-8', missing_in: 'silver' },
  ],
  [
    'quarantine-mismatch',
    'a good event put aside',
    "DELETE FROM silver_rows WHERE ev = 8; INSERT INTO quarantine_rows VALUES (8, NULL, hash('md5-8'), 'bad', 0, 4)",
    1,
    { event_id: 'rtest-8', kind: 'good, put aside' },
  ],
  [
    'quarantine-mismatch',
    'a bad event let through',
    "DELETE FROM quarantine_rows; INSERT INTO silver_rows VALUES (5, NULL, 0, 0, 'h', 'GET', '/', 200, 0, 'clf', 1, 2, 0)",
    1,
    { event_id: 'rtest-5', kind: 'bad, let through' },
  ],
  [
    'quarantine-mismatch',
    'quarantined bytes that changed',
    'UPDATE quarantine_rows SET raw_hash = 1',
    1,
    { event_id: 'rtest-5', kind: 'quarantined with other bytes' },
  ],
  [
    'gold-divergence',
    'a wrong sum',
    'UPDATE traffic_shown SET bytes = bytes + 1 WHERE window_ms = (SELECT min(window_ms) FROM traffic_shown)',
    1,
    { bytes_difference: 1, requests_difference: 0 },
  ],
  [
    'gold-divergence',
    'a window shown twice',
    'INSERT INTO traffic_shown SELECT * FROM traffic_shown ORDER BY window_ms LIMIT 1',
    1,
    { rows_shown: 2 },
  ],
  [
    'gold-divergence',
    'a missing status',
    'DELETE FROM status_shown WHERE status = 404',
    2,
    { table_name: 'status', item: '404' },
  ],
  [
    'gold-divergence',
    'a path too few',
    "UPDATE paths_shown SET requests = requests - 1 WHERE path = '/p2'",
    1,
    { table_name: 'paths', item: '/p2' },
  ],
  [
    'log-continuity',
    'a missing version',
    'DELETE FROM lake_versions WHERE version IN (2, 3)',
    2,
    { version: 2 },
  ],
  [
    'log-continuity',
    'a missing file',
    'UPDATE lake_files SET actual_bytes = NULL',
    1,
    { problem: 'file missing' },
  ],
  [
    'log-continuity',
    'a file of another size',
    'UPDATE lake_files SET actual_bytes = 9',
    1,
    { path: '/lake/a.parquet' },
  ],
  [
    'log-continuity',
    'a flipped byte',
    "UPDATE lake_files SET checksum = 'a', actual_checksum = 'b'",
    1,
    { problem: 'checksum differs' },
  ],
  [
    'log-continuity',
    'a file removed under a reader',
    `INSERT INTO lake_let_go VALUES ('gold.traffic', 7, '/lake/old.parquet', ${T0}, 15000)`,
    1,
    { table_name: 'gold.traffic', version: 7, path: '/lake/old.parquet' },
  ],
  [
    'never-acked',
    'an event dropped at the source',
    "INSERT INTO ledger_events (ev, outcome, sent_at) VALUES (99, 'dropped', 1)",
    1,
    { event_id: 'rtest-99', outcome: 'dropped' },
  ],
  [
    'not-recovered',
    'a steady state that did not come back',
    "INSERT INTO run_recovery VALUES (20, NULL, 'no ack for 20 s')",
    1,
    { reason: 'no ack for 20 s' },
  ],
  [
    'undetected',
    'a fault without a signal',
    `INSERT INTO run_faults VALUES ('kill-broker', ${T0 + 100}, ${T0 + 200}, NULL); INSERT INTO run_signals VALUES ('ack-latency', 'x', ${T0 + 50}, 'fault')`,
    1,
    { kind: 'fault unseen', what: 'kill-broker' },
  ],
  [
    'undetected',
    'a fault whose first signal came later than it had to',
    `INSERT INTO run_faults VALUES ('kill-nodes', ${T0}, ${T0 + 20000}, 6), ('kill-nodes', ${T0 + 9000}, ${T0 + 20000}, NULL);
     INSERT INTO run_signals VALUES ('source-silent', 'x', ${T0 + 12000}, 'fault')`,
    1,
    { kind: 'fault unseen', what: 'kill-nodes' },
  ],
  [
    'undetected',
    'a loss beside a signal that sees only the fault',
    `DELETE FROM bronze_rows WHERE ev = 3; INSERT INTO run_faults VALUES ('kill-broker', ${T0}, ${T0 + 200}, NULL);
     INSERT INTO run_signals VALUES ('broker-missing', 'x', ${T0 + 50}, 'fault')`,
    3,
    { kind: 'damage unseen' },
  ],
  [
    'misdiagnosed',
    'an answer that names another cause',
    `INSERT INTO run_diagnoses VALUES (${T0}, 'why empty?', 'topic-missing', 'process-down', 'it is down'), (${T0}, 'why slow?', 'lag', 'lag', 'lag')`,
    1,
    { question: 'why empty?', cause: 'process-down' },
  ],
  [
    'over-bound',
    'memory beyond its bound, in two samples of three',
    `INSERT INTO run_measures VALUES (${T0}, 'memory', 'MB', 100, 200), (${T0 + 1}, 'memory', 'MB', 201, 200), (${T0 + 2}, 'memory', 'MB', 300, 200)`,
    2,
    { name: 'memory', highest: 300, at_most: 200 },
  ],
  [
    'false-health',
    'three green seconds while an event was lost',
    `DELETE FROM bronze_rows WHERE ev = 3; INSERT INTO run_health SELECT ${T0} + 60000 + i * 1000, true FROM range(3) t(i)`,
    3,
    { event_id: 'rtest-3' },
  ],
  [
    'false-health',
    'green while gold stood still',
    `DELETE FROM lake_progress WHERE table_name = 'gold.traffic' AND version > 2; INSERT INTO run_health SELECT ${T0} + 60000 + i * 1000, true FROM range(5) t(i)`,
    5,
    { events_waiting: 8 },
  ],
  [
    'conservation',
    'a row dropped between bronze and silver',
    'DELETE FROM silver_rows WHERE ev = 8',
    1,
    { law: 'bronze rows = silver + quarantine + deduplicated' },
  ],
  [
    'conservation',
    'a wrong sum in gold',
    'UPDATE traffic_shown SET bytes = bytes + 7 WHERE window_ms = (SELECT min(window_ms) FROM traffic_shown)',
    7,
    { law: 'gold.traffic bytes' },
  ],
];

describe('checkers', () => {
  it('are all silent on a good history, and the totals are exact', async () => {
    const { violated, totals } = await judgeHistory();
    expect(violated).toEqual([]);
    expect(totals).toEqual({
      sent: 12,
      acked: 12,
      bronze: 12,
      silver: 11,
      quarantine: 1,
      lateDropped: 0,
      lost: 0,
      duplicate: 0,
      duplicateInBronze: 0,
      bytes: 12 * 100 + 66 - 105,
      byStatus: { 200: 8, 404: 3 },
    });
  });

  it.each(BAD)('%s sees %s', async (id, _what, damage, count, example) => {
    const check = (await judgeHistory(damage)).checks.get(id)!;
    expect(check.violated).toBe(true);
    expect(check.count).toBe(count);
    expect(check.examples[0]).toMatchObject(example);
  });

  it('late-dropped names the events behind a time from the future that was let through, and none when it was put aside', async () => {
    const events = [
      { seq: 0, partition: 0, offset: 0, at: 0 },
      { seq: 1, partition: 0, offset: 1, at: 1_000, expect: 'q' as const, claims: 3_600_000 },
      { seq: 2, partition: 0, offset: 2, at: 2_000 },
      { seq: 3, partition: 1, offset: 0, at: 2_000 },
    ];
    const letThrough = `DELETE FROM quarantine_rows;
      INSERT INTO silver_rows VALUES (1, NULL, ${T0 + 3_600_000}, 0, 'h', 'GET', '/', 200, 0, 'clf', 0, 1, 0)`;
    const { checks } = await judgeHistory(letThrough, events);
    expect(checks.get('late-dropped')).toMatchObject({ count: 1, examples: [{ event_id: 'rtest-2' }] });
    expect(checks.get('corrupt')?.examples).toMatchObject([{ event_id: 'rtest-1' }]);
    const hardened = await judgeHistory('SELECT 1', events);
    expect(hardened.violated).toEqual([]);
  });

  it('late-dropped names exactly the events whose window had been passed in their partition', async () => {
    const events = [
      { seq: 0, partition: 0, offset: 0, at: 0 },
      { seq: 1, partition: 0, offset: 1, at: 40_000 },
      { seq: 2, partition: 0, offset: 2, at: 25_000 }, // window ends at 30 s, newest − lateness = 30 s: passed
      { seq: 3, partition: 0, offset: 3, at: 31_000 }, // window ends at 40 s: still open
      { seq: 4, partition: 1, offset: 0, at: 25_000 }, // the other partition knows nothing of it
    ];
    const { checks, totals } = await judgeHistory('SELECT 1', events);
    expect(checks.get('late-dropped')).toMatchObject({
      count: 1,
      examples: [{ event_id: 'rtest-2', behind_ms: 15_000 }],
    });
    expect(totals.lateDropped).toBe(1);
    expect(checks.get('gold-divergence')).toMatchObject({ violated: true });
    expect(checks.get('conservation')).toMatchObject({ violated: false });
  });

  it('availability-gap is judged only against the bound of the run', async () => {
    const damage = `DELETE FROM acks; INSERT INTO acks VALUES (${T0}, 1), (${T0 + 9_000}, 1)`;
    expect((await judgeHistory(damage)).checks.get('availability-gap')!.violated).toBe(false);
    const bounded = (await judgeHistory(damage, undefined, { availabilityGapMs: 5_000 })).checks.get(
      'availability-gap',
    )!;
    expect(bounded).toMatchObject({ violated: true, count: 1, examples: [{ gap_ms: 9_000 }] });
  });

  it('lets a second Kafka record of an event stand in bronze where an event counts from silver on, and nothing else', async () => {
    const [twoRecords, readTwice, doubledInSilver] = [
      'INSERT INTO bronze_rows SELECT * REPLACE (kafka_offset + 100 AS kafka_offset) FROM bronze_rows WHERE ev = 4',
      'INSERT INTO bronze_rows SELECT * FROM bronze_rows WHERE ev = 4',
      'INSERT INTO silver_rows SELECT * FROM silver_rows WHERE ev = 4',
    ];
    const duplicates = async (damage: string, onceFrom: 'bronze' | 'silver') =>
      (await judgeHistory(damage, undefined, { onceFrom })).checks.get('duplicate')!.count;
    expect(await duplicates(twoRecords, 'bronze')).toBe(1);
    expect(await duplicates(twoRecords, 'silver')).toBe(0);
    expect(await duplicates(readTwice, 'silver')).toBe(1);
    expect(await duplicates(doubledInSilver, 'silver')).toBe(1);
  });

  it('staleness is judged only against the bound of the run, by the times of the commits', async () => {
    const late = `UPDATE lake_progress SET committed_at = committed_at + 20000 WHERE table_name = 'silver' AND version = 3;
      UPDATE lake_progress SET committed_at = committed_at + 20000 WHERE table_name = 'gold.traffic' AND version = 3`;
    expect((await judgeHistory(late)).violated).toEqual([]);
    const bounded = (await judgeHistory(late, undefined, { stalenessMs: 8_000 })).checks.get('staleness')!;
    expect(bounded).toMatchObject({ violated: true, count: 2 });
    expect((await judgeHistory('SELECT 1', undefined, { stalenessMs: 8_000 })).violated).toEqual([]);
  });

  it('false health needs three seconds, and a red page is no lie', async () => {
    const lost = 'DELETE FROM bronze_rows WHERE ev = 3; INSERT INTO run_health';
    for (const samples of [
      `${lost} SELECT ${T0} + 60000 + i * 1000, true FROM range(2) t(i)`,
      `${lost} SELECT ${T0} + 60000 + i * 1000, false FROM range(9) t(i)`,
      `${lost} SELECT ${T0} + 6000 + i * 1000, true FROM range(4) t(i)`,
    ])
      expect((await judgeHistory(samples)).checks.get('false-health')!.violated).toBe(false);
  });

  it('undetected is silent when a signal fired after the fault', async () => {
    const damage = `INSERT INTO run_faults VALUES ('kill-broker', ${T0}, ${T0 + 200}, NULL); INSERT INTO run_signals VALUES ('broker-missing', 'x', ${T0 + 900}, 'fault')`;
    expect((await judgeHistory(damage)).violated).toEqual([]);
  });

  it('undetected waits for a signal as long after the fault as the engine is given', async () => {
    const damage = `INSERT INTO run_faults VALUES ('kill-broker', ${T0}, ${T0 + 200}, NULL); INSERT INTO run_signals VALUES ('freshness', 'x', ${T0 + 25_000}, 'fault')`;
    expect((await judgeHistory(damage)).violated).toEqual(['undetected']);
    expect((await judgeHistory(damage, undefined, { aftermathMs: 40_000 })).violated).toEqual([]);
  });

  it('an unknown send that landed is nobody’s loss', async () => {
    const damage =
      "UPDATE ledger_events SET outcome = 'unknown', kafka_offset = NULL, acked_at = NULL WHERE ev = 4";
    expect((await judgeHistory(damage)).violated).toEqual([]);
  });

  it('shows at most 20 examples and counts them all', async () => {
    const events = Array.from({ length: 100 }, (_, seq) => ({ seq, partition: 0, offset: seq, at: seq }));
    const { checks } = await judgeHistory('DELETE FROM bronze_rows WHERE ev < 90', events);
    expect(checks.get('lost-write')).toMatchObject({ count: 90 });
    expect(checks.get('lost-write')!.examples).toHaveLength(20);
  });
});
