import { bursty } from './bursty.js'
import { chat } from './chat.js'
import { constant } from './constant.js'
import { diurnal } from './diurnal.js'
import { ramp } from './ramp.js'
import type { Shape } from './shape.js'
import { spike } from './spike.js'
import { step } from './step.js'

/** Every shape of synthetic traffic. A new one is one file and one line here. */
export const SHAPES: readonly Shape[] = [constant, diurnal, ramp, step, spike, bursty, chat]
