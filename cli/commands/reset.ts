// `reset`: forgets Kafka, lake and ledger together. Forgetting one of them alone would leave positions that point nowhere.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import { STATE } from '../../pipeline/contract/run-spec.ts';
import { forgetCluster } from '../../pipeline/runtime/forget-cluster.ts';
import { checkStateFormat } from '../../pipeline/runtime/state-format.ts';
import { stateLockHolder } from '../../pipeline/runtime/state-lock.ts';
import type { CommandModule } from '../command.ts';
import { rejectPositionals } from '../options.ts';
import { endLab } from './down.ts';

/** The state's format, and what belongs to a learner: files, predictions, finished steps. */
const KEPT: string[] = ['format.json', STATE.workspaces];

export const command: CommandModule = {
  name: 'reset',
  summary: 'forget Kafka, lake and ledger together, and start from nothing next time',
  usage: 'lakequake reset [--force] [--json]',
  options: { force: { type: 'boolean', help: 'stop a running lab first' } },
  async run(input) {
    rejectPositionals(input);
    if (!existsSync(input.stateDir)) {
      input.out(input.json ? JSON.stringify({ removed: [] }) : 'there is nothing to forget');
      return EXIT.ok;
    }
    checkStateFormat(input.stateDir);
    if (stateLockHolder(input.stateDir) !== undefined && input.flags.force !== true)
      throw new LakequakeError('already-running', 'a lab is running on this state folder', {
        hint: 'stop it with `npx lakequake down`, or give --force',
      });
    await endLab(input.stateDir);
    await forgetCluster(input.stateDir);
    const removed = readdirSync(input.stateDir).filter((name) => !KEPT.includes(name));
    for (const name of removed) rmSync(join(input.stateDir, name), { recursive: true, force: true });
    input.out(input.json ? JSON.stringify({ removed }) : 'forgotten: Kafka, lake, ledger, runs and logs');
    return EXIT.ok;
  },
};
