/** Builds the page's fixed parts and the fonts below a folder. */
export function buildReport(options: { readonly outdir: string }): Promise<void>
