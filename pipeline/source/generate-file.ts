// Writes generated lines to a file, gzip when its name ends in .gz. The same seed gives the same bytes.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { createGenerator } from './generator/generator.ts';

export interface GenerateFileOptions {
  lines: number;
  seed: number;
}

const LINES_PER_CHUNK = 2_000;

function* chunks({ lines, seed }: GenerateFileOptions): Generator<Buffer, void, undefined> {
  const generator = createGenerator(seed, 'original');
  for (let seq = 0; seq < lines; ) {
    const end = Math.min(lines, seq + LINES_PER_CHUNK);
    let text = '';
    while (seq < end) text += `${generator.at(seq++, 0).line}\n`;
    yield Buffer.from(text, 'latin1');
  }
}

/** Writes `lines` lines with times of the summer of 1995 (a million take about three seconds). */
export async function generateFile(path: string, options: GenerateFileOptions): Promise<void> {
  const source = Readable.from(chunks(options));
  const target = createWriteStream(path);
  if (path.endsWith('.gz')) await pipeline(source, createGzip({ level: 6 }), target);
  else await pipeline(source, target);
}
