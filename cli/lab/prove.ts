// `lab check --all-starts --all-solutions --all-disarmed`: the author checks, on real runs, one session for all. A session is closed and
// opened again after each lab, so that what one lab broke is no part of the next.
import type { FoundLab } from '../../labs/lab.ts';
import { type ProofKind, proveLab, type StepProof } from '../../labs/prove-lab.ts';
import { findLab, listLabs } from '../../labs/registry.ts';
import { EXIT } from '../../pipeline/contract/errors.ts';
import type { CommandInput } from '../command.ts';
import { openRunner } from './runner.ts';

const KINDS: Record<string, ProofKind> = {
  'all-starts': 'starts',
  'all-solutions': 'solutions',
  'all-disarmed': 'disarmed',
};

/** Which author checks were asked for. */
const kindsAsked = (input: CommandInput): ProofKind[] =>
  Object.entries(KINDS).flatMap(([flag, kind]) => (input.flags[flag] === true ? [kind] : []));

async function labsAsked({ flags, positionals }: CommandInput): Promise<FoundLab[]> {
  const named = [...String(flags.lab ?? '').split(','), ...positionals.slice(1)].filter((one) => one !== '');
  return named.length === 0 ? listLabs() : Promise.all(named.map(findLab));
}

const lineOf = ({ asWanted, lab, kind, step, outcome, checkMs, evidence }: StepProof) =>
  `${asWanted ? '✓' : '✗'} ${lab} ${kind} ${step}: ${outcome} (${checkMs} ms)\n    ${evidence}`;

/** 0 when everything is as wanted, else 1. */
export async function prove(input: CommandInput): Promise<number> {
  const kinds = kindsAsked(input);
  const reuseSince = input.flags.reuse === true ? 0 : Date.now();
  const proofs: StepProof[] = [];
  for (const lab of await labsAsked(input)) {
    const runner = openRunner(input);
    try {
      const { stateDir } = input;
      const found = await proveLab(lab, kinds, { stateDir, run: runner.run, reuseSince, jobs: runner.jobs });
      for (const one of found) input.progress(lineOf(one));
      proofs.push(...found);
    } finally {
      await runner.close();
    }
  }
  const wrong = proofs.filter(({ asWanted }) => !asWanted);
  const summary = `${proofs.length - wrong.length} of ${proofs.length} author checks are as wanted`;
  input.out(input.json ? JSON.stringify({ asWanted: wrong.length === 0, proofs }) : summary);
  return wrong.length === 0 ? EXIT.ok : EXIT.unexpected;
}
