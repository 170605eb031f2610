// Lab 16: a blind, seeded fault. Which one it is stands nowhere here: the seed draws it, as in `gameday`. The learner names it from signals and
// evidence, and then proves a fix on the same seed.
import { drawFault } from '../game-day/draw.ts';
import type { Lab } from '../lab.ts';

/** Chosen so that its fault does damage that settings can prevent. */
export const SEED = 22;

export const lab: Lab = {
  number: 16,
  title: 'Game day',
  idea: 'When the alarm ends, the incident has not: what recovered is not yet what is right.',
  minutes: 25,
  runs: [
    {
      id: 'blind',
      scenario: drawFault(SEED).entry.scenario,
      seed: SEED,
      says: 'something goes wrong, and ends; what it was, you find out',
      blind: true,
    },
  ],
  steps: [
    {
      id: 'name-it',
      title: 'Name what went wrong',
      run: 'blind',
      file: 'diagnosis.yaml',
      does: 'Make the run `blind` and watch it. Then write into diagnosis.yaml which signal told you, which component it was in, and the cause. `gameday choices` lists the words.',
      prediction: {
        question:
          'Something will go wrong for a few seconds, and the system will come back by itself. What will the signals have seen by then?',
        choices: [
          { id: 'a', says: 'the fault and the damage it did' },
          { id: 'b', says: 'the fault, and not the damage' },
          { id: 'c', says: 'neither' },
        ],
        shownBy: (result) => {
          if (result.verdict !== 'broken') return null;
          if (result.detection.every(({ first }) => first === null)) return 'c';
          return result.damageUnseen ? 'b' : 'a';
        },
        because:
          'signals of a fault look at parts: is it there, does it answer? Signals of damage look at the data. A team has both only if it wrote both.',
      },
      hints: [
        'Read from the source towards gold. Which part is the first that has nothing to say, while everything before it is well?',
        'The Signals view has the order in which they fired; the first is nearest to the cause. `npx lakequake logs` has the last words of a part.',
        'One part was gone, not slow and not cut off: brokers and network were well. It is the one that has nothing upstream of it.',
      ],
    },
    {
      id: 'mend-it',
      title: 'Leave no damage the next time',
      run: 'blind',
      file: 'pipeline.yaml',
      does: 'The fault will come again, and no setting prevents it. Find the damage it left, change pipeline.yaml so that it leaves none, and make the same run again.',
      hints: [
        'The run is no longer under seal: `npx lakequake chaos report` names the events. Where do they stand, and how often?',
        'A part that was started again had to decide where to go on. What did it know, and where had it kept that?',
        'producer.resumeFrom: ledger. Then it reads what it had sent, asks the log about what was open, and goes on behind it.',
      ],
    },
  ],
};
