// What the short suite leaves out: faults that some scenario uses and no chosen one does, checkers that some variant expects and no
// chosen one does. Pure; the `fast` tags are right when nothing is left out.
import { caseOf, type Scenario } from '../scenario.ts';

export interface LeftOut {
  faults: string[];
  checkers: string[];
}

/** Compares the scenarios chosen with all of them. */
export function leftOut(all: readonly Scenario[], chosen: readonly Scenario[]): LeftOut {
  const without = (of: (scenario: Scenario) => string[]) => {
    const covered = new Set(chosen.flatMap(of));
    return [...new Set(all.flatMap(of))].filter((id) => !covered.has(id)).sort();
  };
  return { faults: without(faultsOf), checkers: without(checkersOf) };
}

function faultsOf(scenario: Scenario): string[] {
  const cases = [...new Set(Object.values(scenario.variants).map(caseOf))];
  return cases.flatMap((name) => scenario.schedule(1, name).map(({ fault }) => fault));
}

function checkersOf({ variants }: Scenario): string[] {
  return Object.values(variants).flatMap(({ expect }) => (expect.by ?? []).map(({ checker }) => checker));
}

/** A sentence; undefined when nothing is left out. */
export function leftOutText({ faults, checkers }: LeftOut): string | undefined {
  const parts = [
    ...(faults.length > 0 ? [`faults ${faults.join(', ')}`] : []),
    ...(checkers.length > 0 ? [`checkers ${checkers.join(', ')}`] : []),
  ];
  return parts.length === 0 ? undefined : `the short suite leaves out: ${parts.join('; ')}`;
}
