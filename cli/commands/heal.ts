// `heal`: undoes every fault that is recorded as live, whoever injected it. Idempotent.
import { EXIT } from '../../pipeline/contract/errors.ts';
import { endContainers } from '../../pipeline/runtime/docker/lab-containers.mjs';
import { stateLockHolder } from '../../pipeline/runtime/state-lock.ts';
import type { CommandModule } from '../command.ts';
import { ask, findControl } from '../control/client.ts';
import { healFaults } from '../control/scenario-job.ts';
import { rejectPositionals } from '../options.ts';

/** Without a lab; containers that a killed one left are of no use to anybody, unless a command in another terminal has them. */
async function healAlone(stateDir: string): Promise<string> {
  const done = await healFaults(stateDir);
  const left = stateLockHolder(stateDir) === undefined ? await endContainers(stateDir) : [];
  return left.length === 0 ? done : `${done}\nremoved containers of an earlier session: ${left.join(', ')}`;
}

export const command: CommandModule = {
  name: 'heal',
  summary: 'undo every fault, also those of a run that died',
  usage: 'lakequake heal [--json]',
  options: {},
  async run(input) {
    rejectPositionals(input);
    const control = findControl(input.stateDir);
    const done =
      control === undefined
        ? await healAlone(input.stateDir)
        : (await ask<{ done: string }>(control, 'POST', '/api/control/heal', {})).done;
    input.out(input.json ? JSON.stringify({ done }) : done);
    return EXIT.ok;
  },
};
