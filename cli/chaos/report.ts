// `chaos report RUN`: from its journal, as Markdown or as one HTML page.
import { report } from '../../chaos/report.ts';
import { writeReport } from '../../chaos/suite/suite-reports.ts';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import type { CommandInput } from '../command.ts';

export async function showReport(input: CommandInput, runId: string | undefined): Promise<number> {
  if (runId === undefined)
    throw new LakequakeError('bad-argument', 'chaos report needs the id of a run', {
      hint: 'give the id that the last line of `npx lakequake chaos run NAME` prints',
    });
  const form = input.flags.html === true ? 'html' : 'markdown';
  const text = report(input.stateDir, runId, form);
  const file = input.flags.out as string | undefined;
  if (file !== undefined) {
    writeReport(file, text);
    input.out(input.json ? JSON.stringify({ runId, file }) : `written to ${file}`);
    return EXIT.ok;
  }
  input.out(input.json ? JSON.stringify({ runId, [form]: text }) : text);
  return EXIT.ok;
}
