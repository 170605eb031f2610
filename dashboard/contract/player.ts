// What a page says on the stream of a recording, and what the player says beside the usual messages. Times are those of the
// recording, ms since the epoch. On the stream of a live lab nothing is listened to.
import { z } from 'zod';

export const playerRequestSchema = z.discriminatedUnion('t', [
  /** Goes there; answered with a full state. Only the newest of many counts. */
  z.strictObject({ t: z.literal('seek'), at: z.number() }),
  z.strictObject({ t: z.literal('play'), speed: z.number().min(0.1).max(32).optional() }),
  z.strictObject({ t: z.literal('pause') }),
  /** Takes effect at once, or when it plays again. */
  z.strictObject({ t: z.literal('speed'), speed: z.number().min(0.1).max(32) }),
]);
export type PlayerRequest = z.infer<typeof playerRequestSchema>;

export const playerMessageSchema = z.object({
  t: z.literal('player'),
  from: z.number(),
  to: z.number(),
  at: z.number(),
  playing: z.boolean(),
  speed: z.number(),
});
export type PlayerMessage = z.infer<typeof playerMessageSchema>;

/** Marks for the scrubber. */
export const timelineSchema = z.object({
  run: z.string(),
  from: z.number(),
  to: z.number(),
  phases: z.array(z.object({ name: z.string(), from: z.number(), to: z.number().nullable() })),
  faults: z.array(
    z.object({ id: z.string(), label: z.string(), from: z.number(), to: z.number().nullable() }),
  ),
  signals: z.array(z.object({ id: z.string(), from: z.number(), to: z.number().nullable() })),
});
export type Timeline = z.infer<typeof timelineSchema>;
