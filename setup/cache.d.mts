// Types of cache.mjs, which has to be plain JavaScript: it runs before the packages are there.
export declare function onceFolder(
  folder: string,
  make: (draft: string) => Promise<unknown>,
): Promise<boolean>;
export declare function marked(file: string, text: string): boolean;
export declare function mark(file: string, text: string): void;
export declare function hashOf(paths: string[], leaveOut?: string[]): string;
