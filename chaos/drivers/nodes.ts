// Nodes of the cluster for faults that take several of them at once: who leads and follows a partition now, stopping them so that a
// record of it exists first, and bringing all of them back. From a record alone only what is paused can be woken: a broker of an ended
// session is started by the next one.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { until } from '../../pipeline/contract/until.ts';
import { describePartitions, type PartitionState } from '../../pipeline/kafka/topic.ts';
import { BROKER_NAMES, type BrokerName, type NodeName } from '../../pipeline/runtime/cluster.ts';
import type { Instance } from '../../pipeline/runtime/instance.ts';
import type { Injection, UndoReach } from '../fault.ts';
import { instanceNamed, isAsleep, wake } from './processes.ts';
import type { System } from './system.ts';

type PausedNode = { name: NodeName } & Instance;

/** `broker-2` for 2. */
export const brokerNamed = (id: number): BrokerName => BROKER_NAMES[id - 1]!;

/** The partition as the cluster tells it now, once it has a leader. */
export function ledPartition(
  { admin, run }: Pick<System, 'admin' | 'run'>,
  partition: number,
): Promise<PartitionState & { leader: number }> {
  const ask = async () => {
    const found = (await describePartitions(admin, run.spec.topic)).find(
      (one) => one.partition === partition,
    );
    return found?.leader != null ? { ...found, leader: found.leader } : undefined;
  };
  return until(ask, { deadlineMs: 10_000, everyMs: 50, what: `partition ${partition} to have a leader` });
}

/** Pauses nodes, recorded first so that anyone can wake them. */
export async function pauseNodes(
  system: System,
  names: readonly NodeName[],
  { note }: Injection,
): Promise<void> {
  const paused = names.map((name): PausedNode => ({ name, ...instanceNamed(system, name) }));
  note({ paused, pausedAt: Date.now() });
  await Promise.all(names.map((name) => system.cluster.pause(name)));
}

/** Kills nodes at the same moment and waits until they are gone; noted is what they were: processes or containers. */
export async function killNodes(
  system: System,
  names: readonly NodeName[],
  { note }: Pick<Injection, 'note'>,
): Promise<void> {
  const instances = Object.fromEntries(names.map((name) => [name, instanceNamed(system, name)]));
  note({ killed: names, instances, killedAt: Date.now() });
  await Promise.all(names.map((name) => system.cluster.kill(name)));
}

/** The killed of the notes that are really gone. */
export function goneNodes({ cluster }: Pick<System, 'cluster'>, notes: Injection['notes']): NodeName[] {
  const killed = (notes.killed ?? []) as NodeName[];
  return killed.filter((name) => !cluster.isRunning(name));
}

/** Wakes and starts what the notes name, the controller first: without it no broker can register. True when there was something to do. */
export async function reviveNodes({ system }: UndoReach, notes: Injection['notes']): Promise<boolean> {
  const paused = (notes.paused ?? []) as PausedNode[];
  const states = await Promise.all(paused.map(async (node) => ({ node, slept: await isAsleep(node) })));
  const asleep = states.filter(({ slept }) => slept).map(({ node }) => node);
  for (const node of asleep)
    if (system === undefined) await wake(node);
    else await system.cluster.resume(node.name);
  if (system === undefined) return asleep.length > 0;
  const { cluster } = system;
  const down = (['controller', ...((notes.killed ?? []) as NodeName[])] as const).filter(
    (name, index, all) => all.indexOf(name) === index && !cluster.isRunning(name),
  );
  if (down.includes('controller')) await startNode(cluster, 'controller');
  await Promise.all(down.filter((name) => name !== 'controller').map((name) => startNode(cluster, name)));
  return asleep.length > 0 || down.length > 0;
}

/** Starts a node; that another one was quicker is no error. */
async function startNode(cluster: System['cluster'], name: NodeName): Promise<void> {
  await cluster.start(name).catch((error: unknown) => {
    if (error instanceof LakequakeError && error.code === 'already-running') return;
    throw error;
  });
}
