// The process that checks labs and asks a learner's queries: `lab-process.ts STATE_DIR MOST_MB`. A learner's SQL may ask for more than there
// is; here it takes down this process and nothing else. It uses the same functions as `lab check` and `lab query`.
import { askRun, checkLab } from '../../../labs/play-lab.ts';
import { findLab } from '../../../labs/registry.ts';
import { boundedRows } from '../inquiry/bounded-cells.ts';
import { answerQuestions } from '../isolated/answer-questions.ts';
import type { LabAnswer, LabQuestion } from './lab-messages.ts';

const ROWS_SHOWN = 50;
const [stateDir = '', mostMb = '0'] = process.argv.slice(2);

async function check(name: string): Promise<LabAnswer> {
  await checkLab({ stateDir, lab: await findLab(name) });
  return { kept: true };
}

async function query(name: string, wanted: string): Promise<LabAnswer> {
  const { run, file, rows } = await askRun({ stateDir, lab: await findLab(name) }, wanted);
  const columns = Object.keys(rows[0] ?? {});
  const shown = rows.slice(0, ROWS_SHOWN).map((row) => columns.map((column) => row[column] ?? null));
  return { rows: { file, run: run.runId, columns, rows: boundedRows(shown).rows, total: rows.length } };
}

answerQuestions<LabQuestion, LabAnswer>(
  (question) => (question.kind === 'check' ? check(question.lab) : query(question.lab, question.file)),
  { mostMb: Number(mostMb) },
);
