// The command `lab` as a learner or a script meets it, without a cluster: refusals, exit codes, JSON, and what a reset of the lab keeps.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodeOfStates } from '../../../cli/lab/check.ts';
import type { Outcome } from '../../../labs/answer.ts';
import type { StepState } from '../../../labs/examine.ts';
import { findLab } from '../../../labs/registry.ts';

const projectDir = fileURLToPath(new URL('../../../', import.meta.url));
let state: string;
beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), 'lakequake-lab-cli-'));
});
afterAll(() => rmSync(state, { recursive: true, force: true }));

function lakequake(...args: string[]) {
  const command = join(projectDir, 'cli', 'lakequake.mjs');
  const result = spawnSync(process.execPath, [command, ...args, '--state', state], { encoding: 'utf8' });
  return { code: result.status, out: result.stdout, err: result.stderr };
}
const workspace = (file: string) => join(state, 'workspaces', '04-acked-is-not-stored', file);

test('a lab that is not there is refused with those that are', () => {
  const { code, err } = lakequake('lab', 'start', '99');
  expect(code).toBe(2);
  expect(err).toContain('4 (acked-is-not-stored)');
});

test('a lab that was not started says how to start it', () => {
  const { code, err } = lakequake('lab', 'check', '4');
  expect(code).toBe(2);
  expect(err).toContain('lab start 4');
});

test('start hands out the files, check says not yet with exit code 1 and one JSON value', () => {
  expect(lakequake('lab', 'start', '4').code).toBe(0);
  const { code, out } = lakequake('lab', 'check', '4', '--json');
  expect(code).toBe(1);
  const { passed, steps } = JSON.parse(out) as { passed: boolean; steps: { outcome?: Outcome }[] };
  expect(passed).toBe(false);
  expect(steps[0]?.outcome).toBe('not-yet');
});

test('a run asks for the prediction first, and without a terminal says how to give it', () => {
  const { code, err } = lakequake('lab', 'run', '4');
  expect(code).toBe(2);
  expect(err).toContain('predict first');
  expect(err).toContain('lab predict 4');
});

test('broken YAML is refused with its line before anything is started', () => {
  writeFileSync(workspace('pipeline.yaml'), 'producer:\n  acsk: all\n');
  const { code, err } = lakequake('lab', 'run', '4', '--answer', 'a');
  expect(code).toBe(2);
  expect(err).toMatch(/line 2.*acsk/);
  expect(err).toContain("did you mean 'acks'?");
});

test('forgetting Kafka, lake and ledger keeps a learner’s files and progress', () => {
  const text = readFileSync(workspace('pipeline.yaml'), 'utf8');
  expect(lakequake('reset').code).toBe(0);
  expect(readFileSync(workspace('pipeline.yaml'), 'utf8')).toBe(text);
  expect(existsSync(join(state, 'workspaces', 'progress.jsonl'))).toBe(true);
});

test('the exit code of check tells passed, not passed and cannot tell apart', async () => {
  const [step] = (await findLab('4')).steps;
  const asked = (outcome: Outcome): StepState[] => [
    { step: step!, finished: outcome === 'passed', answer: { outcome, evidence: '', next: '' } },
  ];
  const codes = (['passed', 'wrong', 'not-yet', 'cannot-tell'] as const).map((one) =>
    exitCodeOfStates(asked(one)),
  );
  expect(codes).toEqual([0, 1, 1, 5]);
});
