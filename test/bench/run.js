// npm run bench [name…]: runs every *.bench.js (or those named), prints a table, exits 1 when a bound is broken.
import { readdirSync } from 'node:fs'

const wanted = process.argv.slice(2)
const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.bench.js'))
  .filter((file) => wanted.length === 0 || wanted.includes(file.replace('.bench.js', '')))
  .sort()

let broken = 0
for (const name of names) {
  const { title, run } = await import(new URL(name, import.meta.url))
  console.log(`\n${title}`)
  const rows = await run()
  if (rows.length === 0) console.log('  skipped: ../shared is not beside this checkout')
  for (const row of rows) console.log(line(row))
  broken += rows.filter(({ ok }) => !ok).length
}
console.log(broken === 0 ? '\nAll within their bounds.' : `\n${broken} out of bounds.`)
process.exitCode = broken === 0 ? 0 : 1

function line({ name, value, unit, bound, ok }) {
  return `  ${ok ? 'ok ' : 'BAD'} ${name.padEnd(44)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(14)} at most ${bound}`
}
