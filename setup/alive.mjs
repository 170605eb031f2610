// Whether a process with this pid is there now.
export function isAliveNow(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
