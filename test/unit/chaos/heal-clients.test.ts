// Healing, from the record on disk alone, of the faults of the producer's way to the brokers and of those that live inside a process.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listLiveFaults, recordFault } from '../../../chaos/drivers/live-faults.ts';
import { openSwitch, switchOn } from '../../../chaos/drivers/ports-switch.ts';
import { heal } from '../../../chaos/heal.ts';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-heal-'));
});
afterEach(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

function record(fault: string, args: object, notes: object): void {
  recordFault(stateDir, {
    key: `r1-${fault}`,
    runId: 'r1',
    fault,
    args: { ...args },
    recordedAt: Date.now(),
    notes: { ...notes },
  });
}

/** The address of a Toxiproxy that is no more. */
async function goneUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

describe('heal', () => {
  it('takes resets and slowness of a Toxiproxy that is gone for undone', async () => {
    const url = await goneUrl();
    const toxics = ['lakequake-reset_peer-downstream'];
    record('reset-connections', { broker: 'broker-1', heldMs: 1 }, { url, toxics });
    record('reset-beside-slow', { slow: 'broker-1', reset: 'broker-2', slowMs: 1, heldMs: 1 }, { url });
    const healed = await heal(stateDir);
    expect(healed.map(({ undone }) => undone)).toEqual([false, false]);
    expect(listLiveFaults(stateDir)).toEqual([]);
  });

  it.each(['skew-clock', 'silence-reports', 'hang-lake', 'layer-backlog'])(
    'takes the switch of %s away, and a second time finds nothing',
    async (fault) => {
      const folder = join(stateDir, 'faults', fault);
      switchOn(folder);
      record(fault, {}, { folder });
      expect(await heal(stateDir)).toMatchObject([{ fault, undone: true }]);
      expect(openSwitch(folder).isOn()).toBe(false);
      expect(await heal(stateDir)).toEqual([]);
    },
  );

  it('has nothing to undo for a killer of large processes that died with its runner', async () => {
    record('memory-killer', { limitMib: 1 }, { folder: join(stateDir, 'faults') });
    expect(await heal(stateDir)).toMatchObject([{ fault: 'memory-killer', undone: false }]);
  });
});
