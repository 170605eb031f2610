// The logger of every Node process: JSON lines in a file, with an ISO time and the run in each of them, so that
// `lakequake logs` can merge them with Kafka's own. Must never be the reason a process ends: writing is synchronous
// and to one file, and a line that concerns an event, a batch or an offset carries it in the fields by which `logs` finds it: runId,
// batchId, eventId, partition and offset, broker.
import pino from 'pino';
import pretty from 'pino-pretty';

export interface ProcessLoggerOptions {
  /** Name of the process, such as `processor-1`. */
  name: string;
  /** Absolute path of the log file; its folder is made when missing. */
  file: string;
  runId?: string | null;
  level?: pino.LevelWithSilent;
  /** Also prints readable lines on standard error. */
  terminal?: boolean;
}

/** A logger whose lines have `time` (ISO), `level`, `name`, `runId` and `msg`. */
export function processLogger(options: ProcessLoggerOptions): pino.Logger<never> {
  const settings: pino.LoggerOptions = {
    level: options.level ?? 'info',
    base: { name: options.name, ...(options.runId ? { runId: options.runId } : {}) },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
  };
  const toFile = pino.destination({ dest: options.file, mkdir: true, append: true, sync: true });
  if (!options.terminal) return pino(settings, toFile);
  const toTerminal = pretty({
    destination: 2,
    sync: true,
    ignore: 'runId',
    colorize: process.stderr.isTTY === true,
  });
  const level = (settings.level === 'silent' ? 'fatal' : settings.level) as pino.Level;
  return pino(
    settings,
    pino.multistream([
      { level, stream: toFile },
      { level, stream: toTerminal },
    ]),
  );
}
