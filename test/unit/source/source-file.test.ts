import { appendFileSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFileInput } from '../../../pipeline/source/file-input.ts';
import { generateFile } from '../../../pipeline/source/generate-file.ts';
import { createLineSplitter } from '../../../pipeline/source/line-splitter.ts';
import { checkSourceFile, readLines } from '../../../pipeline/source/source-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'lakequake-source-'));
const at = (name: string, content?: string | Buffer): string => {
  const path = join(dir, name);
  if (content !== undefined) writeFileSync(path, content);
  return path;
};
const LINE = 'host - - [01/Jul/1995:00:00:01 -0400] "GET / HTTP/1.0" 200 6245';

async function allLines(path: string): Promise<{ lines: string[]; error?: unknown }> {
  const lines: string[] = [];
  try {
    for await (const chunk of readLines(path)) lines.push(...chunk);
    return { lines };
  } catch (error) {
    return { lines, error };
  }
}

describe('checking a source file', () => {
  it.each([
    ['a missing one', () => at('missing.log'), 'does not exist'],
    ['an empty one', () => at('empty.log', ''), 'is empty'],
    ['an empty one, compressed', () => at('empty.log.gz', gzipSync('')), 'is empty'],
    ['a folder', () => dir, 'is a folder'],
    ['a binary one', () => at('binary', Buffer.from([1, 2, 0, 3, 10])), 'is binary'],
    [
      'a text that is no log',
      () => at('readme.md', '# Title\n\nSome words.\n'),
      'holds no line of a web server log',
    ],
    [
      'a damaged gzip',
      () => at('bad.gz', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255])),
      'damaged',
    ],
  ])('refuses %s in one sentence, with a hint', async (_, make, sentence) => {
    const error = await checkSourceFile(make()).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'bad-source-file', definite: true });
    expect((error as Error).message).toContain(sentence);
    expect((error as { hint?: string }).hint).toBeTruthy();
  });

  it.each([
    ['plain', () => at('good.log', `${LINE}\n`)],
    ['without its last newline', () => at('one.log', LINE)],
    ['gzip under any name', () => at('good.bin', gzipSync(`${LINE}\n`))],
    ['with some rubbish before the first line', () => at('rubbish.log', `alyssa.p\n\x80\xff\n${LINE}\n`)],
    ['with very long lines', () => at('long.log', `${LINE}\n`.repeat(2_000))],
  ])('accepts a log, %s', async (_, make) => {
    await expect(checkSourceFile(make())).resolves.toBeUndefined();
  });
});

describe('reading a source file', () => {
  it('splits on byte 10 only, keeps every other byte, and counts a last line without newline', async () => {
    const text = 'a\vb\x85c\r\n\n\xff\x00\nlast';
    for (const path of [
      at('bytes', Buffer.from(text, 'latin1')),
      at('bytes.gz', gzipSync(Buffer.from(text, 'latin1'))),
    ])
      expect(await allLines(path)).toEqual({ lines: ['a\vb\x85c\r', '', '\xff\x00', 'last'] });
  });

  it('splits the same whatever the chunks', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('\n', 'a', '\r', '\xe9') }),
        fc.array(fc.nat(40)),
        (text, cuts) => {
          const bytes = Buffer.from(text, 'latin1');
          const splitter = createLineSplitter();
          const points = [
            0,
            ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
            bytes.length,
          ];
          const lines = points.slice(1).flatMap((to, i) => splitter.push(bytes.subarray(points[i], to)));
          const rest = splitter.rest();
          expect([...lines, rest ?? ''].join('\n')).toBe(text);
        },
      ),
    );
  });

  it('gives the complete lines of a gzip file that breaks off, then says how many they were', async () => {
    const path = at('whole.log.gz');
    await generateFile(path, { lines: 20_000, seed: 3 });
    const whole = (await allLines(path)).lines;
    truncateSync(path, Math.floor(readFileSync(path).length / 2));
    const { lines, error } = await allLines(path);
    expect(lines.length).toBeGreaterThan(8_000);
    expect(lines).toEqual(whole.slice(0, lines.length));
    expect(error).toMatchObject({ code: 'bad-source-file', context: { lines: lines.length } });
  });

  it('says so when only the checksum of a gzip file is missing', async () => {
    const path = at('tail.log.gz', gzipSync(`${LINE}\n${LINE}\n`));
    truncateSync(path, readFileSync(path).length - 4);
    const { lines, error } = await allLines(path);
    expect(lines).toEqual([LINE, LINE]);
    expect(error).toMatchObject({ code: 'bad-source-file' });
  });

  it('reads gzip files that were joined', async () => {
    const path = at('joined.log.gz', gzipSync('a\n'));
    appendFileSync(path, gzipSync('b\n'));
    expect((await allLines(path)).lines).toEqual(['a', 'b']);
  });
});

describe('a file as input', () => {
  const options = { eventTimeMode: 'original' as const, firstSeq: 0, maxEvents: null, bounds: null };
  async function drained(input: ReturnType<typeof createFileInput>, now = 0) {
    const events = [];
    while (!input.ended) {
      await input.ready();
      events.push(...input.take(7, () => now));
    }
    return events;
  }

  it('sends bytes untouched with original times', async () => {
    const path = at('orig.log', `${LINE}\r\nalyssa.p`);
    const events = await drained(createFileInput({ ...options, path }));
    expect(events.map(({ seq, line }) => [seq, line])).toEqual([
      [0, `${LINE}\r`],
      [1, 'alyssa.p'],
    ]);
  });

  it('rewrites the bracketed time and nothing else in mode now, keeping the zone', async () => {
    const path = at('now.log', `${LINE}\nalyssa.p\n`);
    const nowMs = Date.UTC(2030, 0, 2, 3, 4, 5, 678);
    const events = await drained(createFileInput({ ...options, path, eventTimeMode: 'now' }), nowMs);
    expect(events[0]).toMatchObject({
      line: LINE.replace('01/Jul/1995:00:00:01', '01/Jan/2030:23:04:05'),
      truth: { timeMs: Date.UTC(2030, 0, 2, 3, 4, 5), disposition: 'silver' },
    });
    expect(events[1]).toMatchObject({ line: 'alyssa.p', truth: { disposition: 'quarantine' } });
  });

  it('skips what was sent, stops at the wanted number, and makes single lines again', async () => {
    const path = at('many.log');
    await generateFile(path, { lines: 3_000, seed: 9 });
    const all = await drained(createFileInput({ ...options, path }));
    expect(all).toHaveLength(3_000);
    const part = createFileInput({ ...options, path, firstSeq: 1_990, maxEvents: 2_000 });
    expect(
      await part.again(
        new Map([
          [5, null],
          [1_500, null],
        ]),
        () => 0,
      ),
    ).toEqual([all[5], all[1_500]]);
    expect(await drained(part)).toEqual(all.slice(1_990, 2_000));
  });

  it('expects times outside the absolute bounds in quarantine', async () => {
    const path = at('bounds.log', LINE);
    const bounds = { fromMs: Date.UTC(1996, 0), toMs: Date.UTC(1997, 0) };
    const [event] = await drained(createFileInput({ ...options, path, bounds }));
    expect(event!.truth.disposition).toBe('quarantine');
  });
});
