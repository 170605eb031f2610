// Types of class-archive.mjs, which has to be plain JavaScript: it runs before the packages are there.
export declare function classArchiveFile(javaVersion: string): string;
