// The order of these two imports matters, see arima-silence.ts.
// biome-ignore-start assist/source/organizeImports: evaluation order
import { restoreConsole } from './arima-silence.js'
import ARIMA from 'arima'
// biome-ignore-end assist/source/organizeImports: evaluation order

restoreConsole()

export { ARIMA }
