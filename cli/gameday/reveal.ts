// `gameday reveal | give-up`: the seal is opened, with timeline and score; or the run is stopped first.
import { endCutOff, requireGame, reveal, standOf } from '../../labs/game-day/play-game.ts';
import { ACTIONS, CAUSES, COMPONENTS } from '../../labs/game-day/pool.ts';
import { type Reveal, saysOf } from '../../labs/game-day/reveal.ts';
import type { Scored } from '../../labs/game-day/score.ts';
import { EXIT } from '../../pipeline/contract/errors.ts';
import { until } from '../../pipeline/contract/until.ts';
import type { CommandInput } from '../command.ts';
import { ask, findControl } from '../control/client.ts';

/** Longest a stopped run takes to heal and end. */
const STOPS_WITHIN_MS = 120_000;

const scoreLine = (name: string, { ok, seconds, says }: Scored) =>
  `  ${ok ? '✓' : '✗'} ${name.padEnd(10)}${(seconds === null ? '' : `${seconds} s`).padEnd(9)} ${says}`;

function renderReveal(found: Reveal): string {
  const { answer, score } = found;
  const where = answer.components.map((id) => saysOf(COMPONENTS, id)).join(' or ');
  const ends = answer.mitigations.map((id) => saysOf(ACTIONS, id)).join(' or ');
  return [
    `it was     ${found.scenario} / ${found.variant} / seed ${found.seed}: ${found.title}`,
    `           ${found.variantTitle}`,
    `cause      ${saysOf(CAUSES, answer.cause)} (${where})`,
    `ended by   ${ends}`,
    `damage     ${found.verdict}${found.findings.length === 0 ? '' : `: ${found.findings.join('; ')}`}`,
    'timeline',
    ...found.timeline.map(({ seconds, says }) => `  ${`${seconds} s`.padStart(9)}  ${says}`),
    `score      ${score.points} of 3${score.falseAlarms > 0 ? `, false alarms: ${score.falseAlarms}` : ''}`,
    scoreLine('detected', score.detected),
    scoreLine('named', score.named),
    scoreLine('mitigated', score.mitigated),
    `teaches    ${found.teaches}`,
    `report     npx lakequake chaos report ${found.runId}`,
  ].join('\n');
}

export async function showReveal(input: CommandInput): Promise<number> {
  await noticeCutOff(input.stateDir);
  const found = reveal(input.stateDir);
  input.out(input.json ? JSON.stringify(found) : renderReveal(found));
  return EXIT.ok;
}

/** Whether the lab is at a job now. */
async function isBusy(stateDir: string): Promise<boolean> {
  const control = findControl(stateDir);
  if (control === undefined) return false;
  const { job } = await ask<{ job: { state: string } | null }>(control, 'GET', '/api/state');
  return job?.state === 'running';
}

/** A lab that was ended in the middle of a game never wrote its end. */
async function noticeCutOff(stateDir: string): Promise<void> {
  if (standOf(stateDir)?.ended === null && !(await isBusy(stateDir))) endCutOff(stateDir);
}

/** Stops the run; it heals. What was said so far is scored. */
export async function giveUp(input: CommandInput): Promise<number> {
  requireGame(input.stateDir, { open: true });
  const control = findControl(input.stateDir);
  if (control !== undefined && (await isBusy(input.stateDir))) {
    await ask(control, 'POST', '/api/control/jobs/abort', {});
    await until(() => standOf(input.stateDir)?.ended !== null, {
      deadlineMs: STOPS_WITHIN_MS,
      everyMs: 250,
      what: 'the run to stop',
    });
  }
  return showReveal(input);
}
