// The catalogue of labs as Markdown, from the registry. Pure.
import type { FoundLab } from '../lab.ts';

function chapter({ id, number, title, idea, minutes, runs, steps }: FoundLab): string {
  const scenarios = [
    ...new Set(runs.map(({ scenario, blind }) => (blind ? 'a blind fault' : `\`${scenario}\``))),
  ].join(', ');
  return [
    `## ${number}. ${title}`,
    '',
    `${idea} ${minutes} minutes, on ${scenarios}. [Text](../labs/${id}/README.md).`,
    '',
    ...steps.map((step, index) => `${index + 1}. ${step.title} (\`${step.file}\`)`),
    '',
  ].join('\n');
}

/** The whole page. */
export function labCatalogue(labs: readonly FoundLab[]): string {
  const count = labs.reduce((sum, { steps }) => sum + steps.length, 0);
  return [
    '# Labs',
    '',
    `${labs.length} labs, ${count} steps. Made from the registry by \`npm run docs:labs\`; do not edit. Begin with \`npx lakequake lab list\`.`,
    '',
    ...labs.map(chapter),
  ].join('\n');
}
