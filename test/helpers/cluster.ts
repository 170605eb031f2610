// A real cluster in a temporary state folder for integration tests. It registers its own clean-up and ends with the test process,
// however that ends (guardian). One per file: `const lab = useCluster()` at the top of a describe.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Cluster, ClusterSettings, RuntimeName } from '../../pipeline/runtime/cluster.ts';
import { forgetCluster } from '../../pipeline/runtime/forget-cluster.ts';
import { type OpenState, openState } from '../../pipeline/runtime/open-state.ts';
import { startClusterOn } from '../../pipeline/runtime/start-cluster-on.ts';

export interface TestCluster {
  cluster: Cluster;
  stateDir: string;
  stop(): Promise<void>;
}

/** Starts a cluster in a new temporary folder (about 6 s); `stop` ends it and removes the folder. */
export async function startTestCluster(
  settings: Partial<ClusterSettings> = {},
  runtime: RuntimeName = 'embedded',
): Promise<TestCluster> {
  const stateDir = mkdtempSync(join(tmpdir(), 'lakequake-test-'));
  const state = await openState(stateDir);
  const cluster = await startClusterOn(runtime, { book: state.book, settings }).catch(
    async (error: unknown) => {
      await discard(state);
      throw error;
    },
  );
  return {
    cluster,
    stateDir,
    stop: async () => {
      await cluster.stop();
      await discard(state);
    },
  };
}

/** The cluster shared by all tests of a file: started before the first, ended after the last. */
export function useCluster(
  settings: Partial<ClusterSettings> = {},
  runtime: RuntimeName = 'embedded',
): {
  readonly cluster: Cluster;
  readonly stateDir: string;
} {
  let test: TestCluster | undefined;
  beforeAll(async () => {
    test = await startTestCluster(settings, runtime);
  }, 90_000);
  afterAll(() => test?.stop(), 30_000);
  const started = (): TestCluster => {
    if (!test) throw new Error('useCluster: the cluster is there only inside tests and hooks');
    return test;
  };
  return {
    get cluster() {
      return started().cluster;
    },
    get stateDir() {
      return started().stateDir;
    },
  };
}

async function discard(state: OpenState): Promise<void> {
  await state.close();
  await forgetCluster(state.stateDir);
  rmSync(state.stateDir, { recursive: true, force: true });
}
