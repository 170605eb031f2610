// Which port calls are the steps of a bronze commit, and how they are numbered: every edge of every call once, from the begin of a commit.
import { describe, expect, it } from 'vitest';
import { isCommitStep, stepCounter } from '../../../chaos/faults/kill-at-commit-step.ts';

const CALLS = [
  'storage.temporaryPath',
  'storage.publish',
  'storage.putIfAbsent',
  'offsetStore.save',
  'storage.temporaryPath',
];

/** The numbers of the edges of these calls, switched on before the call of that index. */
function edges(calls: readonly string[], onFrom: number): (number | undefined)[] {
  let on = false;
  const counter = stepCounter(() => on);
  return calls.flatMap((name, index) => {
    on ||= index >= onFrom;
    const call = { n: index + 1, name, args: [] };
    return [counter.before(call), counter.after(call)];
  });
}

describe('the steps of a commit', () => {
  it('are numbered before and after every call', () => {
    expect(edges(CALLS, 0)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('begin with a commit, not in the midst of the one under way', () => {
    const none = undefined;
    expect(edges(CALLS, 1)).toEqual([none, none, none, none, none, none, none, none, 1, 2]);
  });

  it('are the calls that make bronze and the offsets, no others', () => {
    const step = (name: string, ...args: string[]) => isCommitStep({ name, args });
    expect(step('storage.temporaryPath', 'bronze/part-1.parquet')).toBe(true);
    expect(step('storage.publish', 'bronze/.x.tmp', 'bronze/part-1.parquet')).toBe(true);
    expect(step('storage.putIfAbsent', 'bronze/_delta_log/00000000000000000007.json')).toBe(true);
    expect(step('offsetStore.save', 'topic')).toBe(true);
    expect(step('storage.putIfAbsent', 'bronze/_delta_log/00000000000000000000.json')).toBe(false);
    expect(step('storage.putIfAbsent', 'silver/_delta_log/00000000000000000007.json')).toBe(false);
    expect(step('storage.publish', 'gold/.x.tmp', 'gold/traffic/part.parquet')).toBe(false);
    expect(step('storage.read', 'bronze/_delta_log/00000000000000000007.json')).toBe(false);
    expect(step('offsetStore.load', 'topic')).toBe(false);
  });
});
