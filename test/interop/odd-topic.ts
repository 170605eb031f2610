// A seeded topic of everything that parts engines: late and shuffled times, malformed and drifted lines, repeated ids within and
// beyond the horizon, records without an id, records without a value. Produced straight to Kafka, with times of its own.
import { createHash } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import type { Session } from '../../cli/control/session.ts';
import type { Settings } from '../../pipeline/contract/settings.ts';
import { ensureTopic } from '../../pipeline/kafka/topic.ts';

interface Odd {
  key: string;
  value: string | null;
  headers?: Record<string, string>;
  timestamp: string;
  partition: number;
}

const PER_SEND = 2_000;

/** Numbers in [0, 1) that depend on the seed alone. */
function dice(seed: number): () => number {
  let count = 0;
  return () => createHash('sha256').update(`${seed}/${count++}`).digest().readUInt32BE(0) / 2 ** 32;
}

const pad = (value: number): string => String(value).padStart(2, '0');

function clfTime(ms: number): string {
  const at = new Date(ms);
  return `${pad(at.getUTCDate())}/Jul/1995:${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())} +0000`;
}

/** One line at an event time; `roll` decides of what kind. */
function line(roll: number, ms: number, n: number): string | null {
  const host = `host${n % 997}.example.org`;
  const path = `/p/${n % 300}`;
  const status = [200, 200, 200, 304, 404, 500][n % 6]!;
  const json = { host, time: new Date(ms).toISOString(), method: 'GET', path, protocol: 'HTTP/1.0', status };
  const clf = `${host} - - [${clfTime(ms)}] "GET ${path} HTTP/1.0" ${status} ${n % 5 === 0 ? '-' : n}`;
  if (roll < 0.7) return clf;
  if (roll < 0.76) return `${clf} "http://ref/${n}" "agent ""${n}"`;
  if (roll < 0.8) return JSON.stringify({ ...json, bytes: n });
  if (roll < 0.82) return JSON.stringify({ ...json, bytes: n / 8, unit: 'kB' });
  if (roll < 0.84) return JSON.stringify({ ...json, bytes: String(n) });
  if (roll < 0.86) return JSON.stringify({ ...json, bytes: null, extra: true });
  if (roll < 0.88) return JSON.stringify({ ...json, size: n });
  if (roll < 0.9) return JSON.stringify({ ...json, bytes: n, status: String(status) });
  if (roll < 0.91) return JSON.stringify({ ...json, bytes: 7, unit: 'pages' });
  if (roll < 0.93)
    return `${host} - - [${clfTime(ms)}] "GET ${path} "quoted" \u00e9 HTTP/1.0" ${status} ${n}`;
  if (roll < 0.94) return `${host} - - [32/Foo/1995:00:00:00 +0000] "GET ${path} HTTP/1.0" 200 1`;
  if (roll < 0.95) return clf.slice(0, clf.length / 2);
  if (roll < 0.96) return JSON.stringify(json).slice(0, 40);
  if (roll < 0.97) return `${host} - - [01/Jul/2005:00:00:00 +0000] "GET ${path} HTTP/1.0" 200 1`;
  if (roll < 0.98) return `${host} - - [${clfTime(ms)}] "${path}" ${n % 2 === 0 ? 99 : 700} ${n}`;
  if (roll < 0.99) return '\u0000\u00ff junk \t';
  return null;
}

function* odd(lines: number, seed: number, partitions: number): Generator<Odd> {
  const roll = dice(seed);
  const begin = Date.UTC(1995, 6, 2);
  const kafkaBegin = Date.now() - 300_000;
  const earlier: Odd[] = [];
  for (let n = 0; n < lines; n++) {
    const late = roll() < 0.1 ? Math.floor(roll() * 60_000) : Math.floor(roll() * 3_000);
    const value = line(roll(), begin + Math.floor((n * 600_000) / lines) - late, n);
    // Half way Kafka's time leaps past the horizon: what is repeated across the leap is no repetition any more.
    const at = kafkaBegin + Math.floor((n * 20_000) / lines) + (n > lines / 2 ? 90_000 : 0);
    const partition = Math.floor(roll() * partitions);
    const id = roll() < 0.02 ? undefined : { 'lq-id': `odd-${n}` };
    const one: Odd = {
      key: `k${n % 50}`,
      value,
      timestamp: String(at),
      partition,
      ...(id && { headers: id }),
    };
    yield one;
    if (roll() < 0.05) earlier.push(one);
    const again = roll() < 0.04 ? earlier[Math.floor(roll() * earlier.length)] : undefined;
    if (again) yield { ...again, timestamp: String(at) };
  }
}

/** Makes the topic and fills it. */
export async function produceOddTopic(
  session: Session,
  settings: Settings,
  options: { topic: string; lines: number; seed: number },
): Promise<void> {
  await ensureTopic(session.admin, options.topic, settings);
  const kafka = new Kafka({
    clientId: 'odd',
    brokers: session.cluster.bootstrap,
    logLevel: logLevel.NOTHING,
  });
  const producer = kafka.producer();
  await producer.connect();
  const send = async (messages: Odd[]): Promise<void> => {
    // One partition a send, one send at a time: the client's known hazards stay out of it.
    for (let partition = 0; partition < settings.topic.partitions; partition++) {
      const own = messages.filter((one) => one.partition === partition);
      const latin1 = own.map((one) => ({
        ...one,
        value: one.value === null ? null : Buffer.from(one.value, 'latin1'),
      }));
      if (own.length > 0) await producer.send({ topic: options.topic, acks: -1, messages: latin1 });
    }
  };
  let waiting: Odd[] = [];
  for (const one of odd(options.lines, options.seed, settings.topic.partitions)) {
    waiting.push(one);
    if (waiting.length < PER_SEND) continue;
    await send(waiting);
    waiting = [];
  }
  await send(waiting);
  await producer.disconnect();
}
