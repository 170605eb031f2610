// Sets the chosen theme before the first paint, so that nothing flashes. A file of its own because the page's policy allows no inline script.
try {
  const chosen = localStorage.getItem('lakequake-theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be forbidden; then the system's preference counts.
}
