// `heal`: undoes every fault that is recorded as live, whoever injected it. Idempotent.
import { EXIT } from '../../pipeline/contract/errors.ts';
import type { CommandModule } from '../command.ts';
import { ask, findControl } from '../control/client.ts';
import { healFaults } from '../control/scenario-job.ts';
import { rejectPositionals } from '../options.ts';

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
        ? await healFaults(input.stateDir)
        : (await ask<{ done: string }>(control, 'POST', '/api/control/heal', {})).done;
    input.out(input.json ? JSON.stringify({ done }) : done);
    return EXIT.ok;
  },
};
