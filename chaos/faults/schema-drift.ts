// schema-drift: from some event on the lines come in another shape. `form`: `json`, Common Log Format becomes JSON; and of a source that
// wrote JSON before: `renamed`, a field has another name; `text-status`, the status becomes a string; `added`, a field is added.
// Known versions are to be read; a version that nobody knows belongs in quarantine.
import type { SourceEvent } from '../../pipeline/contract/event.ts';
import { distortion, type Stretch } from '../distortion.ts';
import { isReadable, type JsonFields, jsonFields, withJson } from '../json-lines.ts';

export type DriftForm = 'json' | 'renamed' | 'text-status' | 'added';

export interface DriftOptions extends Stretch {
  form: DriftForm;
}

/** The event in its new shape. */
export function drifted(event: SourceEvent, form: DriftForm): SourceEvent {
  const fields = jsonFields(event.truth);
  const unknown = form === 'renamed' || form === 'text-status';
  const { truth, ...rest } = withJson(event, shape(fields, form));
  return { ...rest, truth: { ...truth, disposition: unknown ? 'quarantine' : truth.disposition } };
}

function shape({ status, ...others }: JsonFields, form: DriftForm): JsonFields {
  switch (form) {
    case 'json':
      return { status, ...others };
    case 'renamed':
      return { ...others, code: status };
    case 'text-status':
      return { ...others, status: String(status) };
    case 'added':
      return { status, ...others, region: 'eu-1' };
  }
}

const drift = distortion<DriftOptions>({
  id: 'schema-drift',
  title: 'The lines come in another shape',
  prepare: (event, { form }) => (form === 'json' ? event : withJson(event)),
  touches: isReadable,
  distort: (event, { form }) => [{ event: drifted(event, form) }],
  says: (changed, { form }) => `at least ${changed} lines came in another shape (${form})`,
});
export default drift.wrap;
export const { fault } = drift;
