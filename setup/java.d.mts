// Types of java.mjs, which has to be plain JavaScript: it runs before the packages are there.
export declare function findJava(env?: NodeJS.ProcessEnv): { path: string; version: string } | undefined;
export declare function javaVersion(output: string): string | undefined;
export declare function javaIsNewEnough(version: string): boolean;
export declare function javaFix(platform?: NodeJS.Platform, env?: NodeJS.ProcessEnv): string;
