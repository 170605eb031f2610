// Versions a run stands on, for its journal.
import { readFileSync } from 'node:fs';
import type { Engine } from '../pipeline/contract/run-spec.ts';
import type { RuntimeName } from '../pipeline/runtime/cluster.ts';
import { PINS } from '../setup/layout.mjs';

/** Lakequake, the runtime Kafka is on, Node and the packages that touch the data. */
export function versionsOf(runtime: RuntimeName, engine: Engine = 'duckdb'): Record<string, string> {
  const file = new URL('../package.json', import.meta.url);
  const { version, dependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
  };
  const packages = ['kafkajs', '@duckdb/node-api', 'toxiproxy-node-client'].map((name) => [
    name,
    dependencies[name] ?? '?',
  ]);
  const spark: [string, string][] =
    engine === 'spark'
      ? [
          ['pyspark', PINS.pyspark],
          ['delta', PINS.deltaSpark],
        ]
      : [];
  return {
    lakequake: version,
    engine,
    runtime,
    node: process.versions.node,
    ...Object.fromEntries([...packages, ...spark]),
  };
}
