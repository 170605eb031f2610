// The timeline of the reveal: what struck, what was seen and what was done, in order, and short enough to be read.
import { expect, it } from 'vitest';
import type { StampedEntry } from '../../../../chaos/journal.ts';
import { gameStand } from '../../../../labs/game-day/diary.ts';
import { revealOf } from '../../../../labs/game-day/reveal.ts';

const stand = gameStand([
  { at: 90_000, game: 'g', type: 'begun', seed: 7, holdSeconds: 60 },
  { at: 108_000, game: 'g', type: 'detected', signal: 'under-replicated' },
])!;

const fired = (at: number, signal: string, subject: string) => ({
  at,
  type: 'signal',
  signal,
  subject,
  says: `${subject} says so`,
  notices: 'fault',
  firedAt: at,
});

const journal = (signals: unknown[]) =>
  [
    { at: 91_000, type: 'start', runId: 'r', scenario: 's', variant: 'v', seed: 7 },
    { at: 100_000, type: 'fault', fault: 'kill-process', state: 'injected', args: {} },
    ...signals,
  ] as unknown as StampedEntry[];

const signalsOf = (signals: unknown[]) =>
  revealOf(stand, journal(signals)).timeline.filter(({ what }) => what === 'signal');

it('tells in order what struck, what fired and what was said', () => {
  const { timeline } = revealOf(stand, journal([fired(104_000, 'under-replicated', 'access:0')]));
  expect(timeline.map(({ what, seconds }) => [what, seconds])).toEqual([
    ['injected', 0],
    ['signal', 4],
    ['detected', 8],
  ]);
});

it('a signal that fires for every partition is one line and hides no other', () => {
  const partitions = Array.from({ length: 12 }, (_, p) =>
    fired(104_000 + p, 'under-replicated', `access:${p}`),
  );
  expect(signalsOf([...partitions, fired(106_000, 'lag-records', 'group')])).toMatchObject([
    { seconds: 4, says: 'under-replicated: access:0 says so (and 11 more)' },
    { seconds: 6, says: 'lag-records: group says so' },
  ]);
});
