// The command lines of Kafka's JVMs: small heaps, the serial collector and only the first compiler, because four of them share a laptop.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tools } from '../tools.ts';

const LOG4J2 = fileURLToPath(new URL('./log4j2.properties', import.meta.url));

export interface JvmOptions {
  node: string;
  heapMb: number;
  logFile: string;
}

/** Arguments for `java` that run a Kafka main class. */
export function javaArguments(
  tools: Tools,
  { node, heapMb, logFile }: JvmOptions,
  main: string,
  args: string[],
): string[] {
  return [
    `-Xmx${heapMb}m`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:+ExitOnOutOfMemoryError',
    '-XX:-UsePerfData',
    ...(tools.classArchive
      ? [`-XX:SharedArchiveFile=${tools.classArchive}`, '-Xshare:auto', '-Xlog:cds=off']
      : []),
    '-Djava.awt.headless=true',
    '-Djava.net.preferIPv4Stack=true',
    `-Dlog4j2.configurationFile=${LOG4J2}`,
    `-Dlakequake.log=${logFile}`,
    `-Dlakequake.node=${node}`,
    '-cp',
    join(tools.kafkaLibs, '*'),
    main,
    ...args,
  ];
}
