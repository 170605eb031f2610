// Types of steps.mjs, which has to be plain JavaScript: it runs before the packages are there.
export interface SetupStep {
  name: string;
  after?: string[];
  optional?: string;
  provide: () => Promise<string | undefined>;
}
export declare function runSteps(steps: SetupStep[], say?: (line: string) => void): Promise<Error[]>;
