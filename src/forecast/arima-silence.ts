// ctsa, the C library inside `arima`, prints notes to standard output, where results belong. Its glue code keeps
// the console functions it finds while it is evaluated, so those are swapped for exactly that long: modules are
// evaluated one after the other in the order of arima-package.ts's imports, and nothing else runs in between.
const { log, error } = globalThis.console

globalThis.console.log = ignore
globalThis.console.error = ignore

export function restoreConsole(): void {
  globalThis.console.log = log
  globalThis.console.error = error
}

function ignore(): void {}
