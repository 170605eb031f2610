// Settings of scenarios that take a broker or its network away, so that a run lasts seconds where the defaults would make it last minutes. Shared
// by all variants, never a protection: a scenario that is about one of these times names it itself.
import type { SettingsChange } from './scenario.ts';

export const SHORT_TIMEOUTS = {
  producer: { requestTimeoutMs: 3_000 },
  // A client that comes back waits for its own ghost in the group as long as a session lasts.
  consumer: { requestTimeoutMs: 3_000, sessionTimeoutMs: 3_000 },
  stream: { windowMs: 2_000, allowedLatenessMs: 2_000 },
} satisfies SettingsChange;
