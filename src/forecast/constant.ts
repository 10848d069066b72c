import type { SeriesModel } from './model.js'

/** The last value; 0 before there is one. */
export function createConstantModel(): SeriesModel {
  let last = 0
  return {
    append(value) {
      last = value
    },
    next: () => last,
  }
}
