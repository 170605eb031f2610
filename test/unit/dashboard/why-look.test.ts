import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../dashboard/web/src/format/event-names.ts';
import type { LogLine } from '../../../dashboard/web/src/views/why/answers.ts';
import { filtered, processesOf } from '../../../dashboard/web/src/views/why/log-filter.ts';
import { stationsOf, toneOf } from '../../../dashboard/web/src/views/why/trace-path.ts';
import { whyChoice } from '../../../dashboard/web/src/views/why/why-choice.ts';

const step = (place: 'source' | 'kafka' | 'bronze' | 'quarantine', at: number | null) => ({
  at,
  place,
  what: '',
});

describe('the way of an event', () => {
  it('has the time between stations, over one whose time is not known', () => {
    const steps = [step('source', 100), step('kafka', null), step('bronze', 350)];
    expect(stationsOf({ steps, fate: 'on-its-way' }).map(({ afterMs }) => afterMs)).toEqual([
      null,
      null,
      250,
      null,
      null,
    ]);
  });

  it('names the stations it never came to', () => {
    const lost = stationsOf({ steps: [step('source', 1), step('kafka', 2)], fate: 'lost-write' });
    expect(lost.filter(({ reached }) => !reached).map(({ place, what }) => `${place} ${what}`)).toEqual([
      'bronze never came here',
      'silver never came here',
      'gold never came here',
    ]);
    const moving = stationsOf({ steps: [step('source', 1)], fate: 'on-its-way' });
    expect(moving.at(-1)!.what).toBe('not there yet');
  });

  it('ends in quarantine for what was refused', () => {
    const steps = [step('source', 1), step('kafka', 2), step('bronze', 3), step('quarantine', 4)];
    expect(stationsOf({ steps, fate: 'quarantined' })).toHaveLength(4);
  });

  it.each([
    ['counted', 'ok'],
    ['lost-write', 'damage'],
    ['late-dropped', 'degraded'],
    ['on-its-way', 'idle'],
    ['unknown-outcome', 'missing'],
  ])('%s looks %s', (fate, tone) => {
    expect(toneOf(fate)).toBe(tone);
  });
});

it('finds the ids of events in a sentence, and nothing else', () => {
  const found = (text: string) =>
    partsOf(text)
      .filter(({ kind }) => kind === 'event')
      .map((part) => part.text);
  expect(found('that offset holds rmc3k1a0x-1308144. A lost write.')).toEqual(['rmc3k1a0x-1308144']);
  expect(found('requests-1 of broker-3, replicas-2, real-time, at 2026-01-01')).toEqual([]);
  expect(
    partsOf('a rmc3k1a0x-1 b')
      .map(({ text }) => text)
      .join(''),
  ).toBe('a rmc3k1a0x-1 b');
});

it('keeps a command whole, whatever it names', () => {
  expect(
    partsOf('see `npx lakequake trace rmc3k1a0x-1` now').map(({ text, kind }) => `${kind} ${text}`),
  ).toEqual(['text see ', 'code npx lakequake trace rmc3k1a0x-1', 'text  now']);
});

describe('log lines', () => {
  const line = (process: string, text: string, fields: object = {}): LogLine => ({
    at: 0,
    process,
    level: 'info',
    text,
    because: '',
    fields: { ...fields },
  });
  const lines = [line('source', 'sent', { batch: 900 }), line('broker-2', 'Elected'), line('source', 'x')];

  it('are found by text and by field, whatever the case', () => {
    expect(filtered(lines, { process: null, find: 'elected' })).toEqual([lines[1]]);
    expect(filtered(lines, { process: null, find: 'batch=900' })).toEqual([lines[0]]);
    expect(filtered(lines, { process: 'source', find: '' })).toHaveLength(2);
  });

  it('are counted by process', () => {
    expect(processesOf(lines)).toEqual([
      { name: 'broker-2', lines: 1 },
      { name: 'source', lines: 2 },
    ]);
  });
});

describe('what is asked in the address', () => {
  it('is nothing without a question', () => {
    expect(whyChoice(new URLSearchParams(''))).toMatchObject({ question: null, trace: null, logs: null });
    expect(whyChoice(new URLSearchParams('q=everything')).question).toBeNull();
  });

  it('names the run whose lake and logs are meant, or leaves it open', () => {
    expect(whyChoice(new URLSearchParams('q=slow&run=rk3x91p0a')).run).toBe('rk3x91p0a');
    expect(whyChoice(new URLSearchParams('q=slow')).run).toBeNull();
  });

  it('has the logs of the traced event unless others are named', () => {
    expect(whyChoice(new URLSearchParams('trace=r1-2')).logs).toBe('r1-2');
    expect(whyChoice(new URLSearchParams('trace=r1-2&logs=broker-2')).logs).toBe('broker-2');
  });
});
