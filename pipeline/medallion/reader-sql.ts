// How silver reads a row under its settings: the parameters of sql/judged.sql that differ between the readers. Pure.
import type { Settings } from '../contract/settings.ts';
import { isLenient } from './expectations.ts';

/** A line that brings fields nobody knows, or a unit other than bytes, is told apart by the signals. */
const SHAPE = {
  declared: "WHEN coalesce(json.unit, 'B') <> 'B' THEN concat('json in ', json.unit)",
  assumed: '',
};

/** SQL expressions by name: what may be JSON, its bytes, the time a row gets, and the shape of the line. */
export function readerSql({ parser, byteUnit }: Settings['silver']): Record<string, string> {
  return {
    jsonText: parser === 'clf-only' ? 'CAST(NULL AS VARCHAR)' : 'raw',
    jsonBytes: byteUnit === 'declared' ? 'in_bytes(bytes_text, json.unit)' : 'as_bytes(bytes_text)',
    eventTime: isLenient(parser) ? 'coalesce(event_time, kafka_time)' : 'event_time',
    shape: `CASE WHEN json IS NULL THEN format ${SHAPE[byteUnit]} WHEN json.unknown > 0 THEN 'json with other fields' ELSE format END`,
  };
}
