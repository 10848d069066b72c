import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const REPORT = dirname(fileURLToPath(import.meta.url))
const PAGE = join(REPORT, 'page')
const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf']

/**
 * The report's build step, called by the build script: writes `report/head.html`, `report/live-head.html` and
 * `report/tail.html` (what src/files/report-assets.ts reads) and `fonts/` below a folder.
 * The charts' specifications are compiled here, so that a dry run only puts strings together.
 */
export async function buildReport({ outdir }) {
  await mkdir(join(outdir, 'report'), { recursive: true })
  await Promise.all([writePage(join(outdir, 'report')), copyFonts(join(outdir, 'fonts'))])
}

async function writePage(folder) {
  const [specs, script, style] = await Promise.all([
    compileSpecs(),
    bundle('main.ts'),
    bundle('style.css'),
  ])
  const policy = (...more) =>
    [
      "default-src 'none'",
      `script-src ${sourceHash(script)}`,
      `style-src ${sourceHash(style)}`,
      'img-src data:',
      ...more,
    ].join('; ')
  const head = (rules) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${rules}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style>${style}</style>
`
  const tail = `<script type="application/json" id="page-specs">${JSON.stringify(specs).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`
  await Promise.all([
    writeFile(join(folder, 'head.html'), head(policy())),
    // The page that planner live serves listens for its events.
    writeFile(join(folder, 'live-head.html'), head(policy("connect-src 'self'"))),
    writeFile(join(folder, 'tail.html'), tail),
  ])
}

/** Bundled for the browser; `</script` cannot occur in it, esbuild writes it as `<\/script`. */
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(PAGE, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    charset: 'utf8',
    legalComments: 'none',
    alias: { vega: join(PAGE, 'vega-runtime.js') },
    logLevel: 'error',
  })
  return outputFiles[0].text.trim()
}

/** The builders are TypeScript and need the chart compiler: bundled, and run from memory. */
async function compileSpecs() {
  const { outputFiles } = await build({
    entryPoints: [join(PAGE, 'specs.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  })
  const module = Buffer.from(outputFiles[0].text).toString('base64')
  const { compilePageSpecs } = await import(`data:text/javascript;base64,${module}`)
  return compilePageSpecs()
}

async function copyFonts(folder) {
  const source = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'))
  await mkdir(folder, { recursive: true })
  await Promise.all([
    ...FONTS.map((font) => cp(join(source, 'ttf', font), join(folder, font))),
    readFile(join(source, 'LICENSE')).then((text) => writeFile(join(folder, 'LICENSE'), text)),
  ])
}

function sourceHash(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
