// The workshop's memory on the host: `<state>/workshop/` with the events as append-only JSONL and one small file for code, key and port. Only
// this user can read them. A line that was torn by a killed host is left out, and what comes after it stays whole.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { appendEntries, readEntries } from '../../pipeline/runtime/entry-log.ts';
import { replaceFile } from '../../pipeline/runtime/replace-file.ts';
import { newCode, newSecret } from './secrets.ts';
import type { WorkshopEvent } from './state.ts';

export const WORKSHOP_FOLDER = 'workshop';

const identitySchema = z.object({
  v: z.literal(1),
  title: z.string(),
  code: z.string(),
  key: z.string(),
  openedAt: z.number(),
  labs: z.array(z.string()),
  /** Where it listened last, so that the seats find it again. */
  port: z.number().nullable(),
});
export type Identity = z.infer<typeof identitySchema>;

const fileOf = (stateDir: string, name: string) => join(stateDir, WORKSHOP_FOLDER, name);

export interface EventLog {
  events: WorkshopEvent[];
  append(event: WorkshopEvent): void;
}

/** All events so far, and where the next go. */
export function openEventLog(stateDir: string): EventLog {
  mkdirSync(join(stateDir, WORKSHOP_FOLDER), { recursive: true });
  const file = fileOf(stateDir, 'events.jsonl');
  if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600 });
  const events = readEntries<WorkshopEvent>(file);
  return { events, append: (event) => appendEntries(file, [event]) };
}

/** Title, code, key and port, readable by this user alone. */
export function saveIdentity(stateDir: string, identity: Identity): void {
  mkdirSync(join(stateDir, WORKSHOP_FOLDER), { recursive: true });
  replaceFile(fileOf(stateDir, 'workshop.json'), `${JSON.stringify(identity)}\n`, { onlyOwner: true });
}

/** The workshop of this state folder; undefined when there was none. Throws `newer-format` for a file that cannot be understood. */
export function readIdentity(stateDir: string): Identity | undefined {
  const file = fileOf(stateDir, 'workshop.json');
  if (!existsSync(file)) return undefined;
  try {
    return identitySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new LakequakeError('newer-format', `${file} is not a workshop this version can read`, {
      cause,
      hint: 'begin a new workshop with `npx lakequake workshop host --new`',
    });
  }
}

/** Puts the workshop before aside, under the time it was opened, and forgets nothing. */
export function setAside(stateDir: string, { openedAt }: Pick<Identity, 'openedAt'>): void {
  const stamp = new Date(openedAt).toISOString().replace(/[:.]/g, '-');
  for (const name of ['events.jsonl', 'workshop.json'])
    if (existsSync(fileOf(stateDir, name)))
      renameSync(fileOf(stateDir, name), fileOf(stateDir, `${stamp}-${name}`));
}

/** A workshop opened now, with a code and a key of its own. */
export function newIdentity(options: Pick<Identity, 'title' | 'labs'>): Identity {
  return { v: 1, ...options, code: newCode(), key: newSecret(), openedAt: Date.now(), port: null };
}
