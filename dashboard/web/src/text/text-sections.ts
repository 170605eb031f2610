// A lab's README cut into what the page shows at a time: before the steps, each step, and what comes after them. Pure.

export interface TextSections {
  /** Outcomes, Invariants, Predict. */
  begin: string;
  /** The numbered list alone: what must hold whatever one changes. */
  invariants: string;
  /** One a step, in their order, without their headings. */
  steps: string[];
  /** Explain, Trade-off, Further reading. */
  explain: string;
}

/** Everything of the text but its first heading and the headings of steps is in one of the sections. */
export function sectionsOf(readme: string): TextSections {
  const body = readme.replace(/^# .*\n+/, '');
  const at = body.search(/^## Steps$/m);
  if (at < 0) return { begin: body, invariants: '', steps: [], explain: '' };
  const after = body.slice(at).replace(/^## Steps\n*/, '');
  const end = after.search(/^## /m);
  const [steps, explain] = end < 0 ? [after, ''] : [after.slice(0, end), after.slice(end)];
  const [before = '', ...parts] = steps.split(/^### \d+\. .*$/m);
  const begin = `${body.slice(0, at).trim()}\n\n${before.trim()}`.trim();
  const invariants = (/^## Invariants\n+([\s\S]*?)(?=^## )/m.exec(body)?.[1] ?? '')
    .split(/\n{2,}/)
    .filter((block) => /^1\. /.test(block))
    .join('\n\n');
  return { begin, invariants, steps: parts.map((part) => part.trim()), explain: explain.trim() };
}
