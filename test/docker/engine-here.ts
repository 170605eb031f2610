// Whether a container engine with Compose answers here. Without one these tests say that they were skipped, unless they were asked for by name
// (`npm run test:docker`): then that is a failure.
import { THIS_MACHINE } from '../../pipeline/runtime/choose-runtime.ts';
import { requireCompose } from '../../pipeline/runtime/docker/compose.ts';

export const engineHere =
  (await THIS_MACHINE.engineAnswers()) &&
  (await requireCompose().then(
    () => true,
    () => false,
  ));

const MISSING = 'no container engine with Compose 2 answers on this machine';
if (!engineHere && process.env.LAKEQUAKE_NEEDS_ENGINE === '1') throw new Error(MISSING);
if (!engineHere) console.log(`skipped: ${MISSING}`);
