// What a recording is: gzipped JSONL, the stream a page got. First a header, then full states (`full`, at least every ten seconds) and
// the differences between them (`delta`), each with its time; at the end, for a run that ended, its journal. A recording may
// consist of several gzip members, each beginning with a header and a full state: that is how a long one is kept bounded.
// docs/recording.md tells it to other readers. The version is raised when a reader of the old one would misread the new one.
import { z } from 'zod';
import { changeSchema } from '../../contract.ts';

export const RECORDING_VERSION = 1;

export const headerSchema = z.object({
  t: z.literal('recording'),
  v: z.number().int(),
  /** Version of Lakequake that wrote it. */
  lakequake: z.string(),
  run: z.object({
    id: z.string(),
    kind: z.enum(['lab', 'drain', 'scenario']),
    scenario: z.string().nullable(),
    variant: z.string().nullable(),
    seed: z.number(),
    startedAt: z.number(),
  }),
});
export type RecordingHeader = z.infer<typeof headerSchema>;

const path = z.array(z.union([z.string(), z.number()]));

export const lineSchema = z.discriminatedUnion('t', [
  headerSchema,
  z.object({ t: z.literal('full'), at: z.number(), state: z.looseObject({ at: z.number() }) }),
  z.object({ t: z.literal('delta'), at: z.number(), set: z.array(changeSchema), unset: z.array(path) }),
  z.object({
    t: z.literal('journal'),
    entries: z.array(z.looseObject({ type: z.string(), at: z.number() })),
  }),
]);
export type RecordingLine = z.infer<typeof lineSchema>;

/** File names in a run's folder. The older half of a long recording stands in a file of its own. */
export const RECORDING_FILE = 'recording.jsonl.gz';
export const OLDER_RECORDING_FILE = 'recording-older.jsonl.gz';
