// What is recorded is what was shown: every state comes back as it was, also after the file was rotated, torn, or read from the middle.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frameAt } from '../../../../dashboard/contract/frame-at.ts';
import type { LabState } from '../../../../dashboard/contract.ts';
import { cursorOver } from '../../../../dashboard/server/recording/cursor.ts';
import { readRecording } from '../../../../dashboard/server/recording/read-recording.ts';
import {
  type RecorderOptions,
  recordingFiles,
  startRecorder,
} from '../../../../dashboard/server/recording/recorder.ts';
import { labStateAt, RUN_ID, STORY } from '../../../fixtures/dashboard/demo-story.ts';

const EPOCH = 1_790_000_000_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakequake-recording-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const runFolder = () => join(folder, RUN_ID);
const RECORDED = () => join(runFolder(), 'recording.jsonl.gz');

/** Records the states given, one a tick. */
async function record(states: LabState[], options: Partial<RecorderOptions> = {}): Promise<string[]> {
  const problems: string[] = [];
  let index = 0;
  const recorder = startRecorder({
    feed: { snapshot: () => states[Math.min(index, states.length - 1)]! },
    folderOf: (id) => join(folder, id),
    journalOf: () => [],
    note: (problem) => problems.push(problem),
    everyMs: 3_600_000,
    keyFrameEveryMs: 2_000,
    ...options,
  });
  for (; index < states.length; index += 1) {
    recorder.tick();
    // Files are opened and written between two ticks, as in life.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await recorder.stop();
  return problems;
}

const story = (seconds: number[]) => seconds.map((s) => labStateAt(EPOCH, s));
const read = () => readRecording(recordingFiles(runFolder()));
const whole = [20, 20.25, 20.5, 21, 21.5, 22, 23, 24.5, 26, 26.25];

describe('a recording', () => {
  it('gives back every state as it was shown, whatever the order of asking', async () => {
    const states = story(whole);
    expect(await record(states)).toEqual([]);
    const recording = await read();
    expect(recording.frames).toHaveLength(states.length);
    expect(recording.frames.filter(({ kind }) => kind === 'full').length).toBeGreaterThan(1);
    const cursor = cursorOver(recording);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: states.length - 1 }), { maxLength: 12 }), (asked) => {
        for (const index of asked) expect(cursor.moveTo(index)).toEqual(states[index]);
      }),
      { numRuns: 30 },
    );
  });

  it('finds the state of a moment: the last one at or before it', async () => {
    await record(story(whole));
    const recording = await read();
    expect(frameAt(recording.frames, EPOCH + 21_400)).toBe(3);
    expect(frameAt(recording.frames, EPOCH + 21_500)).toBe(4);
    expect(frameAt(recording.frames, 0)).toBe(0);
    expect(frameAt(recording.frames, Number.MAX_SAFE_INTEGER)).toBe(whole.length - 1);
  });

  it('keeps a long run bounded: the newest two files, whose states still follow', async () => {
    const states = story(Array.from({ length: 200 }, (_, n) => n / 4));
    expect(await record(states, { maxTextBytes: 200_000 })).toEqual([]);
    expect(recordingFiles(runFolder())).toHaveLength(2);
    const text = recordingFiles(runFolder()).reduce(
      (sum, file) => sum + gunzipSync(readFileSync(file)).length,
      0,
    );
    expect(text).toBeLessThan(2 * 200_000 + 100_000);
    const recording = await read();
    const last = cursorOver(recording).moveTo(recording.frames.length - 1);
    expect(last).toEqual(states.at(-1));
    expect(recording.frames.length).toBeLessThan(200);
    for (const index of recording.frames.keys())
      expect(cursorOver(recording).moveTo(index).at).toBe(recording.frames[index]!.at);
  });

  it('ends with its verdict and its journal, and does not begin again while the run is still shown', async () => {
    const states = story([-1, 0, 1, 2, 3, 4, 5].map((s) => STORY.verdict + s));
    expect(states.at(-1)!.run!.verdict).not.toBeNull();
    const entries = [{ type: 'start', at: 1, scenario: 'broker-loss' }];
    let now = 0;
    await record(states, { journalOf: () => entries, afterVerdictMs: 2_500, now: () => (now += 1_000) });
    const recording = await read();
    expect(recording.journal).toEqual(entries);
    expect(recording.to).toBeLessThan(states.at(-1)!.at);
  });

  it('writes a file for each run', async () => {
    const other = labStateAt(EPOCH, 30);
    other.run!.id = 'rother';
    await record([...story([20, 21]), other, other]);
    expect((await read()).frames).toHaveLength(2);
    expect((await readRecording(recordingFiles(join(folder, 'rother')))).header.run.id).toBe('rother');
  });

  it('is readable up to its last key frame when its writer was killed', async () => {
    await record(story(whole));
    const size = readFileSync(RECORDED()).length;
    truncateSync(RECORDED(), size - 30);
    const { frames } = await read();
    expect(frames.length).toBeGreaterThan(4);
    expect(frames.length).toBeLessThan(whole.length);
  });

  it('tells once when the disk refuses, and leaves the run alone', async () => {
    writeFileSync(join(folder, 'file'), '');
    const problems = await record(story(whole), { folderOf: () => join(folder, 'file', 'no-folder') });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/recording/);
  });
});

