// The distortions of the source: each is a seeded pure choice within its stretch; what it says an event is, an independent reader of the
// line says too; and nothing outside the stretch is touched.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import absentFields from '../../../chaos/faults/absent-fields.ts';
import kilobytes from '../../../chaos/faults/kilobytes.ts';
import lyingTimes from '../../../chaos/faults/lying-times.ts';
import poisonLines, { formOf, HUGE_BYTES, POISON_FORMS, poison } from '../../../chaos/faults/poison-lines.ts';
import schemaDrift from '../../../chaos/faults/schema-drift.ts';
import shuffledEvents, { shuffleOf } from '../../../chaos/faults/shuffled-events.ts';
import silentPartition from '../../../chaos/faults/silent-partition.ts';
import uniquePaths from '../../../chaos/faults/unique-paths.ts';
import vanishedHosts from '../../../chaos/faults/vanished-hosts.ts';
import type { SourceEvent } from '../../../pipeline/contract/event.ts';
import type { Ports, WrapPorts } from '../../../pipeline/contract/ports.ts';
import { createPartitioner } from '../../../pipeline/kafka/send-partitioner.ts';
import { createGenerator } from '../../../pipeline/source/generator/generator.ts';
import { readLine } from '../../../pipeline/source/truth.ts';

const NOW = Date.UTC(2026, 4, 3, 12);
const COUNT = 1_200;
const STRETCH = { fromSeq: 200, toSeq: 1_000, share: 1 };

const made = (seed: number): SourceEvent[] => {
  const generator = createGenerator(seed, 'now');
  return Array.from({ length: COUNT }, (_, seq) => ({
    ...generator.at(seq, NOW + seq),
    key: `k${seq % 50}`,
  }));
};

/** What leaves the source, by number of the event; nothing is held back for longer than the run. */
function sent(wrap: WrapPorts, options: Record<string, unknown>, events: readonly SourceEvent[]) {
  let now = 0;
  const identity = { apply: (one: SourceEvent) => [one], due: () => [] };
  const given = { clock: { now: () => now }, eventTransform: identity } as unknown as Ports;
  const { eventTransform } = wrap(given, { role: 'source', name: 'source', runId: 'r1', options }) as Ports;
  const out: SourceEvent[] = [];
  for (const event of events) {
    now += 1;
    out.push(...eventTransform.due(now), ...eventTransform.apply(event));
  }
  out.push(...eventTransform.due(Number.POSITIVE_INFINITY));
  return out;
}

const inStretch = ({ seq }: SourceEvent) => seq >= STRETCH.fromSeq && seq < STRETCH.toSeq;

/** Name, module, its own options, and whether every line of the run is another one (the source is a JSON server). */
const ALL: [name: string, wrap: WrapPorts, own: Record<string, unknown>, json: boolean][] = [
  ['poison-lines', poisonLines, { share: 0.3 }, false],
  ['schema-drift json', schemaDrift, { form: 'json' }, false],
  ['schema-drift renamed', schemaDrift, { form: 'renamed' }, true],
  ['schema-drift text-status', schemaDrift, { form: 'text-status' }, true],
  ['schema-drift added', schemaDrift, { form: 'added' }, true],
  ['lying-times ahead', lyingTimes, { lie: 'ahead', share: 0.3 }, false],
  ['lying-times epoch', lyingTimes, { lie: 'epoch', share: 0.3 }, false],
  ['lying-times zone', lyingTimes, { lie: 'zone', share: 0.3 }, false],
  ['shuffled-events', shuffledEvents, { maxDelayMs: 300 }, false],
  ['silent-partition', silentPartition, { partition: 2, partitions: 6 }, false],
  ['kilobytes', kilobytes, {}, true],
  ['absent-fields', absentFields, { share: 0.3 }, true],
  ['vanished-hosts', vanishedHosts, { hosts: 0.5 }, false],
  ['unique-paths', uniquePaths, {}, false],
];

