// The habits of the code base, kept by an ordinary test.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDir, sourceFiles } from './source-files.ts';

const files = sourceFiles();
const textOf = (path: string) => readFileSync(join(projectDir, path), 'utf8');

/** Without comments. */
const codeOf = (path: string) => textOf(path).replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '$1');

/** Past this a file probably holds two things. */
const LONGEST = 300;

test('files open by saying what they are', () => {
  const silent = files
    .filter((path) => !path.endsWith('.svelte'))
    .filter((path) => !/^(#!.*\n)?\s*(\/\/|\/\*|@|import)/.test(textOf(path)));
  const withoutComment = files
    .filter((path) => /\.(ts|mjs)$/.test(path) && !path.endsWith('.d.mts') && !path.endsWith('.d.ts'))
    .filter((path) => !/^(#!.*\n)?\/\//.test(textOf(path)));
  expect([...silent, ...withoutComment]).toEqual([]);
});

test('files are short enough to be one thing', () => {
  const long = files.filter((path) => textOf(path).split('\n').length > LONGEST);
  expect(long).toEqual([]);
});

test('names say what a thing is: kebab-case, no helpers, utils, managers, services', () => {
  const vague = files.filter((path) =>
    /(^|[/-])(utils?|helpers?|manager|service|common|misc)(\.|[/-])/.test(path),
  );
  const notKebab = files.filter(
    (path) => path.endsWith('.ts') && !/^[a-z0-9-]+(\.d|\.svelte|\.config)?\.ts$/.test(basename(path)),
  );
  expect([...vague, ...notKebab]).toEqual([]);
});

test('no `any`, no silenced checks, no bare sleep', () => {
  const forbidden = /\bas any\b|: any\b|@ts-ignore|@ts-nocheck|\bsleep\(/;
  expect(files.filter((path) => forbidden.test(codeOf(path)))).toEqual([]);
});

test('no tracked source names a path of the machine it was written on', () => {
  const paths = new RegExp(['/wor', 'k/|/roo', 't/|/hom', 'e/[a-z]'].join(''));
  expect(files.filter((path) => paths.test(textOf(path)))).toEqual([]);
});
