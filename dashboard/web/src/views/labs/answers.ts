// The answers about labs, as types only: zod never reaches the browser.
import type { Lab, StepStand } from '../../../../contract/labs.ts';

export type LabStep = Lab['steps'][number];
export type StepState = StepStand['state'];
