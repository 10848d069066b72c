import { UserError } from '../../domain/user-error.js'
import { fontFiles } from '../../files/report-assets.js'
import { writeAtomic } from '../../files/write-atomic.js'
import type { DiffView } from '../../report/check/diff-terminal.js'
import { overlaySpec } from '../../report/check/overlay-picture.js'
import { pngOf } from '../../report/png.js'
import { renderSpec } from '../../report/svg.js'

const ENDINGS = ['.svg', '.png', '.vl.json'] as const

/** @throws UserError for a file whose ending says nothing, before anything is run. */
export function checkChartName(path: string | undefined): void {
  if (path === undefined || ENDINGS.some((ending) => path.toLowerCase().endsWith(ending))) return
  throw new UserError(`--chart: '${path}' is not allowed; it must end in ${ENDINGS.join(', ')}`)
}

/** The two runs over one another as a picture. */
export async function writeDiffChart(path: string, views: readonly DiffView[]): Promise<void> {
  const [view] = views
  if (view === undefined || views.length > 1) {
    throw new UserError(`--chart ${path}: one case has one picture; here are ${views.length}`, {
      hint: `name it: --case '${view?.title ?? ''}'`,
    })
  }
  const title = view.title === null ? 'Two results' : `Case ${view.title}`
  const spec = overlaySpec(view.a, view.b, { title, ...view.labels })
  if (path.toLowerCase().endsWith('.json')) {
    return writeAtomic(path, `${JSON.stringify(spec, null, 2)}\n`)
  }
  const svg = await renderSpec(spec)
  await writeAtomic(
    path,
    path.toLowerCase().endsWith('.png') ? await pngOf(svg, { fonts: fontFiles() }) : svg,
  )
}
