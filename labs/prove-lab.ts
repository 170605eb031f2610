// The author checks of one lab, on real runs: what is handed out fails every check, the solution passes every check, and where the fault
// was left out no check says that anything passed. A lab that cannot show all three is not ready for a learner.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './answer.ts';
import { examineStep } from './examine.ts';
import { gatherFacts } from './gather-facts.ts';
import type { FoundLab } from './lab.ts';
import { makeMissingRuns, withoutFault } from './missing-runs.ts';
import type { RunLab } from './run-port.ts';
import { fill } from './workspace.ts';

export type ProofKind = 'starts' | 'solutions' | 'disarmed';

export interface StepProof {
  lab: string;
  kind: ProofKind;
  step: string;
  outcome: Outcome;
  evidence: string;
  asWanted: boolean;
  /** How long the check took, ms. */
  checkMs: number;
}

export interface ProveOptions {
  stateDir: string;
  run: RunLab;
  /** Runs since then are taken when their settings fit, ms since the epoch; the time of the call makes all of them anew. */
  reuseSince: number;
  /** How many runs that touch only data may be under way at a time. */
  jobs: number;
}

const WANTED: Record<ProofKind, (outcome: Outcome) => boolean> = {
  starts: (outcome) => outcome === 'wrong',
  solutions: (outcome) => outcome === 'passed',
  disarmed: (outcome) => outcome === 'cannot-tell',
};

/** Makes the runs that all of the kinds need, each once, then proves one kind after the other. */
export async function proveLab(
  lab: FoundLab,
  kinds: readonly ProofKind[],
  options: ProveOptions,
): Promise<StepProof[]> {
  await makeMissingRuns(lab, kinds, options);
  const proofs: StepProof[] = [];
  for (const kind of kinds) proofs.push(...(await proveKind(lab, kind, options)));
  return proofs;
}

async function proveKind(lab: FoundLab, kind: ProofKind, options: ProveOptions): Promise<StepProof[]> {
  const workspace = { folder: mkdtempSync(join(tmpdir(), `lakequake-${lab.id}-`)) };
  try {
    fill(lab, workspace, kind === 'solutions' ? 'solution' : 'start');
    const { stateDir, reuseSince: since } = options;
    const facts = gatherFacts({
      stateDir,
      lab,
      workspace,
      since,
      accept: kind === 'disarmed' ? withoutFault : undefined,
    });
    const proofs: StepProof[] = [];
    for (const step of lab.steps) {
      const begun = performance.now();
      const { outcome, evidence } = await examineStep(lab, step, facts);
      const checkMs = Math.round(performance.now() - begun);
      proofs.push({
        lab: lab.id,
        kind,
        step: step.id,
        outcome,
        evidence,
        asWanted: WANTED[kind](outcome),
        checkMs,
      });
    }
    return proofs;
  } finally {
    rmSync(workspace.folder, { recursive: true, force: true });
  }
}
