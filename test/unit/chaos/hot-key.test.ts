// The hot-key distortion: only the partitioning key of the chosen events changes, and a salt stays.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isChosen } from '../../../chaos/distortion.ts';
import wrap, { type HotKeyOptions, underHost } from '../../../chaos/faults/hot-key.ts';
import type { SourceEvent } from '../../../pipeline/contract/event.ts';
import type { Ports } from '../../../pipeline/contract/ports.ts';

const event = (seq: number) =>
  ({
    seq,
    line: `line ${seq}`,
    key: `host${seq}#${seq % 8}`,
    truth: { host: `host${seq}` },
  }) as unknown as SourceEvent;

function sent(options: HotKeyOptions, count: number): SourceEvent[] {
  const identity = { apply: (one: SourceEvent) => [one], due: () => [] };
  const ports = wrap({ clock: { now: () => 0 }, eventTransform: identity } as unknown as Ports, {
    role: 'source',
    name: 'source',
    runId: 'r1',
    options,
  }) as Ports;
  return Array.from({ length: count }, (_, seq) => ports.eventTransform.apply(event(seq))).flat();
}

const anyOptions = fc.record({
  seed: fc.integer(),
  fromSeq: fc.nat(200),
  toSeq: fc.nat(400),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  host: fc.constant('proxy.example'),
});

describe('hot-key', () => {
  it('changes nothing but the keys of the chosen events, the same for the same seed', () => {
    fc.assert(
      fc.property(anyOptions, (options) => {
        const events = sent(options, 300);
        expect(events).toEqual(sent(options, 300));
        for (const [seq, one] of events.entries()) {
          const key = isChosen(options, seq) ? `proxy.example#${seq % 8}` : `host${seq}#${seq % 8}`;
          expect(one).toEqual({ ...event(seq), key });
        }
      }),
    );
  });

  it('leaves an event without a key without one', () => {
    expect(underHost(null, 'a')).toBeNull();
    expect(underHost('b', 'a')).toBe('a');
    expect(underHost('b#7', 'a')).toBe('a#7');
  });
});
