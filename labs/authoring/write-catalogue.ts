// `npm run docs:labs`: writes docs/labs.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LABS_DIR, listLabs } from '../registry.ts';
import { labCatalogue } from './catalogue.ts';

writeFileSync(join(LABS_DIR, '..', 'docs', 'labs.md'), labCatalogue(await listLabs()));
