// An environment for scenarios in tests: a real session (cluster, admin client) in a temporary state folder, and runs on it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../chaos/drivers/system.ts';
import { newRun } from '../../cli/control/new-run.ts';
import { openSession } from '../../cli/control/session.ts';
import type { RuntimeName } from '../../pipeline/runtime/cluster.ts';
import { forgetCluster } from '../../pipeline/runtime/forget-cluster.ts';

export interface TestEnvironment extends Environment {
  close(): Promise<void>;
}

/** Starts a cluster (about 6 s); `close` ends it and removes the folder. */
export async function openTestEnvironment(
  progress: (text: string) => void = () => {},
  runtime: RuntimeName = 'embedded',
): Promise<TestEnvironment> {
  const stateDir = mkdtempSync(join(tmpdir(), 'lakequake-scenario-'));
  const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const session = await openSession({ stateDir, projectDir, settingsFile: undefined, runtime, progress });
  return {
    stateDir: session.stateDir,
    cluster: session.cluster,
    admin: session.admin,
    newRun: (options) => newRun(session, options),
    close: async () => {
      await session.close();
      await forgetCluster(stateDir);
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
