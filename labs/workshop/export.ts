// The results of a workshop, as JSON and as one CSV table. Pure. Every total is the sum of rows that stand in the same export, so that whoever gets
// it can add up again. What stands in it is what the seats' files said; nothing is estimated, and what is not known is empty.

import type { BoardLab } from './board-contract.ts';
import { countPredictions } from './board-of.ts';
import type { GameLine } from './protocol.ts';
import type { SeatRecord, WorkshopState } from './state.ts';

export interface StepRow {
  lab: string;
  step: string;
  finished: boolean;
  /** Passed over because the facilitator sent the seat on. */
  given: boolean;
  finishedAt: string | null;
  prediction: string | null;
  hints: number;
}

export interface GameRow {
  game: string;
  seed: number;
  begunAt: string;
  /** False: its reveal has not come, so nothing is scored. */
  revealed: boolean;
  detected: boolean;
  detectedSeconds: number | null;
  named: boolean;
  namedSeconds: number | null;
  mitigated: boolean;
  mitigatedSeconds: number | null;
  points: number;
}

export interface SeatResult {
  seat: string;
  name: string;
  joinedAt: string;
  steps: StepRow[];
  games: GameRow[];
}

export interface WorkshopExport {
  title: string;
  exportedAt: string;
  seats: SeatResult[];
  predictions: { lab: string; step: string; counts: Record<string, number>; answers: number }[];
  totals: {
    seats: number;
    steps: number;
    finished: number;
    given: number;
    hints: number;
    predictions: number;
    games: number;
    detected: number;
    named: number;
    mitigated: number;
    points: number;
  };
}

const stamp = (at: number) => new Date(at).toISOString();
const sum = <T>(rows: readonly T[], of: (row: T) => number) => rows.reduce((all, row) => all + of(row), 0);

function stepRows({ progress }: SeatRecord, labs: readonly BoardLab[]): StepRow[] {
  return labs
    .filter(({ id }) => progress.some(({ lab }) => lab === id))
    .flatMap(({ id: lab, steps }) =>
      steps.map(({ id: step }) => {
        const own = progress.filter((line) => line.lab === lab && line.step === step);
        const passed = own.find(({ type }) => type === 'passed');
        return {
          lab,
          step,
          finished: passed !== undefined,
          given: passed?.given === true,
          finishedAt: passed === undefined ? null : stamp(passed.at),
          prediction: own.findLast(({ type }) => type === 'predicted')?.choice ?? null,
          hints: own.filter(({ type }) => type === 'hinted').length,
        };
      }),
    );
}

function gameRows(lines: readonly GameLine[]): GameRow[] {
  return lines
    .filter(({ type }) => type === 'begun')
    .map(({ game, seed, at }) => {
      const score = lines.findLast((line) => line.game === game && line.type === 'revealed')?.score;
      return {
        game,
        seed: seed ?? 0,
        begunAt: stamp(at),
        revealed: score !== undefined,
        detected: score?.detected.ok ?? false,
        detectedSeconds: score?.detected.seconds ?? null,
        named: score?.named.ok ?? false,
        namedSeconds: score?.named.seconds ?? null,
        mitigated: score?.mitigated.ok ?? false,
        mitigatedSeconds: score?.mitigated.seconds ?? null,
        points: score?.points ?? 0,
      };
    });
}

/** The results as rows, without code, key and secrets; times as ISO texts. */
export function exportOf(
  state: WorkshopState,
  { title, labs, now }: { title: string; labs: readonly BoardLab[]; now: number },
): WorkshopExport {
  const records = [...state.seats.values()];
  const seats = records.map((seat) => ({
    seat: seat.id,
    name: seat.name,
    joinedAt: stamp(seat.joinedAt),
    steps: stepRows(seat, labs),
    games: gameRows(seat.game),
  }));
  const steps = seats.flatMap((seat) => seat.steps);
  const games = seats.flatMap((seat) => seat.games);
  const predictions = labs.flatMap(({ id: lab, steps: own }) =>
    own.flatMap(({ id: step }) => {
      const counts = countPredictions(records, lab, step);
      const answers = sum(Object.values(counts), (count) => count);
      return answers === 0 ? [] : [{ lab, step, counts, answers }];
    }),
  );
  return {
    title,
    exportedAt: stamp(now),
    seats,
    predictions,
    totals: {
      seats: seats.length,
      steps: steps.length,
      finished: sum(steps, ({ finished }) => Number(finished)),
      given: sum(steps, ({ given }) => Number(given)),
      hints: sum(steps, ({ hints }) => hints),
      predictions: sum(steps, ({ prediction }) => Number(prediction !== null)),
      games: games.length,
      detected: sum(games, ({ detected }) => Number(detected)),
      named: sum(games, ({ named }) => Number(named)),
      mitigated: sum(games, ({ mitigated }) => Number(mitigated)),
      points: sum(games, ({ points }) => points),
    },
  };
}

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(Number(value));
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const COLUMNS = [
  'kind',
  'seat',
  'name',
  'lab',
  'step',
  'finished',
  'given',
  'finished_at',
  'prediction',
  'hints',
  'game',
  'seed',
  'revealed',
  'detected',
  'detected_seconds',
  'named',
  'named_seconds',
  'mitigated',
  'mitigated_seconds',
  'points',
] as const;

type CsvRow = Partial<Record<(typeof COLUMNS)[number], string | number | boolean | null>>;

/** One row a seat and step, one a seat and game, and the total at the end. */
export function csvOf({ seats, totals }: WorkshopExport): string {
  const rows: CsvRow[] = seats.flatMap(({ seat, name, steps, games }): CsvRow[] => [
    ...steps.map(({ finishedAt, ...row }) => ({ kind: 'step', seat, name, ...row, finished_at: finishedAt })),
    ...games.map(({ detectedSeconds, namedSeconds, mitigatedSeconds, begunAt: _at, ...row }) => ({
      kind: 'game',
      seat,
      name,
      ...row,
      detected_seconds: detectedSeconds,
      named_seconds: namedSeconds,
      mitigated_seconds: mitigatedSeconds,
    })),
  ]);
  const { finished, given, hints, detected, named, mitigated, points } = totals;
  const total: CsvRow = { kind: 'total', finished, given, hints, detected, named, mitigated, points };
  const lines = [...rows, total].map((row) => COLUMNS.map((column) => cell(row[column] ?? null)).join(','));
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}
