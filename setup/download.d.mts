// Types of download.mjs, which has to be plain JavaScript: it runs before the packages are there.
export declare function checksumFor(name: string, sums: string): string | undefined;
export declare function downloadText(url: string): Promise<string>;
export declare function download(
  url: string,
  file: string,
  sum: { algorithm: string; hex: string },
): Promise<void>;
