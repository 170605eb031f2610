import { createSignalEvaluator, loadSignals } from '/work/main/pipeline/observe/evaluate.ts';
import { BEGIN, healthyTraffic } from '/work/main/test/helpers/traffic.ts';
for (const rate of [1000, 100, 20, 5000]) for (let seed = 11; seed < 23; seed++) {
  const evaluator = createSignalEvaluator(await loadSignals());
  const fired = new Map<string, string>();
  for (const snapshot of healthyTraffic(seed, 30, rate))
    for (const { id, subject, says } of evaluator.add(snapshot)) {
      const key = `${id}/${subject}`;
      if (!fired.has(key)) fired.set(key, `${Math.round((snapshot.at - BEGIN) / 1000)} s: ${key}: ${says}`);
    }
  if (fired.size) console.log(rate, seed, [...fired.values()]);
}
console.log('done');
