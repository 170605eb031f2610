// Every fault that acts on a node, on containers: struck for real, proved, undone, undone again without harm, and the cluster is whole after that.
// (kill-unreplicated-leader needs acks=1 to strike: scenarios.test.ts has it, in acks-one.)
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentProblems } from '../../chaos/drivers/environment-health.ts';
import { followLedger } from '../../chaos/drivers/ledger-tail.ts';
import type { LiveFault } from '../../chaos/drivers/live-faults.ts';
import type { System } from '../../chaos/drivers/system.ts';
import { startWatch } from '../../chaos/drivers/watch.ts';
import type { Fault, FaultArgs, Injection, Proof } from '../../chaos/fault.ts';
import { find } from '../../chaos/registry.ts';
import { defaultSettings } from '../../pipeline/contract/settings.ts';
import { until } from '../../pipeline/contract/until.ts';
import { openTestEnvironment, type TestEnvironment } from '../helpers/environment.ts';
import { engineHere } from './engine-here.ts';

const SEED = 7;

/** Where a fault waits for its moment, events must flow. */
const CASES: [title: string, fault: string, args: FaultArgs][] = [
  ['a broker is paused', 'pause-process', { process: 'broker-2' }],
  ['Toxiproxy is paused', 'pause-process', { process: 'toxiproxy' }],
  ['the controller is killed', 'kill-nodes', { nodes: ['controller'] }],
  ['two brokers are killed', 'kill-nodes', { nodes: ['broker-1', 'broker-3'] }],
  ['a broker is killed with sends open', 'kill-broker', { broker: 'broker-2' }],
  ['a broker is taken off the network', 'isolate-node', { node: 'broker-1' }],
  ['a broker runs out of memory', 'limit-node-memory', { node: 'broker-3' }],
  ['a broker loses its log directory', 'lose-log-directory', { partition: 0 }],
  ['a broker’s disk is full', 'limit-broker-files', { partition: 0 }],
  ['its port is taken', 'prevent-broker-start', { broker: 'broker-1', obstacle: 'port-taken' }],
  [
    'its disk is another cluster’s',
    'prevent-broker-start',
    { broker: 'broker-2', obstacle: 'wrong-cluster-id' },
  ],
  ['its disk is another node’s', 'prevent-broker-start', { broker: 'broker-3', obstacle: 'wrong-node-id' }],
  [
    'it tells a wrong address',
    'prevent-broker-start',
    { broker: 'broker-1', obstacle: 'unreachable-address' },
  ],
];

describe.skipIf(!engineHere)('faults on containers', () => {
  let environment: TestEnvironment;
  let system: System;

  beforeAll(async () => {
    environment = await openTestEnvironment(() => undefined, 'docker');
    const { run, runDir } = await environment.newRun({
      kind: 'scenario',
      runId: 'rdockerfaults',
      seed: SEED,
      settings: defaultSettings(),
      source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
    });
    const { stateDir, cluster, admin } = environment;
    const watch = await startWatch({
      admin,
      run,
      cluster,
      brokerIds: [1, 2, 3],
      onSignal: () => undefined,
      onSnapshot: () => undefined,
    });
    await run.startSource();
    const ledger = followLedger(run.spec.ledgerFile);
    system = { stateDir, runDir, cluster, admin, run, ledger, watch };
  }, 90_000);

  afterAll(async () => {
    system?.watch.stop();
    await system?.run.stop();
    await environment?.close();
  }, 60_000);

  it.each(CASES)('%s: %s', async (_title, id, args) => {
    const fault = await find<Fault>('faults', 'fault', id);
    const before = ackedNow();
    await until(() => ackedNow() > before + 500, { deadlineMs: 30_000, what: 'events to flow' });
    const notes: Record<string, unknown> = {};
    const injection: Injection = { args, notes, folder: '', note: (facts) => Object.assign(notes, facts) };
    const record: LiveFault = { key: id, runId: 'r', fault: id, args, recordedAt: Date.now(), notes };
    let proof: Proof | null = null;
    let undone = false;
    try {
      await fault.inject(system, injection);
      proof = await fault.observed(system, injection);
    } finally {
      undone = await fault.undo(record, { system });
    }
    expect(proof?.says, JSON.stringify(notes)).toBeTypeOf('string');
    expect(undone).toBe(true);
    expect(JSON.parse(JSON.stringify(notes)), 'notes survive a file').toEqual(notes);
    await fault.undo(record, { system });
    expect(await environmentProblems(environment, 40_000)).toEqual([]);
  });

  const ackedNow = () => {
    system.ledger.poll();
    return system.ledger.acked;
  };
});
