// Set-up: fetches and builds what Lakequake needs and does not find. Runs before any package is installed, so it has no dependencies.
// `node setup/setup.mjs [--for start|test] [--verbose]`. Can be interrupted and run again at any time; exit 2 usage, 3 something is missing.
import { fileURLToPath } from 'node:url';
import { FLOORS } from './layout.mjs';
import { planFor } from './plan.mjs';
import { runSteps } from './steps.mjs';
import { Trouble } from './trouble.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < FLOORS.node[0] || (major === FLOORS.node[0] && minor < FLOORS.node[1])) {
  leave([
    new Trouble(
      `Lakequake needs Node ${FLOORS.node.join('.')} or newer; this is ${process.versions.node}`,
      'nvm install 20   (or see https://nodejs.org)',
    ),
  ]);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(4));

const startedAt = Date.now();
const purpose = purposeOf(process.argv.slice(2));
console.log(purpose ? `Setting up for ${purpose}` : 'Setting up');
const troubles = await runSteps(planFor(purpose, ROOT));
if (troubles.length > 0) leave(troubles);
console.log(`Set up in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);

function purposeOf(args) {
  const rest = args.filter((arg) => arg !== '--verbose');
  if (rest.length === 0) return undefined;
  if (rest.length === 2 && rest[0] === '--for' && ['start', 'test'].includes(rest[1])) return rest[1];
  console.error(`setup: does not understand ${rest.join(' ')}`);
  console.error('  fix: node setup/setup.mjs [--for start|test] [--verbose]');
  process.exit(2);
}

function leave(problems) {
  for (const problem of problems) {
    const known = problem instanceof Trouble;
    console.error(
      `\nsetup: ${known || process.argv.includes('--verbose') ? problem.message : problem.message.split('\n')[0]}`,
    );
    console.error(`  fix: ${known ? problem.fix : 'run `npm run setup -- --verbose` to see more'}`);
    if (process.argv.includes('--verbose')) console.error(problem.cause ?? problem);
  }
  process.exit(3);
}
