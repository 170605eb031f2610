// A setting that nothing reads protects nothing: each one must be named by the code that honours it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultSettings } from '../../pipeline/contract/settings.ts';
import { projectDir, sourceFiles } from './source-files.ts';

test('every setting of pipeline.yaml is read by the pipeline', () => {
  const code = sourceFiles()
    .filter(
      (path) =>
        /^(pipeline|cli)\//.test(path) &&
        path !== 'pipeline/contract/settings.ts' &&
        !path.startsWith('pipeline/observe/why/'),
    )
    .map((path) => readFileSync(join(projectDir, path), 'utf8'))
    .join('\n');
  const tree: Record<string, Record<string, unknown>> = defaultSettings();
  const dead = Object.entries(tree).flatMap(([section, settings]) =>
    Object.keys(settings)
      .filter((key) => !new RegExp(`[.{,]\\s*${key}\\b`).test(code))
      .map((key) => `${section}.${key}`),
  );
  expect(dead).toEqual([]);
});
