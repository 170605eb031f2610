// Types of spark.mjs.
export declare function provideSpark(
  say?: (line: string) => void,
  env?: NodeJS.ProcessEnv,
): Promise<'by pip and Maven' | 'there already'>;
