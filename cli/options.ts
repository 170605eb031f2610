// Checks of option values that several commands need. Each refusal is one sentence and exit code 2.
import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { CommandInput } from './command.ts';

/** A whole number option, or undefined when absent. */
export function numberOption(
  { flags }: CommandInput,
  name: string,
  { min, max }: { min: number; max?: number },
): number | undefined {
  const text = flags[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (
    typeof text === 'string' &&
    /^\d+$/.test(text) &&
    value >= min &&
    value <= (max ?? Number.MAX_SAFE_INTEGER)
  )
    return value;
  const range = max === undefined ? `from ${min} up` : `from ${min} to ${max}`;
  throw new LakequakeError('bad-argument', `--${name} takes a whole number ${range}, not '${text}'`, {
    hint: `give for example --${name} ${Math.max(min, 7)}`,
  });
}

/** An option that takes one of a few words, or undefined when absent. */
export function oneOf<const T extends readonly string[]>(
  { flags }: CommandInput,
  name: string,
  words: T,
): T[number] | undefined {
  const text = flags[name];
  if (text === undefined) return undefined;
  if (typeof text === 'string' && words.includes(text)) return text;
  throw new LakequakeError('bad-argument', `--${name} takes ${words.join(' or ')}, not '${text}'`, {
    hint: `give --${name} ${words[0]}`,
  });
}

/** Refuses words a command does not take. */
export function rejectPositionals({ positionals }: CommandInput): void {
  if (positionals.length === 0) return;
  throw new LakequakeError('bad-argument', `'${positionals[0]}' is not expected here`, {
    hint: 'options begin with --; see --help',
  });
}
