// Types of find-program.mjs, which has to be plain JavaScript: it runs before the packages are there.
export declare function onPath(names: string | string[], env?: NodeJS.ProcessEnv): string | undefined;
export declare function isRunnable(path: string): boolean;
export declare function outputOf(program: string, args: string[]): string | undefined;
export declare function run(
  program: string,
  args: string[],
  options?: { cwd?: string; env?: NodeJS.ProcessEnv },
): Promise<string>;