describe('reading what is no recording', () => {
  const header = {
    t: 'recording',
    v: 1,
    lakequake: '0.1.0',
    run: { id: 'r1', kind: 'lab', scenario: null, variant: null, seed: 1, startedAt: 0 },
  };
  const full = () => ({ t: 'full', at: 1, state: labStateAt(EPOCH, 1) });
  const delta = (set: unknown) => ({ t: 'delta', at: 2, set, unset: [] });
  const written = (content: Buffer | object[]) => {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'one.gz');
    const text = Array.isArray(content) ? content.map((line) => `${JSON.stringify(line)}\n`).join('') : '';
    writeFileSync(file, Array.isArray(content) ? gzipSync(text) : content);
    return readRecording([file], { name: 'one.gz', limits: { fileBytes: 200_000, textBytes: 1_000_000 } });
  };

  it.each<[string, () => Promise<unknown>, string, RegExp]>([
    ['a missing file', () => readRecording([join(folder, 'none')]), 'not-found', /there is no file/],
    ['a folder', () => readRecording([folder]), 'bad-argument', /is no file/],
    ['plain text', () => written(Buffer.from('hello')), 'bad-argument', /compressed data is damaged/],
    ['an empty file', () => written(Buffer.alloc(0)), 'bad-argument', /no recording/],
    ['other JSON', () => written([{ a: 1 }]), 'bad-argument', /line 1 is not what/],
    ['no header', () => written([full()]), 'bad-argument', /no header/],
    ['a header alone', () => written([header]), 'bad-argument', /holds no state/],
    [
      'a newer format',
      () => written([{ ...header, v: 2, more: {} }, full()]),
      'newer-format',
      /format 2 of a newer/,
    ],
    [
      'a difference that builds on nothing',
      () => written([header, delta([])]),
      'bad-argument',
      /builds on nothing/,
    ],
    [
      'states of another shape',
      () => written([header, { ...full(), state: { at: 1 } }]),
      'bad-argument',
      /not those of this/,
    ],
    [
      'two runs',
      () => written([header, full(), { ...header, run: { ...header.run, id: 'r2' } }]),
      'bad-argument',
      /two runs/,
    ],
    ['too large a file', () => written(Buffer.alloc(300_000, 7)), 'bad-argument', /larger than/],
    [
      'a small file with very much in it',
      () => written([header, { ...full(), fill: ' '.repeat(2_000_000) }]),
      'bad-argument',
      /more than 1 MB of text/,
    ],
  ])('refuses %s in one sentence', async (_what, attempt, code, sentence) => {
    await expect(attempt()).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) });
  });

  it('cannot be led out of the state by a forged path', async () => {
    const recording = await written([header, full(), delta([[['__proto__', 'polluted'], true]])]);
    expect(() => cursorOver(recording).moveTo(1)).toThrow(/leads to/);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
