import type { Sightings } from '../domain/sighting.js'
import type { Traffic } from '../domain/traffic.js'

/** Where observations come from: Prometheus, or what stands for it in a test. */
export interface TrafficSource {
  /**
   * What was seen of the interval that ends now. A query that fails is a sighting, not an error; it
   * rejects only with the reason of an aborted signal.
   */
  read(signal: AbortSignal): Promise<Sightings>
}

/** Where the past comes from, for forecasters that begin with a history. */
export interface TrafficHistory {
  /** Intervals that end now, oldest first. @throws UserError when it cannot be read. */
  readHistory(seconds: number, signal: AbortSignal): Promise<readonly Traffic[]>
}
