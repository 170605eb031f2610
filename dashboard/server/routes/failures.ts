// The error answers of a route, by what can go wrong in it. Every route says all of its statuses.
import { errorSchema } from '../../contract/answers.ts';

/** Whoever asks may be refused, the server may fail, and what it needs may be away. */
export const always = { 403: errorSchema, 500: errorSchema, 503: errorSchema };

/** It takes parameters or a query. */
export const withInput = { ...always, 400: errorSchema };

/** It names something that may not exist. */
export const withName = { ...withInput, 404: errorSchema };

/** It is about a running lab or a kept lake, which a recording has not. */
export const withLab = { ...withName, 409: errorSchema };

/** It has a body. */
export const withBody = { ...withLab, 413: errorSchema, 415: errorSchema };
