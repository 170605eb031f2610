// Runs steps side by side, each as soon as what it waits for is done, and shows a line when one begins work and when it ends.
import { Trouble } from './trouble.mjs';

/**
 * A step: {name, after?: names it waits for, optional?: why its absence is bearable, provide: () => Promise<how | undefined>}.
 * undefined means "not there, and that is fine". Returns the troubles met; a step whose predecessor failed is left out.
 */
export async function runSteps(steps, say = console.log) {
  const troubles = [];
  const started = new Map();
  const start = (step) => {
    if (!started.has(step.name)) started.set(step.name, follow(step));
    return started.get(step.name);
  };
  const follow = async (step) => {
    const before = await Promise.all(
      (step.after ?? []).map((name) => start(steps.find((other) => other.name === name))),
    );
    if (before.includes(false)) return false;
    return runStep(step, say, troubles);
  };
  await Promise.all(steps.map(start));
  return troubles;
}

async function runStep(step, say, troubles) {
  const startedAt = Date.now();
  const begun = setTimeout(() => say(`  …  ${step.name}`), 300); // what is there already takes no line of its own
  try {
    const how = await step.provide();
    clearTimeout(begun);
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    if (how !== undefined)
      say(`  ✓  ${step.name} (${how}${how === 'there already' ? '' : `, ${seconds} s`})`);
    else if (step.optional) say(`  –  ${step.name}: ${step.optional}`);
    return true;
  } catch (error) {
    clearTimeout(begun);
    if (step.optional && error instanceof Trouble) {
      say(`  –  ${step.name}: ${step.optional} (${error.message})`);
      return true;
    }
    say(`  ✗  ${step.name}`);
    troubles.push(error);
    return false;
  }
}
