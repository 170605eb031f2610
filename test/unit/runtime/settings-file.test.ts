import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { parseSettings, withOverrides } from '../../../pipeline/runtime/settings-file.ts';

const shipped = readFileSync(new URL('../../../pipeline.yaml', import.meta.url), 'utf8');

function errorOf(act: () => unknown): LakequakeError {
  try {
    act();
  } catch (error) {
    if (error instanceof LakequakeError) return error;
    throw error;
  }
  throw new Error('did not throw');
}

test('the shipped pipeline.yaml says exactly the defaults, so its comments can be trusted', () => {
  expect(parseSettings(shipped, 'pipeline.yaml')).toEqual(defaultSettings());
});

test('the shipped pipeline.yaml names every setting of every section', () => {
  const tree = defaultSettings() as Record<string, Record<string, unknown>>;
  for (const [section, settings] of Object.entries(tree))
    for (const key of Object.keys(settings))
      expect(shipped, `${section}.${key}`).toMatch(new RegExp(`^  ${key}:`, 'm'));
});

test('a misspelt setting is refused with its line and the name it resembles', () => {
  const error = errorOf(() =>
    parseSettings('topic:\n  partitions: 6\nstream:\n  trigerMs: 100\n', 'my.yaml'),
  );
  expect(error.code).toBe('bad-settings');
  expect(error.message).toContain('my.yaml line 4');
  expect(error.hint).toContain('triggerMs');
});

test('a value of the wrong kind is refused with its line', () => {
  const error = errorOf(() => parseSettings('producer:\n  acks: most\n', 'my.yaml'));
  expect(error.message).toContain('line 2');
  expect(error.message).toContain('producer.acks');
});

test('broken YAML is refused with its line', () => {
  expect(errorOf(() => parseSettings('topic:\n  partitions: [6\n', 'my.yaml')).message).toMatch(
    /my\.yaml line \d+: not valid YAML/,
  );
});

test('what a setting takes is said in plain words', () => {
  const said = (text: string) => errorOf(() => parseSettings(text, 'my.yaml'));
  expect(said('producer:\n  acks: most\n').message).toBe(
    "my.yaml line 2: 'producer.acks' takes all or leader or none",
  );
  expect(said('producer:\n  idempotent: maybe\n').message).toContain(
    "'producer.idempotent' takes true or false",
  );
  expect(said('stream:\n  triggerMs: 1.5\n').message).toContain('takes a whole number');
  expect(said('topic:\n  partitions: 0\n').message).toContain('takes 1 or more');
});

test('a section with nothing below it, or a word where its settings should be, says how settings are written', () => {
  for (const text of ['topic:\nproducer:\n  acks: all\n', 'topic: null\n', 'topic:\n  partitions:6\n']) {
    const error = errorOf(() => parseSettings(text, 'my.yaml'));
    expect(error.message).toBe("my.yaml line 1: 'topic' has no settings below it");
    expect(error.hint).toMatch(/^write each .*partitions/);
  }
});

test('a threshold of a signal is refused as plainly', () => {
  const said = (text: string) => errorOf(() => parseSettings(text, 'my.yaml'));
  expect(said('signals:\n').message).toBe("my.yaml line 1: 'signals' has no settings below it");
  expect(said('signals:\n  freshness: 5\n').message).toContain(
    "'signals.freshness' has no settings below it",
  );
  expect(said('signals:\n  freshness:\n    maxAgeMs: long\n').message).toContain(
    "'signals.freshness.maxAgeMs' takes a number, true, false or null",
  );
});

test('YAML that does not parse is told by its line, in words for whoever wrote it, with what to do there', () => {
  const said = (text: string) => errorOf(() => parseSettings(text, 'my.yaml'));
  const tab = said('topic:\n\tpartitions: 6\n');
  expect(tab.message).toBe('my.yaml line 2: not valid YAML: a tab where spaces must be');
  expect(tab.hint).toBe('indent that line with spaces');
  expect(said('producer:\n  acks:all\n  idempotent: true\n').message).toContain('my.yaml line 2:');
  expect(said('producer:\n  acks: all\n   idempotent: true\n').hint).toContain('indentation');
  expect(said('topic:\n  partitions: 6\n  partitions: 1\n').hint).toBe('keep one of the two lines');
  expect(said('topic:\n  partitions: 6\n producer:\n').message).toContain('my.yaml line 3:');
  for (const text of ['topic: [\n', 'topic:\n\tx: 1\n', 'a: b: c\n', 'a: @x\n'])
    expect(said(text).message).not.toMatch(/at line|column/);
});

test('an override changes one leaf and leaves its neighbours', () => {
  const settings = withOverrides(defaultSettings(), [{ producer: { acks: 'leader' } }], 'a test');
  expect(settings.producer.acks).toBe('leader');
  expect(settings.producer.idempotent).toBe(true);
});

test('an override with an unknown setting is refused', () => {
  const misspelt = [{ producer: { akcs: 'leader' } }];
  const error = errorOf(() => withOverrides(defaultSettings(), misspelt, 'a test'));
  expect(error.message).toContain('a test');
  expect(error.hint).toContain('acks');
});
