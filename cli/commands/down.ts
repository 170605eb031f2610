// `down`: ends a running lab in order; what does not answer is ended by pid and start time.
import { EXIT } from '../../pipeline/contract/errors.ts';
import { until } from '../../pipeline/contract/until.ts';
import { readContainers } from '../../pipeline/runtime/docker/lab-containers.mjs';
import { openState } from '../../pipeline/runtime/open-state.ts';
import { recordedAlive } from '../../pipeline/runtime/process-book.ts';
import { stateLockHolder } from '../../pipeline/runtime/state-lock.ts';
import type { CommandModule } from '../command.ts';
import { ask, findControl } from '../control/client.ts';
import { rejectPositionals } from '../options.ts';

const PATIENCE_MS = 8_000;

/** Ends control and everything it started; returns what was found. */
export async function endLab(stateDir: string): Promise<'ended' | 'nothing'> {
  const holder = stateLockHolder(stateDir);
  const containers = Object.values(readContainers(stateDir)?.nodes ?? {}).some((node) => node !== null);
  if (holder === undefined && recordedAlive(stateDir).length === 0 && !containers) return 'nothing';
  const control = findControl(stateDir);
  const asked =
    control === undefined
      ? undefined
      : await ask(control, 'POST', '/api/control/end', {}).catch(() => undefined);
  if (holder !== undefined && asked === undefined) process.kill(holder.pid, 'SIGTERM');
  const gone = () => stateLockHolder(stateDir) === undefined;
  await until(gone, { deadlineMs: PATIENCE_MS, what: 'control to end' }).catch(() => {
    const still = stateLockHolder(stateDir);
    if (still !== undefined && still.startTime === holder?.startTime) process.kill(still.pid, 'SIGKILL');
  });
  await until(gone, { deadlineMs: PATIENCE_MS, what: 'control to be gone' });
  const state = await openState(stateDir); // ends leftovers
  await state.close();
  return 'ended';
}

export const command: CommandModule = {
  name: 'down',
  summary: 'stop the lab and everything it started',
  usage: 'lakequake down [--json]',
  options: {},
  async run(input) {
    rejectPositionals(input);
    const began = performance.now();
    const found = await endLab(input.stateDir);
    const seconds = Number(((performance.now() - began) / 1000).toFixed(1));
    const text =
      found === 'nothing'
        ? 'nothing was running'
        : `the lab has ended (${seconds} s); lake, Kafka and ledger are kept`;
    input.out(input.json ? JSON.stringify({ ended: found === 'ended', seconds }) : text);
    return EXIT.ok;
  },
};
