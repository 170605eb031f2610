// Whether every partition has a leader and its full in-sync replicas, as the cluster last answered; undefined when it did not lately.
import type { MetricSnapshot } from '../../pipeline/observe/snapshot.ts';

const FRESH_MS = 2_000;

/** Partitions short of replicas; undefined when the cluster has not answered within two seconds. */
export function shortOfReplicas({ at, cluster }: MetricSnapshot): number[] | undefined {
  if (cluster === null || at - cluster.at > FRESH_MS) return undefined;
  return cluster.value.partitions
    .filter(({ leader, isr, replicas }) => leader === null || isr.length < replicas.length)
    .map(({ partition }) => partition);
}
