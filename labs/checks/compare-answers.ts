// Judges a small YAML file in which a learner writes down what was found: field by field against what the run shows, in order. The first
// that is wrong is named with its line, and what speaks against it; the right value is never told.
import { isMap, isNode, isScalar } from 'yaml';
import { parseYaml } from '../../pipeline/runtime/parse-yaml.ts';
import { type Answer, notYet, wrong } from '../answer.ts';

export interface WantedAnswer {
  /** `late.offset`. */
  path: string;
  is: string | number | boolean;
  /** What speaks against another value; completes "line 9 says late.offset 6000, but …". */
  but: string;
  lookAt: string;
}

interface Given {
  /** Undefined: there is no such field. */
  value: unknown;
  line: number | null;
}

/** Null when all is right. A field that is empty or not there is not yet. Throws `bad-settings` with the line for what is no YAML. */
export function compareAnswers(text: string, file: string, wanted: readonly WantedAnswer[]): Answer | null {
  const read = readAnswers(text, file);
  for (const { path, is, but, lookAt } of wanted) {
    const { value, line } = read(path);
    const place = line === null ? file : `${file} line ${line}`;
    if (value === undefined || value === null || value === '')
      return notYet(`${place} says nothing of ${path} yet.`, lookAt);
    if (String(value).trim().toLowerCase() !== String(is).toLowerCase())
      return wrong(`${place} says ${path} ${String(value)}, but ${but}.`, lookAt);
  }
  return null;
}

function readAnswers(text: string, file: string): (path: string) => Given {
  const { document, counter } = parseYaml(text, file);
  const lineAt = (offset: number | undefined) => (offset === undefined ? null : counter.linePos(offset).line);
  return (path) => {
    let node: unknown = document.contents;
    let line: number | null = null;
    for (const key of path.split('.')) {
      const pair = isMap(node)
        ? node.items.find((item) => isScalar(item.key) && item.key.value === key)
        : undefined;
      if (pair === undefined) return { value: undefined, line };
      line = isNode(pair.key) ? lineAt(pair.key.range?.[0]) : line;
      node = pair.value;
    }
    return { value: isScalar(node) ? node.value : undefined, line };
  };
}
