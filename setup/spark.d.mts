// Types of spark.mjs.
import type { Trouble } from './trouble.mjs';

export declare function provideSpark(
  say?: (line: string) => void,
  env?: NodeJS.ProcessEnv,
): Promise<'by pip and Maven' | 'there already'>;
export declare function sparkTrouble(
  env?: NodeJS.ProcessEnv,
  layout?: { sparkHome: string },
): Trouble | undefined;
