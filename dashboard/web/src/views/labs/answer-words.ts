// What a check says, with the places it names: events, runs, and commands that this page has a button for. Pure.
import { partsOf } from '../../format/event-names.ts';
import type { StepState } from './answers.ts';

export type AnswerPart =
  | { kind: 'text' | 'event' | 'run' | 'code'; text: string }
  /** `lab run N RUN [--start]`, as a command line would make it. */
  | { kind: 'make'; run: string | null; start: boolean };

const MAKE = /`?npx lakequake lab run \d+(?: ([a-z0-9-]+))?( --start)?`?/;
/** A run is named after the word; its id alone looks like many other things. */
const RUN = /\b(run )(r(?=[0-9a-z]*\d)[0-9a-z]{5,})\b(?!-\d)/;

function runsIn(text: string): AnswerPart[] {
  const found = RUN.exec(text);
  if (found === null) return text === '' ? [] : [{ kind: 'text', text }];
  const at = found.index + found[1]!.length;
  return [
    { kind: 'text', text: text.slice(0, at) },
    { kind: 'run', text: found[2]! },
    ...runsIn(text.slice(at + found[2]!.length)),
  ];
}

const withoutCommands = (text: string): AnswerPart[] =>
  partsOf(text).flatMap((part): AnswerPart[] => (part.kind === 'text' ? runsIn(part.text) : [part]));

/** The sentence in parts. */
export function answerParts(sentence: string): AnswerPart[] {
  const found = MAKE.exec(sentence);
  if (found === null) return withoutCommands(sentence);
  return [
    ...withoutCommands(sentence.slice(0, found.index)),
    { kind: 'make', run: found[1] ?? null, start: found[2] !== undefined },
    ...answerParts(sentence.slice(found.index + found[0].length)),
  ];
}

/** What a sentence names: the first event, and every run, once. */
export function namedIn(sentence: string): { event: string | null; runs: string[] } {
  const parts = withoutCommands(sentence);
  const texts = (kind: AnswerPart['kind']) =>
    parts.flatMap((part) => (part.kind === kind && 'text' in part ? [part.text] : []));
  return { event: texts('event')[0] ?? null, runs: [...new Set(texts('run'))] };
}

export const STATE_WORDS: Record<StepState, string> = {
  open: 'open',
  'not-yet': 'not yet',
  wrong: 'wrong',
  'cannot-tell': 'cannot tell',
  passed: 'passed',
};

export const HINT_WORDS = ['a nudge', 'a pointer', 'nearly the answer'] as const;
