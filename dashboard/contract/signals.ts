// Every signal on one axis of time, with the faults as bands: who noticed what, and when, and who stayed silent.
import { z } from 'zod';

const time = z.number();

export const signalHistorySchema = z.object({
  at: time,
  /** Start of the run that is shown; the axis begins here. */
  from: time.nullable(),
  phases: z.array(z.object({ name: z.string(), from: time, to: time.nullable() })),
  faults: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      from: time,
      to: time.nullable(),
      /** The first signal to fire after it; null when none has. */
      first: z.object({ signal: z.string(), seconds: z.number() }).nullable(),
      fired: z.array(z.object({ signal: z.string(), seconds: z.number() })),
      silent: z.array(z.string()),
    }),
  ),
  signals: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      severity: z.enum(['warning', 'critical']),
      notices: z.enum(['fault', 'damage']).nullable(),
      /** Thresholds it fires at, by name with unit. */
      limits: z.record(z.string(), z.number()),
      state: z.enum(['quiet', 'firing', 'missing']),
      message: z.string().nullable(),
      spans: z.array(z.object({ from: time, to: time.nullable() })),
    }),
  ),
});
export type SignalHistory = z.infer<typeof signalHistorySchema>;
