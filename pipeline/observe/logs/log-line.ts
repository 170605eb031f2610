// One line of any log, whoever wrote it: pino's and Toxiproxy's JSON, Kafka's text. A line without a time of its own
// (a stack trace) belongs to the line before it. Pure.

export interface LogLine {
  /** ms since the epoch. */
  at: number;
  process: string;
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  text: string;
  /** Fields beside time, level, name and message; none for Kafka's text. */
  fields: Record<string, unknown>;
}

type Level = LogLine['level'];

const PINO_LEVELS: readonly [number, Level][] = [
  [60, 'fatal'],
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
  [20, 'debug'],
];

/** All lines of a log file's text, in its order. */
export function parseLog(process: string, text: string): LogLine[] {
  const lines: LogLine[] = [];
  for (const raw of text.split('\n')) {
    if (raw.trim() === '') continue;
    const line = parseLine(process, raw);
    const last = lines.at(-1);
    if (line !== undefined) lines.push(line);
    else if (last !== undefined) last.text += `\n${raw}`;
  }
  return lines;
}

function parseLine(process: string, raw: string): LogLine | undefined {
  return raw.startsWith('{') ? parseJson(process, raw) : parseKafka(process, raw);
}

function parseJson(process: string, raw: string): LogLine | undefined {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(raw) as Record<string, unknown>;
  } catch {
    return undefined; // cut short by a crash: shown with the line before it
  }
  const { time, level, msg, message, name, pid, hostname, ...fields } = value;
  const at = typeof time === 'number' ? time : Date.parse(String(time));
  if (Number.isNaN(at)) return undefined;
  const who = typeof name === 'string' && name !== '' && process !== 'toxiproxy' ? name : process;
  if (process === 'toxiproxy' && name !== undefined) fields.proxy = name;
  return { at, process: who, level: levelOf(level), text: String(msg ?? message ?? ''), fields };
}

function levelOf(level: unknown): Level {
  if (typeof level === 'number') return PINO_LEVELS.find(([from]) => level >= from)?.[1] ?? 'trace';
  const word = String(level).toLowerCase();
  if (word === 'warning') return 'warn';
  return (
    (['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const).find((one) => one === word) ?? 'info'
  );
}

const KAFKA =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[.,]\d+Z?) +(TRACE|DEBUG|INFO|WARN|ERROR|FATAL) +(?:[\w-]+ )?(\[.*)$/;

function parseKafka(process: string, raw: string): LogLine | undefined {
  const match = KAFKA.exec(raw);
  if (!match) return undefined;
  const at = Date.parse(`${match[1]!.replace(',', '.').replace(/Z$/, '')}Z`);
  return Number.isNaN(at)
    ? undefined
    : { at, process, level: levelOf(match[2]), text: match[3]!, fields: {} };
}
