// `doctor --workshop`: fetches all that a seat needs, then says plainly what is missing for a room without internet. Run again without a network it finds
// everything where it was; what cannot be fetched is named with its fix.
import { networkInterfaces } from 'node:os';
import { listLabs } from '../../labs/registry.ts';
import { filesOf } from '../../labs/workspace.ts';
import type { DoctorFinding } from '../../pipeline/runtime/doctor.ts';
import { planForWorkshop } from '../../setup/plan.mjs';
import { runSteps } from '../../setup/steps.mjs';
import { Trouble } from '../../setup/trouble.mjs';
import type { CommandInput } from '../command.ts';

export type WorkshopFinding = Omit<DoctorFinding, 'id'> & { id: string };

/** Fetches what is not there, with progress; each thing that could not be had is a finding. */
async function fetchAll(input: CommandInput, withSpark: boolean): Promise<WorkshopFinding[]> {
  const troubles = await runSteps(planForWorkshop(input.projectDir, { withSpark }), input.progress);
  if (troubles.length === 0)
    return [{ id: 'fetched', health: 'ok', found: 'all that is fetched is here', hint: null }];
  return troubles.map((trouble) => ({
    id: 'fetched',
    health: 'fail',
    found: trouble.message.split('\n')[0]!,
    hint: trouble instanceof Trouble ? trouble.fix : 'run `npm run setup -- --verbose` to see more',
  }));
}

async function lookAtLabs(): Promise<WorkshopFinding> {
  const labs = await listLabs();
  const empty = labs.filter((lab) => filesOf(lab, 'start').length === 0);
  if (labs.length === 0 || empty.length > 0)
    return {
      id: 'labs',
      health: 'fail',
      found: `${labs.length} labs, ${empty.length} of them without files`,
      hint: 'Clone the project again: this copy is not whole.',
    };
  return { id: 'labs', health: 'ok', found: `${labs.length} labs with their files`, hint: null };
}

/** Addresses at which other machines can reach this one. */
function lookAtNetwork(): WorkshopFinding {
  const addresses = Object.values(networkInterfaces()).flatMap((own) =>
    (own ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address),
  );
  if (addresses.length === 0)
    return {
      id: 'network',
      health: 'warn',
      found: 'no network now; the labs need none, the board does',
      hint: 'Join the network of the room before `workshop host` or `workshop join`.',
    };
  return { id: 'network', health: 'ok', found: `this machine is ${addresses.join(', ')}`, hint: null };
}

/** Fetches what is missing, then looks; each finding says whether the room can do without internet. */
export async function prepareWorkshop(input: CommandInput): Promise<WorkshopFinding[]> {
  const withSpark = (await listLabs()).some(({ id }) => id.includes('spark'));
  const fetched = await fetchAll(input, withSpark);
  return [...fetched, await lookAtLabs(), lookAtNetwork()];
}

/** The one sentence a facilitator asks for. */
export function readiness(findings: readonly WorkshopFinding[]): string {
  const missing = findings.filter(({ health }) => health === 'fail').map(({ found }) => found);
  return missing.length === 0
    ? 'ready: this machine needs no internet for the workshop'
    : `not ready for a room without internet; missing: ${missing.join('; ')}`;
}
