// Reads `pipeline.yaml` and checks it against the schema. An error names the line, what is wrong there and the fix;
// a setting that is absent has its hardened default.
import { readFileSync } from 'node:fs';
import { isMap, isScalar, type LineCounter, type Node, type ParsedNode } from 'yaml';
import { LakequakeError } from '../contract/errors.ts';
import { type Settings, settingsSchema } from '../contract/settings.ts';
import { parseYaml } from './parse-yaml.ts';
import { describeIssue } from './settings-issue.ts';

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

/** Parses and checks settings text. Throws `bad-settings` naming the line. `name` is used in messages. */
export function parseSettings(text: string, name: string): Settings {
  const { document, counter } = parseYaml(text, name);
  const result = settingsSchema.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  const { path, sentence, hint } = describeIssue(result.error.issues[0]!);
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
  const { sentence, hint } = describeIssue(result.error.issues[0]!);
  throw new LakequakeError('bad-settings', `${what}: ${sentence}`, { hint });
}
