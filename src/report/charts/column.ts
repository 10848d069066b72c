/** Values of one series, an entry per interval; null where nothing is to be drawn. */
export type Column = readonly (number | null)[]
