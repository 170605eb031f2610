// `chaos stop`: ends the run that is under way in the lab; it heals first.
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import type { CommandInput } from '../command.ts';
import { ask, findControl } from '../control/client.ts';

export async function stop(input: CommandInput): Promise<number> {
  const control = findControl(input.stateDir);
  if (control === undefined)
    throw new LakequakeError('not-running', 'no lab is running, so no run is under way', {
      hint: 'end a run of its own with Ctrl-C in its terminal',
    });
  input.out((await ask<{ done: string }>(control, 'POST', '/api/control/jobs/abort', {})).done);
  return EXIT.ok;
}
