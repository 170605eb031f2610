// Test projects by folder. Real brokers share one machine, so everything but unit and structure tests runs file after file.
import { defineConfig } from 'vitest/config';

const serial = { fileParallelism: false, pool: 'forks' as const, testTimeout: 120_000, hookTimeout: 120_000 };
const project = (name: string, extra: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], environment: 'node', ...extra },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', { testTimeout: 20_000 }),
      project('structure'),
      project('integration', serial),
      project('scenarios', serial),
      project('labs', serial),
      project('interop', serial),
      project('e2e', serial),
      project('docker', serial),
    ],
  },
});
