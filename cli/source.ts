// Composition root of the source process: `node --import tsx cli/source.ts SPEC.json [--ports FILE] [--ports-options JSON]`.
// Forked by control, which it tells `ready`, a report four times a second and, if it must, its last words; it ends with control.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCodeOf, LakequakeError } from '../pipeline/contract/errors.ts';
import { wrapPorts } from '../pipeline/contract/port-calls.ts';
import type { Ports, Reports } from '../pipeline/contract/ports.ts';
import type { FromChild, ToChild } from '../pipeline/contract/progress.ts';
import type { RunSpec } from '../pipeline/contract/run-spec.ts';
import { readingClient } from '../pipeline/kafka/client-settings.ts';
import { createKafkaProducer } from '../pipeline/kafka/producer.ts';
import { createReadBack } from '../pipeline/kafka/send-read-back.ts';
import { processLogger } from '../pipeline/observe/log.ts';
import { createInput } from '../pipeline/source/create-input.ts';
import { partitionLeaders, watchLeaders } from '../pipeline/source/leaders.ts';
import { foldLedgerFile } from '../pipeline/source/ledger/fold-file.ts';
import { openLedger } from '../pipeline/source/ledger/ledger-writer.ts';
import { NO_LEDGER } from '../pipeline/source/ledger/no-ledger.ts';
import { createSource, type Source } from '../pipeline/source/source.ts';
import { createTally } from '../pipeline/source/tally.ts';

const REPORT_EVERY_MS = 250;

const tell = (message: FromChild): void => void (process.connected && process.send?.(message, () => {}));

/** A port that this process has no use for: whoever calls it made a mistake. */
function unusedPort(name: string): never {
  const refuse = () => {
    throw new LakequakeError('internal', `the source has no ${name}`);
  };
  return new Proxy({}, { get: () => refuse }) as never;
}

function readSpec(file: string | undefined): RunSpec {
  if (file === undefined)
    throw new LakequakeError('bad-argument', 'the source needs the path of its run specification', {
      hint: 'start it with `lakequake up` or `lakequake drain`; they write the specification',
    });
  return JSON.parse(readFileSync(file, 'utf8')) as RunSpec;
}

async function start(): Promise<{ source: Source; reports: Reports; finish: () => Promise<void> }> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { ports: { type: 'string' }, 'ports-options': { type: 'string' } },
  });
  const spec = readSpec(positionals[0]);
  const { settings, bootstrap, runId } = spec;
  const logger = processLogger({ name: 'source', file: join(spec.logDir, 'source.log'), runId });
  const log = (level: 'debug' | 'info' | 'warn' | 'error', message: string, detail: object) =>
    logger[level === 'error' ? 'warn' : 'debug'](detail, message);
  const kafka = readingClient({
    clientId: `source-${runId}-reader`,
    bootstrap,
    settings: settings.consumer,
    log,
  });
  const clientId = `source-${runId}`;
  const producer = createKafkaProducer({ bootstrap, clientId, settings: settings.producer, logger });
  const real: Ports = {
    clock: { now: () => performance.timeOrigin + performance.now() },
    kafkaSend: { send: producer.send },
    eventTransform: { apply: (event) => [event], due: () => [] },
    reports: { tell },
    random: Math.random,
    storage: unusedPort('lake storage'),
    offsetStore: unusedPort('offset store'),
  };
  const portsOptions: unknown = JSON.parse(values['ports-options'] ?? 'null');
  const ports = await wrapPorts(real, values.ports, {
    role: 'source',
    name: 'source',
    runId,
    options: portsOptions,
  });
  const past = await foldLedgerFile(spec.ledgerFile);
  const firstSeq = settings.producer.resumeFrom === 'ledger' ? past.lastSeq + 1 : 0;
  const onTrouble = (error: Error) =>
    logger.error({ error }, 'the ledger cannot be written; nothing is sent until it can');
  const ledger = spec.withoutLedger ? NO_LEDGER : openLedger(spec.ledgerFile, { onTrouble });
  const admin = kafka.admin();
  await admin.connect();
  const partitions = (await partitionLeaders(admin, spec.topic)).size;
  const tally = createTally();
  const stopWatching = watchLeaders(admin, spec.topic, settings.producer.metadataMaxAgeMs, tally);
  const source = createSource({
    spec,
    partitions,
    input: createInput(spec, firstSeq),
    past,
    ledger,
    ports,
    readBack: createReadBack(kafka, `source-${runId}-read-back`),
    tally,
    logger,
  });
  logger.info({ pid: process.pid, firstSeq, partitions, seed: spec.seed }, 'source started');
  const finish = async () => {
    stopWatching();
    await ledger.close();
    await producer.close();
    logger.info(source.report(), 'source ended');
  };
  return { source, reports: ports.reports, finish };
}

function end(error?: unknown): never {
  if (error !== undefined) {
    const failure = error instanceof LakequakeError ? error : undefined;
    const { message, stack } = error as Error;
    const context = failure?.context ?? { stack };
    tell({ type: 'fatal', code: failure?.code ?? 'internal', message, hint: failure?.hint ?? null, context });
    process.stderr.write(`${message}\n`);
  }
  // Open connections and timers would keep it alive; everything that matters is on file.
  process.exit(error === undefined ? 0 : exitCodeOf(error));
}

async function main(): Promise<void> {
  process.once('disconnect', () => end());
  process.on('SIGINT', () => {});
  const { source, reports, finish } = await start();
  const reporting = setInterval(() => reports.tell(source.report()), REPORT_EVERY_MS);
  const told = new Promise<void>((resolve) => {
    const stop = () => {
      source.stop();
      resolve();
    };
    process.once('SIGTERM', stop);
    process.on('message', (message: ToChild) => {
      if (message.type === 'stop') stop();
      if (message.type === 'set-rate') source.setRate(message.ratePerSecond);
    });
  });
  tell({ type: 'ready', pid: process.pid });
  await source.run();
  reports.tell(source.report());
  // Without a parent there is nobody to read the report: a drained source simply ends.
  if (process.connected) await told;
  clearInterval(reporting);
  reports.tell(source.report());
  await finish();
}

main().then(() => setImmediate(end), end);
