// Finds scenarios by words and tag, and the variant that shows the other side. Pure.
import type { CatalogueScenario } from '../../../../contract/scenarios.ts';

export type CatalogueVariant = CatalogueScenario['variants'][number];

/** Every word must stand somewhere in what is said of the scenario or its variants. */
export function matching(
  scenarios: readonly CatalogueScenario[],
  { words, tag }: { words: string; tag: string | null },
): CatalogueScenario[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return scenarios.filter((one) => {
    if (tag !== null && !one.tags.includes(tag)) return false;
    const variants = one.variants.flatMap(({ name, title, because, settings }) => [
      name,
      title,
      because,
      ...settings.map(({ path }) => path),
    ]);
    const text = [one.id, one.title, one.teaches, one.onlooker, ...one.tags, ...variants]
      .join(' ')
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** All tags with how many scenarios bear them, the most frequent first. */
export function tagsOf(scenarios: readonly CatalogueScenario[]): { tag: string; many: number }[] {
  const counts = new Map<string, number>();
  for (const tag of scenarios.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .map(([tag, many]) => ({ tag, many }))
    .sort((a, b) => b.many - a.many || (a.tag < b.tag ? -1 : 1));
}

/** The variant of the same case that is expected to end the other way: it meets the same faults at the same events. */
export function counterpartOf(scenario: CatalogueScenario, name: string): CatalogueVariant | undefined {
  const own = scenario.variants.find((one) => one.name === name);
  return scenario.variants.find(
    (one) => own !== undefined && one.case === own.case && one.expect.verdict !== own.expect.verdict,
  );
}

/** What a variant is expected to come to, in words. */
export function expectationWords({ expect }: CatalogueVariant): string {
  if (expect.refusal !== undefined) return `The pipeline refuses to start (${expect.refusal})`;
  const by = (expect.by ?? []).map(({ checker, atLeast }) => `${checker} ≥ ${atLeast}`);
  const noticed = expect.noticed;
  const seen =
    noticed === undefined
      ? []
      : [`noticed${noticed.signal ? ` by ${noticed.signal}` : ''} within ${noticed.withinSeconds} s`];
  return [...by, ...seen].join(', ');
}
