import type { Role } from '../../domain/role.js'
import { sizeDecode } from './decode.js'
import type { SizingPolicy } from './policy.js'
import { sizePrefill } from './prefill.js'

/** The policy that sizes each pool. */
export const SIZING_POLICIES: Readonly<Record<Role, SizingPolicy>> = {
  prefill: sizePrefill,
  decode: sizeDecode,
}
