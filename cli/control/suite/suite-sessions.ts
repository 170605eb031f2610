// Where the runs of a suite get their cluster from: opened when the first run needs it, kept warm, and replaced when it is not fit for
// the next run. Inside a running lab the session belongs to the lab, which can heal it but not replace it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { environmentProblems } from '../../../chaos/drivers/environment-health.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { STATE } from '../../../pipeline/contract/run-spec.ts';
import { forgetCluster } from '../../../pipeline/runtime/forget-cluster.ts';
import { healLab } from '../heal-lab.ts';
import { openSession, type Session, type SessionOptions } from '../session.ts';

export interface SuiteSessions {
  /** The session of the next run. */
  current(): Promise<Session>;
  /** Done with a cluster that is not fit: the next run gets another one. */
  retire(): Promise<void>;
  close(): Promise<void>;
}

/** Sessions of the suite's own. */
export function ownSessions(options: SessionOptions): SuiteSessions {
  let session: Session | undefined;
  const open = async () => {
    session ??= await openSession(options);
    return session;
  };
  const close = async () => {
    await session?.close();
    session = undefined;
  };
  return {
    current: open,
    async retire() {
      await close();
      // Kafka's data may go only where no lab's lake counts on it: positions that point nowhere are worse than an old log.
      if (!existsSync(join(options.stateDir, STATE.lake))) await forgetCluster(options.stateDir);
    },
    close,
  };
}

/** The lab's one session. */
export function labSession(session: Session): SuiteSessions {
  return {
    current: async () => session,
    async retire() {
      await healLab(session);
      const problems = await environmentProblems(session);
      if (problems.length === 0) return;
      throw new LakequakeError('component-failed', `the lab's cluster is not fit: ${problems.join('; ')}`, {
        hint: 'end the lab with `npx lakequake down`, then run the suite again: it goes on where it stopped',
      });
    },
    close: async () => undefined,
  };
}
