// Imports point one way, and pure folders do no I/O. Read from the source text; every violation is listed with its file.
import { readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';
import { projectDir, sourceFiles } from './source-files.ts';

/** Folder groups from the bottom up: a file may import its own group and those it lists. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'pipeline/contract': [],
  'pipeline/delta': [],
  'pipeline/stream': ['pipeline/contract'],
  'pipeline/lake': ['pipeline/contract', 'pipeline/delta'],
  'pipeline/kafka': ['pipeline/contract', 'pipeline/stream'],
  'pipeline/source': ['pipeline/contract', 'pipeline/kafka'],
  'pipeline/medallion': [
    'pipeline/contract',
    'pipeline/stream',
    'pipeline/delta',
    'pipeline/lake',
    'pipeline/kafka',
  ],
  'pipeline/spark': [
    'pipeline/contract',
    'pipeline/stream',
    'pipeline/delta',
    'pipeline/lake',
    'pipeline/kafka',
    'pipeline/medallion',
    'setup',
  ],
  'pipeline/observe': [
    'pipeline/contract',
    'pipeline/delta',
    'pipeline/lake',
    'pipeline/medallion',
    'pipeline/kafka',
    'pipeline/source',
    'pipeline/runtime',
  ],
  'pipeline/runtime': ['pipeline/contract', 'pipeline/kafka', 'setup'],
  setup: [],
  chaos: ['pipeline', 'setup'],
  labs: ['pipeline', 'chaos'],
  // The board's schemas are the workshop's own: the page and a seat must not be told two things.
  'dashboard/contract': ['pipeline/contract', 'labs/workshop/board-contract.ts'],
  bench: ['pipeline', 'chaos', 'setup'],
  'dashboard/contract.ts': ['pipeline/contract', 'dashboard/contract'],
  'dashboard/server': ['pipeline', 'dashboard/contract.ts', 'dashboard/contract', 'chaos', 'labs'],
  'dashboard/web': ['dashboard/contract.ts', 'dashboard/contract'],
  cli: [
    'pipeline',
    'chaos',
    'labs',
    'bench',
    'dashboard/server',
    'dashboard/contract.ts',
    'dashboard/contract',
    'setup',
  ],
};

/** The one exception: the port types of the lake's storage are the Delta log's own. */
const ALLOWED = new Set(['pipeline/contract/ports.ts -> pipeline/delta/storage.ts']);

const groups = Object.keys(MAY_IMPORT).sort((a, b) => b.length - a.length);
const groupOf = (path: string) => groups.find((group) => path === group || path.startsWith(`${group}/`));

interface Import {
  from: string;
  specifier: string;
  /** Project path for a relative import. */
  target: string | undefined;
}

function importsOf(path: string): Import[] {
  const text = readFileSync(join(projectDir, path), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g,
  );
  return [...found].map((match) => {
    const specifier = (match[1] ?? match[2] ?? match[3])!;
    const target = specifier.startsWith('.')
      ? relative(projectDir, normalize(join(projectDir, dirname(path), specifier)))
      : undefined;
    return { from: path, specifier, target };
  });
}

const all = sourceFiles().flatMap(importsOf);

function isAllowed({ from, target }: Import): boolean {
  if (target === undefined || ALLOWED.has(`${from} -> ${target}`)) return true;
  const own = groupOf(from);
  const other = groupOf(target);
  if (own === undefined || other === undefined || own === other) return true;
  return MAY_IMPORT[own]!.some((allowed) => target === allowed || target.startsWith(`${allowed}/`));
}

test('imports point one way: contract, then pipeline, then chaos, then the labs, then the dashboard, then the command line', () => {
  const wrong = all.filter((one) => !isAllowed(one)).map(({ from, target }) => `${from} -> ${target}`);
  expect(wrong).toEqual([]);
});

test('the oracle and the checkers know nothing of the transformations they judge', () => {
  const wrong = all
    .filter(({ from }) => /^chaos\/(checkers|oracle)\//.test(from))
    .filter(
      ({ target }) =>
        target !== undefined && /^pipeline\/(medallion|source|stream|observe|lake|delta)\b/.test(target),
    )
    .map(({ from, target }) => `${from} -> ${target}`);
  expect(wrong).toEqual([]);
});

const PURE = /^(pipeline\/stream|pipeline\/delta|chaos\/checkers|chaos\/oracle)\//;
const IO_MODULES =
  /^(node:(fs|net|http|https|child_process|dgram|tls|worker_threads|os)|kafkajs|@duckdb\/node-api|pino|fastify|toxiproxy-node-client)/;

test('pure folders import no module that does I/O', () => {
  const wrong = all
    .filter(({ from, specifier }) => PURE.test(from) && IO_MODULES.test(specifier))
    .map(({ from, specifier }) => `${from} -> ${specifier}`);
  expect(wrong).toEqual([]);
});

test('pure folders ask no clock and throw no dice: time and chance come in as arguments', () => {
  const wrong = sourceFiles()
    .filter((path) => PURE.test(path))
    .filter((path) =>
      /\b(Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\()/.test(
        readFileSync(join(projectDir, path), 'utf8'),
      ),
    );
  expect(wrong).toEqual([]);
});

test('signals never look at the ledger', () => {
  const wrong = all
    .filter(({ from }) => from.startsWith('pipeline/observe/signals/'))
    .filter(({ target }) => target !== undefined && /ledger/.test(target))
    .map(({ from, target }) => `${from} -> ${target}`);
  expect(wrong).toEqual([]);
});

test('the pipeline holds no fault code: nothing in it imports or names chaos', () => {
  const wrong = sourceFiles()
    .filter((path) => path.startsWith('pipeline/'))
    .filter((path) => /from '[^']*\bchaos\//.test(readFileSync(join(projectDir, path), 'utf8')));
  expect(wrong).toEqual([]);
});

test('the engine of the labs knows no terminal: it prints nothing and asks nobody', () => {
  const wrong = sourceFiles()
    .filter((path) => path.startsWith('labs/') && !path.startsWith('labs/authoring/'))
    .filter((path) =>
      /\bconsole\.|process\.(stdin|stdout|stderr|argv|exit)/.test(
        readFileSync(join(projectDir, path), 'utf8'),
      ),
    );
  expect(wrong).toEqual([]);
});