describe.each(ALL)('%s', (_name, wrap, own, json) => {
  it('does the same for the same seed, something in its stretch, and nothing outside it', () => {
    fc.assert(
      fc.property(fc.nat(1_000), (seed) => {
        const events = made(seed);
        const once = sent(wrap, { ...STRETCH, seed, ...own }, events);
        expect(sent(wrap, { ...STRETCH, seed, ...own }, events)).toEqual(once);
        const outside = once.filter((event) => !inStretch(event)).sort((a, b) => a.seq - b.seq);
        const untouched = events.filter((event) => !inStretch(event));
        if (json) expect(outside.map(({ seq }) => seq)).toEqual(untouched.map(({ seq }) => seq));
        else expect(outside).toEqual(untouched);
        expect(once.filter(inStretch)).not.toEqual(events.filter(inStretch));
      }),
      { numRuns: 5 },
    );
  });

  it('says of every event what an independent reader of its line says', () => {
    for (const { line, truth, claimsMs } of sent(wrap, { ...STRETCH, seed: 7, ...own }, made(7))) {
      if (claimsMs !== undefined) {
        expect(readLine(line!).truth.timeMs).toBe(claimsMs);
        expect(truth.disposition).toBe('quarantine');
      } else if (truth.disposition === 'silver') expect(readLine(line!).truth).toEqual(truth);
      else if (line !== null) expect(readLine(line).truth.disposition).toBe('quarantine');
    }
  });

  it('never touches what happened: time, status and the rest stay, unless the event itself is another one', () => {
    const before = new Map(made(7).map((event) => [event.seq, event.truth]));
    for (const { seq, truth } of sent(wrap, { ...STRETCH, seed: 7, ...own }, made(7))) {
      expect(truth.timeMs).toBe(before.get(seq)!.timeMs);
      expect(truth.status).toBe(before.get(seq)!.status);
    }
  });
});

describe('a poisoned record', () => {
  it('comes in every form, the huge one seldom, and no reader finds a line in it', () => {
    const forms = Array.from({ length: 2_000 }, (_, seq) => formOf({ ...STRETCH, seed: 7 }, seq));
    expect(new Set(forms)).toEqual(new Set(POISON_FORMS));
    expect(forms.filter((form) => form === 'huge').length).toBeLessThan(200);
    expect(poison('huge', 5)).toHaveLength(HUGE_BYTES);
    expect(poison('null', 5)).toBeNull();
  });
});

describe('what vanishes or waits', () => {
  it('is one partition and no other', () => {
    const partitionOf = createPartitioner(6);
    const left = sent(silentPartition, { ...STRETCH, seed: 7, partition: 2, partitions: 6 }, made(7));
    expect(left.filter(inStretch).some(({ key, seq }) => partitionOf(key, seq) === 2)).toBe(false);
    const others = made(7).filter((event) => !inStretch(event) || partitionOf(event.key, event.seq) !== 2);
    expect(left).toEqual(others);
  });

  it('is every event of a host or none, and every host when all vanish', () => {
    const left = sent(vanishedHosts, { ...STRETCH, seed: 7, hosts: 0.5 }, made(7)).filter(inStretch);
    const gone = made(7)
      .filter(inStretch)
      .filter(({ seq }) => !left.some((event) => event.seq === seq));
    const hosts = new Set(left.map(({ truth }) => truth.host));
    expect(gone.length).toBeGreaterThan(100);
    expect(gone.some(({ truth }) => hosts.has(truth.host))).toBe(false);
    expect(sent(vanishedHosts, { ...STRETCH, seed: 7, hosts: 1 }, made(7)).filter(inStretch)).toEqual([]);
  });

  it('is delayed within its bound, and sent exactly once', () => {
    const options = { ...STRETCH, seed: 7, maxDelayMs: 300 };
    const seqs = sent(shuffledEvents, options, made(7)).map(({ seq }) => seq);
    expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, seq) => seq));
    expect(Math.max(...seqs.map((seq) => shuffleOf(options, seq)))).toBeLessThanOrEqual(300);
  });
});
