// Types of toxiproxy.mjs, which has to be plain JavaScript: it runs before the packages are there.
import type { cacheLayout } from './layout.mjs';

export declare function provideToxiproxy(options?: {
  layout?: ReturnType<typeof cacheLayout>;
  env?: NodeJS.ProcessEnv;
  releases?: string;
  platform?: NodeJS.Platform;
  arch?: string;
}): Promise<string>;
export declare function assetName(platform: string, arch: string): string;
