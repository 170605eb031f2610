// Whether a container engine with Compose answers here. Without one these tests say that they were skipped, unless they were asked for by name
// (`npm run test:docker`): then that is a failure. .ci/run says why, when it could not prepare one.
import { THIS_MACHINE } from '../../pipeline/runtime/choose-runtime.ts';
import { requireCompose } from '../../pipeline/runtime/docker/compose.ts';

const composeHere = () =>
  requireCompose().then(
    () => true,
    () => false,
  );

const told = process.env.LAKEQUAKE_SKIP_CONTAINERS;
const answers = (await THIS_MACHINE.engineAnswers()) && (await composeHere());
export const engineHere = answers && told === undefined;

const missing = told ?? 'no container engine with Compose 2 answers on this machine';
if (!engineHere && process.env.LAKEQUAKE_NEEDS_ENGINE === '1') throw new Error(missing);
if (!engineHere) console.log(`skipped: ${missing}`);
