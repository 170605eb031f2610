// Kafka's own measuring programs, out of the distribution that the lab runs on. They get Kafka's default heap and both compilers, unlike the
// lab's small brokers: a peer is measured at its best.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { findTools } from '../../pipeline/runtime/tools.ts';

const MAIN = {
  consumer: 'org.apache.kafka.tools.ConsumerPerformance',
  producer: 'org.apache.kafka.tools.ProducerPerformance',
};

/** What kafka-run-class.sh gives its tools. */
export const KAFKA_TOOL_JVM = ['-Xmx512M', '-server', '-XX:+UseG1GC'];

/** Why they cannot be run here (with containers, neither Java nor Kafka's jars need be on this machine); undefined when they can. */
export function whyNoKafkaTools(): string | undefined {
  try {
    findTools();
    return undefined;
  } catch (error) {
    if (error instanceof LakequakeError) return error.message;
    throw error;
  }
}

const LONGEST_MS = 600_000;

/** Runs one of them and gives its standard output. Throws `component-failed` with its last line when it fails. */
export function runKafkaTool(
  tool: keyof typeof MAIN,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const { javaPath, kafkaLibs } = findTools();
  const jvm = [...KAFKA_TOOL_JVM, '-Djava.net.preferIPv4Stack=true', '-cp', join(kafkaLibs, '*')];
  const child = spawn(javaPath, [...jvm, MAIN[tool], ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    timeout: LONGEST_MS,
  });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve(out);
      const last = (errors.trim() || out.trim()).split('\n').at(-1) ?? 'it said nothing';
      reject(new LakequakeError('component-failed', `Kafka's ${tool} tool ended with ${code}: ${last}`));
    });
  });
}
