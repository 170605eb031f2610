// `doctor`: prerequisites, ports, disk, memory and settings, each with what was found and the fix.
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import { type DoctorFinding, examine } from '../../pipeline/runtime/doctor.ts';
import type { CommandModule } from '../command.ts';
import { settingsOf } from '../control/session.ts';
import { prepareWorkshop, readiness } from '../doctor/workshop.ts';
import { rejectPositionals } from '../options.ts';

type Line = Omit<DoctorFinding, 'id'> & { id: string };

const MARKS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;

function checkSettings(projectDir: string, settingsFile: string | undefined): Line {
  try {
    settingsOf({ projectDir, settingsFile });
    return { id: 'settings', health: 'ok', found: settingsFile ?? 'pipeline.yaml', hint: null };
  } catch (error) {
    if (!(error instanceof LakequakeError)) throw error;
    return { id: 'settings', health: 'fail', found: error.message, hint: error.hint ?? null };
  }
}

function render({ id, health, found, hint }: Line): string {
  const fix = hint === null || health === 'ok' ? '' : `\n      ${' '.repeat(14)}next: ${hint}`;
  return `${MARKS[health]}  ${id.padEnd(14)}${found}${fix}`;
}

export const command: CommandModule = {
  name: 'doctor',
  summary: 'check prerequisites, ports, disk, memory and settings, with fixes',
  usage: 'lakequake doctor [--workshop] [--settings FILE] [--json]',
  options: {
    workshop: {
      type: 'boolean',
      help: 'fetch all that a workshop needs, then say what is missing for a room without internet',
    },
    settings: { type: 'string', value: 'FILE', help: 'settings file to check (default pipeline.yaml)' },
  },
  async run(input) {
    rejectPositionals(input);
    const workshop = input.flags.workshop === true;
    // Fetched first: what is looked at afterwards is what came of it.
    const prepared: Line[] = workshop ? await prepareWorkshop(input) : [];
    const findings: Line[] = [...(await examine(input.stateDir)), ...prepared];
    findings.push(checkSettings(input.projectDir, input.flags.settings as string | undefined));
    const failed = findings.some(({ health }) => health === 'fail');
    const says = workshop ? [readiness(findings)] : [];
    input.out(
      input.json
        ? JSON.stringify({ ok: !failed, findings, ...(workshop ? { says: says[0] } : {}) })
        : [...findings.map(render), ...says].join('\n'),
    );
    return failed ? EXIT.environment : EXIT.ok;
  },
};
