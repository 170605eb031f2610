// The HTML page of a run, from hand-written journals: what it says, what it draws, and that it asks for nothing from outside.
import { describe, expect, it } from 'vitest';
import type { JournalEntry, StampedEntry } from '../../../chaos/journal.ts';
import { ackRate } from '../../../chaos/report/plots.ts';
import { runPage } from '../../../chaos/report/run-page.ts';
import { counted, verdictWord } from '../../../chaos/report/sentence.ts';
import { renderReport } from '../../../chaos/report.ts';
import { suiteResult } from './suite-results.ts';

const START: JournalEntry = {
  type: 'start',
  runId: 'r1',
  scenario: 'broker-loss',
  variant: 'naive',
  case: 'default',
  seed: 7,
  settings: {},
  changed: { 'producer.acks': '<leader>' },
  versions: { node: '20' },
  schedule: [],
  scheduleHash: 'abc',
  about: {
    title: 'A broker dies',
    teaches: 'T.',
    onlooker: 'O.',
    variantTitle: 'V',
    because: 'a default of X',
  },
};
const at = (seconds: number, entry: JournalEntry): StampedEntry => ({ ...entry, at: seconds * 1_000 });
const sample = (seconds: number, acked: number, well: boolean): StampedEntry =>
  at(seconds, {
    type: 'sample',
    acked,
    ackP99Ms: null,
    lagMs: 500,
    isr: 3,
    active: well ? [] : ['a/b'],
    well,
  });

const broken = suiteResult({
  verdict: 'broken',
  damageUnseen: true,
  detection: [
    {
      fault: 'kill-broker',
      injectedAt: 3_000,
      first: null,
      fired: [],
      silent: ['freshness'],
      faultUnseen: true,
    },
  ],
  evidence: [
    {
      id: 'lost-write',
      title: 'Acknowledged events',
      means: 'Gone.',
      count: 3,
      examples: [{ event_id: 'r1-5', path: '<b>' }],
    },
  ],
});
const JOURNAL: StampedEntry[] = [
  at(0, START),
  at(1, { type: 'phase', phase: 'baseline', state: 'begun', acked: 0 }),
  sample(2, 1_000, true),
  sample(3, 3_000, true),
  at(3, { type: 'fault', fault: 'kill-broker', state: 'injected', args: {} }),
  at(4, {
    type: 'signal',
    signal: 'broker-missing',
    subject: 'broker-1',
    says: 'gone',
    notices: 'fault',
    firedAt: 4_500,
  }),
  sample(5, 500, false),
  at(6, { type: 'fault', fault: 'kill-broker', state: 'undone', args: {} }),
  at(7, {
    type: 'trace',
    checker: 'lost-write',
    trail: {
      event: 'r1-5',
      steps: [{ at: 3_100, place: 'source', what: 'made' }],
      fate: 'lost-write',
      meaning: 'Nobody has it.',
    },
  }),
  at(8, { type: 'end', result: broken }),
];

describe('the page of a run', () => {
  const page = runPage(JOURNAL);

  it('says the verdict in words, marks the fault and the first signal after it, and shows the path of an event', () => {
    expect(page).toContain('3 acknowledged events. Gone. And no signal noticed the damage.');
    expect(page).toContain('kill-broker: live for 3.0 s');
    expect(page).toContain('broker-missing after 1.5 s');
    expect(page).toContain('Nobody has it.');
    expect(page).toContain('damage unseen');
    expect(page).toContain('a default of X');
    expect(page).toContain('npx lakequake chaos run broker-loss --variant naive --seed 7');
  });

  it('asks for nothing from outside, and escapes what it shows', () => {
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).not.toMatch(/(src|href)=/);
    expect(page).not.toContain('<leader>');
    expect(page).toContain('&lt;b&gt;');
  });

  it('also tells of a run whose runner was killed', () => {
    expect(runPage(JOURNAL.slice(0, 3))).toContain('The runner was killed (last phase: baseline)');
  });

  it('stands in the Markdown report, too', () => {
    const text = renderReport(JOURNAL);
    expect(text).toContain('r1-5: lost-write');
    expect(text).toContain('**no signal noticed it**');
    expect(text).toContain('V: a default of X.');
  });
});

describe('the figures of the page', () => {
  it('a source that was started again counts from 0, and no rate is negative', () => {
    const samples = JOURNAL.filter((entry) => entry.type === 'sample');
    expect(ackRate(samples).map(({ value }) => value)).toEqual([2_000, 250]);
  });

  it('one finding is not called many, and a title that is a sentence stays one', () => {
    expect(counted({ title: 'Acknowledged events', count: 1_200 })).toBe('1,200 acknowledged events');
    expect(counted({ title: 'Acknowledged events', count: 1 })).toBe('Acknowledged events: one');
    expect(counted({ title: 'The pipeline did not come back', count: 4 })).toBe(
      'The pipeline did not come back',
    );
  });

  it('a verdict that was right for another reason is not called expected', () => {
    const wrongReason = { ...broken, asExpected: false, expected: { verdict: 'broken' as const } };
    expect(verdictWord(wrongReason)).toBe('Broken, but not as it was expected');
    expect(verdictWord({ ...broken, asExpected: true, without: 'producer.acks' })).toContain(
      'without producer.acks',
    );
  });
});
