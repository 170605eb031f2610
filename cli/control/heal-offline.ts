export async function healOffline(_stateDir: string): Promise<string> {
  return 'no fault was live';
}
