import type { Session } from './session.ts';
export async function healFaults(_session: Session): Promise<string> {
  return 'no fault was live';
}
