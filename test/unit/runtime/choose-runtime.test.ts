import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseRuntime } from '../../../pipeline/runtime/choose-runtime.ts';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-runtime-'));
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

const machine = (java: boolean, engine: boolean) => ({
  hasJava: () => java,
  engineAnswers: async () => engine,
});

function hasKafkaOf(runtime: string): void {
  mkdirSync(join(stateDir, 'cluster'), { recursive: true });
  writeFileSync(join(stateDir, 'cluster', 'cluster.json'), JSON.stringify({ clusterId: 'x', runtime }));
}

describe('the runtime of a lab', () => {
  it('is embedded where there is a Java, docker where only an engine answers', async () => {
    expect(await chooseRuntime(stateDir, undefined, machine(true, true))).toBe('embedded');
    expect(await chooseRuntime(stateDir, undefined, machine(false, true))).toBe('docker');
  });

  it('is the one that was asked for', async () => {
    expect(await chooseRuntime(stateDir, 'docker', machine(true, false))).toBe('docker');
  });

  it('stays what it was: the lake counts on the Kafka it has', async () => {
    hasKafkaOf('docker');
    expect(await chooseRuntime(stateDir, undefined, machine(true, true))).toBe('docker');
    await expect(chooseRuntime(stateDir, 'embedded', machine(true, true))).rejects.toMatchObject({
      code: 'bad-argument',
      hint: expect.stringContaining('--runtime docker'),
    });
  });

  it('names both ways when this machine has neither', async () => {
    await expect(chooseRuntime(stateDir, undefined, machine(false, false))).rejects.toMatchObject({
      code: 'tool-missing',
      hint: expect.stringMatching(/Java.*--runtime docker/s),
    });
  });
});
