// The texts `npm run new:lab` begins with. Every `TODO` is a place to fill; the unit tests over the registry say what is still missing.

export interface NewLab {
  number: number;
  slug: string;
}

const lab = ({ number, slug }: NewLab) => `// Lab ${number}: TODO the one idea, in two sentences.
import type { Lab } from '../lab.ts';

export const lab: Lab = {
  number: ${number},
  title: 'TODO',
  idea: 'TODO a sentence one could be wrong about.',
  minutes: 15,
  runs: [{ id: 'run', scenario: 'broker-loss', seed: 7, says: 'TODO what happens in ${slug}' }],
  steps: [
    {
      id: 'mend-it',
      title: 'TODO',
      run: 'run',
      file: 'pipeline.yaml',
      does: 'TODO what to do, in one to three sentences.',
      prediction: {
        question: 'TODO',
        choices: [
          { id: 'a', says: 'TODO what most people think' },
          { id: 'b', says: 'TODO what happens' },
        ],
        shownBy: ({ verdict }) => (verdict === 'inconclusive' ? null : verdict === 'held' ? 'a' : 'b'),
        because: 'TODO why',
      },
      hints: ['TODO a nudge', 'TODO a pointer', 'TODO nearly the answer'],
    },
  ],
};
`;

const check = ({ number }: NewLab) => `// Lab ${number}'s checks: TODO what they look at.
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { Check } from '../lab.ts';

export const checks: Record<string, Check> = {
  'mend-it': (facts) =>
    verdictFlips(facts, { run: 'run', brokenBy: ['lost-write'], lookAt: 'TODO where to look next' }),
};
`;

const readme = ({ number }: NewLab) => `# Lab ${number}: TODO

TODO one or two sentences. 15 minutes.

## Outcomes

- TODO

## Invariants

1. TODO

## Predict

TODO

## Steps

### 1. TODO

## Explain

TODO

## Trade-off

TODO

## Further reading

- TODO
`;

const start = `# The pipeline of this lab. What is not named here has the project's default.

producer:
  sendGrouping: many-partitions   # TODO the naive value, with what it does
`;

/** Files of a new lab by their path in its folder. */
export function labTemplates(given: NewLab): Record<string, string> {
  return {
    'lab.ts': lab(given),
    'check.ts': check(given),
    'README.md': readme(given),
    'start/pipeline.yaml': start,
    'solution/pipeline.yaml': start
      .replace('many-partitions ', 'one-partition   ')
      .replace('the naive value', 'the value that holds'),
  };
}
