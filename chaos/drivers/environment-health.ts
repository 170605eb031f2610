// Whether a cluster is fit for the next run: every node runs, every broker is a member, nothing is under-replicated, every leader
// is at home (it would go there in the midst of the run), no fault is on record, no toxic is on a proxy. Asked between the runs of a
// suite and after healing; it repairs nothing.
import type { Admin, PartitionMetadata } from 'kafkajs';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { until } from '../../pipeline/contract/until.ts';
import { type Cluster, NODE_NAMES } from '../../pipeline/runtime/cluster.ts';
import { listLiveFaults } from './live-faults.ts';
import { listToxics } from './toxiproxy.ts';

export interface HealthSubject {
  stateDir: string;
  cluster: Cluster;
  admin: Admin;
}

/** A follower that was down catches up within seconds. */
const PATIENCE_MS = 15_000;

/** What is not as it should be, a sentence each; empty when the next run may begin. Waits a while for what mends itself. */
export async function environmentProblems(
  subject: HealthSubject,
  deadlineMs = PATIENCE_MS,
): Promise<string[]> {
  let problems: string[] = [];
  const look = async () => {
    problems = await lookOnce(subject);
    return problems.length === 0;
  };
  try {
    await until(look, { deadlineMs, everyMs: 300, what: 'the cluster to be whole' });
  } catch (error) {
    if (!(error instanceof LakequakeError) || error.code !== 'deadline-passed') throw error;
  }
  return problems;
}

async function lookOnce({ stateDir, cluster, admin }: HealthSubject): Promise<string[]> {
  const nodes = NODE_NAMES.flatMap((name) =>
    cluster.isPaused(name) ? [`${name} is paused`] : cluster.isRunning(name) ? [] : [`${name} is down`],
  );
  const off = await Promise.all(
    NODE_NAMES.map(async (name) =>
      (await cluster.isConnected?.(name)) === false ? [`${name} is off the network`] : [],
    ),
  );
  const faults = listLiveFaults(stateDir).map(({ fault, runId }) => `${fault} of ${runId} is on record`);
  const asked = await Promise.all([
    answerOf('Toxiproxy', async () =>
      (await listToxics(cluster.toxiproxyUrl)).map(({ proxy, name }) => `${name} is on ${proxy}`),
    ),
    answerOf('Kafka', () => kafkaProblems(cluster, admin)),
  ]);
  return [...nodes, ...off.flat(), ...faults, ...asked.flat()];
}

/** No answer is a problem, too. */
async function answerOf(name: string, ask: () => Promise<string[]>): Promise<string[]> {
  try {
    return await ask();
  } catch (error) {
    return [`${name} does not answer: ${(error as Error).message}`];
  }
}

async function kafkaProblems(cluster: Cluster, admin: Admin): Promise<string[]> {
  const { brokers } = await admin.describeCluster();
  const members = new Set(brokers.map(({ nodeId }) => nodeId));
  const absent = cluster.brokers
    .filter(({ id }) => !members.has(id))
    .map(({ name }) => `${name} is no member`);
  const { topics } = await admin.fetchTopicMetadata();
  const amiss = topics.flatMap(({ name, partitions }) =>
    partitions.flatMap((one) => {
      const what = partitionProblem(one);
      return what === null ? [] : [`${name}/${one.partitionId} ${what}`];
    }),
  );
  return [...absent, ...amiss];
}

function partitionProblem({ isr, replicas, leader }: PartitionMetadata): string | null {
  if (isr.length < replicas.length || leader < 0)
    return `has ${isr.length} of ${replicas.length} replicas in sync`;
  if (leader !== replicas[0]) return `is led by broker ${leader}, not yet again by ${replicas[0]}`;
  return null;
}
