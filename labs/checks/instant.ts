// A time out of a learner's query. A timestamp without a zone is UTC, as everywhere here, and not the time of whoever's machine this is.

const HAS_ZONE = /(Z|[+-]\d\d(:?\d\d)?)$/;

/** ms since the epoch; NaN for what is no time. */
export function instantMs(value: unknown): number {
  if (value === null || value === undefined) return Number.NaN;
  const text = String(value);
  return new Date(HAS_ZONE.test(text) ? text : `${text}Z`).getTime();
}
