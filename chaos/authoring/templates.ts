// What a new scenario or fault begins with: code that typechecks, holds nothing true yet, and says at every place what is to be written
// there. Pure.

/** Text of chaos/scenarios/<id>.ts. */
export function scenarioTemplate(id: string, fault: string): string {
  return `// ${id}: TODO what happens, what an onlooker sees, and why it does (one to six sentences; a KIP or an issue, if there is one).
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: '${id}',
  title: 'TODO in a few words: what happens',
  teaches: 'TODO what one learns, in one sentence.',
  onlooker: 'TODO what an onlooker sees.',
  tags: [],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  // What all variants share so that the run stays short; never a protection.
  shared: { stream: { windowMs: 5_000 } },
  variants: {
    naive: {
      title: 'TODO what it does, in one sentence',
      // The one setting that lets the fault do harm.
      settings: { stream: { allowedLatenessMs: 0 } },
      because: 'TODO whose default that is, or where people really run it',
      // A checker and a least count: never just broken.
      expect: { verdict: 'broken', by: [{ checker: 'lost-write', atLeast: 1 }] },
    },
    hardened: {
      title: 'TODO what it does instead',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held' },
    },
  },
  // The same for all variants of a seed and case: count events rather than seconds.
  schedule: () => [
    { fault: '${fault}', args: {}, injectAtAcked: 4_000, undoAfterAcked: 8_000, undoAfterSeconds: 20 },
  ],
  minimumAcked: { before: 2_000, during: 2_000, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 30 },
  notJudged: {},
};
`;
}

/** Text of chaos/faults/<id>.ts. */
export function faultTemplate(id: string): string {
  return `// ${id}: TODO what it does to which part, from outside. Proof: TODO what shows that it struck. Undo: TODO how, from the record alone.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { Fault } from '../fault.ts';

export const fault: Fault = {
  id: '${id}',
  title: 'TODO in a few words: what happens',
  async inject(_system, { note }) {
    // First what undo needs (pids with start times, addresses, folders): the runner may be killed in the middle of this function.
    note({ begunAt: Date.now() });
    throw new LakequakeError('internal', '${id} does not strike yet');
  },
  // From outside, never from its own intention; null when there is no trace.
  async observed() {
    return null;
  },
  // Idempotent; without \`system\` it comes from a later process, with the record's notes only.
  async undo() {
    return false;
  },
};
`;
}

const TODO = /TODO[^'\n.;]*/g;

/** What is still to be written in a file. */
export function openPoints(text: string): string[] {
  return [...text.matchAll(TODO)].map(([found]) => found.trim());
}
