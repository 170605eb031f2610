// Whether a container engine with Compose answers here. Without one these tests say that they were skipped; `npm run test:docker` then fails, since no
// test passed.
import { THIS_MACHINE } from '../../pipeline/runtime/choose-runtime.ts';
import { requireCompose } from '../../pipeline/runtime/docker/compose.ts';

export const engineHere =
  (await THIS_MACHINE.engineAnswers()) &&
  (await requireCompose().then(
    () => true,
    () => false,
  ));

if (!engineHere) console.log('skipped: no container engine with Compose 2 answers on this machine');
