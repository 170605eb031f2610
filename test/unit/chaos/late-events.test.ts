// The late-events distortion: a seeded pure choice that neither loses nor changes an event.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isChosen } from '../../../chaos/distortion.ts';
import wrap, { delayOf, type LateEventsOptions } from '../../../chaos/faults/late-events.ts';
import type { SourceEvent } from '../../../pipeline/contract/event.ts';
import type { Ports } from '../../../pipeline/contract/ports.ts';

const OPTIONS: LateEventsOptions = {
  seed: 7,
  fromSeq: 100,
  toSeq: 2_100,
  share: 0.2,
  minDelayMs: 500,
  maxDelayMs: 12_000,
};
const event = (seq: number) => ({ seq, line: `line ${seq}`, key: null }) as unknown as SourceEvent;

function distorted(options: LateEventsOptions, count: number): { sent: number[]; at: Map<number, number> } {
  let now = 0;
  const identity = { apply: (one: SourceEvent) => [one], due: () => [] };
  const ports = wrap({ clock: { now: () => now }, eventTransform: identity } as unknown as Ports, {
    role: 'source',
    name: 'source',
    runId: 'r1',
    options,
  }) as Ports;
  const at = new Map<number, number>();
  const send = (events: SourceEvent[]) => {
    for (const { seq } of events) at.set(seq, now);
  };
  for (let seq = 0; seq < count; seq++, now += 1) {
    send(ports.eventTransform.due(now));
    send(ports.eventTransform.apply(event(seq)));
  }
  send(ports.eventTransform.due(Number.POSITIVE_INFINITY));
  return { sent: [...at.keys()], at };
}

describe('late-events', () => {
  it('sends every event exactly once, whatever the options', () => {
    const options = fc.record({
      seed: fc.integer(),
      fromSeq: fc.nat(200),
      toSeq: fc.nat(400),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      minDelayMs: fc.nat(50),
      maxDelayMs: fc.integer({ min: 50, max: 500 }),
    });
    fc.assert(
      fc.property(options, (chosen) => {
        const { sent } = distorted(chosen, 300);
        expect(sent.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, seq) => seq));
      }),
    );
  });

  it('delays about the share asked for, within the bounds, and only in the stretch', () => {
    const delays = Array.from({ length: 3_000 }, (_, seq) =>
      isChosen(OPTIONS, seq) ? delayOf(OPTIONS, seq) : 0,
    );
    const delayed = delays.filter((delay) => delay > 0);
    expect(delayed.length / 2_000).toBeCloseTo(0.2, 1);
    expect(Math.min(...delayed)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...delayed)).toBeLessThanOrEqual(12_000);
    expect([...delays.slice(0, 100), ...delays.slice(2_100)].every((delay) => delay === 0)).toBe(true);
  });

  it('chooses by seed alone', () => {
    expect(distorted(OPTIONS, 3_000).sent).toEqual(distorted(OPTIONS, 3_000).sent);
    expect(distorted(OPTIONS, 3_000).sent).not.toEqual(distorted({ ...OPTIONS, seed: 8 }, 3_000).sent);
  });
});
