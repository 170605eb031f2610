// What a seat and the board say to each other over the WebSocket /api/workshop/seat: the only description of it, for both sides. Version 1.
// A seat tells what its lab's files say, line by line, and what became of an order; the board tells a seat who it is and what the facilitator
// wants. There is no message by which a seat could act on another seat or on the workshop.
import { z } from 'zod';

export const PROTOCOL_VERSION = 1;
export const SEAT_PATH = '/api/workshop/seat';
export const MOST_LINES = 200;
export const MOST_NAME_LETTERS = 24;

const time = z.number().int().min(0);
const word = z.string().min(1).max(80);

/** One entry of the seat's lab progress, without its evidence: that stays on the seat. */
export const progressLineSchema = z.object({
  at: time,
  type: z.enum(['started', 'reset', 'solved', 'predicted', 'compared', 'hinted', 'passed']),
  lab: word,
  step: word.exactOptional(),
  choice: word.exactOptional(),
  /** Passed because the facilitator sent the seat past it. */
  given: z.boolean().exactOptional(),
});
export type ProgressLine = z.infer<typeof progressLineSchema>;

const scored = z.object({
  ok: z.boolean(),
  /** Since the fault struck; null when it was not done. */
  seconds: z.number().nullable(),
});

/** One entry of the seat's game-day diary, without free text. The score comes with the reveal, never before. */
export const gameLineSchema = z.object({
  at: time,
  type: z.enum(['begun', 'detected', 'diagnosed', 'mitigated', 'ended', 'revealed']),
  game: word,
  seed: z.number().int().exactOptional(),
  score: z
    .object({ detected: scored, named: scored, mitigated: scored, points: z.number().int().min(0).max(3) })
    .exactOptional(),
});
export type GameLine = z.infer<typeof gameLineSchema>;

export const streamSchema = z.enum(['progress', 'game']);
export type Stream = z.infer<typeof streamSchema>;

// --- from a seat -----------------------------------------------------------------------------------------------

export const helloSchema = z.strictObject({
  t: z.literal('hello'),
  v: z.number().int(),
  code: z.string().max(40),
  name: z.string().max(200),
  /** By the seat's own clock: the board corrects all its times by the difference. */
  now: time,
  /** Who it was when it last sat here. */
  seat: z.string().max(40).exactOptional(),
  secret: z.string().max(100).exactOptional(),
  /** What its files are: a word that changes when one was begun anew, null when there is none. */
  files: z.record(streamSchema, z.string().max(80).nullable()),
});
export type Hello = z.infer<typeof helloSchema>;

export const fromSeatSchema = z.discriminatedUnion('t', [
  helloSchema,
  z.strictObject({
    t: z.literal('lines'),
    stream: streamSchema,
    /** Number of the first of them, counted from 0; the board takes what follows on what it has. */
    from: z.number().int().min(0),
    lines: z.array(z.union([gameLineSchema, progressLineSchema])).max(MOST_LINES),
  }),
  z.strictObject({
    t: z.literal('did'),
    order: z.number().int(),
    ok: z.boolean(),
    says: z.string().max(300),
  }),
]);
export type FromSeat = z.infer<typeof fromSeatSchema>;

// --- to a seat -------------------------------------------------------------------------------------------------

/** What a facilitator can want of a seat. */
export const orderSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('go'), lab: word, step: word }),
  z.strictObject({
    kind: z.literal('arm'),
    seed: z.number().int().min(0).max(999_999),
    holdSeconds: z.number().int().min(20).max(600),
  }),
  z.strictObject({ kind: z.literal('stop') }),
]);
export type Order = z.infer<typeof orderSchema>;

export const refusalCodeSchema = z.enum([
  'bad-message',
  'other-version',
  'wrong-code',
  'too-many-attempts',
  'bad-name',
  'name-taken',
  'not-your-seat',
  'workshop-full',
  'joined-elsewhere',
  'released',
  'needs-key',
]);
export type RefusalCode = z.infer<typeof refusalCodeSchema>;

export const toSeatSchema = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('welcome'),
    v: z.number().int(),
    seat: z.string(),
    /** Proves later that it is the same seat; only the seat keeps it. */
    secret: z.string(),
    name: z.string(),
    title: z.string(),
    /** How many lines of each file the board has: the seat goes on from there. */
    have: z.record(streamSchema, z.number().int()),
  }),
  z.object({ t: z.literal('have'), stream: streamSchema, lines: z.number().int() }),
  z.object({ t: z.literal('order'), id: z.number().int(), order: orderSchema }),
  z.object({ t: z.literal('refused'), code: refusalCodeSchema, says: z.string(), again: z.boolean() }),
]);
export type ToSeat = z.infer<typeof toSeatSchema>;
