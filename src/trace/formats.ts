import { azure } from './azure.js'
import type { TraceFormat } from './format.js'
import { mooncake } from './mooncake.js'

/** Every trace format, asked in this order. A new format is one file and one line here. */
export const TRACE_FORMATS: readonly TraceFormat[] = [mooncake, azure]
