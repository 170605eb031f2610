// The one place where a runtime's name becomes a cluster. Each is loaded only when it is asked for.
import type { Cluster, RuntimeName } from './cluster.ts';
import type { StartClusterOptions } from './nodes/start-options.ts';

/** Starts the cluster of a state folder on that runtime. Throws `bad-argument` when its Kafka belongs to the other one. */
export async function startClusterOn(runtime: RuntimeName, options: StartClusterOptions): Promise<Cluster> {
  const { startCluster } =
    runtime === 'docker'
      ? await import('./docker/start-cluster.ts')
      : await import('./embedded/start-cluster.ts');
  return startCluster(options);
}
