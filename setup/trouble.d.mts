// Types of trouble.mjs, which has to be plain JavaScript: it runs before the packages are there.
export declare class Trouble extends Error {
  fix: string;
  constructor(message: string, fix: string, cause?: unknown);
}
