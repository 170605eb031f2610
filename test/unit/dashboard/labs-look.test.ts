// What the Labs view makes of texts, answers, files and states, without a browser.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lab, LabStand, WorkspaceFile } from '../../../dashboard/contract/labs.ts';
import { isLabCommand, webAddress } from '../../../dashboard/web/src/text/text-links.ts';
import { sectionsOf } from '../../../dashboard/web/src/text/text-sections.ts';
import { flowModel, forgotten } from '../../../dashboard/web/src/views/flow/flow-model.ts';
import { answerParts, namedIn } from '../../../dashboard/web/src/views/labs/answer-words.ts';
import { type Draft, isDirty, met, saved } from '../../../dashboard/web/src/views/labs/draft.ts';
import { labChoice, partToGoOn } from '../../../dashboard/web/src/views/labs/lab-choice.ts';
import { harmWords, stationsOf } from '../../../dashboard/web/src/views/labs/stations.ts';
import { lineNamed, problemIn } from '../../../labs/file-problem.ts';
import { listLabs } from '../../../labs/registry.ts';
import { labStateAt, STORY } from '../../fixtures/dashboard/demo-story.ts';

describe.each(await listLabs())('the text of $id', (lab) => {
  const readme = readFileSync(join(lab.folder, 'README.md'), 'utf8');
  const { begin, invariants, steps, explain } = sectionsOf(readme);

  it('has a section for each step and loses nothing but the headings of steps', () => {
    expect(steps).toHaveLength(lab.steps.length);
    const shown = new Set([begin, ...steps, explain].join('\n').split('\n'));
    const lines = readme
      .split('\n')
      .filter((line) => !/^# |^## Steps$|^### \d+\. /.test(line) && line.trim() !== '');
    expect(lines.filter((line) => !shown.has(line))).toEqual([]);
  });

  it('keeps what the runs show for Explain', () => {
    expect(begin).toContain('## Invariants');
    expect(invariants).toMatch(/^1\. /);
    expect(begin).not.toContain('## Explain');
    expect(explain).toMatch(/^## Explain/);
    expect(explain).toContain('## Further reading');
  });
});

it('follows links to the web only', () => {
  expect(webAddress('https://example.org/a')).toBe('https://example.org/a');
  for (const href of [
    'javascript:alert(1)',
    'data:text/html,x',
    '../../docs/decisions/0002.md',
    '//evil',
    'https:\n//x',
    '',
  ])
    expect(webAddress(href)).toBeNull();
});

it('knows the commands that it has buttons for', () => {
  expect(isLabCommand('npx lakequake lab run 4 acks')).toBe(true);
  expect(isLabCommand('npx lakequake lab query 4 missing.sql\nnpx lakequake lab check 4')).toBe(true);
  expect(isLabCommand('$ npx lakequake trace r1')).toBe(false);
  expect(isLabCommand('verdict broken\nnpx lakequake lab run 4')).toBe(false);
});

describe('what a check says', () => {
  it('leads from an event to its trace, from a run to its report, and from a command to a button', () => {
    const said =
      'missing.sql names 0 events of run rmwwmdak0nc. It does not name rmwwmdak0nc-5013, which is lost.';
    expect(answerParts(said).filter(({ kind }) => kind !== 'text')).toEqual([
      { kind: 'run', text: 'rmwwmdak0nc' },
      { kind: 'event', text: 'rmwwmdak0nc-5013' },
    ]);
    expect(namedIn(said)).toEqual({ event: 'rmwwmdak0nc-5013', runs: ['rmwwmdak0nc'] });
    expect(answerParts('predict, then run npx lakequake lab run 4 acks --start')).toEqual([
      { kind: 'text', text: 'predict, then run ' },
      { kind: 'make', run: 'acks', start: true },
    ]);
    expect(
      answerParts('make both: npx lakequake lab run 6 --start, then npx lakequake lab run 6'),
    ).toContainEqual({
      kind: 'make',
      run: null,
      start: false,
    });
  });

  it('says every word of the sentence but the commands it has buttons for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('run ', 'rmwwmdak0nc', 'rmwwmdak0nc-12', ' and ', '`code`', '. ')),
        (words) => {
          const sentence = words.join('');
          const text = answerParts(sentence).map((part) => ('text' in part ? part.text : ''));
          expect(text.join('')).toBe(sentence.replaceAll(/`([^`]+)`/g, '$1'));
        },
      ),
    );
  });

  it('names a run only after the word, and no word that looks like one', () => {
    expect(namedIn('the run is replayed').runs).toEqual([]);
    expect(namedIn('run rmwwmdak0nc broke; run rmwwmerdinx7 held').runs).toEqual([
      'rmwwmdak0nc',
      'rmwwmerdinx7',
    ]);
  });
});

const disk = (text: string | null): WorkspaceFile => ({
  name: 'a.sql',
  text,
  mark: text === null ? 'gone' : `mark of ${text}`,
  savedAt: 1,
  diff: [],
  problem: null,
});

describe('a file that two editors hold', () => {
  const word = fc.constantFrom('a', 'b', 'c', '');
  const other = fc.option(word, { nil: null });

  it('takes what was saved elsewhere while nothing was typed here', () => {
    expect(met({ text: 'a', disk: disk('a') }, disk('b'))).toEqual({
      draft: { text: 'b', disk: disk('b') },
      conflict: null,
    });
  });

  it('never loses what was typed, and never hides what was saved elsewhere', () => {
    fc.assert(
      fc.property(word, word, other, (base, typed, theirs) => {
        const draft: Draft = { text: typed, disk: disk(base) };
        const { draft: now, conflict } = met(draft, disk(theirs));
        if (isDirty(draft)) expect(now.text).toBe(typed);
        // Whatever is on disk is known: as the base of the text here, or as the other side of a conflict.
        expect((conflict ?? now.disk).mark).toBe(disk(theirs).mark);
        if (conflict !== null) expect(theirs).not.toBe(typed);
      }),
    );
  });

  it('a save that was refused is a conflict, and one that was made keeps what was typed meanwhile', () => {
    const draft: Draft = { text: 'mine', disk: disk('a') };
    expect(saved(draft, { saved: false, file: disk('theirs') }).conflict?.text).toBe('theirs');
    const later = saved({ text: 'mine and more', disk: disk('a') }, { saved: true, file: disk('mine') });
    expect(later).toEqual({ draft: { text: 'mine and more', disk: disk('mine') }, conflict: null });
    expect(isDirty(later.draft)).toBe(true);
  });
});

describe('where one stands', () => {
  const step = (id: string, file: string) => ({
    id,
    title: id,
    does: '',
    run: 'r',
    file,
    hints: 3,
    prediction: null,
  });
  const lab = { id: '04-x', steps: [step('one', 'q.sql'), step('two', 'pipeline.yaml')] } as unknown as Lab;
  const files = [
    { name: 'pipeline.yaml', mark: 'm', savedAt: 1 },
    { name: 'q.sql', mark: 'm', savedAt: 1 },
  ];
  const stand = { since: 1, current: 'two', files } as unknown as LabStand;

  it('is the beginning, the first open step, or Explain', () => {
    expect(partToGoOn(lab, { since: null, current: 'one' })).toBe('begin');
    expect(partToGoOn(lab, { since: 1, current: 'two' })).toBe('two');
    expect(partToGoOn(lab, { since: 1, current: null })).toBe('explain');
  });

  it('is read from the address, and an address that means nothing is none', () => {
    expect(labChoice(new URLSearchParams('part=one'), lab, stand)).toEqual({
      part: 'one',
      file: 'q.sql',
      side: 'read',
    });
    expect(labChoice(new URLSearchParams('part=one&file=pipeline.yaml&side=do'), lab, stand)).toEqual({
      part: 'one',
      file: 'pipeline.yaml',
      side: 'do',
    });
    expect(labChoice(new URLSearchParams('part=no&file=../x'), lab, stand)).toMatchObject({
      part: 'two',
      file: 'pipeline.yaml',
    });
    expect(labChoice(new URLSearchParams(), lab, { ...stand, since: null, files: [] }).file).toBeNull();
  });
});

describe('the strip beside the text', () => {
  const at = 1_790_000_000_000;

  it('shows the six stations, and which of them is struck', () => {
    const state = labStateAt(at, STORY.kill + 5);
    const stations = stationsOf(flowModel(state, state.at).nodes);
    expect(stations.map(({ id }) => id)).toEqual([
      'source',
      'brokers',
      'processors',
      'bronze',
      'silver',
      'gold',
    ]);
    const brokers = stations[1]!;
    expect(stations[3]!.main).toMatch(/^1\.\d\dM$/);
    expect(brokers).toMatchObject({ worst: 'down', main: '2 of 3 up' });
    expect(brokers.fault).not.toBeNull();
    expect(harmWords(labStateAt(at, STORY.verdict).ledger, false)?.tone).toBe('bad');
  });

  it('a server that is silent leaves nothing known, and no number', () => {
    const state = forgotten(labStateAt(at, STORY.healthy + 5));
    const stations = stationsOf(flowModel(state, state.at + 10_000).nodes);
    expect(stations.every(({ worst }) => worst === 'missing')).toBe(true);
    expect(stations.map(({ main }) => main)).toEqual(['—', '—', '—', '—', '—', '—']);
    expect(harmWords(state.ledger, true)).toBeNull();
  });
});

describe('what is wrong with a file by itself', () => {
  it('names the line and the fix of settings, and judges no SQL', () => {
    expect(problemIn('pipeline.yaml', 'producer:\n  acsk: all\n')).toMatchObject({
      line: 2,
      hint: expect.stringContaining("'acks'"),
    });
    expect(problemIn('pipeline.yaml', 'producer: [\n')?.message).toContain('not valid YAML');
    expect(problemIn('pipeline.yaml', '')).toBeNull();
    expect(problemIn('missing.sql', 'SELEC')).toBeNull();
  });

  it('reads the line from either form, and of the file that is meant only', () => {
    expect(lineNamed('pipeline.yaml line 12: no', 'pipeline.yaml')).toBe(12);
    expect(lineNamed('missing.sql: line 3, position 5: no', 'missing.sql')).toBe(3);
    expect(lineNamed('missing.sql names 3 events of line 4: x', 'missing.sql')).toBeNull();
    expect(lineNamed('curve.sql: line 3, position 5: no', 'missing.sql')).toBeNull();
  });
});
