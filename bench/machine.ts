// The machine and the versions the figures were made with: without them a figure says nothing.
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { version as duckdbVersion } from '@duckdb/node-api';
import { findJava } from '../setup/java.mjs';
import { PINS } from '../setup/layout.mjs';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  java: string;
  kafka: string;
  duckdb: string;
  /** Of the peer, when it is measured. */
  spark: string;
  measuredAt: string;
  /** Processes that wanted to run in the minute before the first figure; close to 0 on a machine left alone. */
  loadBefore: number;
}

/** Load of the last minute, one digit. */
export const loadNow = (): number => Number((loadavg()[0] ?? 0).toFixed(1));

/** Looks at the machine now. */
export function describeMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release().split('-')[0]} ${arch()}`,
    node: process.versions.node,
    java: findJava()?.version ?? 'none',
    kafka: PINS.kafka,
    duckdb: duckdbVersion().replace(/^v/, ''),
    spark: `${PINS.pyspark}, Delta ${PINS.deltaSpark}`,
    measuredAt: new Date().toISOString().slice(0, 16).replace('T', ' '),
    loadBefore: loadNow(),
  };
}

/** A warning, when other work wanted the cores before the first figure; undefined on a machine left alone. */
export function busyLine({ cores, loadBefore }: Machine): string | undefined {
  if (loadBefore <= cores / 2) return undefined;
  return `The machine had other work when the benchmark began (load ${loadBefore} on ${cores} cores): do not compare these figures with those of a quiet one.`;
}

/** One line for people. */
export function machineLine(machine: Machine): string {
  const { cpu, cores, memoryGb, system, node, java, kafka, duckdb, spark, measuredAt, loadBefore } = machine;
  return (
    `${cores} cores (${cpu}), ${memoryGb} GB, ${system}; Node ${node}, Java ${java}, Kafka ${kafka}, DuckDB ${duckdb}, ` +
    `Spark ${spark}; ${measuredAt} UTC, load before ${loadBefore}`
  );
}
