// Types of kafka.mjs, which has to be plain JavaScript: it runs before the packages are there.
import type { cacheLayout } from './layout.mjs';

export declare function provideKafka(options?: {
  layout?: ReturnType<typeof cacheLayout>;
  env?: NodeJS.ProcessEnv;
  archive?: string;
}): Promise<string>;
