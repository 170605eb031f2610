// Composition root of a processor: `node --import tsx cli/processor.ts SPEC.json [--name NAME] [--ports FILE] [--ports-options JSON]`.
// Forked by control, which it tells `ready`, reports, every micro-batch and, if it must, its last words; it ends with control.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Admin } from 'kafkajs';
import { exitCodeOf, LakequakeError } from '../pipeline/contract/errors.ts';
import { wrapPorts } from '../pipeline/contract/port-calls.ts';
import type { Ports, Reports } from '../pipeline/contract/ports.ts';
import type { FromChild, ToChild } from '../pipeline/contract/progress.ts';
import type { RunSpec } from '../pipeline/contract/run-spec.ts';
import { DeltaError } from '../pipeline/delta/errors.ts';
import { groupOffsetStore } from '../pipeline/kafka/admin.ts';
import { readingClient } from '../pipeline/kafka/client-settings.ts';
import { localStorage } from '../pipeline/lake/local-storage.ts';
import { watchedStorage } from '../pipeline/lake/watched-storage.ts';
import { openLakehouse } from '../pipeline/medallion/lakehouse.ts';
import { createProcessor, type Processor } from '../pipeline/medallion/processor.ts';
import { processLogger } from '../pipeline/observe/log.ts';
import { createSparkProcessor } from '../pipeline/spark/spark-processor.ts';

const tell = (message: FromChild): void => void (process.connected && process.send?.(message, () => {}));

/** A port that this process has no use for: whoever calls it made a mistake. */
function unusedPort(name: string): never {
  const refuse = () => {
    throw new LakequakeError('internal', `the processor has no ${name}`);
  };
  return new Proxy({}, { get: () => refuse }) as never;
}

function readSpec(file: string | undefined): RunSpec {
  if (file === undefined)
    throw new LakequakeError('bad-argument', 'the processor needs the path of its run specification', {
      hint: 'start it with `lakequake up` or `lakequake drain`; they write the specification',
    });
  return JSON.parse(readFileSync(file, 'utf8')) as RunSpec;
}

async function create(): Promise<{ spec: RunSpec; processor: Processor; reports: Reports }> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string', default: 'processor-1' },
      ports: { type: 'string' },
      'ports-options': { type: 'string', default: 'null' },
    },
  });
  const spec = readSpec(positionals[0]);
  const { settings, runId, topic, group, bootstrap } = spec;
  const { name } = values;
  const log = processLogger({ name, file: join(spec.logDir, `${name}.log`), runId });
  const kafka = readingClient({
    clientId: `${name}-${runId}`,
    bootstrap,
    settings: settings.consumer,
    // What the client calls an error it mostly survives; what it does not survive ends the process with its own line.
    log: (level, message, detail) => log[level === 'error' ? 'warn' : level](detail, message),
  });
  const admin = kafka.admin();
  let processor: Processor | undefined;
  if (spec.engine === 'spark') return createSpark(spec, name, admin, log);
  const real: Ports = {
    clock: { now: () => performance.timeOrigin + performance.now() },
    storage: localStorage(spec.lakeDir, {
      fsync: settings.lake.fsync,
      inPlace: settings.lake.publish === 'in-place',
    }),
    offsetStore: groupOffsetStore(admin, group, async (_, next) => processor?.commitOffsets(next)),
    kafkaSend: unusedPort('Kafka send'),
    eventTransform: unusedPort('event transform'),
    reports: { tell },
    random: Math.random,
  };
  const portsOptions: unknown = JSON.parse(values['ports-options']);
  const ports = await wrapPorts(real, values.ports, {
    role: 'processor',
    name,
    runId,
    options: portsOptions,
  });
  const watched = watchedStorage(ports.storage, () => performance.now());
  const lakehouse = await openLakehouse({
    storage: watched.storage,
    settings,
    spillDirectory: join(spec.lakeDir, '.spill', name),
    nowMs: () => ports.clock.now(),
    onCheckpointError: (table, err) =>
      log.warn({ err, table }, 'a checkpoint could not be written; the next is tried later'),
  });
  const onProgress = (progress: Extract<FromChild, { type: 'query' }>['progress']) =>
    ports.reports.tell({ type: 'query', runId, processor: name, progress });
  await admin.connect();
  processor = await createProcessor({
    spec,
    name,
    ports,
    kafka,
    admin,
    lakehouse,
    storageFigures: watched.take,
    log,
    onProgress,
  });
  log.info({ pid: process.pid, topic, group, seed: spec.seed }, 'processor started');
  return { spec, processor, reports: ports.reports };
}

/** Spark does the work in a process of its own; ports that wrap ours cannot reach into it. */
async function createSpark(
  spec: RunSpec,
  name: string,
  admin: Admin,
  log: ReturnType<typeof processLogger>,
): Promise<{ spec: RunSpec; processor: Processor; reports: Reports }> {
  await admin.connect();
  const processor = await createSparkProcessor({
    spec,
    name,
    admin,
    log,
    nowMs: () => performance.timeOrigin + performance.now(),
    onProgress: (progress) => tell({ type: 'query', runId: spec.runId, processor: name, progress }),
    onStep: (says) => tell({ type: 'step', says }),
  });
  log.info({ pid: process.pid, topic: spec.topic, engine: 'spark' }, 'processor started');
  return { spec, processor, reports: { tell } };
}

function end(error?: unknown): never {
  if (error !== undefined) {
    const known = error instanceof LakequakeError || error instanceof DeltaError ? error : undefined;
    const { message, stack } = error as Error;
    const context = known?.context ?? { stack };
    const fatal: FromChild = {
      type: 'fatal',
      code: known?.code ?? 'internal',
      message,
      hint: known?.hint ?? null,
      context: { ...context },
    };
    process.stderr.write(`${stack ?? message}\n`);
    const leave = (): never => process.exit(exitCodeOf(error));
    if (process.connected) process.send?.(fatal, leave);
    else leave();
    return undefined as never;
  }
  // Open connections and timers would keep it alive; everything that matters is in the lake.
  process.exit(0);
}

async function main(): Promise<void> {
  process.once('disconnect', () => process.exit(0));
  process.on('SIGINT', () => {});
  const early: ToChild[] = [];
  let act = (message: ToChild): void => void early.push(message);
  process.on('message', (message: ToChild) => act(message));
  const { spec, processor, reports } = await create();
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    act = (message) => {
      if (message.type === 'stop') resolve();
      if (message.type === 'finish') processor.finish(message.endOffsets);
    };
    for (const message of early) act(message);
  });
  const reporting = setInterval(
    () => reports.tell(processor.report()),
    spec.settings.processor.reportEveryMs,
  );
  tell({ type: 'ready', pid: process.pid });
  await Promise.race([processor.start().then(() => stopped), processor.failed]);
  await processor.stop();
  clearInterval(reporting);
  reports.tell(processor.report());
}

main().then(() => setImmediate(end), end);
