// What a page must know of its server before anything else: whether it shows a running lab or a recording, and what may be
// asked of it. Times are ms since the epoch.
import { z } from 'zod';

export const sessionSchema = z.object({
  /** `live`: a lab behind it. `replay`: a recording; nothing can be changed, and there is no lake to read. `workshop`: the board, no lab. */
  mode: z.enum(['live', 'replay', 'workshop']),
  version: z.string(),
  actions: z.object({
    allowed: z.boolean(),
    /** Actions need `Authorization: Bearer …` even from the own page: the server is bound to more than loopback. */
    needToken: z.boolean(),
  }),
  recording: z
    .object({
      run: z.string(),
      scenario: z.string().nullable(),
      variant: z.string().nullable(),
      from: z.number(),
      to: z.number(),
    })
    .nullable(),
});
export type Session = z.infer<typeof sessionSchema>;
