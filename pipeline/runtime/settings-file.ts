// Reads `pipeline.yaml` and checks it against the schema. An error names the line, what is wrong there and the fix;
// a setting that is absent has its hardened default.
import { readFileSync } from 'node:fs';
import { isMap, isScalar, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml';
import type { z } from 'zod';
import { LakequakeError } from '../contract/errors.ts';
import { type Settings, settingsSchema } from '../contract/settings.ts';

type Issue = z.core.$ZodIssue;

function lineOf(
  contents: ParsedNode | null,
  path: readonly PropertyKey[],
  counter: LineCounter,
): number | undefined {
  let node: Node | null | undefined = contents;
  let position = contents?.range?.[0];
  for (const key of path) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
    if (pair === undefined) break;
    position = (pair.key as ParsedNode).range?.[0] ?? position;
    node = pair.value as Node | null;
  }
  return position === undefined || position === null ? undefined : counter.linePos(position).line;
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

function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = settingsSchema;
  for (const key of path) {
    let shape = schema as { shape?: Record<string, unknown>; def?: { innerType?: unknown } };
    while (shape.shape === undefined && shape.def?.innerType !== undefined)
      shape = shape.def.innerType as typeof shape;
    schema = shape.shape?.[String(key)];
  }
  let shape = schema as { shape?: Record<string, unknown>; def?: { innerType?: unknown } } | undefined;
  while (shape !== undefined && shape.shape === undefined && shape.def?.innerType !== undefined)
    shape = shape.def.innerType as typeof shape;
  return Object.keys(shape?.shape ?? {});
}

function describe(issue: Issue): { path: PropertyKey[]; sentence: string; hint: string } {
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const known = knownKeys(issue.path);
    const close = known.filter((name) => distance(name.toLowerCase(), key.toLowerCase()) <= 3);
    return {
      path: [...issue.path, key],
      sentence: `there is no setting '${[...issue.path, key].join('.')}'`,
      hint: close.length > 0 ? `did you mean '${close[0]}'?` : `known here: ${known.join(', ')}`,
    };
  }
  const path = [...issue.path];
  return {
    path,
    sentence: `'${path.join('.')}': ${issue.message}`,
    hint: 'change the value; the comments in pipeline.yaml say what each setting takes',
  };
}

/** Parses and checks settings text. Throws `bad-settings` naming the line. `name` is used in messages. */
export function parseSettings(text: string, name: string): Settings {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const line = counter.linePos(broken.pos[0]).line;
    throw new LakequakeError(
      'bad-settings',
      `${name} line ${line}: not valid YAML: ${broken.message.split('\n')[0]}`,
      {
        hint: 'check the indentation and the quotes of that line',
      },
    );
  }
  const result = settingsSchema.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  const { path, sentence, hint } = describe(result.error.issues[0]!);
  const line = lineOf(document.contents, path, counter);
  throw new LakequakeError(
    'bad-settings',
    `${name}${line === undefined ? '' : ` line ${line}`}: ${sentence}`,
    { hint },
  );
}

/** Reads a settings file. Throws `bad-settings` when it cannot be read or does not fit the schema. */
export function loadSettings(file: string): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LakequakeError('bad-settings', `cannot read the settings file ${file}`, {
      cause,
      hint: 'check the path, or leave the option out to use the pipeline.yaml of the project',
    });
  }
  return parseSettings(text, file);
}

/** Settings with others laid over them, section by section, and checked like a file; an error says `what` they are. */
export function withOverrides(
  settings: Settings,
  overrides: readonly Record<string, object>[],
  what: string,
): Settings {
  const merged: Record<string, object> = { ...settings };
  for (const override of overrides)
    for (const [section, values] of Object.entries(override))
      merged[section] = { ...merged[section], ...values };
  const result = settingsSchema.safeParse(merged);
  if (result.success) return result.data;
  const { sentence, hint } = describe(result.error.issues[0]!);
  throw new LakequakeError('bad-settings', `${what}: ${sentence}`, { hint });
}
