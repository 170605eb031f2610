// The population of clients: invented host names in the real mix of top-level domains, and addresses from the block that is
// reserved for benchmarks (198.18.0.0/15), so that no line names a real machine. Popularity follows the trace: a log-normal body
// (median 10, mean 23 requests in July) under a few proxies that send up to 0.9 % of all requests.
import { aliasTable, createRandom, type Random } from './random.ts';

const HOSTS = 60_000;

/** Share of requests by kind of host, percent. */
const TLD_SHARES: readonly (readonly [string, number])[] = [
  ['com', 34.5],
  ['', 17.5],
  ['net', 12.9],
  ['edu', 10.7],
  ['gov', 4.9],
  ['jp', 3.4],
  ['ca', 3.3],
  ['uk', 2.9],
  ['au', 1.8],
  ['de', 1.2],
  ['nl', 0.9],
  ['org', 0.9],
  ['fi', 0.8],
  ['se', 0.8],
  ['fr', 0.7],
  ['mil', 0.7],
  ['it', 0.6],
  ['no', 0.4],
  ['br', 0.3],
  ['kr', 0.2],
  ['us', 0.53],
  ['bare', 0.07],
];

const ONSETS = [
  'b',
  'br',
  'c',
  'd',
  'f',
  'g',
  'gr',
  'k',
  'l',
  'm',
  'n',
  'p',
  'qu',
  'r',
  's',
  'st',
  't',
  'v',
  'w',
  'z',
];
const NUCLEI = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'oo'];
const CODAS = ['', 'l', 'm', 'n', 'nd', 'r', 'rk', 's', 't', 'x'];
const PREFIXES = [
  'ppp',
  'dial',
  'slip',
  'ts',
  'port',
  'ad',
  'pm',
  'node',
  'www',
  'proxy',
  'gate',
  'lab',
  'pc',
  'mac',
  'sun',
];

const pick = <T>(list: readonly T[], random: Random): T => list[random.below(list.length)]!;

function word(random: Random): string {
  const syllable = () => pick(ONSETS, random) + pick(NUCLEI, random) + pick(CODAS, random);
  return syllable() + syllable();
}

function hostName(tld: string, organisations: readonly string[], random: Random): string {
  if (tld === '') return `198.${18 + random.below(2)}.${random.below(256)}.${1 + random.below(254)}`;
  if (tld === 'bare') return `${word(random)}${random.below(100).toString().padStart(2, '0')}f`;
  const machine =
    random.unit() < 0.6
      ? `${pick(PREFIXES, random)}${1 + random.below(250)}`
      : word(random) + random.below(20);
  const branch = random.unit() < 0.35 ? `${word(random)}.` : '';
  return `${machine}.${branch}${pick(organisations, random)}.${tld}`;
}

/** A log-normal weight with the trace's mean and median; the first few hosts are big proxies. */
function popularity(rank: number, random: Random): number {
  const body = Math.exp(1.29 * random.normal());
  return rank < 24 ? 700 / Math.sqrt(rank + 1) : body;
}

export interface Hosts {
  names: readonly string[];
  draw: (random: Random) => number;
}

/** The hosts of a seed, and how to draw one by popularity. */
export function createHosts(seed: number): Hosts {
  const random = createRandom(seed, 0x40575);
  const tld = aliasTable(TLD_SHARES.map(([, share]) => share));
  const organisations = Array.from({ length: 1_200 }, () => word(random));
  const names = Array.from({ length: HOSTS }, () =>
    hostName(TLD_SHARES[tld(random)]![0], organisations, random),
  );
  const draw = aliasTable(names.map((_, rank) => popularity(rank, random)));
  return { names, draw };
}
