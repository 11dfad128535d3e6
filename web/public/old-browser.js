// Runs only where modules are unknown: such a kernel cannot run the workbench.
document.getElementById('app').textContent =
  '当前浏览器内核过旧，无法打开本系统。请使用 Chromium 80 或更新内核的浏览器。 ' +
  'This browser is too old. Please use one built on Chromium 80 or later.';
