// prevent-broker-start: a broker ends and cannot come back, for one of four reasons: another program has taken its port; its folder says it
// belongs to another cluster, or to another node; or it starts and tells its clients an address where nobody listens. Nothing of its data is
// touched. Proof: its start ended with an error, or the cluster tells the wrong address for it. Undo: end the other program (by pid
// and start time), write back what stood in the folder, start it with its own properties.
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { until } from '../../pipeline/contract/until.ts';
import type { BrokerName, BrokerNode } from '../../pipeline/runtime/cluster.ts';
import { isFree } from '../../pipeline/runtime/nodes/ports.ts';
import { signalExactly } from '../../pipeline/runtime/process-identity.mjs';
import { type FilePlace, identityFile, readPlace, writePlace } from '../drivers/broker-disk.ts';
import { killNodes, reviveNodes } from '../drivers/nodes.ts';
import { startTimeOfPid } from '../drivers/processes.ts';
import type { System } from '../drivers/system.ts';
import type { Fault, Injection } from '../fault.ts';

export type Obstacle = 'port-taken' | 'wrong-cluster-id' | 'wrong-node-id' | 'unreachable-address';

/** Nobody listens there: it is reserved, and only the system's administrator could. */
const DEAD_PORT = 1;
/** Sixteen bytes in Kafka’s spelling, of no cluster. */
const OTHER_CLUSTER = 'b3RoZXItY2x1c3Rlci1pZA';

async function takePort({ clientPort }: BrokerNode, { note }: Injection): Promise<void> {
  const script = `require('node:net').createServer().listen(${clientPort}, '127.0.0.1')`;
  const stranger = spawn(process.execPath, ['-e', script], { detached: true, stdio: 'ignore' });
  stranger.unref();
  const pid = stranger.pid!;
  note({ stranger: { pid, startTime: startTimeOfPid(pid) ?? null } });
  await until(async () => !(await isFree(clientPort)), { deadlineMs: 5_000, what: 'the port to be taken' });
}

/** Rewrites the disk's identity; what stood there is on record first. */
async function changeIdentity(
  { disk }: BrokerNode,
  pattern: RegExp,
  text: string,
  { note }: Injection,
): Promise<void> {
  const place = identityFile(disk);
  const was = await readPlace(place);
  note({ identity: { ...place, was } });
  await writePlace(place, was.replace(pattern, text));
}

const PREPARE: Record<Obstacle, (broker: BrokerNode, injection: Injection) => unknown> = {
  'port-taken': takePort,
  'wrong-cluster-id': (broker, injection) =>
    changeIdentity(broker, /^cluster\.id=.*$/m, `cluster.id=${OTHER_CLUSTER}`, injection),
  'wrong-node-id': (broker, injection) =>
    changeIdentity(broker, /^node\.id=.*$/m, `node.id=${(broker.id % 3) + 1}`, injection),
  'unreachable-address': () => undefined,
};

function propertiesFor(
  obstacle: Obstacle,
  { internalHost, internalPort }: BrokerNode,
): Record<string, string> {
  if (obstacle !== 'unreachable-address') return {};
  return {
    'advertised.listeners': `CLIENT://127.0.0.1:${DEAD_PORT},INTERNAL://${internalHost}:${internalPort}`,
  };
}

/** How the controller's refusal stands in the broker's log; rejects when it does not come. */
async function refused({ name, logFile }: BrokerNode): Promise<string> {
  const from = statSync(logFile).size;
  const said = () => readFileSync(logFile).subarray(from).includes('INCONSISTENT_CLUSTER_ID');
  await until(said, { deadlineMs: 30_000, everyMs: 100, what: `the controller to refuse ${name}` });
  return `${name} runs and may not join: the controller answers INCONSISTENT_CLUSTER_ID`;
}

/** The port the cluster tells clients for a broker. */
async function toldPort({ admin }: System, id: number): Promise<number | undefined> {
  const { brokers } = await admin.describeCluster();
  return brokers.find(({ nodeId }) => nodeId === id)?.port;
}

export const fault: Fault = {
  id: 'prevent-broker-start',
  title: 'A broker ends and cannot start again',
  async inject(system, injection) {
    const name = injection.args.broker as BrokerName;
    const obstacle = injection.args.obstacle as Obstacle;
    const broker = system.cluster.brokers.find((one) => one.name === name)!;
    await killNodes(system, [name], injection);
    await PREPARE[obstacle](broker, injection);
    injection.note({ misled: obstacle === 'unreachable-address' || obstacle === 'wrong-cluster-id' });
    const starting = system.cluster.start(name, propertiesFor(obstacle, broker)).then(
      () => null,
      (error: unknown) => {
        if (error instanceof LakequakeError) return error.message;
        throw error;
      },
    );
    // Refused by the controller it does not end: it goes on asking for a minute.
    const refusal = await Promise.race([
      starting,
      ...(obstacle === 'wrong-cluster-id' ? [refused(broker)] : []),
    ]);
    injection.note({ refusal });
  },
  async observed(system, { args, notes }) {
    const name = args.broker as BrokerName;
    const { id } = system.cluster.brokers.find((one) => one.name === name)!;
    if (args.obstacle === 'unreachable-address') {
      if (notes.refusal !== null || (await toldPort(system, id)) !== DEAD_PORT) return null;
      return { says: `${name} runs, and the cluster tells its clients port ${DEAD_PORT}`, facts: {} };
    }
    const mayRun = args.obstacle === 'wrong-cluster-id';
    if (typeof notes.refusal !== 'string' || (system.cluster.isRunning(name) && !mayRun)) return null;
    return { says: notes.refusal, facts: { obstacle: args.obstacle } };
  },
  async undo({ args, notes }, reach) {
    const { stranger, identity, misled } = notes as {
      stranger?: { pid: number; startTime: string };
      identity?: FilePlace & { was: string };
      misled?: boolean;
    };
    const ended = stranger !== undefined && signalExactly(stranger, 'SIGKILL');
    const differs = identity !== undefined && (await readPlace(identity)) !== identity.was;
    if (differs) await writePlace(identity, identity.was);
    if (misled === true) await reach.system?.cluster.kill(args.broker as BrokerName);
    return (await reviveNodes(reach, notes)) || ended || differs;
  },
};
