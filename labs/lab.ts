// What a lab is: one folder `labs/NN-slug/` with one idea. `lab.ts` says which runs it needs and what its steps are, `check.ts` looks at
// state and history. This file holds the words only; it reads nothing and prints nothing.
import type { RunResult } from '../chaos/result.ts';
import type { Engine } from '../pipeline/contract/run-spec.ts';
import type { Answer } from './answer.ts';
import type { LabFacts } from './facts.ts';

/** One experiment a lab is proved on: the same scenario and seed before and after the fix. */
export interface LabRunSpec {
  /** How the lab calls it, as in `lab run 4 acks`. */
  id: string;
  scenario: string;
  /** Which form of the fault, where the scenario has several. */
  case?: string;
  seed: number;
  /** What processes the stream; duckdb unless set. */
  engine?: Engine;
  /** One sentence: what happens in it. */
  says: string;
  /** The settings with which the author checks need it, where they do not need both. */
  madeWith?: readonly ('start' | 'solution')[];
  /** Its checks measure how fast the machine is, so the author checks give it no company. */
  alone?: boolean;
  /** No check asks for it without its fault, since another run is asked first: the author checks need not make it so. */
  armedOnly?: boolean;
  /** The learner is to find out what it is: no name, no verdict and a sealed journal until a step of it has passed. */
  blind?: boolean;
}

export interface Choice {
  id: string;
  says: string;
}

/** Asked before the fault runs, compared afterwards. */
export interface Prediction {
  question: string;
  choices: readonly Choice[];
  /** The choice that a finished run shows to be right; null when this run does not tell. */
  shownBy: (result: RunResult) => string | null;
  /** Why, in a sentence; the README's Explain says more. */
  because: string;
}

export interface LabStep {
  id: string;
  title: string;
  /** The run it is judged on. */
  run: string;
  /** The workspace file to edit. */
  file: string;
  /** Of which run `lab query` asks a step's SQL: as handed out (`before`, unless told) or as the workspace is now. */
  asks?: 'before' | 'now';
  /** The fault whose own lake `lab query` asks instead of the run's. */
  lakeOf?: string;
  /** What to do, in one to three sentences. */
  does: string;
  /** A nudge, a pointer, nearly the answer. */
  hints: readonly [string, string, string];
  prediction?: Prediction;
}

export interface Lab {
  /** Its number in the course. */
  number: number;
  title: string;
  /** The one idea, as a sentence one could be wrong about. */
  idea: string;
  minutes: number;
  runs: readonly LabRunSpec[];
  steps: readonly LabStep[];
}

export type Check = (facts: LabFacts) => Promise<Answer>;

/** A lab as the registry knows it: with its folder and checks. */
export interface FoundLab extends Lab {
  /** The folder's name, `04-acked-is-not-stored`. */
  id: string;
  /** Absolute. */
  folder: string;
  /** One by step id. */
  checks: Readonly<Record<string, Check>>;
}

/** The step's run. */
export function runOf(lab: Lab, id: string): LabRunSpec {
  return lab.runs.find((run) => run.id === id)!;
}
