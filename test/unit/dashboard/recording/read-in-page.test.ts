// The page's own reader of recordings against the server's: the same states at the same places, from the recordings that ship.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { frameAt } from '../../../../dashboard/contract/frame-at.ts';
import { recordingArchive } from '../../../../dashboard/server/archive/recording-archive.ts';
import { cursorOver } from '../../../../dashboard/server/recording/cursor.ts';
import { readRecording } from '../../../../dashboard/server/recording/read-recording.ts';
import { openedRun } from '../../../../dashboard/web/src/recording/opened-run.ts';
import { stateReader } from '../../../../dashboard/web/src/recording/page-recording.ts';
import {
  membersOf,
  NoRecording,
  readRecordingFile,
} from '../../../../dashboard/web/src/recording/read-recording-file.ts';
import { shippedRecording } from '../../../fixtures/dashboard/demo-archive.ts';

const NAMES = ['broker-loss-naive', 'late-timestamps-naive'];
const fileOf = (bytes: Uint8Array, name = 'some.jsonl.gz') => new File([new Uint8Array(bytes)], name);
const lines = (...values: unknown[]) =>
  fileOf(gzipSync(values.map((value) => `${JSON.stringify(value)}\n`).join('')));

describe.each(NAMES)('%s', (name) => {
  const path = shippedRecording(name);

  it('is the same to the page as to the server, at every frame, forwards and backwards', async () => {
    const here = await readRecordingFile(fileOf(readFileSync(path)));
    const there = await readRecording([path]);
    expect(here.run.id).toBe(there.header.run.id);
    expect([here.from, here.to, here.torn]).toEqual([there.from, there.to, false]);
    expect(here.journal).toEqual(there.journal);
    expect(here.frames.map(({ at }) => at)).toEqual(there.frames.map(({ at }) => at));
    const stateAt = stateReader(here);
    const cursor = cursorOver(there);
    const order = here.frames.map((_, index) => index);
    for (const index of [...order, ...order.toReversed()])
      expect(stateAt(index)).toEqual(cursor.moveTo(index));
  });

  it('comes to the same run, with verdict and samples, as the server reads from its journal', async () => {
    const recording = await readRecording([path]);
    const there = await recordingArchive(recording, [path]).detail(recording.header.run.id);
    const here = openedRun(await readRecordingFile(fileOf(readFileSync(path))));
    const summary = { ...there.summary, hasRecording: false, hasReport: false };
    expect(here).toEqual({ ...there, summary });
    expect(here.result!.verdict).toBe('broken');
  });

  it('of two gzip members is one', async () => {
    const bytes = readFileSync(path);
    const twice = Buffer.concat([bytes, bytes]);
    expect(membersOf(new Uint8Array(twice))).toHaveLength(2);
    const once = await readRecordingFile(fileOf(bytes));
    const both = await readRecordingFile(fileOf(twice));
    expect(both.frames).toHaveLength(2 * once.frames.length);
    expect(both.torn).toBe(false);
  });

  it('cut anywhere is read up to its last whole line, or refused when no state is left', async () => {
    const bytes = readFileSync(path);
    const whole = await readRecordingFile(fileOf(bytes));
    for (const share of [0.2, 0.5, 0.9]) {
      const cut = await readRecordingFile(fileOf(bytes.subarray(0, Math.floor(bytes.length * share))));
      expect(cut.torn).toBe(true);
      expect(cut.frames.length).toBeLessThan(whole.frames.length);
    }
    await expect(readRecordingFile(fileOf(bytes.subarray(0, 40)))).rejects.toBeInstanceOf(NoRecording);
  });
});

describe('what is no recording', () => {
  const header = { t: 'recording', v: 1, lakequake: '0', run: { id: 'x' } };
  it.each([
    ['no gzip', fileOf(Buffer.from('hello')), 'not a gzip file'],
    ['no JSON', fileOf(gzipSync('hello\n')), 'Line 1'],
    ['no header', lines({ t: 'full', at: 1, state: {} }), 'no header'],
    ['a newer format', lines({ ...header, v: 2 }), 'newer Lakequake'],
    [
      'a difference on nothing',
      lines(header, { t: 'delta', at: 1, set: [], unset: [] }),
      'builds on nothing',
    ],
    [
      'states of another kind',
      lines(header, { t: 'full', at: 1, state: { run: null } }),
      'not those of this version',
    ],
    ['two runs', lines(header, { ...header, run: { id: 'y' } }), 'two runs'],
    ['no state', lines(header), 'holds no state'],
    ['an unknown line', lines(header, { t: 'else' }), 'Line 2'],
  ])('is refused with a sentence: %s', async (_name, file, sentence) => {
    await expect(readRecordingFile(file)).rejects.toThrow(sentence);
  });
});

it('a place between two frames shows the one before, a place before all the first', () => {
  const frames = [10, 20, 20, 30].map((at) => ({ at }));
  expect([5, 10, 19, 20, 29, 99].map((at) => frameAt(frames, at))).toEqual([0, 0, 0, 2, 2, 3]);
});
