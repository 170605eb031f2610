// What the board shows and what a facilitator may ask of it: schemas shared by the host and the page (which imports only the types). Times are
// ms since the epoch by the host's clock. A prediction's counts are null until the facilitator shows them: who sees the others' answers
// first does not predict any more.
import { z } from 'zod';
import { orderSchema } from './protocol.ts';

export const BOARD_PATH = '/api/workshop/board';

const time = z.number();
const timeOrNull = time.nullable();

export const boardStepSchema = z.object({
  id: z.string(),
  title: z.string(),
  prediction: z
    .object({ question: z.string(), choices: z.array(z.object({ id: z.string(), says: z.string() })) })
    .nullable(),
});

export const boardLabSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  title: z.string(),
  minutes: z.number(),
  steps: z.array(boardStepSchema),
});
export type BoardLab = z.infer<typeof boardLabSchema>;

const scoredSchema = z.object({ ok: z.boolean(), seconds: z.number().nullable() });

export const seatGameSchema = z.object({
  game: z.string(),
  seed: z.number().int(),
  state: z.enum(['running', 'detected', 'named', 'mitigated', 'ended', 'revealed']),
  begunAt: time,
  /** Null until the seat has had its reveal. */
  score: z
    .object({
      detected: scoredSchema,
      named: scoredSchema,
      mitigated: scoredSchema,
      points: z.number().int(),
    })
    .nullable(),
});
export type SeatGame = z.infer<typeof seatGameSchema>;

export const boardSeatSchema = z.object({
  id: z.string(),
  name: z.string(),
  here: z.boolean(),
  /** When it was last heard of. */
  seenAt: timeOrNull,
  /** The lab it works on: the one it touched last. */
  lab: z.string().nullable(),
  /** The first step of it that is not finished; null when all are. */
  step: z.string().nullable(),
  /** Since when it stands at that step. */
  since: timeOrNull,
  stuck: z.boolean(),
  labs: z.record(
    z.string(),
    z.object({ finished: z.array(z.string()), given: z.array(z.string()), hints: z.number().int() }),
  ),
  game: seatGameSchema.nullable(),
  /** The last thing the facilitator wanted of it. */
  order: z
    .object({
      id: z.number().int(),
      says: z.string(),
      state: z.enum(['waiting', 'done', 'failed', 'cancelled']),
      answer: z.string().nullable(),
    })
    .nullable(),
});
export type BoardSeat = z.infer<typeof boardSeatSchema>;

export const boardSchema = z.object({
  v: z.literal(1),
  at: time,
  title: z.string(),
  /** With the key only: whoever reaches the page may see the board, not join. */
  code: z.string().nullable(),
  labs: z.array(boardLabSchema),
  seats: z.array(boardSeatSchema),
  timer: z.object({ label: z.string(), startedAt: time, endsAt: time }).nullable(),
  predictions: z.array(
    z.object({
      lab: z.string(),
      step: z.string(),
      answers: z.number().int(),
      shown: z.boolean(),
      counts: z.record(z.string(), z.number().int()).nullable(),
    }),
  ),
});
export type Board = z.infer<typeof boardSchema>;

/** What the board's socket sends; `key` says whether the key that was given is the right one. */
export const boardMessageSchema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('board'), board: boardSchema }),
  z.object({ t: z.literal('beat'), at: time }),
  z.object({ t: z.literal('key'), ok: z.boolean(), says: z.string() }),
]);
export type BoardMessage = z.infer<typeof boardMessageSchema>;

/** The one thing a page may say to the board's socket. */
export const showKeySchema = z.strictObject({ t: z.literal('key'), key: z.string().max(200) });

const seats = z.union([z.literal('all'), z.array(z.string().max(40)).min(1).max(200)]);

/** What needs the facilitator's key. */
export const actionSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('order'), seats, order: orderSchema }),
  z.strictObject({
    act: z.literal('start-timer'),
    minutes: z.number().min(0.1).max(480),
    label: z.string().max(60).default(''),
  }),
  z.strictObject({ act: z.literal('stop-timer') }),
  z.strictObject({
    act: z.literal('show-predictions'),
    lab: z.string().max(80),
    step: z.string().max(80),
    shown: z.boolean(),
  }),
  z.strictObject({ act: z.literal('release-seat'), seat: z.string().max(40) }),
]);
export type Action = z.infer<typeof actionSchema>;
