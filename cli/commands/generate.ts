// `generate`: writes seeded, invented log lines to a file, for `drain` and for tries of one's own.
import { resolve } from 'node:path';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import { generateFile } from '../../pipeline/source/generate-file.ts';
import type { CommandModule } from '../command.ts';
import { numberOption, rejectPositionals } from '../options.ts';

export const command: CommandModule = {
  name: 'generate',
  summary: 'write seeded log lines to a file (plain, or gzip when the name ends in .gz)',
  usage: 'lakequake generate --out FILE [--lines N] [--seed N] [--json]',
  options: {
    out: { type: 'string', value: 'FILE', help: 'file to write' },
    lines: { type: 'string', value: 'N', help: 'number of lines (default 100000)' },
    seed: { type: 'string', value: 'N', help: 'same seed, same lines (default 1)' },
  },
  async run(input) {
    rejectPositionals(input);
    const out = input.flags.out as string | undefined;
    if (out === undefined)
      throw new LakequakeError('bad-argument', 'generate needs a file to write', {
        hint: 'give it with --out FILE',
      });
    const lines = numberOption(input, 'lines', { min: 1 }) ?? 100_000;
    const seed = numberOption(input, 'seed', { min: 0 }) ?? 1;
    await generateFile(resolve(out), { lines, seed });
    input.out(
      input.json
        ? JSON.stringify({ out: resolve(out), lines, seed })
        : `${lines.toLocaleString('en-US')} lines (seed ${seed}) in ${out}`,
    );
    return EXIT.ok;
  },
};
