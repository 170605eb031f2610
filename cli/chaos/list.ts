// `chaos list`: the catalogue of scenarios with their variants.
import { listScenarios } from '../../chaos/run.ts';
import { EXIT } from '../../pipeline/contract/errors.ts';
import type { CommandInput } from '../command.ts';

export async function list(input: CommandInput): Promise<number> {
  const scenarios = await listScenarios();
  const rows = scenarios.map(({ id, title, teaches, tags, variants }) => ({
    id,
    title,
    teaches,
    tags,
    variants: Object.entries(variants).map(([name, variant]) => ({
      name,
      title: variant.title,
      expect: variant.expect,
    })),
  }));
  const text = () =>
    rows
      .map(({ id, title, variants }) => {
        const lines = variants.map(
          (one) => `    ${one.name.padEnd(12)}${one.expect.verdict.padEnd(8)}${one.title}`,
        );
        return [`${id.padEnd(18)}${title}`, ...lines].join('\n');
      })
      .join('\n\n');
  input.out(input.json ? JSON.stringify(rows) : text());
  return EXIT.ok;
}
