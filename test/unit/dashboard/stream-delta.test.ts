// The page's state is rebuilt from deltas; if diff and apply do not mirror each other, the page shows what never was.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diff } from '../../../dashboard/server/stream/diff.ts';
import { applyChange } from '../../../dashboard/web/src/live/apply-change.ts';
import { labStateAt, STORY } from '../../fixtures/dashboard/demo-story.ts';

const json = fc.jsonValue({ depthSize: 'medium' }) as fc.Arbitrary<unknown>;
const EPOCH = 1_790_000_000_000;

describe('a delta of the stream', () => {
  it('turns any JSON value into any other', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const { set, unset } = diff(before, after);
        // Over the wire as text, as in life.
        const sent = JSON.parse(JSON.stringify({ set, unset })) as { set: typeof set; unset: typeof unset };
        expect(applyChange(before, sent.set, sent.unset)).toEqual(JSON.parse(JSON.stringify(after)));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a key named __proto__ for a key', () => {
    const after = JSON.parse('{"__proto__":{"polluted":true}}') as object;
    const { set, unset } = diff({}, after);
    expect(applyChange({}, set, unset)).toEqual(after);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('never touches the state it is applied to', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), fc.dictionary(fc.string(), json), (before, after) => {
        const kept = structuredClone(before);
        const { set, unset } = diff(before, after);
        applyChange(before, set, unset);
        expect(before).toEqual(kept);
      }),
    );
  });

  it('keeps the identity of what has not changed, so that the page redraws only what has', () => {
    const before = labStateAt(EPOCH, 10);
    const after = structuredClone(before);
    after.source.ackedPerSecond = 17;
    const { set, unset } = diff(before, after);
    const next = applyChange(before, set, unset);
    expect(set).toEqual([[['source', 'ackedPerSecond'], 17]]);
    expect(next.brokers).toBe(before.brokers);
    expect(next.source).not.toBe(before.source);
  });

  it('says null for what is no longer known instead of removing it', () => {
    const before = labStateAt(EPOCH, 10);
    const { set, unset } = diff(before, { ...before, run: null });
    expect(unset).toEqual([]);
    expect(set).toEqual([[['run'], null]]);
  });

  it('follows the whole demo story step by step', () => {
    let shown = labStateAt(EPOCH, 0);
    for (let s = 0.5; s < STORY.verdict + 5; s += 0.5) {
      const after = labStateAt(EPOCH, s);
      const { set, unset } = diff(shown, after);
      shown = applyChange(shown, set, unset);
      expect(shown).toEqual(after);
    }
  });
});
