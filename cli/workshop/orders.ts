// What a seat does when the facilitator wants something: goes to a step, begins a blind fault in its own lab, stops. Only these; whatever else came over
// the wire was refused by its schema before.
import { standOf } from '../../labs/game-day/play-game.ts';
import { findLab } from '../../labs/registry.ts';
import { goToStep } from '../../labs/workshop/go-to-step.ts';
import type { Order } from '../../labs/workshop/protocol.ts';
import type { CommandInput } from '../command.ts';
import { ask, findControl } from '../control/client.ts';
import { healFaults } from '../control/scenario-job.ts';
import { startGame } from '../gameday/start.ts';

async function stopEverything(stateDir: string): Promise<string> {
  const control = findControl(stateDir);
  if (control === undefined) return `no lab was running; ${await healFaults(stateDir)}`;
  await ask(control, 'POST', '/api/control/jobs/abort', {});
  const { done } = await ask<{ done: string }>(control, 'POST', '/api/control/heal', {});
  return `whatever ran is stopped; ${done}`;
}

/** Does what the facilitator orders on this seat and says in a sentence what came of it; an order that cannot be done throws. */
export function obeyer(input: CommandInput, tell: (text: string) => void): (order: Order) => Promise<string> {
  const { stateDir } = input;
  return async (order) => {
    if (order.kind === 'go') {
      const done = goToStep({ stateDir, lab: await findLab(order.lab) }, order.step);
      tell(`the facilitator sends you on: you are ${done}`);
      return done;
    }
    if (order.kind === 'stop') {
      tell('the facilitator stops everything');
      const done = await stopEverything(stateDir);
      tell(done);
      return done;
    }
    await startGame(input, { seed: order.seed, holdSeconds: order.holdSeconds });
    tell('the facilitator has armed a blind fault in your lab. Watch your dashboard.');
    tell('when you see something: npx lakequake gameday detect, diagnose, mitigate; then gameday reveal');
    return `armed: ${standOf(stateDir)?.game ?? ''}`;
  };
}
