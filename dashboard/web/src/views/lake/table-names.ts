// The tables of the lake, in the order of the data's way. The page takes no code from the contract, so the names stand here, checked
// against it by type.
import type { z } from 'zod';
import type { tableNameSchema } from '../../../../contract/lake.ts';

type Name = z.infer<typeof tableNameSchema>;

export const TABLE_NAMES = [
  'bronze',
  'silver',
  'quarantine',
  'gold.traffic',
  'gold.status',
  'gold.paths',
] as const satisfies readonly Name[];

/** Fails to compile when the contract knows a table that is not here. */
type Unknown = Exclude<Name, (typeof TABLE_NAMES)[number]>;
const _none: [Unknown] extends [never] ? true : never = true;
void _none;
