// `npm run new:lab NUMBER SLUG`: begins a lab's folder. It never replaces one.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LABS_DIR } from '../registry.ts';
import { labTemplates } from './templates.ts';

const [number, slug] = process.argv.slice(2);
if (!/^\d{1,2}$/.test(number ?? '') || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug ?? '')) {
  console.error('usage: npm run new:lab 17 my-lab   (a number, and small letters with hyphens)');
  process.exit(2);
}
const id = `${number!.padStart(2, '0')}-${slug}`;
const folder = join(LABS_DIR, id);
if (existsSync(folder)) {
  console.error(`there is a lab '${id}' already`);
  process.exit(2);
}
for (const [file, text] of Object.entries(labTemplates({ number: Number(number), slug: slug! }))) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
  console.log(`labs/${id}/${file}: ${text.split('TODO').length - 1} to fill`);
}
console.log(`
npm run check:unit                                                             says what is still to fill
npx lakequake lab check --all-starts --all-solutions --all-disarmed --lab ${number}   proves it on real runs
npm run docs:labs                                                              puts it into docs/labs.md`);
