import { takeArrivals } from './host'

/** Arrivals that the host gives at a time. */
export const ARRIVALS: i32 = 512

// Of each arrival: time, ms; index in the trace; input and output tokens.
const ROW_BITS: i32 = 5
const INDEX: usize = 8
const ISL: usize = 16
const OSL: usize = 24

/** ARRIVALS rows of four numbers. */
export const arrivalRows: usize = heap.alloc(ARRIVALS << ROW_BITS)

let row: usize = arrivalRows
let end: usize = arrivalRows

/** Requests taken so far: the next one's position in order of arrival. */
export let rank: f64 = 0
/** Arrival of the next request, ms; Infinity after the last. */
export let nextArrivalMs: f64 = Infinity

// The request taken last.
export let takenIndex: u32 = 0
export let takenIsl: f64 = 0
export let takenOsl: f64 = 0

/** Asks the host for the first arrivals. */
export function openArrivals(): void {
  look()
}

/** Takes the next request. */
export function takeArrival(): void {
  takenIndex = <u32>load<f64>(row, INDEX)
  takenIsl = load<f64>(row, ISL)
  takenOsl = load<f64>(row, OSL)
  rank++
  row += 1 << ROW_BITS
  look()
}

function look(): void {
  if (row === end) {
    row = arrivalRows
    end = row + (takeArrivals() << ROW_BITS)
  }
  nextArrivalMs = row === end ? Infinity : load<f64>(row)
}
