// `npm run new:scenario NAME [-- --fault FAULT]`: begins a scenario and, when there is no such fault yet, the fault. It never replaces a file.
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { faultTemplate, openPoints, scenarioTemplate } from './templates.ts';

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { fault: { type: 'string' } },
});
const [name] = positionals;
const fault = values.fault ?? 'kill-processor';
if (name === undefined || !KEBAB.test(name) || !KEBAB.test(fault)) {
  console.error(
    'usage: npm run new:scenario my-scenario [-- --fault my-fault]   (small letters and hyphens)',
  );
  process.exit(2);
}

function begin(folder: string, id: string, text: string): boolean {
  const file = fileURLToPath(new URL(`../${folder}/${id}.ts`, import.meta.url));
  if (existsSync(file)) return false;
  writeFileSync(file, text);
  console.log(`chaos/${folder}/${id}.ts`);
  for (const point of openPoints(text)) console.log(`  ${point}`);
  return true;
}

begin('faults', fault, faultTemplate(fault));
if (!begin('scenarios', name, scenarioTemplate(name, fault))) {
  console.error(`there is a scenario '${name}' already`);
  process.exit(2);
}
console.log(`
npm run check:unit                                             says what is still to fill
npx lakequake chaos run ${name} --variant naive --seed 7        runs it
npx lakequake chaos suite --scenario ${name}                    runs all its variants
npx lakequake chaos suite --scenario ${name} --unprotected      and without each protection; --disarmed without the fault
npm run docs:catalogue                                         puts it into docs/catalogue.md`);
