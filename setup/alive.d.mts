export function isAliveNow(pid: number): boolean;
