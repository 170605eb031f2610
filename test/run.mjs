// Runs the test suites one after the other (real brokers share one machine) and ends in one line: N passed, N failed.
// usage: node test/run.mjs [SUITE …] [-- vitest arguments]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));
const ALL = ['unit', 'structure', 'integration', 'scenarios', 'labs', 'e2e', 'interop', 'docker'];
/** These share no broker and no port, so they run together. */
const TOGETHER = [['unit', 'structure']];

const split = process.argv.indexOf('--');
const named = process.argv.slice(2, split < 0 ? undefined : split);
const vitestArguments = split < 0 ? [] : process.argv.slice(split + 1);
const unknown = named.find((name) => !ALL.includes(name));
if (unknown !== undefined) {
  console.error(`there is no suite '${unknown}'; there are: ${ALL.join(', ')}`);
  process.exit(2);
}

/** Suites in groups, in order. */
function groupsOf(suites) {
  const groups = [];
  for (const suite of suites) {
    const mates = TOGETHER.find((group) => group.includes(suite));
    const last = groups.at(-1);
    if (mates !== undefined && last !== undefined && mates.includes(last[0])) last.push(suite);
    else groups.push([suite]);
  }
  return groups;
}

function runGroup(suites, outputFile) {
  const projects = suites.flatMap((suite) => ['--project', suite]);
  const args = [
    join(projectDir, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...projects,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${outputFile}`,
    ...vitestArguments,
  ];
  return new Promise((resolve) => {
    // Asked for by name, tests on containers may not be skipped for want of an engine.
    const env = named.length === 1 && named[0] === 'docker' ? { LAKEQUAKE_NEEDS_ENGINE: '1' } : {};
    const child = spawn(process.execPath, args, {
      cwd: projectDir,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
}

/** Counts of one group; a runner that left no report, or failed without a failed test, is one failure. */
function countsOf(outputFile, ending) {
  if (!existsSync(outputFile)) return { passed: 0, failed: ending === 0 ? 0 : 1, skipped: 0, failures: [] };
  const report = JSON.parse(readFileSync(outputFile, 'utf8'));
  const failedFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
  );
  const failed = report.numFailedTests + failedFiles.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && ending !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [
      ...failedFiles.map((file) => failureOf(file.name, '', file.message)),
      ...report.testResults.flatMap((file) =>
        file.assertionResults
          .filter((one) => one.status === 'failed')
          .map((one) => failureOf(file.name, one.fullName, one.failureMessages[0] ?? '')),
      ),
    ],
  };
}

/** What failed and where, in few lines: the end of a long log is what one reads. */
function failureOf(file, name, message) {
  const told = message
    .split('\n')
    .filter((line) => !line.includes('/node_modules/'))
    .slice(0, 12);
  return [`${relative(projectDir, file)} > ${name}`, ...told.map((line) => `    ${line}`)].join('\n');
}

const folder = mkdtempSync(join(tmpdir(), 'lakequake-test-'));
const sum = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const suites = named.length > 0 ? named : ALL;
for (const group of groupsOf(suites)) {
  const startedAt = Date.now();
  const outputFile = join(folder, `${group.join('-')}.json`);
  console.log(`\n== ${group.join(' + ')}`);
  const { failures: failed, ...counts } = countsOf(outputFile, await runGroup(group, outputFile));
  failures.push(...failed);
  for (const key of Object.keys(sum)) sum[key] += counts[key];
  console.log(
    `== ${group.join(' + ')}: ${JSON.stringify(counts)} in ${Math.round((Date.now() - startedAt) / 1000)} s`,
  );
}
rmSync(folder, { recursive: true, force: true });
if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`);
console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
