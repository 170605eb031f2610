// What is wrong with one setting, in a learner's words: which one, what it takes, and what to do. Pure. It turns the schema's issues into
// sentences and never decides what is allowed.
import type { z } from 'zod';
import { settingsSchema } from '../contract/settings.ts';

type Issue = z.core.$ZodIssue;

export interface SettingsIssue {
  path: PropertyKey[];
  sentence: string;
  /** Starts with a verb, or names what there is. */
  hint: string;
}

/** Edit distance, small inputs only: for "did you mean". */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

interface Wrapped {
  shape?: Record<string, Wrapped>;
  def?: { innerType?: Wrapped };
}

/** What a schema takes below it, behind its defaults and nullables. */
function shapeOf(schema: Wrapped | undefined): Record<string, Wrapped> {
  return schema?.shape ?? (schema?.def?.innerType === undefined ? {} : shapeOf(schema.def.innerType));
}

const knownKeys = (path: readonly PropertyKey[]): string[] =>
  Object.keys(
    shapeOf(
      path.reduce<Wrapped | undefined>((at, key) => shapeOf(at)[String(key)], settingsSchema as Wrapped),
    ),
  );

const TAKES: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  string: 'text',
};

/** What would be right, as in "takes a whole number"; undefined where the schema's own words must do. */
function taken(issue: Issue): string | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' or ');
  if (issue.code === 'invalid_type') return TAKES[issue.expected];
  if (issue.code === 'too_small') return `${String(issue.minimum)} or more`;
  if (issue.code === 'too_big') return `${String(issue.maximum)} or less`;
  // The only union there is: a threshold of a signal.
  if (issue.code === 'invalid_union') return 'a number, true, false or null';
  return undefined;
}

function unknownKey(path: readonly PropertyKey[], key: string): SettingsIssue {
  const known = knownKeys(path);
  const close = known.find((name) => distance(name.toLowerCase(), key.toLowerCase()) <= 3);
  return {
    path: [...path, key],
    sentence: `there is no setting '${[...path, key].join('.')}'`,
    hint: close === undefined ? `known here: ${known.join(', ')}` : `did you mean '${close}'?`,
  };
}

const howToWrite = (known: readonly string[]): string =>
  `write each on a line of its own below it, indented, as \`name: value\` with a space after the colon${known.length === 0 ? '' : `; there are ${known.join(', ')}`}`;

/** One issue of the settings' schema, for whoever wrote the settings. */
export function describeIssue(issue: Issue): SettingsIssue {
  if (issue.code === 'unrecognized_keys') return unknownKey(issue.path, issue.keys[0]!);
  const path = [...issue.path];
  const name = path.length === 0 ? 'the file' : `'${path.join('.')}'`;
  if (issue.code === 'invalid_type' && (issue.expected === 'object' || issue.expected === 'record'))
    return { path, sentence: `${name} has no settings below it`, hint: howToWrite(knownKeys(path)) };
  const takes = taken(issue);
  return {
    path,
    sentence: takes === undefined ? `${name}: ${issue.message}` : `${name} takes ${takes}`,
    hint: 'change the value; the comments in pipeline.yaml say what each setting takes',
  };
}
