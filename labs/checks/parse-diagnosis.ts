// A diagnosis as a learner writes it: signal, component and cause from the lists of the game day, and words that nobody scores. Pure; what is wrong with
// the file is given back as an error with its hint, not thrown.
import { parse } from 'yaml';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { CAUSES, type Choice, COMPONENTS } from '../game-day/pool.ts';

export interface WrittenDiagnosis {
  signal: string;
  component: string;
  cause: string;
}

function wordOf(
  given: Record<string, unknown>,
  name: string,
  choices: readonly Choice[] | null,
): string | LakequakeError {
  const word = given[name];
  if (typeof word !== 'string' || word.trim() === '')
    return new LakequakeError('bad-argument', `the diagnosis says no ${name}`, {
      hint: `add a line \`${name}: …\``,
    });
  if (choices !== null && !choices.some(({ id }) => id === word.trim()))
    return new LakequakeError('bad-argument', `'${word}' is no ${name} of the list`, {
      hint: `choose one of: ${choices.map(({ id }) => id).join(', ')}`,
    });
  return word.trim();
}

/** What the learner wrote down, or the error to show; it names the line and the words there are. */
export function parseDiagnosis(text: string, file: string): WrittenDiagnosis | LakequakeError {
  let given: unknown;
  try {
    given = parse(text);
  } catch (cause) {
    const line = (cause as { linePos?: { line: number }[] }).linePos?.[0]?.line;
    return new LakequakeError(
      'bad-argument',
      `${file}${line === undefined ? '' : `, line ${line}`} is no YAML`,
      {
        cause,
        hint: 'write one `name: word` a line',
      },
    );
  }
  const fields = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  const signal = wordOf(fields, 'signal', null);
  const component = wordOf(fields, 'component', COMPONENTS);
  const cause = wordOf(fields, 'cause', CAUSES);
  for (const one of [signal, component, cause]) if (one instanceof LakequakeError) return one;
  return { signal, component, cause } as WrittenDiagnosis;
}
