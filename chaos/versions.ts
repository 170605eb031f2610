// Versions a run stands on, for its journal.
import { readFileSync } from 'node:fs';
import type { RuntimeName } from '../pipeline/runtime/cluster.ts';

/** Lakequake, the runtime Kafka is on, Node and the packages that touch the data. */
export function versionsOf(runtime: RuntimeName): Record<string, string> {
  const file = new URL('../package.json', import.meta.url);
  const { version, dependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
  };
  const packages = ['kafkajs', '@duckdb/node-api', 'toxiproxy-node-client'].map((name) => [
    name,
    dependencies[name] ?? '?',
  ]);
  return { lakequake: version, runtime, node: process.versions.node, ...Object.fromEntries(packages) };
}
