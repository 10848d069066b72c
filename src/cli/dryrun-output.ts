import { join } from 'node:path'
import { linesFile } from '../files/lines-write.js'
import { readReportAssets } from '../files/report-assets.js'
import { type OutputFile, writeAllAtomic } from '../files/write-atomic.js'
import { renderHtml } from '../report/html/html.js'
import { type RequestExport, requestFormat, requestLines } from '../run/request-export.js'
import type { Result } from '../run/result.js'
import { renderResultJson } from '../run/result-json.js'

export interface DryRunOutput {
  readonly result: Result
  /** Folder for result.json and report.html; null: neither is wanted. */
  readonly folder: string | null
  /** File for what became of each request, and what to write; null: not wanted. */
  readonly requests: { readonly path: string; readonly from: RequestExport } | null
}

/** Writes all that is wanted, or nothing: the paths written. */
export async function writeDryRun({ result, folder, requests }: DryRunOutput): Promise<string[]> {
  const files: OutputFile[] = []
  if (folder !== null) {
    files.push(
      { path: join(folder, 'result.json'), data: renderResultJson(result) },
      { path: join(folder, 'report.html'), data: renderHtml(result, await readReportAssets()) },
    )
  }
  if (requests !== null) {
    const { path, from } = requests
    files.push(linesFile(path, requestLines(requestFormat(path)!, from)))
  }
  await writeAllAtomic(files)
  return files.map(({ path }) => path)
}
