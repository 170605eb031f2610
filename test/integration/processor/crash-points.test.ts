// Every call to the lake's storage is a crash point: the storage dies before or after the n-th call and answers nothing
// more, the queries start anew over what is on disk, and the end must be the same as without a crash. Enumerated until a
// run survives. (The same with a real SIGKILL and Kafka: test/integration/processor/crash.test.ts.)
import { describe, expect, test } from 'vitest';
import { numberPortCalls } from '../../../pipeline/contract/port-calls.ts';
import type { Ports } from '../../../pipeline/contract/ports.ts';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';
import { localMedallion, type TestRecord } from '../../unit/medallion/local-medallion.ts';

const T0 = Date.UTC(1995, 6, 1, 12);

function recordsOf(round: number): TestRecord[] {
  return Array.from({ length: 12 }, (_, index) => {
    const at = new Date(T0 + round * 25_000 + index * 1_000).toISOString().slice(11, 19);
    const line = `h${index % 3} - - [01/Jul/1995:${at} +0000] "GET /p${index % 2} HTTP/1.0" ${index % 5 ? 200 : 404} ${index}`;
    const raw = index === 4 ? `no line ${round}` : line;
    return { partition: index % 2, id: `rtest-${round * 12 + index}`, raw, kafkaMs: 1_000_000 + round };
  });
}

class Died extends Error {}

/** Storage that dies at its n-th call from when it is armed, and stays dead until revived. */
function mortalStorage() {
  let left = Number.POSITIVE_INFINITY;
  let phase: 'before' | 'after' = 'before';
  let dead = false;
  const die = (): never => {
    dead = true;
    throw new Died('the storage is dead');
  };
  return {
    arm: (n: number, when: 'before' | 'after') => {
      left = n;
      phase = when;
    },
    revive: () => {
      left = Number.POSITIVE_INFINITY;
      dead = false;
    },
    wrap: (root: string) => {
      const storage = localStorage(root, { fsync: false });
      const ports = { storage } as Ports;
      const numbered = numberPortCalls(
        ports,
        {
          before: (call) => {
            if (call.name === 'storage.localPath') return;
            if (dead) die();
            left--;
            if (left === 0 && phase === 'before') die();
          },
          after: (call) => {
            if (call.name !== 'storage.localPath' && left === 0 && phase === 'after') die();
          },
        },
        ['storage'],
      );
      return numbered.storage;
    },
  };
}

describe('a lake whose writer dies at any call', () => {
  test('loses and doubles nothing once it is started again', async () => {
    const mortal = mortalStorage();
    const medallion = await localMedallion({ storage: mortal.wrap });
    let deaths = 0;
    let round = 0;
    try {
      for (const phase of ['before', 'after'] as const) {
        for (let n = 1; ; n++) {
          const records = recordsOf(round++);
          const before = medallion.lakehouse.tables.bronze.version;
          mortal.arm(n, phase);
          let survived = true;
          try {
            await medallion.bronze(records);
            await medallion.silver();
            await medallion.gold();
          } catch (error) {
            survived = false;
            deaths++;
            expect(String((error as Error).stack ?? '') + String((error as Error).cause ?? '')).toContain(
              'dead',
            );
          }
          mortal.revive();
          await medallion.restart();
          // The feed would read the same records again unless their commit landed.
          if (medallion.lakehouse.tables.bronze.version === before) await medallion.bronze(records);
          // Each death is a story of its own: a backlog would add calls as fast as they are counted.
          await medallion.silver();
          await medallion.gold();
          if (survived) break;
        }
      }
      await medallion.silver();
      await medallion.finish();
      const sent = round * 12;
      expect(await medallion.rows('bronze', 'DISTINCT event_id')).toHaveLength(sent);
      expect(await medallion.rows('bronze', 'event_id')).toHaveLength(sent);
      expect(await medallion.rows('silver', 'event_id')).toHaveLength(sent - round);
      expect(await medallion.rows('quarantine', 'DISTINCT event_id')).toHaveLength(round);
      expect(await medallion.rows('quarantine', 'event_id')).toHaveLength(round);
      const silver = await medallion.rows(
        'silver',
        'epoch_ms(event_time) - epoch_ms(event_time) % 10000 AS w, 1 AS n, bytes, CASE WHEN status >= 400 THEN 1 ELSE 0 END',
      );
      const sums = new Map<string, number[]>();
      for (const row of silver.map((text) => JSON.parse(text) as (string | number)[])) {
        const [window, ...values] = row;
        const sum = sums.get(String(window)) ?? [0, 0, 0];
        sums.set(
          String(window),
          sum.map((value, index) => value + Number(values[index])),
        );
      }
      const expected = [...sums]
        .map(([window, sum]) => JSON.stringify([window, ...sum.map(String), true]))
        .sort();
      const traffic = await medallion.rows(
        'gold.traffic',
        'epoch_ms(window_start), requests, bytes, errors, is_final',
      );
      expect(traffic.sort()).toEqual(expected);
      expect(deaths).toBeGreaterThan(2 * 18);
      process.stdout.write(`died at ${deaths} calls, ${sent} events\n`);
    } finally {
      medallion.close();
    }
  }, 240_000);
});
