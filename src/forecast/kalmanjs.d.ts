declare module 'kalmanjs' {
  /** One-dimensional Kalman filter; R is process noise, Q measurement noise. */
  export default class KalmanFilter {
    constructor(options?: { R?: number; Q?: number; A?: number; B?: number; C?: number })
    /** Takes a measurement, returns the filtered one. */
    filter(measurement: number): number
  }
}
