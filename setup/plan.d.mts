// Types of plan.mjs, which has to be plain JavaScript: it runs before the packages are there.
import type { SetupStep } from './steps.mjs';

export declare function planForWorkshop(root: string, options: { withSpark: boolean }): SetupStep[];
